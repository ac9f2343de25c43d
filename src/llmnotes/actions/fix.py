"""Check the files of a reading list, and fix problems that have only one possible correction."""

from __future__ import annotations

import functools
import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from llmnotes.actions.days import latest_day
from llmnotes.config import mkdocs_file
from llmnotes.curation import lint as rules
from llmnotes.curation.lint import settings as of_settings
from llmnotes.curation.lint.fixing import fixed
from llmnotes.github import written
from llmnotes.model import errors
from llmnotes.records import edit, record
from llmnotes.system.rewrite import Rewrite, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from llmnotes.actions.reading_list import ReadingList
    from llmnotes.config import Settings
    from llmnotes.model import Problem
    from llmnotes.records.record import Record


class Linting:
    """Finds the problems of a reading list, and plans the rewrites that fix those with only one possible correction.

    Attributes:
        records: The valid records by slug: as they are on disk, or, after a call of `fix`, as they will be after its rewrites are written.

    """

    def __init__(self, reading_list: ReadingList, paths: Iterable[Path] = ()) -> None:
        """Read the reading list.

        Args:
            reading_list: The reading list.
            paths: The files and folders whose problems are reported; empty for all files. Each record is compared with all records for duplicates.

        """
        settings, taxonomy = reading_list.settings, reading_list.taxonomy
        self.records: Mapping[str, Record] = reading_list.records
        self._damaged = {found.file: found for found in reading_list.damaged}
        self._settings, self._taxonomy = settings, taxonomy
        self._paths = [real for path in paths for real in (path.resolve(), _unfollowed(path))]
        self._has_topics = bool(taxonomy is None or taxonomy.topics or not errors(reading_list.taxonomy_problems))
        # Files such as the issue form are made from topics.yml. If topics.yml can't be read, don't report that such a file is out of date: it may not be.
        made = [problem for problem in written.stale(settings, taxonomy) if self._has_topics or problem.rule != "file-stale"]
        others = [*reading_list.problems, *made, *_settings_problems(settings)]
        # Remove duplicates: a symbolic link to a folder is reported once for each file below the folder.
        self._others = list(dict.fromkeys(others))

    @property
    def checked(self) -> int:
        """The number of valid records at or below the paths whose problems are reported."""
        return sum(self._is_within(found.file) for found in self.records.values())

    def problems(self) -> list[Problem]:
        """Return the problems at or below the paths, in the order of files and lines. Problems that mkdocs.yml suppresses are left out."""
        found = [*self._others, *rules.check({**self.records, **self._damaged}, self._context())]
        left = rules.unsuppressed(found, self._settings.suppressions)
        return sorted((problem for problem in left if self._is_within(problem.place.file)), key=lambda problem: problem.place)

    def fix(self, problems: Iterable[Problem]) -> list[Rewrite]:
        """Return a rewrite of each record that has a fixable problem in `problems`. It fixes all problems of this record that are fixable and not suppressed.

        After the call, this object describes the reading list as if the rewrites were written.
        """
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
        """Return the text of a damaged record with quotes around each value that contains ` #`, which YAML reads as the beginning of a comment.

        After the call, this object has the problems of the new text. If the new text is valid, its record is added to `records`.
        """
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
        """Return the ids of the rules that find a problem in a record and can fix it, except suppressed rules and rules that compare records."""
        problems = rules.unsuppressed(rules.check({found.entry.slug: found}, self._context()), self._settings.suppressions)
        return {problem.rule for problem in problems if _is_fixable(problem)}

    def _context(self) -> rules.Context:
        return rules.Context(self._taxonomy, latest_day(), self._settings.archives, has_topics=self._has_topics)

    def _is_within(self, file: str) -> bool:
        return not self._paths or any(_unfollowed(Path(file)).is_relative_to(path) for path in self._paths)


def _settings_problems(settings: Settings) -> list[Problem]:
    """Return the problems of the site's settings in mkdocs.yml, such as a placeholder address at example.org.

    Return no problems for the repository of llmnotes, because its mkdocs.yml has example addresses on purpose.
    """
    if settings.file is None or _is_tool(settings.folder):
        return []
    return list(of_settings.problems(mkdocs_file.keys_of(settings.file), functools.partial(mkdocs_file.place_of, settings.file)))


def _is_tool(folder: Path) -> bool:
    """Return whether a folder is the repository of llmnotes itself."""
    try:
        return bool(tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]["name"] == "llmnotes")
    except (OSError, ValueError, LookupError, TypeError):
        return False


def _is_fixable(problem: Problem) -> bool:
    return problem.rule in rules.TABLE and rules.TABLE[problem.rule].fixable


def _unfollowed(path: Path) -> Path:
    """Return a path in which folders that are symbolic links are replaced by their targets.

    If the last part of the path is a symbolic link, it stays, because lint reports this link as a problem.
    """
    folder, name = os.path.split(os.path.abspath(path))  # noqa: PTH100 - Path.absolute would keep `..` in the path
    return Path(os.path.realpath(folder), name)
