"""Render the part of a pull request's summary that shows changes of the ledger.

On the site, the title of a dead link opens the archived copy that the ledger names. A hostile pull request could name other copies in the ledger, so the
summary shows reviewers each link whose verdict, manual verdict, archived copy or new address changed, up to a limit. If the scheduled link check didn't make the changes,
the summary begins with a warning and the authors of the commits.
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
"""The maximum length of this part in characters: half of `markdown.LONGEST`, so that the part about entries fits into the same comment."""
SHOWN = 100
"""The maximum number of changed links that the summary shows."""
NAMED = 20
"""The maximum number of problems that the summary shows. The same limit applies to changed files and to commits."""
_FOUND_FIRST = (Standing.UNCHECKED, Standing.ALIVE)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class LedgerChange:
    """The changes that a branch makes to the ledger."""

    before: Ledger
    after: Ledger
    files: Sequence[str]
    """The changed files, as paths relative to the ledger's folder."""
    problems: Sequence[Problem] = ()
    """The problems of the ledger on the branch."""
    commits: Sequence[str] = ()
    """The author and the hash of each commit of the branch that changes the ledger, such as `Hanako (0123456789)`. Merge commits are left out."""
    marks: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """The author and the hash of the commit that added a person's verdict on a link, or `unknown`, by the link's URL."""
    by_check: bool = False
    """Whether the scheduled link check made the changes. If not, the summary begins with a warning."""

    @property
    def nothing(self) -> bool:
        """Whether the branch leaves the ledger unchanged."""
        return not self.files and self.before == self.after


def render(change: LedgerChange, links: Collection[str], now: datetime.datetime) -> str:
    """Return the summary of the changes of the ledger in GitHub's Markdown.

    Args:
        change: The changes of the ledger.
        links: The URLs of the reading list as the ledger writes them, with white space percent-encoded.
        now: The current time (UTC). Verdicts are computed for this time, and the summary warns of later times in the ledger.

    Returns:
        The summary, with at most `LONGEST` characters; empty if the ledger stays the same.

    """
    if change.nothing:
        return ""
    return markdown.cut(
        list(_lines(change, links, now)), "This summary is too long to show completely: see the changed files for the rest.", LONGEST
    )


def _lines(change: LedgerChange, links: Collection[str], now: datetime.datetime) -> Iterator[str]:
    rows, rest = _rows(change, links, now)
    runs = len(set(map(repr, change.after.runs)) ^ set(map(repr, change.before.runs)))
    yield from ("## Ledger of links", "")
    if change.by_check:
        yield from ("The scheduled link check has changed the ledger.", "")
    else:
        yield "⚠ This pull request changes the ledger, and the scheduled link check did not make the change. The ledger decides which links count as dead, and on the site, the title of a dead link opens the archived copy that the ledger names."
        yield ""
        if change.commits:
            yield from _listed("committed by", change.commits)
        else:
            yield "- ⚠ git names no commit of this branch that changes the ledger: a merge commit changed it, or the change is not committed"
    yield (
        f"- {len(rows):,} links change; {rest:,} more links only have other checks with the same verdict, or were found alive by their first check; "
        f"{runs:,} link checks were added to the ledger or removed"
    )
    for row in rows[:SHOWN]:
        yield from row
    if len(rows) > SHOWN:
        yield f"- ⚠ and {len(rows) - SHOWN:,} more links: see the changed files"
    yield from _listed("⚠ ignored:", [f"{problem.place}: {problem.message}" for problem in change.problems])
    yield from _listed("⚠ changed file that is not part of a ledger:", [name for name in change.files if name not in FILES])
    yield from _listed("changed file:", [name for name in change.files if name in FILES])


def _listed(label: str, texts: Sequence[str]) -> Iterator[str]:
    yield from (f"- {label} {markdown_text.text(text)}" for text in texts[:NAMED])
    if len(texts) > NAMED:
        yield f"- {label} {len(texts) - NAMED:,} more"


def _rows(change: LedgerChange, links: Collection[str], now: datetime.datetime) -> tuple[list[list[str]], int]:
    """Return a few lines for each link whose verdict, manual verdict, archived copy or new address changed, and the number of all other changed links.

    Links that were found alive at their first check are only counted. Links of the reading list come first; among these, links with a changed manual verdict, copy or
    address come first.
    """
    rows: list[tuple[tuple[bool, bool, str], list[str]]] = []
    rest = 0
    before, after = change.before.histories, change.after.histories
    for url in before.keys() | after.keys():
        old, new = before.get(url), after.get(url)
        if old == new:
            continue
        details = list(_details(url, old or History(), new or History(), change.marks.get(url, ""), now))
        standings = verdict(old or History(), now).standing, verdict(new or History(), now).standing
        if not details and (standings[0] is standings[1] or standings == _FOUND_FIRST):
            rest += 1
            continue
        verdicts = f"{standings[0].value} → **{standings[1].value}**" if standings[0] is not standings[1] else standings[1].value
        hint = "" if url in links else " (not a link of this reading list)"
        rows.append(((url not in links, not details, url), [f"- {link(url, url)}: {verdicts}{hint}", *(f"  - {one}" for one in details)]))
    return [lines for _, lines in sorted(rows)], rest


def _details(url: str, old: History, new: History, author: str, now: datetime.datetime) -> Iterator[str]:
    """Yield a line if a link's manual verdict or archived copy changed, a line for each added new address, and a warning if a time is more than a day in the future."""
    if new.mark != old.mark:
        yield f"{_mark(new.mark)}, committed by {markdown_text.text(author or 'unknown')}" if new.mark else _deleted(old.mark)
    if _url(new.copy) != _url(old.copy):
        yield _copy(new.copy) if new.copy else f"this archived copy is deleted: {_address(_url(old.copy))}"
    for target in sorted({move.target for move in new.moves} - {move.target for move in old.moves}):
        yield f"{'' if host(target) == host(url) else '⚠ '}moved to {_address(target)}"
    if any(time > now + _CLOCKS for time in _times(new)):
        yield "⚠ a time of this link is in the future: until then, link checks don't change its verdict"


def _deleted(mark: Mark | None) -> str:
    """Return the line about a person's verdict on a link that the branch deletes from the ledger."""
    if mark is None or mark.said is Said.NOTHING:
        return "the ledger no longer says that a person removed the manual verdict on this link"
    return f"this manual verdict is deleted: {_mark(mark)}"


def _mark(mark: Mark) -> str:
    if mark.said is Said.NOTHING:
        return "a person has removed the manual verdict on this link, so checks decide again"
    until = f" until {mark.until}" if mark.until else ""
    return f"marked **{mark.said.value}**{until} by a person on {mark.time:%Y-%m-%d}: “{markdown_text.text(mark.reason)}”"


def _copy(copy: Copy) -> str:
    warning = (
        "" if names_its_page(copy.url) else " ⚠ this URL doesn't contain the URL of the copied page: open the copy to see what it shows"
    )
    return f"archived copy: {_address(copy.url)}{warning}"


def _url(copy: Copy | None) -> str:
    return copy.url if copy else ""


def _address(url: str) -> str:
    return link(url, url)


_CLOCKS = datetime.timedelta(days=1)
"""The accepted difference between the clocks of two machines. The summary warns of a time that lies in the future by more than this."""


def _times(history: History) -> Iterable[datetime.datetime]:
    times = (history.checked, history.found, history.well, history.mark.time if history.mark else None)
    return [
        *filter(None, times),
        *(move.time for move in history.moves),
        *(sighting.time for sighting in history.failures | history.doubts),
    ]
