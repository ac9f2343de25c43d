"""The shell: the theme's HTML around a page. The build fills the values of similar pages into it.

A theme takes more than a millisecond to render a page, and the generated pages differ only in a few places. Pages that differ only there have the same
shape. For each shape, the theme renders one sample page with placeholders in these places, which are called slots. The shell is the HTML between the slots.

A filled shell has the same bytes as a page that the theme renders, if the theme and other plugins add the same HTML to all pages of a shape. To check this,
each build also renders some pages with the theme, and compares them with their filled shells.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import secrets
from html import escape
from typing import TYPE_CHECKING

from llmnotes.site.engine import proofs
from llmnotes.site.engine.page import Page, Section

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from llmnotes.site.engine.artifact import PageArtifact

_CONTENT = "content"
"""Name of the slot for the page's content. A slot is a place in a shell for one value of a page.

In a sample page, the placeholder is inside an `<h1>`: all generated pages have an `h1`, and Material adds one to content without it.
"""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Marks:
    """Placeholders for the values of a page. The theme renders a sample page with these, and the HTML between them becomes the shell."""

    token: str = dataclasses.field(default_factory=lambda: f"ln{secrets.token_hex(16)}")
    """Random text, new in each build, so that no text of an entry contains it. It has only letters and digits, which escaping doesn't change."""

    def __call__(self, slot: str) -> str:
        """Return the placeholder for the value of a page with the name `slot`, such as `title`."""
        return f"{self.token}-{slot}-{self.token}"

    def split(self, html: str) -> list[str]:
        """Split HTML at the placeholders. Return a list that alternates between HTML and the name of a slot, and begins and ends with HTML."""
        content = re.escape(self.content())
        return re.split(f"{self.token}-(.+?)-{self.token}", re.sub(content, self(_CONTENT), html))

    def content(self) -> str:
        """Return the content of a sample page: a placeholder inside an `<h1>`."""
        return f'<h1 id="content">{self(_CONTENT)}</h1>'


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """The properties that all pages of one shell have in common. Shapes are compared by identity, which is faster than comparing fields."""

    depth: int
    """Number of slashes in the address, which determines the relative path to the site's root."""
    shared: str
    """Deepest folder of the address that also contains a page of the navigation or a page that is not generated; empty for the root of the site.

    Relative links from the page to that other page are shorter, so the HTML differs.
    """
    described: bool
    """Whether the page has a description. For a page without a description, themes show the site's description."""
    sectioned: bool
    """Whether the page has sections, which the theme lists in a table of contents."""
    wide: bool
    """Whether the theme leaves out the column with the table of contents, so that the page's content is wider."""

    def sample(self, path: str, mark: Marks) -> Page:
        """Return a sample page of this shape whose values are placeholders.

        If pages of this shape have sections, the sample has two, so that the theme also writes the HTML between two sections.
        """
        sections = (Section(mark("anchor"), mark("name")),) * 2 if self.sectioned else ()
        return Page(
            path=path,
            title=mark("title"),
            description=mark("description") if self.described else "",
            html=mark.content(),
            sections=sections,
            wide=self.wide,
        )


