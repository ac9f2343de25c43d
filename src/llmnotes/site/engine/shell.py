"""The page shell: the theme's HTML of one page, cut at marks, into which all other pages of its shape are filled.

A theme takes more than a millisecond to render a page, and the generated pages differ only in a few places. So MkDocs renders one page of each shape
with marks in these places. The shell is the HTML between the marks. A filled shell has the same bytes as a page that the theme renders, as long as the
theme and other plugins treat all pages of a shape alike. Each build checks this with a second page of the shape, which MkDocs renders without marks.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import secrets
from html import escape
from typing import TYPE_CHECKING

from llmnotes.errors import ShellError
from llmnotes.site.engine.page import Page, Section

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from llmnotes.site.engine.artifact import PageArtifact

_CONTENT = "content <h1>"
"""Slot of the content. It contains `<h1>`, because Material adds an h1 to content without one, and all generated pages have one."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Marks:
    """Placeholders for values in the pages that shells are cut from."""

    token: str = dataclasses.field(default_factory=lambda: f"ln{secrets.token_hex(16)}")
    """Random text, new in each build, so that no text of a list contains it. Filters of themes don't change letters and digits."""

    def __call__(self, slot: str) -> str:
        """Return the mark for a slot."""
        return f"{self.token}-{slot}-{self.token}"

    def split(self, html: str) -> list[str]:
        """Split HTML at the marks. Return texts and names of slots in turn, beginning and ending with a text."""
        return re.split(f"{self.token}-(.+?)-{self.token}", html)


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """Properties that pages must have in common to share a shell. Equal shapes are one object, because comparing fields takes longer."""

    depth: int
    """Number of slashes in the address, which determines the relative path to the site's root."""
    shared: str
    """Folders that the address shares with a page in the navigation, because relative links between them are shorter."""
    described: bool
    """Whether the page has a description. Themes use the site's description for a page without one."""
    sectioned: bool
    """Whether the page has a table of contents."""
    wide: bool

    def sample(self, path: str, mark: Marks) -> Page:
        """Return a page of this shape with marks as values. Its two equal sections show the HTML between two sections."""
        sections = (Section(mark("anchor"), mark("name")),) * 2 if self.sectioned else ()
        return Page(
            path=path,
            title=mark("title"),
            description=mark("description") if self.described else "",
            html=mark(_CONTENT),
            sections=sections,
            wide=self.wide,
        )


class Shells:
    """Chooses the pages to fill into shells, the pages to cut shells from, and the pages to check shells with."""

    def __init__(self, pages: Iterable[tuple[PageArtifact, str]], others: Iterable[str]) -> None:
        """Choose pages. `pages` are candidates with their addresses; `others` are the addresses of all pages that the theme renders in any case."""
        folders = {folder for address in others for folder in _folders(address)}

        @functools.cache
        def shared(folder: str) -> str:
            return folder if not folder or folder in folders else shared(_above(folder))

        self.mark = Marks()
        self._shapes: dict[str, Shape] = {}
        self._shells: dict[Shape, Shell] = {}
        self._samples: dict[str, Shape] = {}
        self._proofs: dict[str, str] = {}
        found: dict[tuple[int, str, bool, bool, bool], list[str]] = {}
        for page, address in pages:
            own = address[: address.rfind("/") + 1]
            folder = own if own in folders else shared(_above(own))  # not cached, because few pages share their own folder
            found.setdefault((address.count("/"), folder, page.described, page.sectioned, page.wide), []).append(page.path)
        for likeness, paths in found.items():
            if len(paths) > 2:  # noqa: PLR2004 - one page to cut from and one to check; for two pages, a shell gains nothing
                shape = Shape(*likeness)
                self._samples[paths[0]] = shape
                self._proofs[paths[1]] = ""
                self._shapes.update(dict.fromkeys(paths, shape))

    @property
    def rendered(self) -> set[str]:
        """Return the paths of the pages that the theme must render to cut and check shells."""
        return {*self._samples, *self._proofs}

    def covers(self, path: str) -> bool:
        """Return whether a page is filled into a shell."""
        return path in self._shapes

    def sample(self, path: str) -> Page | None:
        """Return the page with marks that the theme renders instead of the page at `path`; None if no shell is cut from it."""
        shape = self._samples.get(path)
        return shape.sample(path, self.mark) if shape else None

    def keep(self, path: str, html: str) -> None:
        """Keep the theme's HTML of the page at `path`, if a shell is cut from it or checked with it."""
        if path in self._samples:
            self._shells[self._samples[path]] = Shell(self.mark.split(html))
        elif path in self._proofs:
            self._proofs[path] = html

    def of(self, path: str) -> Shell:
        """Return the shell for a page. Raises ShellError if the theme didn't render the page to cut the shell from."""
        shape = self._shapes[path]
        if shape not in self._shells:
            sample = next(sample for sample, other in self._samples.items() if other is shape)
            raise ShellError(
                f"another plugin removed the page {sample}, from which similar pages are made. Set the plugin's option shell to false, so that all "
                "plugins process every page (builds take longer)"
            )
        return self._shells[shape]

    def faults(self, fill: Callable[[str], bytes]) -> Iterator[str]:
        """Yield the paths of checked pages whose HTML by the theme differs from the filled shell. `fill` fills the page at a path."""
        return (path for path, html in self._proofs.items() if fill(path) != _encoded(html))


