"""Check every record of a list, and fix what has one right answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.actions.days import latest_day
from llmnotes.curation import lint as rules
from llmnotes.curation.lint.mending import mended
from llmnotes.github import written
from llmnotes.model import errors
from llmnotes.system.rewrite import Rewrite, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from llmnotes.actions.reading_list import ReadingList
    from llmnotes.model import Problem
    from llmnotes.records.record import Record


class Linting:
    """The problems of a list, and the rewrites that fix them.

    Attributes:
        records: The records by slug, as they are or as `mend` would leave them.

    """

    def __init__(self, reading_list: ReadingList) -> None:
        settings, taxonomy = reading_list.settings, reading_list.taxonomy
        self.records: Mapping[str, Record] = reading_list.records
        self._settings, self._taxonomy = settings, taxonomy
        self._has_topics = bool(taxonomy is None or taxonomy.topics or not errors(reading_list.taxonomy_problems))
        # Without topics.yml, it can't be said which topics there are, nor whether what is made from them is fresh.
        made = [problem for problem in written.stale(settings, taxonomy) if self._has_topics or problem.rule != "file-stale"]
        others = [*reading_list.problems, *made]
        self._others = list(dict.fromkeys(others))  # several files may meet the same link on their way

    def problems(self) -> list[Problem]:
        """Return every problem that the list doesn't silence, in the order of files and lines."""
        found = [*self._others, *rules.check(self.records, self._context())]
        return sorted(rules.heard(found, self._settings.silences), key=lambda problem: problem.place)

    def mend(self, problems: Iterable[Problem]) -> list[Rewrite]:
        """Return the rewrites that fix the files of these problems. From then on `records` holds the records as if they were written."""
        files = {problem.place.file for problem in problems if _mends(problem)}
        rewrites, records = [], dict(self.records)
        for slug, found in self.records.items():
            if found.file not in files:
                continue
            before = text_of(found.file)
            after, records[slug] = mended(before, found, self._taxonomy, self._rules_that_mend)
            if after != before:
                rewrites.append(Rewrite(file=found.file, before=before, after=after))
        self.records = records
        return rewrites

    def _rules_that_mend(self, found: Record) -> set[str]:
        """Return the rules that find something in a record by itself, that the list doesn't silence, and that have a fix."""
        problems = rules.heard(rules.check({found.entry.slug: found}, self._context()), self._settings.silences)
        return {problem.rule for problem in problems if _mends(problem)}

    def _context(self) -> rules.Context:
        return rules.Context(self._taxonomy, latest_day(), self._settings.archives, has_topics=self._has_topics)


def _mends(problem: Problem) -> bool:
    return problem.rule in rules.TABLE and rules.TABLE[problem.rule].mends
