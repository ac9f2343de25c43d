"""Every internal link leads to a page of the site, and every fragment to an id."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from browser.kinds import address

if TYPE_CHECKING:
    from pathlib import Path


LINKS = {"a": "href", "area": "href", "form": "action"}
FILES = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src", "use": "href"}
ADDRESSES_ONLY = {"canonical", "alternate"}
"""Relations of <link> whose target is an absolute URL at the published host."""


class References(HTMLParser):
    """The references of a page to other files, and its ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.files: list[str] = []
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.ids += [values["id"]] if "id" in values else []
        if (name := LINKS.get(tag)) in values:
            self.links.append(values[str(name)])
        if (name := FILES.get(tag)) in values and not ADDRESSES_ONLY & set(values.get("rel", "").split()):
            self.files.append(values[str(name)])


def broken(site: Path, published: str) -> tuple[list[str], int]:
    """Return broken internal references, files from other hosts and repeated ids, and the number of checked references. `published` is the site_url."""
    pages = {file: References(file.read_text(encoding="utf-8")) for file in site.rglob("*.html")}
    base = urlsplit(published)
    faults, count = [], 0
    for file, page in pages.items():
        here = urljoin(published, address(site, file))
        for reference in (*page.links, *page.files):
            target = urlsplit(urljoin(here, reference))
            if target.netloc != base.netloc or not target.path.startswith(base.path):
                if reference in page.files or target.netloc == base.netloc:
                    faults.append(f"{here}: {reference} is not part of the site")
                continue
            count += 1
            there = site / unquote(target.path).removeprefix(base.path)
            there = there / "index.html" if there.is_dir() and target.path.endswith("/") else there
            if not there.is_file():
                faults.append(f"{here}: {reference} leads nowhere")
            elif target.fragment and there in pages and unquote(target.fragment) not in pages[there].ids:
                faults.append(f"{here}: {reference} names no id")
        faults += [f"{here}: two elements have the id {id_}" for id_ in {id_ for id_ in page.ids if page.ids.count(id_) > 1}]
    return faults, count


def test_every_link_within_the_site_leads_to_a_page_or_file(own_site: Path, long_site: Path) -> None:
    for site, published in ((own_site, "https://example.github.io/list/"), (long_site, "https://example.org/")):
        faults, count = broken(site, published)
        assert not faults, "\n".join(faults)
        assert count > 1000


def test_every_link_within_a_site_without_directory_urls_leads_to_a_page_or_file(flat_site: Path) -> None:
    assert (flat_site / "years" / "2023.html").exists()
    faults, count = broken(flat_site, "https://example.github.io/list/")
    assert not faults, "\n".join(faults)
    assert count > 1000
