"""Read the body of an answer as an HTML page: find its words, and whether it has the part that the fragment of a link names."""

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
"""If a page has scripts, and its text has fewer characters than this, its scripts are assumed to add the text."""
_READ_BY_SCRIPT = re.compile(r"[/!]|L\d+(?:C\d+)?(?:-|$)|(?:page|t|zoom|view|xywh|slide|gid|search|nameddest)=", re.IGNORECASE)
"""Matches fragments that don't name a part of the HTML, because a script or a viewer reads them: routes such as `/users`, lines such as `L10`, times such as `t=30`."""


@dataclasses.dataclass(frozen=True)
class PageBody:
    """An HTML page as the server sent it, before scripts change it."""

    html: str
    cut: bool = False
    """Whether the end of the page is missing: the body was longer than the link check reads, could not be decompressed, or the connection broke."""

    @classmethod
    def of(cls, answer: Answer) -> PageBody:
        """Return the body of an answer as a page."""
        return cls(text_of(answer), answer.cut)

    @functools.cached_property
    def markup(self) -> Markup:
        """The title, the text, the metadata and the other parts of the HTML. The HTML is parsed on first use."""
        return markup.read(self.html)

    @property
    def title(self) -> str:
        """The title on one line; if the page has no title, its first heading."""
        return self.markup.title or self.markup.heading

    @functools.cached_property
    def words(self) -> str:
        """The text that the page shows, as `markup.folded` returns it: in lower case and with single spaces."""
        return folded(self.markup.text)

    @property
    def is_made_by_script(self) -> bool:
        """Whether visitors may see other text than the text in the HTML.

        True if the page has scripts and little text, or if it has a refresh, an instruction that makes browsers load another page.
        """
        return self.markup.refreshes or (self.markup.has_script and len(self.words) < _FEW_WORDS)

    def has(self, fragment: str) -> bool:
        """Return whether the page has the part that a fragment (without `#`) names. If the fragment quotes several texts of the page, one of them suffices.

        Also return True if the HTML can't show whether the part is missing, for example because scripts add text.
        """
        if self.cut or self.is_made_by_script:
            return True
        element, directive, texts = fragment.partition(":~:")
        if element and not self._has_element(element):
            return False
        wanted = [text.removeprefix("text=") for text in texts.split("&") if text.startswith("text=")]
        return not directive or not wanted or any(self._has_text(text) for text in wanted)

    def _has_element(self, element: str) -> bool:
        """Return whether an element has this id or name. GitHub adds the prefix `user-content-` to the ids of headings, so an id with this prefix counts too.

        Also return True for `top`, the beginning of every page, and for a fragment that a script or a PDF viewer reads.
        See https://html.spec.whatwg.org/#find-a-potential-indicated-element.
        """
        decoded = unquote(element)
        encoded = quote(decoded, safe="")
        quietly = re.sub("%[0-9A-F]{2}", lambda escape: escape[0].lower(), encoded)
        names = {element, decoded, encoded, quietly, f"user-content-{decoded}"}
        return decoded.lower() == "top" or _READ_BY_SCRIPT.match(decoded) is not None or not names.isdisjoint(self.markup.parts)

    @functools.cached_property
    def _letters(self) -> str:
        """The text of the page without white space. `words` has a space wherever an element ends, and an element such as `<b>` can end inside a word."""
        return self.words.replace(" ", "")

    def _has_text(self, directive: str) -> bool:
        """Return whether the page has the texts that a text fragment, such as `#:~:text=words`, quotes, in their order.

        `directive` is the part after `text=`, in the form `prefix-,start,end,-suffix`: https://wicg.github.io/scroll-to-text-fragment/#syntax.
        """
        at = 0
        for part in directive.split(","):
            wanted = folded(unquote(part.removeprefix("-").removesuffix("-"))).replace(" ", "")
            found = self._letters.find(wanted, at)
            if found < 0:
                return False
            at = found + len(wanted)
        return True
