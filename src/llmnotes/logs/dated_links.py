"""Find dated links, such as `[2023-06-09 title](url)`, that are not the first line of an entry, and compute for each the line that would make it an entry."""

from __future__ import annotations

import datetime
import html
import re
from typing import TYPE_CHECKING

from markdown_it.common.utils import normalizeReference

from llmnotes.logs import head
from llmnotes.web import url

if TYPE_CHECKING:
    from collections.abc import Mapping

FORM = "[YYYY-MM-DD title](url)"
"""The general form of an entry's first line. Remedies show it if the date or the URL of a dated link is invalid."""

_NO_MARK = r"\w\[\](（【<!`\"'“”「『&\\"
_MARKS = re.compile(
    rf"(?::[a-z0-9_+-]+:|[^{_NO_MARK}]|_|\[[ xX]\]\s+|\[(?=\[)|[0-9]{{1,3}}[.)．]\s*|[0-9]\ufe0f?\u20e3|[①-⑳]|</?(?!a\b)[a-z][a-z0-9]*(?:\s[^<>]*)?>)*",
    re.IGNORECASE,
)
"""Matches what people write before a link: marks of headings, lists, tasks, emphasis, quotes and tables; and numbers, signs, emoji, and HTML tags."""
_DAY = r"[0-9]{4}\s?[-/.年]\s?[0-9]{1,2}\s?[-/.月]\s?[0-9]{1,2}日?(?![0-9])"
_DATE = re.compile(rf"({_DAY})(?:\s*[:：]\s*|\s*)")
_DATE_BEFORE = re.compile(rf"(?:`?({_DAY})|[(（【\[]\s*({_DAY})\s*[)）】\]])[\s*_~`|:：)）-]*(?=\[|<a\s|<?https?://)", re.IGNORECASE)
_DATE_BEHIND = re.compile(rf"^(.*?)[\s,、:：|]*[(（\[]?({_DAY})[)）\]]?$", re.DOTALL)
_MONTH = re.compile(r"([12][0-9]{3})(?:[-/](0[1-9]|1[0-2])(?![-/.0-9])|年(1[0-2]|0?[1-9])月(?![0-9]))\s*[:：]?\s+")
_BARE = re.compile(r"\s*[(（]?<?(https?://[^\s<>|()（）]+)")
_ANCHOR = re.compile(r"<a\s[^<>]*?href\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s\"'<>]+))[^<>]*>(.*?)</a>", re.IGNORECASE)
_COMMENT = re.compile(r"(?s)<!--.*?(?:-->|\Z)")


def line_for(content: str, references: Mapping[str, Mapping[str, str]]) -> str | None:
    """Return the text to write after `###` or `-` to make an entry of a line that begins with a dated link; None if it doesn't begin with one.

    The date may be before the link, or at the beginning or the end of the link's text. Characters before the link that `_MARKS` matches, such as `* ` or
    `**`, are ignored. If the date or the URL is invalid, return the literal text `[YYYY-MM-DD title](url)` as a pattern to follow. If the link has only a
    year and a month, the returned text has `DD` as the day. If the link has no title, the returned text has `TITLE` as the title.

    Args:
        content: The line. A line of more than `head.MAX_LENGTH` characters counts as a line without a link.
        references: The link definitions of the document, by normalized label, as markdown-it returns them.

    """
    if len(content) > head.MAX_LENGTH or not re.search(r"[12][0-9]{3}", content):
        return None
    found = _MARKS.match(content)
    content = content[found.end() :] if found else content
    if before := _DATE_BEFORE.match(content):
        linked = _link(content[before.end() :], references)
        return _line(before[1] or before[2], *linked) if linked else None
    linked = _link(content, references)
    if not linked or not linked[0]:
        return None
    label, address = head.plain(linked[0].replace("\n", " "))[0].strip("*_~` "), linked[1]
    label = label.lstrip("[ ") if label.count("[") > label.count("]") or label.startswith("[") else label
    if date := _DATE.match(label):
        return _line(
            date[1], label[date.end() :].removesuffix("]") if label.count("]") > label.count("[") else label[date.end() :], address
        )
    if month := _MONTH.match(label):
        return f"[{month[1]}-{int(month[2] or month[3]):02}-DD {label[month.end() :]}]({address})" if address else FORM
    if (behind := _DATE_BEHIND.match(label)) and behind[1].strip():
        return _line(behind[2], behind[1], address)
    return None


def without_comments(text: str) -> str:
    """Remove the comments from an HTML block, but not the line breaks in them, so that line numbers stay right.

    Return an empty text for a block of `<pre>`, `<script>`, `<style>` or `<textarea>`, because its text is not searched for links.
    """
    if re.match(r"(?i)\s*<(?:pre|script|style|textarea)\b", text):
        return ""
    return _COMMENT.sub(lambda comment: re.sub(r"[^\n]", "", comment[0]), text)


def _link(content: str, references: Mapping[str, Mapping[str, str]]) -> tuple[str, str] | None:
    """Return the text and the URL of the link at the beginning of a line; None if the line doesn't begin with a link.

    The text of a bare URL is empty. The URL is empty if the link's parentheses are not closed.
    """
    if anchor := _ANCHOR.match(content):
        return re.sub(r"<[^<>]*>", "", html.unescape(anchor[4])).strip(), html.unescape(anchor[1] or anchor[2] or anchor[3] or "")
    if bare := _BARE.match(content):
        return "", bare[1]
    label, address, end = head.link_at_start(content)
    if label is None:
        label, end = (open_link[1], len(content)) if (open_link := re.match(r"\[(.+?)\]+\((?=\S)", content)) else (None, 0)
        rest = re.match(r"([^\s()]*)\)", content[open_link.end() :]) if open_link else None
        address = rest[1] if rest else ""
    if label is None or address is not None:
        return None if label is None else (label, address or "")
    if bare := _BARE.match(content, end):
        return label, bare[1]
    if doubled := re.match(r"\]+\(([^\s()]*)\)", content[end:]):
        return label, doubled[1]
    reference = re.match(r"\[([^\[\]]*)\]", content[end:])
    target = references.get(normalizeReference(reference[1] or label)) if reference else None
    return (label, target["href"]) if target else None


def _line(written: str, title: str, address: str) -> str:
    """Return the first line of an entry, without `###` or `-`. `written` is the date as the author wrote it, such as `2023/6/9`.

    If the date or the address is invalid, return the literal text `[YYYY-MM-DD title](url)` as a pattern to follow. An empty title becomes `TITLE`.
    """
    try:
        date = datetime.date(*map(int, re.findall(r"[0-9]+", written)))
    except ValueError:
        return FORM
    title = head.plain(title)[0].strip().strip("*_~`").strip()
    return FORM if url.fault(address) else head.write(date, title or "TITLE", address)
