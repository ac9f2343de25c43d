"""Keep a list's ledger on a branch of its repository, and propose it when a verdict changes."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.errors import GithubError
from llmnotes.github import ledger_change
from llmnotes.github.branch import Branch
from llmnotes.links import ledger as ledgers
from llmnotes.links import ledger_text
from llmnotes.links.links import collect
from llmnotes.model import errors
from llmnotes.system.files import show

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from llmnotes.actions.reading_list import ReadingList
    from llmnotes.github.api import Api
    from llmnotes.links.ledger import Ledger
    from llmnotes.model import Problem


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ProposedLedger:
    """What came of a proposal."""

    commit: str | None = None
    """A commit whose checks must be started; None where there is none."""
    pull: int | None = None
    """The number of the pull request; None where there is none."""


class LedgerBranch:
    """The branch that keeps the ledger of a list between checks."""

    def __init__(self, reading_list: ReadingList) -> None:
        """Nothing is fetched yet. Raises GithubError outside of a repository."""
        self._list = reading_list
        self._branch = Branch(reading_list.settings.folder, ledger_change.BRANCH)
        self._problems: list[Problem] = [*reading_list.ledger_problems]

    @property
    def problems(self) -> Sequence[Problem]:
        """Every problem of the ledgers that were read: the list's own, and those of commits."""
        return self._problems

    def take(self) -> int | None:
        """Merge the branch's ledger into the list's own; how many links it has. None where a ledger has an error: then nothing is written.

        Raises GithubError and StoreError.
        """
        commit = self._branch.fetch()
        theirs = self._at(commit) if commit else ledgers.Ledger()
        if errors(self._problems):
            return None
        self._list.ledger_folder.save(ledgers.merged(self._list.ledger, theirs))
        return len(theirs.histories)

    def propose(self, api: Api, base: str, now: datetime.datetime) -> ProposedLedger | None:
        """Put the list's ledger on the branch; open a pull request if it changes a verdict, rewrite the one that is open.

        Args:
            api: The repository on GitHub.
            base: The branch to merge into.
            now: The time (UTC) that decides which marks still hold.

        Returns:
            What came of it; None where a ledger has an error: then nothing is written.

        Raises:
            GithubError: The branch has a commit that is not a workflow's, or GitHub refuses.

        """
        branch, after = self._branch, self._list.ledger
        main = self._at("HEAD")
        old = branch.fetch()
        before = ledgers.merged(main, self._at(old)) if old else main
        if errors(self._problems):
            return None
        if old and branch.foreign():
            raise GithubError(
                f"{branch.name} has a commit by a person, so it is not overwritten. Merge its pull request, or delete the branch"
            )
        links = list(collect(self._list.entries))
        proposal = ledger_change.proposal(ledger_change.changes(main, after, links, now))
        published = branch.publish([self._list.settings.ledger], proposal.message)
        if published is None:
            return ProposedLedger()
        try:
            number = api.propose(proposal, base, create=bool(ledger_change.changes(before, after, links, now)))
        except GithubError:
            branch.put_back(old)  # or the next check would find its verdicts known, and propose nothing
            raise
        # Checks of a branch without a pull request have no reader.
        return ProposedLedger(commit=published.commit if published.moved and number else None, pull=number)

    def _at(self, commit: str) -> Ledger:
        """The ledger as a commit holds it."""
        settings, texts = self._list.settings, {}
        for name in ledger_text.FILES:
            text = self._branch.read(commit, settings.ledger / name)
            if text is not None:
                texts[name] = text
        found, problems = ledger_text.read(texts, f"{commit[:12]}:{show(settings.ledger)}", settings.archives)
        self._problems += problems
        return found
