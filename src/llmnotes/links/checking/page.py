"""Read the body of an answer as a page: its words, and whether it has the part that a fragment names."""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from llmnotes.web import markup
from llmnotes.web.fetch.encoding import text_of
from llmnotes.web.markup import Markup, folded

if TYPE_CHECKING:
    from llmnotes.web.fetch.answer import Answer

_FEW_WORDS = 200
"""The number of characters below which a page with scripts is taken for one that its scripts fill."""
_READ_BY_SCRIPT = re.compile(r"[/!]|L\d+(?:C\d+)?(?:-|$)|(?:page|t|zoom|view|xywh|slide|gid|search|nameddest)=", re.IGNORECASE)
"""Matches fragments that the script of a page or a viewer reads: routes, lines, times."""


@dataclasses.dataclass(frozen=True)
class PageBody:
    """A page as its server sent it, before any script runs."""

    html: str
    cut: bool = False
    """Whether the page was cut off."""

    @classmethod
    def of(cls, answer: Answer) -> PageBody:
        """Return the page in an answer."""
        return cls(text_of(answer), answer.cut)

    @functools.cached_property
    def markup(self) -> Markup:
        """The page as far as its HTML has been read."""
        return markup.read(self.html)

    @property
    def title(self) -> str:
        """The title on one line; without a title, the first heading."""
        return self.markup.title or self.markup.heading

    @functools.cached_property
    def words(self) -> str:
        """All shown text, folded."""
        return folded(self.markup.text)

    @property
    def is_made_by_script(self) -> bool:
        """Whether scripts fill the page, or another page replaces it, so that its text is not in its bytes."""
        return self.markup.refreshes or (self.markup.has_script and len(self.words) < _FEW_WORDS)

    def has(self, fragment: str) -> bool:
        """Return whether the page has the part that a fragment (without `#`) names. True if its bytes don't show that."""
        if self.cut or self.is_made_by_script:
            return True
        element, directive, texts = fragment.partition(":~:")
        if element and not self._has_element(element):
            return False
        wanted = [text.removeprefix("text=") for text in texts.split("&") if text.startswith("text=")]
        return not directive or not wanted or any(self._has_text(text) for text in wanted)

    def _has_element(self, element: str) -> bool:
        """Return whether an element has this name, or GitHub's prefix before it: https://html.spec.whatwg.org/#find-a-potential-indicated-element."""
        decoded = unquote(element)
        encoded = quote(decoded, safe="")
        quietly = re.sub("%[0-9A-F]{2}", lambda escape: escape[0].lower(), encoded)
        names = {element, decoded, encoded, quietly, f"user-content-{decoded}"}
        return decoded.lower() == "top" or _READ_BY_SCRIPT.match(decoded) is not None or not names.isdisjoint(self.markup.parts)

    @functools.cached_property
    def _letters(self) -> str:
        """The words without white space, because the border of an element may lie inside a word."""
        return self.words.replace(" ", "")

    def _has_text(self, directive: str) -> bool:
        """Return whether the page has the texts of a text fragment, in their order.

        The fragment is `prefix-,start,end,-suffix`: https://wicg.github.io/scroll-to-text-fragment/#syntax.
        """
        at = 0
        for part in directive.split(","):
            wanted = folded(unquote(part.removeprefix("-").removesuffix("-"))).replace(" ", "")
            found = self._letters.find(wanted, at)
            if found < 0:
                return False
            at = found + len(wanted)
        return True
