"""The page shell: what the theme puts round a page, cut from one page, to be filled for all others of its shape.

A theme takes a millisecond and more for a page, and pages of ours differ only in a few places. So MkDocs renders one page of each shape with
marks in these places; the shell is what lies between the marks. It gives the very bytes that the theme gives for a page, as long as theme and
other plugins treat all pages of a shape alike: that is proved at each build on a second page of the shape, which MkDocs renders as it is.
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
"""Material looks for an h1 in the content, and writes one where there is none; all our pages have one."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Marks:
    """What stands for values in the pages that shells are cut from."""

    token: str = dataclasses.field(default_factory=lambda: f"ln{secrets.token_hex(16)}")
    """New for each build, so that no text of a list holds it. Letters and digits pass a theme's filters as they are."""

    def __call__(self, slot: str) -> str:
        """The mark for a slot's value."""
        return f"{self.token}-{slot}-{self.token}"

    def split(self, html: str) -> list[str]:
        """Text and slots in turn, text first and last."""
        return re.split(f"{self.token}-(.+?)-{self.token}", html)


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What pages must have in common to share a shell. There is one object of each: to compare what it is takes longer, for thousands of pages."""

    depth: int
    """Slashes in its address: the way to the site's root."""
    shared: str
    """The folders that its address has in common with that of a page in the navigation: there, links are shorter."""
    described: bool
    """Whether it has a description; themes put the site's in place of none."""
    sectioned: bool
    """Whether it has a table of contents."""
    wide: bool

    def sample(self, path: str, mark: Marks) -> Page:
        """A page of this shape, with marks for values, at the path of a real one. Two sections tell what stands between two."""
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
    """Which pages are filled into shells, and by which pages these are cut and proved."""

    def __init__(self, pages: Iterable[tuple[PageArtifact, str]], others: Iterable[str]) -> None:
        """`pages` with their addresses; `others` are the addresses of all pages that the theme renders anyway."""
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
            folder = own if own in folders else shared(_above(own))  # a page's own is seldom asked for again
            found.setdefault((address.count("/"), folder, page.described, page.sectioned, page.wide), []).append(page.path)
        for likeness, paths in found.items():
            if len(paths) > 2:  # noqa: PLR2004 - one to cut from, one to prove by: then the theme may as well render all
                shape = Shape(*likeness)
                self._samples[paths[0]] = shape
                self._proofs[paths[1]] = ""
                self._shapes.update(dict.fromkeys(paths, shape))

    @property
    def rendered(self) -> set[str]:
        """The paths of those pages that the theme must render all the same."""
        return {*self._samples, *self._proofs}

    def covers(self, path: str) -> bool:
        """Whether a page is filled into a shell."""
        return path in self._shapes

    def sample(self, path: str) -> Page | None:
        """The page with marks that the theme gets instead of the one at `path`."""
        shape = self._samples.get(path)
        return shape.sample(path, self.mark) if shape else None

    def keep(self, path: str, html: str) -> None:
        """Keep what the theme made of the page at `path`, if a shell is cut from it or proved by it."""
        if path in self._samples:
            self._shells[self._samples[path]] = Shell(self.mark.split(html))
        elif path in self._proofs:
            self._proofs[path] = html

    def of(self, path: str) -> Shell:
        """The shell that a page is filled into. Raises ShellError where the theme didn't render the page that it is cut from."""
        shape = self._shapes[path]
        if shape not in self._shells:
            sample = next(sample for sample, other in self._samples.items() if other is shape)
            raise ShellError(
                f"another plugin took the page {sample} away, which the pages beside it are made from. Set the plugin's option shell to false, so that each "
                "page goes through all plugins (it takes longer)"
            )
        return self._shells[shape]

    def faults(self, fill: Callable[[str], bytes]) -> Iterator[str]:
        """Paths of pages that the theme renders otherwise than `fill` does, given their paths."""
        return (path for path, html in self._proofs.items() if fill(path) != _encoded(html))


class Shell:
    """What the theme puts round the pages of one shape."""

    def __init__(self, parts: list[str]) -> None:
        """Cut a page that was made from a sample, as `Marks.split` gives it."""
        first, *rest = parts
        self.text = "\0".join(parts)
        """The same at each build of the same site."""
        self._slots: list[str] = []
        """A whole table of contents is one slot."""
        self._parts = [_encoded(first)]
        """Text and a slot's room in turn, text first and last. As bytes, as to encode a page takes as long as to fill it."""
        self._between: dict[str, tuple[str, str]] = {}
        """Of each slot of the table of contents: what is between the marks of a section, and from a section to the next."""
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
        """The whole page. `address` is its canonical one, `head` what the frame puts into its head."""
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
        # A theme may have made another slot of one, as by a filter that takes tags out; then the page that proves the shell differs.
        parts[1::2] = [_encoded(values.get(slot, "")) for slot in self._slots]
        return b"".join(parts)


def _encoded(html: str) -> bytes:
    """As MkDocs encodes its pages."""
    return html.encode("utf-8", "xmlcharrefreplace")


def _folders(address: str) -> Iterator[str]:
    """The folders of an address, from the lowest: `a/b/`, `a/`."""
    end = address.rfind("/")
    while end >= 0:
        yield address[: end + 1]
        end = address.rfind("/", 0, end)


def _above(folder: str) -> str:
    """The folder that one stands in: `a/` for `a/b/`, empty for `a/`."""
    return folder[: folder.rfind("/", 0, -1) + 1]
