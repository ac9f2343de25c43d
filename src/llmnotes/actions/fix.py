"""Check the records of a list, and fix the faults that have one right answer."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from llmnotes.actions.days import latest_day
from llmnotes.curation import lint as rules
from llmnotes.curation.lint.fixing import fixed
from llmnotes.github import written
from llmnotes.model import errors
from llmnotes.records import edit, record
from llmnotes.system.rewrite import Rewrite, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from llmnotes.actions.reading_list import ReadingList
    from llmnotes.model import Problem
    from llmnotes.records.record import Record


class Linting:
    """The problems of a list, and the rewrites that fix them.

    Attributes:
        records: The sound records by slug, as they are on disk or as the rewrites of `fix` would leave them.

    """

    def __init__(self, reading_list: ReadingList, paths: Iterable[Path] = ()) -> None:
        """Read the list.

        Args:
            reading_list: The list.
            paths: Files and folders to report; every file of the list if empty. Comparisons always use the whole list.

        """
        settings, taxonomy = reading_list.settings, reading_list.taxonomy
        self.records: Mapping[str, Record] = reading_list.records
        self._damaged = {found.file: found for found in reading_list.damaged}
        self._settings, self._taxonomy = settings, taxonomy
        self._paths = [real for path in paths for real in (path.resolve(), _unfollowed(path))]
        self._has_topics = bool(taxonomy is None or taxonomy.topics or not errors(reading_list.taxonomy_problems))
        # If topics.yml can't be read, no file that is made from it can be judged as stale.
        made = [problem for problem in written.stale(settings, taxonomy) if self._has_topics or problem.rule != "file-stale"]
        others = [*reading_list.problems, *made]
        self._others = list(dict.fromkeys(others))  # several files below one symbolic link report it more than once

    @property
    def checked(self) -> int:
        """The number of sound records among the files to report."""
        return sum(self._is_within(found.file) for found in self.records.values())

    def problems(self) -> list[Problem]:
        """Return every problem that the list doesn't suppress, in the order of files and lines."""
        found = [*self._others, *rules.check({**self.records, **self._damaged}, self._context())]
        left = rules.unsuppressed(found, self._settings.suppressions)
        return sorted((problem for problem in left if self._is_within(problem.place.file)), key=lambda problem: problem.place)

    def fix(self, problems: Iterable[Problem]) -> list[Rewrite]:
        """Return the rewrites that fix the files of these problems. From then on, this object describes the list as if they were written."""
        files = {problem.place.file for problem in problems if _is_fixable(problem)}
        damaged = [found for file, found in self._damaged.items() if file in files]
        before = {found.file: text_of(found.file) for found in (*damaged, *self.records.values()) if found.file in files}
        after = dict(before)
        for found in damaged:
            after[found.file] = self._with_comments_quoted(before[found.file], found)
        records = dict(self.records)
        for slug, found in self.records.items():
            if found.file in files:
                after[found.file], records[slug] = fixed(after[found.file], found, self._taxonomy, self._fixable_rules)
        self.records = records
        return [Rewrite(file=file, before=text, after=after[file]) for file, text in before.items() if after[file] != text]

    def _with_comments_quoted(self, text: str, damaged: Record) -> str:
        """Return a damaged record's text with quotes where they are missing. A record that can be read then joins `records`."""
        made = edit.with_comments_quoted(text, damaged.file)
        (_, old), (found, new) = (record.read_partly(one.encode(), slug=damaged.entry.slug, file=damaged.file) for one in (text, made))
        self._others = [*(problem for problem in self._others if problem not in old), *new]
        if found and new:
            self._damaged[damaged.file] = found
        elif found:
            del self._damaged[damaged.file]
            self.records = dict(sorted([*self.records.items(), (damaged.entry.slug, found)], key=lambda item: item[1].file.split("/")))
        return made

    def _fixable_rules(self, found: Record) -> set[str]:
        """Return the rules that find a fault in a record by itself, that have a fix, and that the list doesn't suppress."""
        problems = rules.unsuppressed(rules.check({found.entry.slug: found}, self._context()), self._settings.suppressions)
        return {problem.rule for problem in problems if _is_fixable(problem)}

    def _context(self) -> rules.Context:
        return rules.Context(self._taxonomy, latest_day(), self._settings.archives, has_topics=self._has_topics)

    def _is_within(self, file: str) -> bool:
        return not self._paths or any(_unfollowed(Path(file)).is_relative_to(path) for path in self._paths)


def _is_fixable(problem: Problem) -> bool:
    return problem.rule in rules.TABLE and rules.TABLE[problem.rule].fixable


def _unfollowed(path: Path) -> Path:
    """Return the path with real folders, and a last part that may be a symbolic link, because lint reports a link at its own path."""
    folder, name = os.path.split(os.path.abspath(path))  # noqa: PTH100 - Path.absolute leaves `..` in
    return Path(os.path.realpath(folder), name)
