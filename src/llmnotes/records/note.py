"""Get the HTML, the links and the plain text of a note.

`note_parser.py` parses and renders Markdown. `plain_note.py` renders notes without Markdown faster.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import TYPE_CHECKING

from llmnotes.records import plain_note
from llmnotes.records.note_parser import parse, render
from llmnotes.records.plain_note import escaped, is_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from markdown_it.token import Token

LONG = 400
"""If the text of a note has at most this number of characters, pages with many entries show the whole note. Of a longer note, they show the beginning."""
MOST_SHOWN = 5_000
"""The maximum number of characters of HTML in a note's summary. If it would be longer, the summary is plain text of `LONG` characters. The longest summary of 13,000 real notes has 1,203 characters."""
MOST_MARKUP = 5_000
"""The highest `weight` (estimated work to parse a note) up to which a note is parsed as Markdown. The highest weight of 13,000 real notes is 100."""


@dataclasses.dataclass(frozen=True, slots=True)
class NoteLink:
    """A link in the Markdown of a note."""

    url: str
    """The URL of the link as written in the note, but without Markdown's escapes: `&amp;` becomes `&`, for example."""
    text: str
    """The text of the link, without markup. For an image, its alternative text."""
    line: int
    """The index of the first line of the block, such as a paragraph, that holds the link. The note's first line has the index 0."""


def html(note: str, *, prefix: str, heading: int = 3, base: str = "") -> str:
    """Render a note. A note with too much markup to be parsed is shown as it is written.

    Args:
        note: The note, in Markdown.
        prefix: Put before the id of each heading, so that one page can hold many notes.
        heading: The HTML level of the note's highest headings.
        base: The URL against which relative links are resolved, for readers outside the site; "" to leave relative links unchanged.

    Returns:
        Sanitised HTML.

    """
    if is_plain(note):
        return plain_note.html(note)
    return _verbatim(note) if _is_heavy(note) else render(parse(note), prefix=prefix, heading=heading, base=base)


def summary(note: str, *, prefix: str, heading: int = 3, base: str = "") -> tuple[str, bool]:
    """Render the beginning of a note for pages that show many entries.

    The summary consists of whole blocks and list items. It ends with the one in which the text exceeds `LONG` characters. If the HTML of the summary would
    have more than `MOST_SHOWN` characters, for example because of a very long paragraph, the summary is the first `LONG` characters of the note's text. If
    the note has too much markup to be parsed, the summary is the first `LONG` characters of the Markdown.

    Args:
        note: The note, in Markdown.
        prefix: Put before the id of each heading, so that one page can hold many notes.
        heading: The HTML level of the note's highest headings.
        base: The URL against which relative links are resolved, for readers outside the site; "" to leave relative links unchanged.

    Returns:
        Sanitised HTML, and whether the note is long: whether it has more than `LONG` characters of text, too much markup to be parsed, or more HTML than
        `MOST_SHOWN` characters.

    """
    if is_plain(note):
        html, is_long = plain_note.summary(note, LONG)
    elif _is_heavy(note):
        return _verbatim(f"{note[:LONG]}…"), True
    else:
        tokens = parse(note)
        kept, characters = _beginning(tokens)
        html, is_long = render(tokens, kept, prefix=prefix, heading=heading, base=base), characters > LONG
    if len(html) > MOST_SHOWN:
        return f"<p>{escaped(text(note)[:LONG].strip())}…</p>", True
    return html, is_long


_KNOWN: dict[str, tuple[NoteLink, ...]] = {}
"""A cache of the links by note, because pages, backlinks and the link check all need the links of the same note."""
_MOST_KNOWN = 65_536


def may_link(note: str) -> bool:
    """Return whether a note may link to an http or https URL. If this quick test returns False, the note has no such link, and needn't be parsed for links."""
    return "](" in note or "://" in note


def links(note: str) -> tuple[NoteLink, ...]:
    """Return all links and images of a note in their order. A link that occurs twice is returned twice.

    Return an empty tuple for a note with too much markup to be parsed.
    """
    found = _KNOWN.get(note)
    if found is None:
        found = () if is_plain(note) or _is_heavy(note) else tuple(_links(parse(note)))
        know_links(note, found)
    return found


def know_links(note: str, found: Iterable[NoteLink]) -> None:
    """Store the links of a note that are known already, for example from an earlier build, so that `links` doesn't parse the note."""
    if len(_KNOWN) >= _MOST_KNOWN:  # clearing the cache limits the memory of a preview server that runs for weeks
        _KNOWN.clear()
    _KNOWN[note] = tuple(found)


def paragraphs(note: str) -> Iterator[tuple[int, str]]:
    """Yield each paragraph, heading and table cell of a note: the index of its first line, and its text without code spans.

    Of a link, the text holds the link's text, but not the URL that it leads to. For a bare URL, the link's text is the URL itself.

    Yield nothing if the note has too much markup to be parsed.
    """
    line = 0
    for token in () if is_heavy(note) else parse(note):
        line = token.map[0] if token.map else line
        if token.type == "inline":
            yield line, _text_of(child for child in token.children or [] if child.type != "code_inline")


