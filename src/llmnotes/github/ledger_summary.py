"""What a change does to the ledger, for those who review it: a ledger says where the titles of dead links lead.

A link check changes the ledger too, and its own pull request shows the same list. Whoever else changes it is named, and the list is marked.
"""

from __future__ import annotations

import dataclasses
import datetime
from typing import TYPE_CHECKING

from llmnotes.github import markdown
from llmnotes.links.archives import names_its_page
from llmnotes.links.history import History, Said
from llmnotes.links.ledger_text import FILES
from llmnotes.links.verdict import Standing, verdict
from llmnotes.text import markdown as markdown_text
from llmnotes.text.markdown import link
from llmnotes.web.url import host

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from llmnotes.links.history import Copy, Mark
    from llmnotes.links.ledger import Ledger
    from llmnotes.model import Problem

LONGEST = 30_000
"""Characters: half of what GitHub takes, so that the entries fit beside it."""
SHOWN = 100
"""Links that are shown."""
NAMED = 20
"""Problems, files and commits that are named, of each."""
_FOUND_FIRST = (Standing.UNCHECKED, Standing.ALIVE)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class LedgerChange:
    """What a branch does to the folder of the ledger."""

    before: Ledger
    after: Ledger
    files: Sequence[str]
    """Those that differ, relative to the folder."""
    problems: Sequence[Problem] = ()
    """What can't be read of the ledger after the change."""
    commits: Sequence[str] = ()
    """Who committed it, in text."""
    marks: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Who committed what people say of links, by URL."""
    by_check: bool = False
    """Whether the link check made it, in a workflow of its own."""

    @property
    def nothing(self) -> bool:
        """Whether it leaves the ledger as it is."""
        return not self.files and self.before == self.after


def render(change: LedgerChange, links: Collection[str], now: datetime.datetime) -> str:
    """The summary, in GitHub's Markdown; empty where nothing changes. `links` are the list's, by `links.key`."""
    if change.nothing:
        return ""
    return markdown.cut(list(_lines(change, links, now)), "There is more than fits here: see the changed files.", LONGEST)


def _lines(change: LedgerChange, links: Collection[str], now: datetime.datetime) -> Iterator[str]:
    rows, rest = _rows(change, links, now)
    runs = len(set(map(repr, change.after.runs)) ^ set(map(repr, change.before.runs)))
    yield from ("## Ledger of links", "")
    if change.by_check:
        yield from ("The link check changes the ledger.", "")
    else:
        yield "⚠ This changes the ledger, and is not the link check's own run. The ledger says which links are dead, and where their titles lead then."
        yield ""
        yield from _listed("committed by", change.commits or ["nobody yet, or a merge alone"])
    yield f"- {len(rows):,} of its links change; {rest:,} more change only their times, or are found for the first time; {runs:,} runs are not in both"
    for row in rows[:SHOWN]:
        yield from row
    if len(rows) > SHOWN:
        yield f"- ⚠ and {len(rows) - SHOWN:,} more links: see the changed files"
    yield from _listed("⚠ left out:", [f"{problem.place}: {problem.message}" for problem in change.problems])
    yield from _listed("⚠ changed file that is no part of a ledger:", [name for name in change.files if name not in FILES])
    yield from _listed("changed file:", [name for name in change.files if name in FILES])


def _listed(what: str, texts: Sequence[str]) -> Iterator[str]:
    yield from (f"- {what} {markdown_text.text(text)}" for text in texts[:NAMED])
    if len(texts) > NAMED:
        yield f"- {what} {len(texts) - NAMED:,} more"


def _rows(change: LedgerChange, links: Collection[str], now: datetime.datetime) -> tuple[list[list[str]], int]:
    """A few lines for each link of which something else than times changes, those that matter most first; and the number of the others."""
    rows: list[tuple[tuple[bool, bool, str], list[str]]] = []
    rest = 0
    before, after = change.before.histories, change.after.histories
    for url in before.keys() | after.keys():
        old, new = before.get(url), after.get(url)
        if old == new:
            continue
        told = list(_told(url, old or History(), new or History(), change.marks.get(url, ""), now))
        standings = verdict(old or History(), now).standing, verdict(new or History(), now).standing
        if not told and (standings[0] is standings[1] or standings == _FOUND_FIRST):
            rest += 1
            continue
        arrow = f"{standings[0].value} → **{standings[1].value}**" if standings[0] is not standings[1] else standings[1].value
        elsewhere = "" if url in links else " (no link of this list)"
        rows.append(((url not in links, not told, url), [f"- {link(url, url)}: {arrow}{elsewhere}", *(f"  - {one}" for one in told)]))
    return [lines for _, lines in sorted(rows)], rest


def _told(url: str, old: History, new: History, author: str, now: datetime.datetime) -> Iterator[str]:
    """What changes of a link besides its standing and times."""
    if new.mark != old.mark:
        yield f"{_mark(new.mark)}, committed by {markdown_text.text(author or 'unknown')}" if new.mark else f"no longer {_mark(old.mark)}"
    if _url(new.copy) != _url(old.copy):
        yield _copy(new.copy) if new.copy else f"no longer the copy {_address(_url(old.copy))}"
    for target in sorted({move.target for move in new.moves} - {move.target for move in old.moves}):
        yield f"{'' if host(target) == host(url) else '⚠ '}moved to {_address(target)}"
    if any(time > now + _CLOCKS for time in _times(new)):
        yield "⚠ a time that is yet to come: no check changes what is said until then"


def _mark(mark: Mark | None) -> str:
    if mark is None or mark.said is Said.NOTHING:
        return "what a person said is taken back"
    until = f" until {mark.until}" if mark.until else ""
    return f"**{mark.said.value}**{until} by a person's word of {mark.time:%Y-%m-%d}: “{markdown_text.text(mark.reason)}”"


def _copy(copy: Copy) -> str:
    unseen = "" if names_its_page(copy.url) else " ⚠ this address doesn't say which page was copied: open it"
    return f"copy: {_address(copy.url)}{unseen}"


def _url(copy: Copy | None) -> str:
    return copy.url if copy else ""


def _address(url: str) -> str:
    return link(url, url)


_CLOCKS = datetime.timedelta(days=1)


def _times(history: History) -> Iterable[datetime.datetime]:
    times = (history.asked, history.found, history.well, history.mark.time if history.mark else None)
    return [
        *filter(None, times),
        *(move.time for move in history.moves),
        *(sighting.time for sighting in history.failures | history.doubts),
    ]
