"""A toy site without a reading list, a theme of one template, and a simulation of MkDocs, for tests of the engine.

`python -m toys FOLDER CORES [FATE]` builds a larger toy site in a process without threads, so that it can fork.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
import signal
import sys
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.engine.artifact import Artifact, Asset, PageArtifact, known
from llmnotes.site.engine.build import Choices
from llmnotes.site.engine.digest import Digests, digest
from llmnotes.site.engine.engine import Engine
from llmnotes.site.engine.page import Page
from llmnotes.system import processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from llmnotes.system.cache import Cache

THEME = "<title>{title}</title><meta content='{description}'><link href='{address}'>{head}<main>{html}</main>{toc}"
NOTES = {f"n{number}": f"text {number}" for number in range(8)}
FILES = {"colours.txt": "red", "shapes/round.txt": "ball", "shapes/square.txt": "cube"}


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """The view of a toy page."""

    name: str
    text: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class ToySite:
    """A toy site: pages of notes, where two consecutive pages share a key, and files."""

    notes: Mapping[str, str] = dataclasses.field(default_factory=lambda: NOTES)
    files: Mapping[str, str] = dataclasses.field(default_factory=lambda: FILES)
    view: str = "Toys"
    """The site-wide view: the site's name."""
    pid: int = 0
    """Id of the process that survives. All other processes kill themselves when they write a page. If the id is 0, no process kills itself."""
    log: Path | None = None
    """File to which each process that writes a page adds its id."""
    digests: Digests = dataclasses.field(default_factory=Digests)
    addresses: Addresses = dataclasses.field(default_factory=Addresses)
    root: str = "https://toys.example/"

    @property
    def key(self) -> str:
        return digest(self.view)

    @property
    def rendering(self) -> str:
        return self.view

    def settle(self) -> None:
        """Do nothing: no view waits for other data."""

    def save(self) -> None:
        """Do nothing: the toy site has nothing to save."""

    def page_artifacts(self) -> Iterator[PageArtifact]:
        for name, text in self.notes.items():
            yield PageArtifact(
                path=f"notes/{name}", view=known(Note(name=name, text=text)), template=self._page, modified=None,
                run=f"run {int(name[1:]) // 2}", beside=_beside,
            )  # fmt: skip

    def artifacts(self, cache: Cache) -> Iterator[Artifact]:
        del cache
        return (file_of(path, text) for path, text in self.files.items())

    def linked_files(self) -> Iterator[str]:
        return iter(self.files)

    def last_artifacts(self, pages: Iterable[tuple[str, PageArtifact]], others: Iterable[str]) -> Iterator[Artifact]:
        yield file_of("pages.txt", " ".join([*(address for address, _ in pages), *others]))

    def changed_since(self, before: ToySite) -> Iterator[PageArtifact]:
        return (page for page in self.page_artifacts() if before.notes.get(page.path[6:]) != self.notes[page.path[6:]])

    def _page(self, view: Note, name: str) -> Page:
        if self.pid not in {0, os.getpid()}:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.log:
            with self.log.open("a", encoding="utf-8") as log:
                log.write(f"{os.getpid()}\n")
        return Page(path=f"notes/{view.name}", title=f"{view.name} of {name}", description="", html=f"<h1>{view.name}</h1>{view.text}")


def _beside(view: Note, name: str) -> Iterator[Asset]:
    yield Asset(f"notes/{view.name}.txt", f"{name}: {view.text}".encode())


def file_of(path: str, text: str) -> Artifact:
    return Artifact(path, known(text), lambda text, name: [Asset(path, f"{name}: {text}".encode())])


class Around:
    """Adds the path of a page to its head, and needs no files."""

    artifacts: tuple[Artifact, ...] = ()

    def around(self, html: str, page: Page, address: str) -> str:
        return self.around_sample(html, page, address, self.head(page, address))

    def around_sample(self, html: str, page: Page, address: str, head: str) -> str:
        del page, address
        return html.replace("HEAD", head)

    def head(self, page: Page, address: str) -> str:
        return f"<i>{page.path} {address}</i>"

    def missing(self, html: str, page: Page) -> str:
        return f"{html}{page.html}"


