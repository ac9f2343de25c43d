"""An entry's first line, `[YYYY-MM-DD title](url)`: read from a heading's or paragraph's inline text, and written.

The link's ends are found by markdown-it's own scanners, so brackets, parentheses and code spans count as CommonMark
(https://spec.commonmark.org/0.31.2/#links) has them.
"""

from __future__ import annotations

import dataclasses
import datetime
import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from llmnotes.model import MAX_TITLE
from llmnotes.web import url

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_MARKDOWN.normalizeLink = lambda url: url  # type: ignore[method-assign] # a URL is kept as written
_MARKDOWN.validateLink = lambda url: True  # type: ignore[method-assign] # noqa: ARG005 - a bad scheme is ours to report


MAX_LENGTH = 10_000
"""Characters of a first line that holds markup. A URL has at most 4,096."""

# Nearly all heads hold nothing that may be Markdown's own, and need no scanner. To parse all heads takes 0.2 s with this and 1.3 s without, of the 10 s
# of processor time of an import (12,939 entries).
_PLAIN = re.compile(r"[^\\`*_\[\]<&~\x00-\x1f\x7f]*")
_PLAIN_ADDRESS = re.compile(r"[^\\()<>&\s\x00-\x1f\x7f]+")
_PLAIN_LINK = re.compile(rf"\[({_PLAIN.pattern})\]\(({_PLAIN_ADDRESS.pattern})\)")


@dataclasses.dataclass(frozen=True, slots=True)
class Head:
    """A first line that is an entry's."""

    date: datetime.date
    title: str
    url: str
    rest: str
    """What follows the link; it belongs to the note."""
    stripped: bool
    """Whether the title lost emphasis or other markup."""


@dataclasses.dataclass(frozen=True, slots=True)
class NoHead:
    """A first line that looks like an entry's but is none."""

    rule: str
    reason: str
    remedy: str
    dated: bool = True
    """Whether it begins with something like a date. Where not, only its neighbours tell whether an entry was meant."""
    linked: bool = True
    """Whether it holds a link."""


_DATE_LIKE = re.compile(r"\s*([0-9]{4}\s?[-/.年]\s?[0-9]{1,2}\s?[-/.月]\s?[0-9]{1,2}日?)(?![0-9])[\s:：]*", re.ASCII)


def parse(content: str) -> Head | NoHead | None:
    """An entry's first line from the inline text that begins a block; None for a text that doesn't look like one."""
    content = content.strip()
    if len(content) > MAX_LENGTH and not _PLAIN_LINK.match(content):
        dated = _DATE_LIKE.match(content.removeprefix("["))
        return NoHead("log-title", f"its first line has {len(content):,} characters", "shorten the title") if dated else None
    label, address, end = _link_at_start(content)
    if label is None:
        return _without_link(content)
    date_like = _DATE_LIKE.match(label)
    if not date_like:
        if content[end:].strip() or address is None:
            return None
        return NoHead("log-date", "there is no date before the title", "write [YYYY-MM-DD title](url)", dated=False)
    if address is None:
        return NoHead("log-url", "there is no URL", "write the address in parentheses right after the brackets", linked=False)
    title, stripped = _plain(label[date_like.end() :])
    date = _date(date_like[1])
    if isinstance(date, NoHead):
        return date
    fault = url.fault(address)
    return _title_fault(title) or (NoHead("log-url", *fault) if fault else Head(date, title, address, content[end:].strip(), stripped))


def _date(written: str) -> datetime.date | NoHead:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", written, re.ASCII):
        return NoHead("log-date", f"'{written}' is no date of the form YYYY-MM-DD", "write it as year-month-day, such as 2023-06-09")
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        return NoHead("log-date", f"{written} is no day of the calendar", "correct the date")


def _title_fault(title: str) -> NoHead | None:
    if not title:
        return NoHead("log-title", "there is no title", "write one after the date")
    if len(title) > MAX_TITLE:
        remedy = f"shorten it to {MAX_TITLE:,}, and put the rest into the note"
        return NoHead("log-title", f"its title has {len(title):,} characters", remedy)
    return None


def _without_link(content: str) -> NoHead | None:
    """A text that doesn't begin with a link, but perhaps with a date."""
    bracket = content.startswith("[")
    date_like = _DATE_LIKE.match(content.removeprefix("["))
    if not date_like or len(content) == date_like.end():
        return None
    linked = "](" in content
    if bracket and linked:
        reason, remedy = "the brackets don't pair up", r"write a lone bracket inside the title as \[ or \], and no link inside it"
    elif bracket:
        reason, remedy = "there is no URL", "write the address in parentheses right after the brackets"
    elif linked:
        reason, remedy = "the date stands outside the link", "write [YYYY-MM-DD title](url)"
    else:
        reason, remedy = "there is no URL", "write [YYYY-MM-DD title](url)"
    return NoHead("log-url", reason, remedy, linked=linked or bracket)


def _link_at_start(content: str) -> tuple[str | None, str | None, int]:
    """Label, address and end of an inline link at the start; no label where there is none, no address where it lacks one."""
    if not content.startswith("["):
        return None, None, 0
    if found := _PLAIN_LINK.match(content):
        return found[1], found[2], found.end()
    state = StateInline(content, _MARKDOWN, {}, [])
    close = _MARKDOWN.helpers.parseLinkLabel(state, 0, disableNested=True)
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


def _skip_space(content: str, at: int) -> int:
    while at < len(content) and content[at] in " \t\n":
        at += 1
    return at


def _plain(label: str) -> tuple[str, bool]:
    """A label's plain text, and whether markup fell out of it."""
    if _PLAIN.fullmatch(label):
        return label.strip(), False
    words, stripped = [], False
    for token in _MARKDOWN.parseInline(label)[0].children or []:
        words.append(" " if token.type in {"softbreak", "hardbreak"} else token.content)
        stripped = stripped or token.type not in {"text", "softbreak", "hardbreak", "text_special"}
    return "".join(words).strip(), stripped


def write(date: datetime.date, title: str, address: str) -> str:
    """The first line of an entry, such that `parse` gives the same back: escaped only where it must be."""
    destination = address if _fits_bare(address) else f"<{address}>"
    plain = f"[{date.isoformat()} {title}]({destination})"
    if _is_plain(title, address) or _reads_back(plain, date, title, address):
        return plain
    return f"[{date.isoformat()} {_escape(title)}]({destination})"


def _fits_bare(address: str) -> bool:
    if _PLAIN_ADDRESS.fullmatch(address):
        return True
    destination = _MARKDOWN.helpers.parseLinkDestination(f"{address})", 0, len(address) + 1)
    return bool(destination.ok and destination.pos == len(address) and destination.str == address)


def _is_plain(title: str, address: str) -> bool:
    """Whether a line surely reads back, which most do: to read them takes ten times as long as to write them."""
    if not (_PLAIN.fullmatch(title) and _PLAIN_ADDRESS.fullmatch(address) and title.strip() == title):
        return False
    return title[:1] not in {"", ":", "："} and url.fault(address) is None


def _escape(title: str) -> str:
    return re.sub(r"([\\`*_\[\]<>!&~])", r"\\\1", title)


def _reads_back(line: str, date: datetime.date, title: str, address: str) -> bool:
    read = parse(line)
    return isinstance(read, Head) and (read.date, read.title, read.url, read.rest) == (date, title, address, "") and not read.stripped
