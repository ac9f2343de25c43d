"""Find the headings above each entry of a Markdown log."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from llmnotes.logs.shape import PartKind

if TYPE_CHECKING:
    from llmnotes.logs.shape import Log

_HEADING = re.compile(r"(?m)^ {0,3}(#{1,6})[ \t]++(.*)$")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_MARKS = re.compile(r"[*_`~]+")
_PERIOD = re.compile(
    r"(?i)[\d\s./年月日,()-]++|(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*+\.?|[\d\s.,-]++|week|w|q\d|第\d++週)++",
)
"""Matches headings that only name a period, such as `2023年6月` or `June 2023`. Such headings add nothing to the dates of the entries."""


def sections_of(log: Log) -> dict[tuple[str, str, str, str], tuple[str, ...]]:
    """Return the headings above each entry as plain text, outermost first, by the entry's date, title, URL and note.

    These headings are left out: headings of level 1, such as the title of the Markdown log; headings that only name a period; headings that are underlined
    instead of marked with `#`; and headings in lines that the import leaves out. If the log has an entry twice, the headings above the first are returned.
    """
    found: dict[tuple[str, str, str, str], tuple[str, ...]] = {}
    levels: dict[int, str] = {}
    for part in log.parts:
        if part.kind is not PartKind.LEFT_OUT:
            for marks, heading in _HEADING.findall(part.text):
                levels = {level: name for level, name in levels.items() if level < len(marks)}
                levels[len(marks)] = _MARKS.sub("", _LINK.sub(r"\1", heading)).strip().rstrip("#").rstrip()
        names = tuple(name for level, name in sorted(levels.items()) if level > 1 and name and not _PERIOD.fullmatch(name))
        for occurrence in part.occurrences:
            found.setdefault(occurrence.content, names)
    return found
