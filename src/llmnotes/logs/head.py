"""Read and write the first line of an entry, `[YYYY-MM-DD title](url)`, from the inline text of a heading or a paragraph.

markdown-it's scanners find the ends of the link, so brackets, parentheses and code spans mean what they mean in CommonMark
(https://spec.commonmark.org/0.31.2/#links).
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
_MARKDOWN.validateLink = lambda url: True  # type: ignore[method-assign] # noqa: ARG005 - `url.fault` reports a wrong scheme


MAX_LENGTH = 12_000
"""Most characters of a first line with markup. A URL has at most 4,096 and a title 1,500, and each character may need an escape."""

# Nearly all first lines have no character with a meaning in Markdown, so they need no scanner. Of the 10 s of processor time of an import of 12,939
# entries, parsing first lines takes 0.2 s with these expressions and 1.3 s without.
_PLAIN = re.compile(r"[^\\`*_\[\]<&~\x00-\x1f\x7f]*")
_PLAIN_ADDRESS = re.compile(r"[^\\()<>&\s\x00-\x1f\x7f]+")
_PLAIN_LINK = re.compile(rf"\[({_PLAIN.pattern})\]\(({_PLAIN_ADDRESS.pattern})\)")


@dataclasses.dataclass(frozen=True, slots=True)
class Head:
    """The first line of an entry."""

    date: datetime.date
    title: str
    url: str
    rest: str
    """The text behind the link, which belongs to the note."""
    stripped: bool
    """Whether emphasis or other markup was removed from the title."""


@dataclasses.dataclass(frozen=True, slots=True)
class FaultyHead:
    """A line that looks like the first line of an entry but has a fault."""

    rule: str
    """The id of the rule that reports the fault."""
    reason: str
    """The fault, as a clause."""
    remedy: str
    dated: bool = True
    """Whether the line begins with something like a date. Without one, the grammar judges by neighbouring lines whether it should be an entry."""
    linked: bool = True
    """Whether the line has a link."""
    prose: bool = False
    """Whether the line begins with a date and has no link."""
    runs_on: bool = False
    """Whether text follows the date without a space, as in `2023-03-01のまとめ`."""


_DATE = r"[0-9]{4}\s?[-/.年]\s?[0-9]{1,2}\s?[-/.月]\s?[0-9]{1,2}日?(?![0-9])"
_DATE_LIKE = re.compile(rf"\s*({_DATE})(?:[:：]\s*|\s+:(?=\s)\s*|\s+：\s*|\s+)?")
"""A date and the separator behind it. A colon with white space in front of it and none behind belongs to the title."""
_SECOND_DATE = re.compile(
    rf"\s*(?:to|through|till?|until|and|[-‐-―−~〜～→]+|から)\s*(?:{_DATE}|(?:0?[1-9]|1[0-2])[-/月](?:0?[1-9]|[12][0-9]|3[01])日?(?![\w/-]))",
    re.IGNORECASE,
)
"""The rest of a range of dates, behind its first date."""


def parse(content: str) -> Head | FaultyHead | None:
    """Read the first line of an entry from the inline text of a block; None if the text does not look like one."""
    content = content.strip()
    if len(content) > MAX_LENGTH and not _PLAIN_LINK.match(content):
        dated = _DATE_LIKE.match(content.removeprefix("["))
        return (
            FaultyHead("log-title", f"its first line has {len(content):,} characters, at most {MAX_LENGTH:,} are read", "shorten the title")
            if dated
            else None
        )
    label, address, end = _link_at_start(content)
    if label is None:
        return _without_link(content)
    date_like = _DATE_LIKE.match(label)
    if not date_like:
        if content[end:].strip() or address is None:
            return None
        return FaultyHead("log-date", "the title has no date in front of it", "write [YYYY-MM-DD title](url)", dated=False)
    if address is None:
        return FaultyHead("log-url", "it has no URL", "write the URL in parentheses right behind the brackets", linked=False)
    date = _date(date_like[1])
    if isinstance(date, FaultyHead):
        return date
    if runs_on := _runs_on(label, date_like, date):
        return runs_on
    title, stripped = _plain(label[date_like.end() :])
    fault = url.fault(address)
    return _title_fault(title) or (FaultyHead("log-url", *fault) if fault else Head(date, title, address, content[end:].strip(), stripped))


def _runs_on(label: str, date_like: re.Match[str], date: datetime.date) -> FaultyHead | None:
    """Return the fault of a date that the text behind it continues; None if a title begins there."""
    after = label[date_like.end(1) :]
    if second := _SECOND_DATE.match(after):
        reason = f"it has two dates in front of the title: {date}{second[0]}"
        return FaultyHead("log-date", reason, f"keep one date, such as [{date} title](url), and write the other into the title or the note")
    if after and date_like.end() == date_like.end(1):
        reason = f"'{after[:20]}' follows the date without a space"
        return FaultyHead(
            "log-date",
            reason,
            f"write [{date} title](url), with a space behind the date; write the rest of a longer date into the title or the note",
        )
    return None


def _date(written: str) -> datetime.date | FaultyHead:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", written, re.ASCII):
        return FaultyHead("log-date", f"'{written}' is not a date of the form YYYY-MM-DD", "write it as year-month-day, such as 2023-06-09")
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        return FaultyHead("log-date", f"the calendar has no day {written}", "correct the date")


def _title_fault(title: str) -> FaultyHead | None:
    if not title:
        return FaultyHead("log-title", "it has no title", "write a title behind the date")
    if len(title) > MAX_TITLE:
        remedy = f"shorten it to {MAX_TITLE:,}, and put the rest into the note"
        return FaultyHead("log-title", f"its title has {len(title):,} characters", remedy)
    return None


def _without_link(content: str) -> FaultyHead | None:
    """Judge a text that does not begin with a link; None unless it begins with a date."""
    bracket = content.startswith("[")
    date_like = _DATE_LIKE.match(content.removeprefix("["))
    if not date_like or len(content) == date_like.end():
        return None
    linked = "](" in content
    if bracket and linked:
        reason, remedy = "a bracket has no partner", r"write a single bracket inside the title as \[ or \], and no link inside the title"
    elif bracket:
        reason, remedy = "it has no URL", "write the URL in parentheses right behind the brackets"
    elif linked:
        reason, remedy = "its date is outside the link", "write [YYYY-MM-DD title](url)"
    else:
        reason, remedy = "it has no URL", "write [YYYY-MM-DD title](url)"
    runs_on = date_like.end() == date_like.end(1)
    return FaultyHead("log-url", reason, remedy, linked=linked or bracket, prose=not (linked or bracket), runs_on=runs_on)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class DatedLink:
    """A dated link that is not the first line of an entry because of the lines around it."""

    line: str
    """The first line, without its marker, that makes it an entry; empty if the date or the URL has a fault."""


_MARKS = re.compile(r"(?:[*_~`|>\s]+|\[[ xX]\]\s+|[-+]\s+|[0-9]+[.)]\s+)*")
_DATE_BEFORE = re.compile(rf"({_DATE})[\s*_~`|:：)）\]-]*(?=\[|<?https?://)")
_BARE = re.compile(r"<?(https?://[^\s<>|]+)")


def dated_link(content: str) -> DatedLink | None:
    """Find a dated link at the beginning of a line, behind any marks of emphasis, lists, tasks or tables; None if there is none."""
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
    """Return the dated link of a date as written and the text right behind it."""
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
    """Return label, address and end of an inline link at the start. The label is None without a link, the address None for a label alone."""
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
    """Return a label's plain text, and whether markup was removed from it."""
    label = label.strip()
    if _PLAIN.fullmatch(label):
        return label, False
    words, stripped = [], False
    for token in _MARKDOWN.parseInline(label)[0].children or []:
        words.append(" " if token.type in {"softbreak", "hardbreak"} else token.content)
        stripped = stripped or token.type not in {"text", "softbreak", "hardbreak", "text_special"}
    return "".join(words), stripped


