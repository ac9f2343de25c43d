"""Parse and render the first line of an entry, `[YYYY-MM-DD title](url)`, which is the inline text of a heading or a paragraph.

Functions of markdown-it find the end of the link's text and of its URL, so brackets, parentheses and code spans have the meaning that CommonMark gives
them (https://spec.commonmark.org/0.31.2/#links).
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from llmnotes.model import MAX_TITLE
from llmnotes.web import url

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_MARKDOWN.normalizeLink = lambda url: url  # type: ignore[method-assign] # a URL is kept as written
_MARKDOWN.validateLink = lambda url: True  # type: ignore[method-assign] # noqa: ARG005 - this parser accepts every URL, because `url.fault` reports a wrong scheme later


MAX_LENGTH = 12_000
"""The maximum number of characters of an entry's first line that is parsed with markdown-it. A line that begins with a plain link may be longer.

A URL has at most 4,096 and a title 1,500 characters, and each character may need an escape.
"""

# Nearly all first lines have no character with a meaning in Markdown, so these expressions can parse them without markdown-it.
# In an import of 12,939 entries (10 s of processor time), parsing first lines takes 0.2 s with these expressions and 1.3 s without them.
_PLAIN = re.compile(r"[^\\`*_\[\]<&~\x00-\x1f\x7f]*")
_PLAIN_ADDRESS = re.compile(r"[^\\()<>&\s\x00-\x1f\x7f]+")
_PLAIN_LINK = re.compile(rf"\[({_PLAIN.pattern})\]\(({_PLAIN_ADDRESS.pattern})\)")


@dataclasses.dataclass(frozen=True, slots=True)
class Head:
    """The first line of an entry in a Markdown log: date, title and URL."""

    date: datetime.date
    title: str
    url: str
    rest: str
    """The text after the link, which becomes part of the note."""
    stripped: bool
    """Whether emphasis or other markup was removed from the title."""


@dataclasses.dataclass(frozen=True, slots=True)
class FaultyHead:
    """A line that looks like the first line of an entry but has a fault."""

    rule: str
    """The id of the rule that reports the fault."""
    reason: str
    """The fault, as a clause such as "no URL follows the title"."""
    remedy: str
    dated: bool = True
    """Whether something like a date precedes the title. If not, the lines around it decide whether the line is reported as an invalid entry."""
    linked: bool = True
    """Whether the line has a link such as `[title](url)`, or an opening bracket without a closing bracket."""
    prose: bool = False
    """Whether the line begins with a date and has no link, so that it is probably prose and not an entry."""
    runs_on: bool = False
    """For a line that does not begin with a link: whether text follows the date without a space, as in `2023-03-01のまとめ`."""


_DATE = r"[0-9]{4}\s?[-/.年]\s?[0-9]{1,2}\s?[-/.月]\s?[0-9]{1,2}日?(?![0-9])"
_DATE_LIKE = re.compile(rf"\s*({_DATE})(?:[:：]\s*|\s+:(?=\s)\s*|\s+：\s*|\s+)?")
"""Matches a date and the separator after the date. A colon `:` that has white space before it, but no white space after it, belongs to the title."""
_RANGE_SIGN = r"(?:[-‐-―−~〜～→⇒&/…‥]|->|=>|\.{2,})"
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_SECOND_DATE = re.compile(
    rf"""(?ix)\s*(?:
      (?:(?:to|through|till?|until|and|bis)\b | {_RANGE_SIGN}+ | から | より)?\s* {_DATE}
    | (?:(?:to|through|till?|until|and|bis)\b | {_RANGE_SIGN}+ | から | より)\s*
      (?: (?:0?[1-9]|1[0-2])[-/月]{_DAY}日?(?![\w/-]) | {_DAY}(?:st|nd|rd|th)?\s+{_MONTH}(?!\w) | {_MONTH}\s+{_DAY}(?![\w:]) )
    | (?:[‐-―−~〜～→⇒&/…‥]|->|=>|\.{{2,}})\s*{_DAY}日?(?![\w/:.,%-])
    )"""
)
"""Matches the second date of a range, with the sign or word before it. After a sign other than a hyphen, the second date may be only a day."""
_TIME = re.compile(r"\s*(?:[01]?[0-9]|2[0-3])[:：][0-5][0-9](?![0-9])")
_FIRST_CHARACTER = re.compile(r"\s*(?:&#?\w+;|.)")
_EXTRA_BRACKET = re.compile(r"[^\[\]]*\]\(")
"""Matches the text after a title in brackets if the title has one closing bracket too many, such as `b](url)` in `[2023-06-09 a]b](url)`."""
_BRACKET_FAULT = (
    "a square bracket of the title has no matching bracket, or the title has a link",
    r"write a single bracket inside the title as \[ or \], and no link inside the title",
)
_PART_OF_TITLE = re.compile(r":(?::|[A-Za-z-]+[(:])")
"""Matches a colon right after the date if the colon belongs to the title, as in `:has()` or `::before`."""


def _goes_on(after: str) -> re.Match[str] | None:
    """Return the match of a second date or of a time at the beginning of `after`, the text after a date; None if `after` begins with something else."""
    return _SECOND_DATE.match(after) or _TIME.match(after)


def parse(content: str) -> Head | FaultyHead | None:
    """Parse the inline text of a block as the first line of an entry.

    Returns a FaultyHead if the text looks like the first line of an entry but has a fault, and None if it doesn't look like one.
    """
    content = content.strip()
    if len(content) > MAX_LENGTH and not _PLAIN_LINK.match(content):
        dated = _DATE_LIKE.match(content.removeprefix("["))
        return (
            FaultyHead(
                "log-title",
                f"the line has {len(content):,} characters; the limit is {MAX_LENGTH:,}",
                "shorten the title, or move the text after the link into the note",
            )
            if dated
            else None
        )
    label, address, end = link_at_start(content)
    if label is None:
        return _without_link(content)
    date_like = _DATE_LIKE.match(label)
    if not date_like:
        if content[end:].strip() or address is None:
            return None
        return FaultyHead("log-date", "no date precedes the title", "write [YYYY-MM-DD title](url)", dated=False)
    if address is None:
        if _EXTRA_BRACKET.match(content, end):
            return FaultyHead("log-url", *_BRACKET_FAULT)
        return FaultyHead("log-url", "no URL follows the title", "write the URL in parentheses right after the brackets", linked=False)
    date = _date(date_like[1])
    if isinstance(date, FaultyHead):
        return date
    if runs_on := _runs_on(label, date_like, date):
        return runs_on
    title, stripped = plain(label[date_like.end() :])
    fault = url.fault(address)
    return _title_fault(title) or (FaultyHead("log-url", *fault) if fault else Head(date, title, address, content[end:].strip(), stripped))


def _runs_on(label: str, date_like: re.Match[str], date: datetime.date) -> FaultyHead | None:
    """Return a fault if a second date or a time follows the date of an entry, or if text follows the date without a space; otherwise None."""
    after = label[date_like.end(1) :]
    # If a title looks like a date, an author can escape its first character, so that the title isn't read as a second date. So this escape stays here.
    start = _FIRST_CHARACTER.match(after)
    after = f"{start[0]}{unescape(after[start.end() :])}" if start else after
    if more := _goes_on(after):
        reason = f"a second date or a time follows the date: {date}{more[0]}"
        return FaultyHead("log-date", reason, f"keep one date, such as [{date} title](url), and write the rest into the title or the note")
    if (after and date_like.end() == date_like.end(1)) or _PART_OF_TITLE.match(after):
        reason = f"'{after[:20]}' follows the date without a space"
        return FaultyHead(
            "log-date",
            reason,
            f"write [{date} title](url), with a space after the date; write the rest of a longer date into the title or the note",
        )
    return None


def _date(written: str) -> datetime.date | FaultyHead:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", written, re.ASCII):
        return FaultyHead("log-date", f"'{written}' is not a date of the form YYYY-MM-DD", "write year-month-day, such as 2023-06-09")
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        return FaultyHead("log-date", f"the calendar has no day {written}", "correct the date")


def _title_fault(title: str) -> FaultyHead | None:
    if not title:
        return FaultyHead("log-title", "no title follows the date", "write a title after the date")
    if len(title) > MAX_TITLE:
        message = f"the title has {len(title):,} characters; the limit is {MAX_TITLE:,}"
        return FaultyHead("log-title", message, "shorten the title, and write the rest into the note")
    return None


def _without_link(content: str) -> FaultyHead | None:
    """Return a fault if a text begins with a date, or with `[` and a date, but not with a complete link. Return None for other texts and for a date alone."""
    bracket = content.startswith("[")
    date_like = _DATE_LIKE.match(content.removeprefix("["))
    if not date_like or len(content) == date_like.end():
        return None
    linked = "](" in content
    if bracket and linked and _label_end(content) < 0:
        reason, remedy = _BRACKET_FAULT
    elif bracket and linked:
        reason, remedy = (
            "no closing parenthesis follows the URL",
            "write ) right after the URL; inside the URL, write a space as %20, ( as %28 and ) as %29",
        )
    elif linked:
        reason, remedy = "the date is outside the link", "write [YYYY-MM-DD title](url)"
    else:
        reason, remedy = "no URL follows the title", "write [YYYY-MM-DD title](url)"
    runs_on = date_like.end() == date_like.end(1)
    return FaultyHead("log-url", reason, remedy, linked=linked or bracket, prose=not (linked or bracket), runs_on=runs_on)


def link_at_start(content: str) -> tuple[str | None, str | None, int]:
    """Return the label and the address of the inline link at the start of a text, and the index in the text at which the link ends.

    If the text doesn't begin with matching brackets, or if the parentheses after them are not closed, return None, None and 0. If no parentheses follow
    the brackets, the address is None, and the index is that at which the brackets end.
    """
    if not content.startswith("["):
        return None, None, 0
    if found := _PLAIN_LINK.match(content):
        return found[1], found[2], found.end()
    close = _label_end(content)
    if close < 0:
        return None, None, 0
    label, at = content[1:close], close + 1
    if content[at : at + 1] != "(":
        return label, None, at
    at = _skip_space(content, at + 1)
    destination = _MARKDOWN.helpers.parseLinkDestination(content, at, len(content))
    address = destination.str if destination.ok else ""
    at = _skip_space(content, destination.pos if destination.ok else at)
    if content[at : at + 1] in {'"', "'", "("}:
        title = _MARKDOWN.helpers.parseLinkTitle(content, at, len(content))
        at = _skip_space(content, title.pos if title.ok else at)
    if content[at : at + 1] != ")":
        return None, None, 0
    return label, address, at + 1


def _label_end(content: str) -> int:
    """Return the index of the bracket that closes a link's label at the start of a text; -1 if no bracket closes it, or the label holds a link itself."""
    return int(_MARKDOWN.helpers.parseLinkLabel(StateInline(content, _MARKDOWN, {}, []), 0, disableNested=True))


