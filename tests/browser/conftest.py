from __future__ import annotations

import dataclasses
import functools
import os
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from playwright.sync_api import expect, sync_playwright

from browser import get_browser, lists
from browser.kinds import kinds
from browser.static_server import StaticServer
from llmnotes.records.catalogue import Catalogue
from llmnotes.records.folder import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route

expect.set_options(timeout=20_000)  # milliseconds that a busy machine may take

PHONE, TABLET, DESKTOP = 360, 768, 1440
_REPORT_VIOLATIONS = "addEventListener('securitypolicyviolation', e => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`))"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Served:
    """A built site and its address on a local server."""

    folder: Path
    url: str
    """Address of the site's root, with a slash at its end."""

    @functools.cached_property
    def catalogue(self) -> Catalogue:
        """Return the catalogue of the entries that the site was built from."""
        return Catalogue(record.entry for record in Store(self.folder.parent / "entries").load().records.values())

    @property
    def kinds(self) -> dict[str, tuple[str, ...]]:
        return kinds(self.folder)

    @property
    def addresses(self) -> list[str]:
        """Return the addresses of one or two pages of each kind."""
        return [address for addresses in self.kinds.values() for address in addresses]


def listing(faults: dict[str, list[str]]) -> str:
    """Format faults, each with the pages that have it. The fault of the most pages comes first."""
    ranked = sorted(faults.items(), key=lambda item: -len(item[1]))
    return "\n".join(f"{fault}\n    on {len(pages)} pages: {', '.join(pages[:3])}" for fault, pages in ranked)


def built_once(factory: pytest.TempPathFactory, name: str, write: Callable[[Path], None]) -> Path:
    """Return the folder of a site. The first test process that needs the site builds it."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with FileLock(shared / f"{name}.lock"):
        if not (shared / name / "built").exists():
            write(shared / name)
            lists.build(shared / name)
            (shared / name / "built").touch()
    return shared / name / "site"


@pytest.fixture(autouse=True)
def no_cover() -> None:
    """Turn off coverage by overriding pytest-cov's fixture. The tool's code runs only in the builds of the sites, and coverage slows down the browser."""


@pytest.fixture(scope="session")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the list for tests, with the manual of this repository, for the path /list/."""
    return built_once(tmp_path_factory, "own", lists.write_own)


@pytest.fixture(scope="session")
def long_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a list of 150 entries with unusual titles, in English, for the path /."""
    return built_once(tmp_path_factory, "long", lists.write_long)


@pytest.fixture(scope="session")
def flat_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the list for tests without directory URLs, and as a list that is not on GitHub, for the path /list/."""
    return built_once(tmp_path_factory, "flat", lambda folder: lists.write_own(folder, directories=False))


@pytest.fixture(scope="session")
def flat(flat_site: Path) -> Iterator[Served]:
    with StaticServer(flat_site, "/list/") as server:
        yield Served(folder=flat_site, url=server.url)


@pytest.fixture(scope="session")
def own(own_site: Path) -> Iterator[Served]:
    with StaticServer(own_site, "/list/") as server:
        yield Served(folder=own_site, url=server.url)


@pytest.fixture(scope="session")
def long(long_site: Path) -> Iterator[Served]:
    with StaticServer(long_site) as server:
        yield Served(folder=long_site, url=server.url)


@pytest.fixture(params=["own", "long"])
def site(request: pytest.FixtureRequest) -> Served:
    """Return the site of the list for tests, and in a second run of the test, the site of the long list."""
    served: Served = request.getfixturevalue(request.param)
    return served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = get_browser.installed()
    assert path, get_browser.REMEDY
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(get_browser.FLAGS))
        yield browser
        browser.close()


class Tabs:
    """Opens pages and records their faults: errors in the console, exceptions in scripts, requests to other hosts."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.faults: list[str] = []

    def __call__(self, *, width: int = DESKTOP, dark: bool = False, scripts: bool = True, origin: str = "http://127.0.0.1") -> Page:
        """Open a page in a new browser profile, `width` CSS pixels wide, with a light or dark colour scheme, with or without scripts.

        A request for a URL that does not begin with `origin` is blocked, and is a fault.
        """
        context = self._browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=scripts,
            permissions=["clipboard-read", "clipboard-write"],
        )
        self._contexts.append(context)
        context.route(lambda url: not url.startswith((origin, "data:", "blob:")), self._refuse)
        context.add_init_script(_REPORT_VIOLATIONS)
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        return page

    def forgive(self, part: str) -> None:
        """Remove the recorded faults that name `part`, a file that the test blocked. There must be at least one."""
        assert any(part in fault for fault in self.faults), f"no fault names {part}: {self.faults}"
        self.faults = [fault for fault in self.faults if part not in fault]

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _refuse(self, route: Route) -> None:
        self.faults.append(f"a request to another host: {route.request.url}")
        route.abort()

    def _hear(self, message: ConsoleMessage) -> None:
        page = message.page.url if message.page else ""
        missing = page.endswith("404.html") or "missing" in page  # the test requests a page that doesn't exist on purpose
        if message.type == "error" and not (missing and message.location["url"] == page):
            self.faults.append(f"{page}: {message.text} ({message.location['url']})")


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tabs]:
    """Yield a `Tabs`. The test fails if a page had a fault, such as an error or a request to another host."""
    tabs = Tabs(browser)
    yield tabs
    tabs.close()
    assert not tabs.faults, "\n".join(tabs.faults)
