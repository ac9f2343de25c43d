"""Summarise the changes that a branch makes to a reading list, for reviewers."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.github import ledger_summary
from llmnotes.github import summary as summaries
from llmnotes.github.branch import BOT_MAIL
from llmnotes.github.markdown import LONGEST
from llmnotes.links import ledger_text
from llmnotes.links.authors import authors, named
from llmnotes.links.links import collect
from llmnotes.records import at_revision
from llmnotes.system.files import show

if TYPE_CHECKING:
    import datetime

    from llmnotes.actions.reading_list import ReadingList


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """The summary of the changes of a branch."""

    text: str
    """The summary in Markdown, for a comment on a pull request. If the branch changes nothing, the text says so."""
    nothing: bool
    """Whether the branch changes neither an entry nor the ledger."""


def summarise(reading_list: ReadingList, revision: str, now: datetime.datetime, *, scheduled: bool) -> Summary:
    """Summarise the changes of a reading list on disk since the merge base of HEAD and a revision.

    The summary shows changes of the ledger first, and then new, changed and removed entries.

    Args:
        reading_list: The reading list on the branch. Faults in its files are not reported here.
        revision: The revision into which the branch is to be merged.
        now: The time (UTC) for which verdicts are computed. Manual verdicts that ended before this time are ignored.
        scheduled: Whether a schedule or a maintainer started this workflow, and not a pull request. If so, and if only the workflow has committed changes of
            the ledger, the summary does not warn about these changes.

    Raises:
        RevisionError: git has no such revision.

    """
    settings, entries = reading_list.settings, reading_list.entries
    base = at_revision.merge_base(settings.entries, revision)
    change = summaries.change(at_revision.entries_at(settings.entries, base), entries)
    # The changes of the ledger come first, because a long entry could otherwise hide them: the end of a summary that is too long is cut off.
    ledger = ledger_summary.render(_ledger_change(reading_list, base, scheduled=scheduled), collect(entries), now)
    after = summaries.ReviewedList(
        entries=entries, taxonomy=reading_list.taxonomy, language=settings.language, removals=reading_list.removals, archives=settings.archives
    )  # fmt: skip
    text = summaries.render(change, after, LONGEST - len(ledger))
    return Summary(text=f"{ledger}\n{text}" if ledger else text, nothing=not ledger and change.nothing)


def _ledger_change(reading_list: ReadingList, base: str, *, scheduled: bool) -> ledger_summary.LedgerChange:
    """Return the changes of the ledger since the commit `base`. `scheduled` is false if a pull request started this workflow."""
    settings = reading_list.settings
    folder, after = settings.ledger, reading_list.ledger
    texts = {name: text.decode(errors="replace") for name, text in at_revision.files_at(folder, base, ledger_text.FILES).items()}
    before, _ = ledger_text.read(texts, show(folder), settings.archives)
    commits = at_revision.commits(folder, base)
    return ledger_summary.LedgerChange(
        before=before, after=after, files=at_revision.changed_files(folder, base), problems=reading_list.ledger_problems,
        commits=[named(commit) for commit in commits], marks=authors(after, folder, since=base),
        by_check=scheduled and all(commit.mails == {BOT_MAIL} for commit in commits),
    )  # fmt: skip