def _skip_space(content: str, at: int) -> int:
    while at < len(content) and content[at] in " \t\n":
        at += 1
    return at


def plain(label: str) -> tuple[str, bool]:
    """Return the plain text of a link's label, and whether markup was removed from it."""
    label = label.strip()
    if _PLAIN.fullmatch(label):
        return label, False
    words, stripped = [], False
    for token in _MARKDOWN.parseInline(label)[0].children or []:
        words.append(" " if token.type in {"softbreak", "hardbreak"} else token.content)
        stripped = stripped or token.type not in {"text", "softbreak", "hardbreak", "text_special"}
    return "".join(words), stripped


def write(date: datetime.date, title: str, address: str) -> str:
    """Return the first line of an entry without `###` or `-`. `parse` returns the same date, title and URL for this line.

    The title is escaped only if `parse` would misread the line otherwise.
    """
    escaped = _ESCAPED_IN_ADDRESS.sub(_escaped, address)
    destination = address if _fits_bare(address) else f"<{escaped}>"
    plain = f"[{date.isoformat()} {title}]({destination})"
    if _is_plain(title, address) or _reads_back(plain, date, title, address):
        return plain
    return f"[{date.isoformat()} {_escape(title)}]({destination})"


def _fits_bare(address: str) -> bool:
    if _PLAIN_ADDRESS.fullmatch(address):
        return True
    destination = _MARKDOWN.helpers.parseLinkDestination(f"{address})", 0, len(address) + 1)
    return bool(destination.ok and destination.pos == len(address) and destination.str == address)