class Shell:
    """The theme's HTML around the pages of one shape."""

    def __init__(self, parts: list[str]) -> None:
        """Make a shell from the parts that `Marks.split` returns for a sample page."""
        first, *rest = parts
        self.text = "\0".join(parts)
        """Text of the shell, which is the same in each build of an unchanged site."""
        self._slots: list[str] = []
        """Names of the slots. A whole table of contents is one slot."""
        self._parts = [_encoded(first)]
        """Texts and empty places for slots in turn, as bytes, because encoding a page takes as long as filling it."""
        self._between: dict[str, tuple[str, str]] = {}
        """For each slot of a table of contents: the HTML between the two marks of a section, and between two sections."""
        slots = list(zip(rest[::2], rest[1::2], strict=True))
        while slots:
            slot, text = slots.pop(0)
            if slot == "anchor" and [other for other, _ in slots[:3]] == ["name", "anchor", "name"]:
                (_, to_next), (_, _), (_, text_after) = slots[:3]
                slot = f"sections{len(self._between)}"
                self._between[slot] = (text, to_next)
                text = text_after
                del slots[:3]
            self._slots.append(slot)
            self._parts += [b"", _encoded(text)]

    def fill(self, page: Page, *, address: str, head: str) -> bytes:
        """Return the whole page. `address` is its canonical address, `head` the metadata in its head."""
        values = {
            "title": escape(page.title),
            "description": escape(page.description),
            "address": address,
            "head": head,
            _CONTENT: page.html,
        }
        for slot, (inside, to_next) in self._between.items():
            values[slot] = to_next.join(f"{section.id}{inside}{section.title}" for section in page.sections)
        parts = self._parts.copy()
        # A theme may have changed the name of a slot, for example with a filter that removes tags. Then the check of the shell finds a difference.
        parts[1::2] = [_encoded(values.get(slot, "")) for slot in self._slots]
        return b"".join(parts)


def _encoded(html: str) -> bytes:
    """Encode HTML like MkDocs."""
    return html.encode("utf-8", "xmlcharrefreplace")


def _folders(address: str) -> Iterator[str]:
    """Yield the folders of an address, the deepest first: `a/b/`, `a/`."""
    end = address.rfind("/")
    while end >= 0:
        yield address[: end + 1]
        end = address.rfind("/", 0, end)


def _above(folder: str) -> str:
    """Return the folder above a folder: `a/` for `a/b/`, empty for `a/`."""
    return folder[: folder.rfind("/", 0, -1) + 1]
