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


MAX_LENGTH = 12_000
"""Characters of a first line that holds markup. A URL has at most 4,096, and each may be escaped; so may those of a title."""

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
    prose: bool = False
    """Whether it is a text that begins with a date and holds no link."""
    runs_on: bool = False
    """Whether the text goes on right behind the date, as in `2023-03-01のまとめ`."""


_DATE = r"[0-9]{4}\s?[-/.年]\s?[0-9]{1,2}\s?[-/.月]\s?[0-9]{1,2}日?(?![0-9])"
_DATE_LIKE = re.compile(rf"\s*({_DATE})(?:[:：]\s*|\s+:(?=\s)\s*|\s+：\s*|\s+)?")
"""A date and the separator behind it. A colon with white space before it and none behind is the title's."""
_SECOND_DATE = re.compile(
    rf"\s*(?:to|through|till?|until|and|[-‐-―−~〜～→]+|から)\s*(?:{_DATE}|(?:0?[1-9]|1[0-2])[-/月](?:0?[1-9]|[12][0-9]|3[01])日?(?![\w/-]))",
    re.IGNORECASE,
)
"""What follows the first date of a range."""


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
    date = _date(date_like[1])
    if isinstance(date, NoHead):
        return date
    if runs_on := _runs_on(label, date_like, date):
        return runs_on
    title, stripped = _plain(label[date_like.end() :])
    fault = url.fault(address)
    return _title_fault(title) or (NoHead("log-url", *fault) if fault else Head(date, title, address, content[end:].strip(), stripped))


def _runs_on(label: str, date_like: re.Match[str], date: datetime.date) -> NoHead | None:
    """Why the text behind a date may be a part of it; None where a title begins."""
    after = label[date_like.end(1) :]
    if second := _SECOND_DATE.match(after):
        reason = f"two dates are before the title: {date}{second[0]}"
        return NoHead("log-date", reason, f"keep one, such as [{date} title](url), and write the other into the title or the note")
    if after and date_like.end() == date_like.end(1):
        reason = f"the date runs on into '{after[:20]}'"
        return NoHead(
            "log-date", reason, f"write [{date} title](url), with a space behind the date; more of a date goes into the title or the note"
        )
    return None


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
    runs_on = date_like.end() == date_like.end(1)
    return NoHead("log-url", reason, remedy, linked=linked or bracket, prose=not (linked or bracket), runs_on=runs_on)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class DatedLink:
    """A dated link that is no entry's first line, because of what is around it."""

    line: str
    """The first line, without its marker, that would make it an entry; empty where it can't be told."""


_MARKS = re.compile(r"(?:[*_~`|>\s]+|\[[ xX]\]\s+|[-+]\s+|[0-9]+[.)]\s+)*")
_DATE_BEFORE = re.compile(rf"({_DATE})[\s*_~`|:：)）\]-]*(?=\[|<?https?://)")
_BARE = re.compile(r"<?(https?://[^\s<>|]+)")


def dated_link(content: str) -> DatedLink | None:
    """A dated link at the beginning of a line, behind any marks of emphasis, of a list, of a task, or of a table."""
    if len(content) > MAX_LENGTH:
        return None
    content = content[match.end() :] if (match := _MARKS.match(content)) else content
    content = re.sub(r"^\[[*_~`]+", "[", content)
    before = _DATE_BEFORE.match(content)
    if before:
        return _dated(before[1], content[before.end() :])
    if not content.startswith("[") or not _DATE_LIKE.match(content[1:]):
        return None
    found = parse(content)
    if isinstance(found, Head):
        return DatedLink(line=write(found.date, found.title.rstrip("*_~` "), found.url))
    return DatedLink(line="") if found and found.linked else None


def _dated(written: str, content: str) -> DatedLink:
    """A date, and the link right behind it."""
    label, address, _ = _link_at_start(content)
    bare = _BARE.match(content)
    numbers = re.findall(r"[0-9]+", written)
    try:
        date = datetime.date(*map(int, numbers))
    except ValueError:
        return DatedLink(line="")
    if label and address and not url.fault(address):
        return DatedLink(line=write(date, _plain(label)[0], address))
    return DatedLink(line=write(date, "TITLE", bare[1]) if bare and not url.fault(bare[1]) else "")


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
    label = label.strip()
    if _PLAIN.fullmatch(label):
        return label, False
    words, stripped = [], False
    for token in _MARKDOWN.parseInline(label)[0].children or []:
        words.append(" " if token.type in {"softbreak", "hardbreak"} else token.content)
        stripped = stripped or token.type not in {"text", "softbreak", "hardbreak", "text_special"}
    return "".join(words), stripped


def write(date: datetime.date, title: str, address: str) -> str:
    """The first line of an entry, such that `parse` gives the same back: escaped only where it must be."""
    destination = address if _fits_bare(address) else f"<{_ESCAPED_IN_ADDRESS.sub(_escaped, address)}>"
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
    """Whether a line surely reads back, which most do: to read them takes ten times as long as to write them."""
    if not (_PLAIN.fullmatch(title) and _PLAIN_ADDRESS.fullmatch(address) and title.strip() == title):
        return False
    return title[:1] not in {"", ":", "："} and not _SECOND_DATE.match(title) and url.fault(address) is None


def _escape(title: str) -> str:
    """A title whose first and last characters, and all that are Markdown's, are escaped."""
    inner = _ESCAPED_IN_TITLE.sub(_escaped, title[1:-1])
    return f"{_reference(title[0])}{inner}{_reference(title[-1]) if len(title) > 1 else ''}"


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}"


def _reference(char: str) -> str:
    """A character that parsers neither strip nor take for a mark: itself if it is a letter or a digit beyond doubt, else a numeric reference."""
    if char in "\\`*_[]<>!&~:":
        return f"\\{char}"
    return f"&#{ord(char)};" if char.isspace() or char == "：" or char in _DATE_SIGNS else char


_DATE_SIGNS = "tTuUaA-‐‑‒–—―−~〜～→か"
"""What begins the words and signs between two dates."""


def _reads_back(line: str, date: datetime.date, title: str, address: str) -> bool:
    read = parse(line)
    return isinstance(read, Head) and (read.date, read.title, read.url, read.rest) == (date, title, address, "") and not read.stripped
