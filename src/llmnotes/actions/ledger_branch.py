"""Keep the ledger of a reading list on a branch of its git repository, and open a pull request when a verdict changes."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.errors import GithubError
from llmnotes.github import ledger_change
from llmnotes.github.branch import GITHUB_BOT, Branch
from llmnotes.links import ledger as ledgers
from llmnotes.links import ledger_text
from llmnotes.links.links import collect
from llmnotes.model import errors
from llmnotes.system.files import show

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from llmnotes.actions.reading_list import ReadingList
    from llmnotes.forges.forge import Forge
    from llmnotes.github.branch import Committer
    from llmnotes.links.ledger import Ledger
    from llmnotes.model import Problem


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ProposedLedger:
    """The commit and the pull request after the ledger was pushed to its branch."""

    commit: str | None = None
    """The commit for which the workflow must start the checks of pull requests; None if no checks are needed."""
    pull: int | None = None
    """The number of the open pull request; None if none is open, or if nothing was pushed, because the checked-out commit has the same ledger."""


class LedgerBranch:
    """The branch that keeps the ledger of a reading list between scheduled link checks."""

    def __init__(self, reading_list: ReadingList, committer: Committer = GITHUB_BOT) -> None:
        """Set the reading list whose ledger is kept, and the author of commits on the branch.

        Raises GithubError if git can't be run.
        """
        self._list = reading_list
        self._branch = Branch(reading_list.settings.folder, ledger_change.BRANCH, committer)
        self._problems: list[Problem] = [*reading_list.ledger_problems]

    @property
    def problems(self) -> Sequence[Problem]:
        """The problems of all ledgers that this object has read, on disk and in commits."""
        return self._problems

    def take(self) -> int | None:
        """Merge the ledger on the branch into the ledger on disk.

        Returns:
            The number of links in the ledger on the branch; 0 if the branch does not exist. None if one of the two ledgers has an error; nothing was written in
            this case.

        Raises:
            GithubError: git fails.
            StoreError: The ledger can't be written.

        """
        commit = self._branch.fetch()
        theirs = self._at(commit) if commit else ledgers.Ledger()
        if errors(self._problems):
            return None
        self._list.ledger_folder.save(ledgers.merged(self._list.ledger, theirs))
        return len(theirs.histories)

    def propose(self, forge: Forge, base: str, now: datetime.datetime) -> ProposedLedger | None:
        """Push the ledger on disk to the branch, and rewrite the text of the branch's open pull request.

        If no pull request is open, open one if a verdict differs from that in the earlier ledger on the branch, or if this is the first ledger of the list. If
        the ledger is the same as in the checked-out commit, do nothing.

        Args:
            forge: The repository on the code host.
            base: The branch into which the pull request is to be merged.
            now: The time (UTC) for which verdicts are computed. Manual verdicts that ended before this time are ignored.

        Returns:
            The commit for which to start checks, and the pull request. None if a ledger has an error; nothing was pushed in this case.

        Raises:
            GithubError: The branch has a commit by a person, or git or the code host fails.

        """
        branch, after = self._branch, self._list.ledger
        main = self._at("HEAD")
        old = branch.fetch()
        before = ledgers.merged(main, self._at(old)) if old else main
        if errors(self._problems):
            return None
        if old and branch.has_commits_by_people():
            raise GithubError(
                f"the branch {branch.name} has a commit by a person, so it is not overwritten. Merge its pull request, or delete the branch"
            )
        links = list(collect(self._list.entries))
        is_first = not before.histories and bool(after.histories)
        changed = ledger_change.changes(main, after, links, now)
        proposal = ledger_change.proposal(changed, self._list.settings.language, is_first=not main.histories)
        published = branch.publish([self._list.settings.ledger], proposal.message)
        if published is None:
            return ProposedLedger()
        try:
            number = forge.propose(proposal, base, create=is_first or bool(ledger_change.changes(before, after, links, now)))
        except GithubError:
            # Undo the push. The next link check opens a pull request only for verdicts that the ledger on the branch does not have yet.
            branch.reset_to(old)
            raise
        # The checks of a commit are shown only in a pull request, so without a pull request none are started.
        return ProposedLedger(commit=published.commit if published.moved and number else None, pull=number)

    def _at(self, commit: str) -> Ledger:
        """Return the ledger in a commit, and add its problems to `self.problems`."""
        settings, texts = self._list.settings, {}
        for name in ledger_text.FILES:
            text = self._branch.read(commit, settings.ledger / name)
            if text is not None:
                texts[name] = text
        found, problems = ledger_text.read(texts, f"{commit[:12]}:{show(settings.ledger)}", settings.archives)
        self._problems += problems
        return found