def unclosed_fences(note: str) -> tuple[int, ...]:
    """Return the index of the first line of each fenced code block without a closing fence. Such a block extends to the end of the note, list item or quotation.

    Return an empty tuple for a note with too much markup to be parsed.
    """
    if ("```" not in note and "~~~" not in note) or is_heavy(note):
        return ()
    lines = note.split("\n")
    found = []
    for token in parse(note):
        if token.type == "fence" and token.map:
            first, end = token.map
            last = lines[end - 1].lstrip("> \t").rstrip()
            if end - first < 2 or set(last) != {token.markup[0]} or len(last) < len(token.markup):  # noqa: PLR2004 - a closed code block has at least the lines of its two fences
                found.append(first)
    return tuple(found)


def text(note: str) -> str:
    """Return the text of a note without markup. Line breaks inside blocks stay. Of a link, the result has the link's text, but not the URL that it leads to.

    If the note has too much markup to be parsed, return it unchanged.
    """
    if is_plain(note):
        return plain_note.text(note)
    if _is_heavy(note):
        return note
    lines = []
    for token in parse(note):
        if token.type == "inline":
            lines.append(_text_of(token.children or []))
        elif token.type in {"fence", "code_block", "html_block"}:
            lines.append(token.content.rstrip("\n"))
    return "\n".join(lines)


# A stranger may send a note that takes minutes to parse, because for some markup characters the parser reads all text after them.
# So `weight` estimates the work before a note is parsed. The estimate itself takes linear time.

_MARKS = ("\n", "\t", "    ", *"!#$%&*+-:<=>@[\\]^_`{|}~")
"""Strings that each cost the parser as much time as one markup character: the markup characters, and white space that the parser reads character by character."""
_ORDERED = re.compile(r"[0-9][.)](?=\s)")
_TARGETS = ("//", "](")
"""Strings after which the parser looks for a URL. To find it, the parser reads all characters up to the next white space."""
_STEPS = 250
"""The number of characters of a possible URL that take as long to parse as one markup character."""


@functools.lru_cache(maxsize=64)
def weight(note: str) -> int:
    """Estimate the work to parse a note, from the number of markup characters and table cells and the length of possible URLs."""
    marks = sum(map(note.count, _MARKS)) + sum(1 for _ in _ORDERED.finditer(note))
    return marks + _cells(note) + _reach(note)


def is_heavy(note: str) -> bool:
    """Return whether a note has too much markup to be parsed. The site shows such a note as plain text, and lint reports it."""
    return not is_plain(note) and _is_heavy(note)


def _is_heavy(note: str) -> bool:
    return weight(note) > MOST_MARKUP


def _cells(note: str) -> int:
    """Return an upper bound of the number of cells in all tables of a note: the number of lines times the number of columns of the widest table.

    The number of `|` would be too low, because the parser adds empty cells to short rows.
    """
    if "|" not in note:
        return 0
    lines = note.split("\n")
    return len(lines) * max((line.count("|") + 1 for line in lines if "|" in line and not line.strip("-:| \t>")), default=0)


def _reach(note: str) -> int:
    """Estimate how many characters the parser reads in search of URLs, in units of `_STEPS` characters. Each search ends at the next white space."""
    if not any(target in note for target in _TARGETS):
        return 0
    return sum(len(word) * sum(map(word.count, _TARGETS)) for word in note.split()) // _STEPS


def _verbatim(note: str) -> str:
    return f"<pre><code>{escaped(note)}</code></pre>"


def _links(tokens: Sequence[Token]) -> Iterator[NoteLink]:
    line = 0
    for token in tokens:
        line = token.map[0] if token.map else line
        children = token.children or []
        for index, child in enumerate(children):
            if child.type == "link_open":
                close = next((at for at in range(index, len(children)) if children[at].type == "link_close"), len(children))
                yield NoteLink(str(child.attrs["href"]), _text_of(children[index + 1 : close]), line)
            elif child.type == "image":
                yield NoteLink(str(child.attrs["src"]), child.content, line)


def _text_of(tokens: Iterable[Token]) -> str:
    words = []
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            words.append("\n")
        elif token.type != "comment":
            words.append(token.content)
    return "".join(words)


def _beginning(tokens: Sequence[Token]) -> tuple[Sequence[Token], int]:
    """Return the tokens for the summary of a note, and the number of characters of their text.

    These are the tokens up to the block, or up to the item of a list that is not nested, in which the text exceeds `LONG` characters. If the note's text is
    shorter, all tokens are returned.
    """
    characters = 0
    for index, token in enumerate(tokens):
        characters += len(token.content)
        if characters > LONG and token.nesting <= 0:
            if token.level == 0:
                return tokens[: index + 1], characters
            if token.type == "list_item_close" and token.level == 1:
                end = next(other for other in tokens[index:] if other.level == 0 and other.type.endswith("_list_close"))
                return [*tokens[: index + 1], end], characters
    return tokens, characters