_ESCAPED_IN_ADDRESS = re.compile(r"[\\<>&]")
_ESCAPED_IN_TITLE = re.compile(r"[\\`*_\[\]<>!&~]")


def _is_plain(title: str, address: str) -> bool:
    """Return whether an entry's first line with this title and address needs no escapes. This test takes a tenth of the time of parsing the line."""
    if not (_PLAIN.fullmatch(title) and _PLAIN_ADDRESS.fullmatch(address) and title.strip() == title):
        return False
    return title[:1] not in {"", ":", "："} and not _goes_on(title) and url.fault(address) is None


def _escape(title: str) -> str:
    """Escape all characters of a title that have a meaning in Markdown, and also its first and its last character if a parser would misread them."""
    inner = _ESCAPED_IN_TITLE.sub(_escaped, title[1:-1])
    first = f"&#{ord(title[0])};" if _goes_on(title) else _reference(title[0])
    last = _reference(title[-1]) if len(title) > 1 else ""
    return first + inner + last


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}"


def _reference(char: str) -> str:
    """Return a character as it must be written in a title.

    Add a backslash, or use a character reference such as `&#32;`, if a parser would otherwise remove the character, or read it as markup or as a separator.
    """
    if char in "\\`*_[]<>!&~:":
        return f"\\{char}"
    return f"&#{ord(char)};" if char.isspace() or char == "：" else char


def _reads_back(line: str, date: datetime.date, title: str, address: str) -> bool:
    read = parse(line)
    return isinstance(read, Head) and (read.date, read.title, read.url, read.rest) == (date, title, address, "") and not read.stripped
