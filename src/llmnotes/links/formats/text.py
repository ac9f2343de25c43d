"""Render a report for a terminal, with the worst links first.

Links that are alive or unchecked are only counted. If many links of a host have the same result, only the first ones are named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.links.formats import words
from llmnotes.links.report import alike
from llmnotes.links.verdict import Standing
from llmnotes.text.terminal import Fit, line
from llmnotes.web.url import host

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmnotes.links.report import Finding, Report

SHOWN = 5
"""The maximum number of links that are named in a group of links of one host with the same result, and of places that are shown for a link."""
_QUIET = {Standing.ALIVE, Standing.UNCHECKED}


def render(report: Report) -> Fit:
    """Return the report as text: a warning if the results can't be believed, a section for each verdict except alive and unchecked, and then the summary."""
    return Fit("".join(f"{line(one)}\n" for one in _lines(report)))


def _lines(report: Report) -> Iterator[str]:
    if report.is_void:
        yield words.void(report)
        yield ""
    for standing in Standing:
        found = [one for one in report.findings if one.verdict.standing is standing]
        if standing in _QUIET or not found:
            continue
        yield f"{standing.value} ({len(found):,})"
        for group in alike(found):
            yield from _group(group)
        yield ""
    yield words.summary(report)


def _group(group: Sequence[Finding]) -> Iterator[str]:
    first = group[0]
    if len(group) == 1:
        yield f"  {first.link.url}"
        yield f"      {words.reason(first)}"
        yield from (f"      {more}" for more in _more(first))
        return
    yield f"  {host(first.link.url)}: {len(group):,} links with the same result"
    yield f"      {words.common_reason(group)}"
    for one in group[:SHOWN]:
        yield f"      {one.link.url}"
        if own := words.own_reason(one, group):
            yield f"          {own}"
        yield from (f"          {more}" for more in _more(one))
    if len(group) > SHOWN:
        yield f"      and {len(group) - SHOWN:,} more"


def _more(one: Finding) -> Iterator[str]:
    """Return lines about the archived copy of the link `one` if it is dead, and about the first places where the link is written."""
    if one.settled:
        yield "settled: the record of the link names an archived copy"
    elif one.copy and one.verdict.standing is Standing.DEAD:
        yield f"archived copy: {one.copy.url}"
    for place in one.places[:SHOWN]:
        yield str(place)