def write(date: datetime.date, title: str, address: str) -> str:
    """Return the first line of an entry. `parse` reads the same date, title and address from it. Characters are escaped only if needed."""
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
    """Return whether a line needs no escape, without parsing it, because parsing takes ten times as long as writing."""
    if not (_PLAIN.fullmatch(title) and _PLAIN_ADDRESS.fullmatch(address) and title.strip() == title):
        return False
    return title[:1] not in {"", ":", "："} and not _SECOND_DATE.match(title) and url.fault(address) is None


def _escape(title: str) -> str:
    """Return a title with escapes for its first and last characters and for all characters with a meaning in Markdown."""
    inner = _ESCAPED_IN_TITLE.sub(_escaped, title[1:-1])
    return f"{_reference(title[0])}{inner}{_reference(title[-1]) if len(title) > 1 else ''}"


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}"


def _reference(char: str) -> str:
    """Return a character in a form that parsers neither strip nor take for markup or a part of a date: as it is, escaped, or as a reference."""
    if char in "\\`*_[]<>!&~:":
        return f"\\{char}"
    return f"&#{ord(char)};" if char.isspace() or char == "：" or char in _DATE_SIGNS else char


_DATE_SIGNS = "tTuUaA-‐‑‒–—―−~〜～→か"
"""First characters of the words and signs between two dates."""


def _reads_back(line: str, date: datetime.date, title: str, address: str) -> bool:
    read = parse(line)
    return isinstance(read, Head) and (read.date, read.title, read.url, read.rest) == (date, title, address, "") and not read.stripped
