"""Start a list with links from the user's files: read the files, find names for topics, and check that at least one link can become an entry."""

from __future__ import annotations

import collections
import dataclasses
import itertools
import re
from typing import TYPE_CHECKING

from llmnotes.actions.bookmark_entry import BookmarkTerms
from llmnotes.actions.import_bookmarks import ListedEntries, ReadFile, is_log, plan_bookmarks, read_bookmarks
from llmnotes.actions.import_log import read_log
from llmnotes.actions.init import NewTopic
from llmnotes.logs.sections import sections_of
from llmnotes.model import MAX_TOPIC, Place, Problem
from llmnotes.text.phrases import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from llmnotes.actions.bookmark_entry import BookmarkOptions
    from llmnotes.logs.shape import Log

_RESERVED = frozenset({"index", "readme"})


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OwnLinks:
    """The links with which a new list starts."""

    paths: Sequence[Path]
    """The paths of the Markdown logs, in the order of `logs`."""
    logs: Sequence[Log]
    files: Sequence[ReadFile | Problem]
    """The files that are not logs: the content of each file, or the problem that prevents reading it."""

    def words(self) -> list[tuple[str, int]]:
        """Return the names of the folders, sections, tags and topics of the links, each with the number of links that have it; the most frequent first.

        Names that differ only in case or width count as one name, in its most frequent spelling.
        """
        found = list(self._words())
        terms = BookmarkTerms.of(None).spelt(word for words in found for word in words)
        counts = collections.Counter(tag for words in found for tag in terms.sorted(words)[1])
        return counts.most_common()

    def _words(self) -> Iterator[Sequence[str]]:
        for log in self.logs:
            yield from sections_of(log).values()
        for file in self.files:
            if isinstance(file, ReadFile):
                yield from ((*one.folders, *one.topics, *one.tags) for one in file.content.bookmarks)

    def problems(self, options: BookmarkOptions) -> list[Problem]:
        """Return every problem of the files if none of their links can become an entry; an empty list if at least one can."""
        plan = plan_bookmarks([file for file in self.files if isinstance(file, ReadFile)], ListedEntries(), options)
        if plan.entries or any(log.occurrences for log in self.logs):
            return []
        of_logs = [problem for log in self.logs for problem in log.problems]
        remedy = "write entries as ### [YYYY-MM-DD title](url), or name another file"
        empty = [
            Problem.error(Place(log.file), "log-format", "the file has no entries from which a list could start", remedy)
            for log in self.logs
        ]
        unread = [file for file in self.files if isinstance(file, Problem)]
        return [*of_logs, *empty, *unread, *plan.problems]


def read_links(paths: Sequence[Path]) -> OwnLinks:
    """Read the files with which a list starts.

    Raises:
        LogError: A log can't be read from disk.
        BookmarkError: Another file can't be read from disk.

    """
    logs = [path for path in paths if is_log(path)]
    return OwnLinks(paths=logs, logs=[read_log(path) for path in logs], files=[read_bookmarks(path) for path in paths if path not in logs])


def topics_of(names: Iterable[str]) -> tuple[NewTopic, ...]:
    """Return topics with these titles. Empty titles are left out, and titles that differ only in case or width give one topic.

    A topic's id is its title in lower-case ASCII letters and digits, such as `machine-learning`. If the title has other letters or no letters, or if the id is
    reserved or belongs to an earlier topic, the id is `topic-` and a number, such as `topic-3`.
    """
    topics: dict[str, NewTopic] = {}
    for title in {fold(name): name for name in names if name.strip()}.values():
        words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[: MAX_TOPIC - 5].strip("-")
        is_whole = words and words not in _RESERVED and title.isascii()
        numbered = (f"topic-{number}" for number in itertools.count(len(topics) + 1))
        id_ = next(one for one in itertools.chain([words] if is_whole else [], numbered) if one not in topics)
        topics[id_] = NewTopic(id=id_, title=title.strip())
    return tuple(topics.values())