def themed(page: Page, address: str) -> str:
    """Render a page with the toy theme. Title and description are escaped, as the plugin escapes them for a theme."""
    toc = "".join(f"<a>{section.title}</a>" for section in page.sections)
    return THEME.format(
        title=escape(page.title), description=escape(page.description), address=address, head="HEAD", html=page.html, toc=toc
    )


class ToyMkDocs:
    """Simulates MkDocs and the plugin. The project's folder contains the folders `site` and `cache`."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.site = project / "site"
        self.cache = project / "cache"
        self.engine: Engine[ToySite] = Engine()

    def build(  # noqa: PLR0913 - each parameter is one condition of a build
        self,
        site: ToySite,
        *,
        others: Mapping[str, str] | None = None,
        shells: bool = True,
        checked: int = 0,
        named: Iterable[str] = (),
        without: Iterable[str] = (),
        theme: Callable[[Page, str], str] = themed,
        taken: Iterable[str] = (),
        finishes: bool = True,
    ) -> str:
        """Build a site. Return the reason why the theme rendered all pages although pages should be filled into shells; otherwise an empty text.

        Args:
            site: The site.
            others: Texts of the author's files, by path.
            shells: Whether to fill pages into shells.
            checked: Number of additional pages to check.
            named: Source paths of pages in the navigation.
            without: Paths of pages to leave out.
            theme: Renders a page.
            taken: Source paths of pages that another plugin removes.
            finishes: Whether the build calls `Engine.finish`. False simulates a killed build.

        """
        engine, others = self.engine, others or {}
        engine.open(self.site, self.cache, self.project / "toys.yml", preview=False)
        empty(self.site)
        engine.restore()
        engine.plan(site, Around(), Choices(shells=shells, checked=checked, named=frozenset(named), without=frozenset(without)))
        rendered = engine.build.rendered
        files = {site.addresses.file(page.path): source for source, page in rendered.items()}
        written = {*files, *others}
        engine.begin(written)
        engine.make_way(written, [], lambda source: self._html(source, theme))
        for path, text in others.items():
            write(self.site / path, text)
        for path, source in files.items():
            if source not in taken:
                write(self.site / path, self._html(source, theme))
        return engine.finish()[0] if finishes else ""

    def _html(self, source: str, theme: Callable[[Page, str], str]) -> str:
        build = self.engine.build
        page = build.page(source)
        assert page
        address = build.site.addresses.of(source.removesuffix(".md"))
        return build.around(theme(page, build.canonical(source, f"{build.site.root}{address}")), source, address, page)


def empty(folder: Path) -> None:
    """Empty a folder as MkDocs does, except for hidden files."""
    for path in folder.iterdir() if folder.exists() else ():
        if not path.name.startswith("."):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def tree(folder: Path) -> dict[str, str]:
    """Return all files below a folder by path, and empty folders with a slash at the end."""
    found = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file():
            found[name] = path.read_text(encoding="utf-8")
        elif not any(path.iterdir()):
            found[f"{name}/"] = ""
    return found


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the inode and the time of each file. Writing a file again changes them, even if the content is the same."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


def rewritten(before: Mapping[str, Any], folder: Path) -> set[str]:
    """Return the files that have changed since `stamps` was called."""
    now = stamps(folder)
    return {path for path in now if now[path] != before.get(path)}


def main(folder: str, cores: str, fate: str = "") -> None:
    processes.cores = lambda: int(cores)  # tests run this module in its own process, so the change affects no test
    notes = {f"n{number}": f"text {number}" for number in range(240)}
    pid = os.getpid() if fate else 0
    ToyMkDocs(Path(folder)).build(ToySite(notes=notes, pid=pid, log=Path(folder) / "processes"))


if __name__ == "__main__":
    main(*sys.argv[1:])
