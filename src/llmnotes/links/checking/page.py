"""An answer's body as a page: its words, and whether it has the part that a fragment names."""

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
"""Characters: a page that shows fewer before its scripts run is made by them."""
_READ_BY_SCRIPT = re.compile(r"[/!]|L\d+(?:C\d+)?(?:-|$)|(?:page|t|zoom|view|xywh|slide|gid|search|nameddest)=", re.IGNORECASE)
"""Fragments that a page's script or a viewer reads: routes, lines, times."""


@dataclasses.dataclass(frozen=True)
class PageBody:
    """A page as its bytes are, before any script."""

    html: str
    cut: bool = False
    """Whether the page goes on where this ends."""

    @classmethod
    def of(cls, answer: Answer) -> PageBody:
        """The page in an answer."""
        return cls(text_of(answer), answer.cut)

    @functools.cached_property
    def markup(self) -> Markup:
        """What stands in it."""
        return markup.read(self.html)

    @property
    def title(self) -> str:
        """On one line; where it has none, its first heading."""
        return self.markup.title or self.markup.heading

    @functools.cached_property
    def words(self) -> str:
        """All it shows, folded."""
        return folded(self.markup.text)

    @property
    def is_made_by_script(self) -> bool:
        """Whether what it shows only comes with its scripts, or on another page, so that it can't be seen here."""
        return self.markup.refreshes or (self.markup.has_script and len(self.words) < _FEW_WORDS)

    def has(self, fragment: str) -> bool:
        """Whether the page has the part that a fragment (without `#`) names. True where that can't be told from its bytes."""
        if self.cut or self.is_made_by_script:
            return True
        element, directive, texts = fragment.partition(":~:")
        if element and not self._has_element(element):
            return False
        wanted = [text.removeprefix("text=") for text in texts.split("&") if text.startswith("text=")]
        return not directive or not wanted or any(self._has_text(text) for text in wanted)

    def _has_element(self, element: str) -> bool:
        """https://html.spec.whatwg.org/#find-a-potential-indicated-element, and GitHub's prefix, which its script takes off."""
        decoded = unquote(element)
        encoded = quote(decoded, safe="")
        quietly = re.sub("%[0-9A-F]{2}", lambda escape: escape[0].lower(), encoded)
        names = {element, decoded, encoded, quietly, f"user-content-{decoded}"}
        return decoded.lower() == "top" or _READ_BY_SCRIPT.match(decoded) is not None or not names.isdisjoint(self.markup.parts)

    @functools.cached_property
    def _letters(self) -> str:
        """Its words without white space: an element's border may stand within a word, and tells nothing."""
        return self.words.replace(" ", "")

    def _has_text(self, directive: str) -> bool:
        """A text fragment, `prefix-,start,end,-suffix`: https://wicg.github.io/scroll-to-text-fragment/#syntax. Its texts stand in this order."""
        at = 0
        for part in directive.split(","):
            wanted = folded(unquote(part.removeprefix("-").removesuffix("-"))).replace(" ", "")
            found = self._letters.find(wanted, at)
            if found < 0:
                return False
            at = found + len(wanted)
        return True