class Shells:
    """The shells of one build.

    The class chooses which pages are filled into shells, which sample pages the shells are made from, and which pages are used to check the shells.
    """

    def __init__(self, pages: Sequence[tuple[PageArtifact, str]], others: Iterable[str], *, checked: int = 0) -> None:
        """Choose which pages are filled into shells, which are HTML that the theme rendered for similar pages.

        Args:
            pages: The pages that may be filled into shells, each with its address.
            others: The addresses of all other pages, which the theme renders.
            checked: Number of pages to compare with the theme's HTML, in addition to one page for each shell and the pages that differ most. If there are no
                more pages than this number, all are compared.

        """
        folders = {folder for address in others for folder in _folders(address)}

        @functools.cache
        def shared(folder: str) -> str:
            return folder if not folder or folder in folders else shared(_above(folder))

        self.mark = Marks()
        self._shapes: dict[str, Shape] = {}
        self._shells: dict[Shape, Shell] = {}
        self._samples: dict[str, Shape] = {}
        self._proofs: set[str] = set()
        found: dict[tuple[int, str, bool, bool, bool], list[str]] = {}
        for page, address in pages:
            own = address[: address.rfind("/") + 1]
            # Don't call `shared(own)`: its cache is of no use for `own`, because nearly every page has its own folder.
            folder = own if own in folders else shared(_above(own))
            found.setdefault((address.count("/"), folder, page.described, page.sectioned, page.wide), []).append(page.path)
        for likeness, paths in found.items():
            if len(paths) > 2:  # noqa: PLR2004 - the theme renders a sample and a page to check it with, so a shell saves time only from three pages on
                shape = Shape(*likeness)
                self._samples[paths[0]] = shape
                self._proofs.add(paths[1])
                self._shapes.update(dict.fromkeys(paths, shape))
        covered = [page for page, _ in pages if page.path in self._shapes]
        self._proofs.update(page.path for page in (*proofs.different(covered), *proofs.spread(covered, checked)))

    @property
    def checked(self) -> AbstractSet[str]:
        """Return the paths of the pages that the theme must render, so that the build can compare them with the filled shells."""
        return self._proofs

    def covers(self, path: str) -> bool:
        """Return whether the build fills the page at `path` into a shell, which is HTML that the theme rendered for similar pages."""
        return path in self._shapes

    def samples(self) -> Iterator[Page]:
        """Yield the sample pages, which have placeholders as values. The theme must render them, and `cut` makes shells from the result."""
        return (shape.sample(path, self.mark) for path, shape in self._samples.items())

    def cut(self, path: str, html: str) -> None:
        """Make a shell from `html`, the theme's HTML of the sample page at `path`: split it at the placeholders."""
        self._shells[self._samples[path]] = Shell(self.mark.split(html))

    def of(self, path: str) -> Shell:
        """Return the shell for the page at `path`. Call this after `cut` was called for all sample pages."""
        return self._shells[self._shapes[path]]


class Shell:
    """The theme's HTML around all pages of one shape, with empty places (slots) for the values of a page."""

    def __init__(self, parts: list[str]) -> None:
        """Make a shell from the parts that `Marks.split` returns for the HTML of a sample page."""
        first, *rest = parts
        self.text = "\0".join(parts)
        """Text of the shell, from which its digest is computed. It is the same in each build of an unchanged site."""
        self._slots: list[str] = []
        """Names of the slots, in the order in which they occur in the HTML. A whole table of contents is one slot."""
        self._parts = [encoded(first)]
        """The HTML between the slots as bytes. Between two texts, the list has an empty item for the value of a slot.

        The texts are encoded once for all pages, because encoding a page takes as long as filling its values in.
        """
        self._between: dict[str, tuple[str, str]] = {}
        """For each slot that is a table of contents: the HTML between the id and the title of one section, and the HTML between two sections."""
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
            self._parts += [b"", encoded(text)]

    def fill(self, page: Page, *, address: str, head: str) -> bytes:
        """Return the content of a page's HTML file. `address` is the canonical address of the page, and `head` the metadata for its `<head>`."""
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
        # A theme or a plugin may change the name of a slot in a placeholder.
        # If so, the slot stays empty, and the comparison of the checked pages finds the difference.
        parts[1::2] = [encoded(values.get(slot, "")) for slot in self._slots]
        return b"".join(parts)


def encoded(html: str) -> bytes:
    """Return HTML as the bytes that MkDocs would write: UTF-8, with character references for lone surrogates."""
    return html.encode("utf-8", "xmlcharrefreplace")


def _folders(address: str) -> Iterator[str]:
    """Yield the folders of an address, the deepest first: `a/b/`, `a/`."""
    end = address.rfind("/")
    while end >= 0:
        yield address[: end + 1]
        end = address.rfind("/", 0, end)


def _above(folder: str) -> str:
    """Return the parent of a folder: `a/` for `a/b/`, empty for `a/`."""
    return folder[: folder.rfind("/", 0, -1) + 1]
