"""Read and change sidecars, the files `<entries>/.logs/<name>.yml` that store the layout of imported Markdown logs.

The name of a log is its path in the folder of the reading list, without `.md`. The name of a log outside this folder is the name of its file, without the
ending. If another log has the name already, a number is added.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import re
from typing import TYPE_CHECKING

from llmnotes.errors import StoreError
from llmnotes.logs import sidecar
from llmnotes.records import record
from llmnotes.records.folder import LOGS, MAX_SIDECAR
from llmnotes.system.files import decoded, explained, show
from llmnotes.system.rewrite import Rewrite, replacing, text_of
from llmnotes.web.url import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from llmnotes.logs.shape import Log
    from llmnotes.logs.sidecar import Sidecar
    from llmnotes.records.folder import Store
    from llmnotes.records.record import Record

_LONGEST = 200
"""The maximum number of bytes of a sidecar's file name without its ending. File systems allow 255 bytes for the whole name."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class KnownLog:
    """The sidecar of the Markdown log to import, as the last import wrote it, and the sidecars of all other logs."""

    name: str
    """The name under which the import writes the Markdown log's sidecar."""
    path: str
    """The Markdown log's path in the folder of the reading list; empty for a log outside this folder."""
    before: Sidecar | None = None
    """The sidecar that the last import of the Markdown log wrote; None for a new log."""
    old_name: str = ""
    """The name of the sidecar `before` on disk if it differs from `name`, because the Markdown log was renamed; else empty."""
    others: Mapping[str, Sidecar] = dataclasses.field(default_factory=dict)
    """The sidecars of all other Markdown logs, by name."""


class Sidecars:
    """Reads the sidecars (layouts of imported Markdown logs) in a folder of records, and plans their changes."""

    def __init__(self, store: Store) -> None:
        """Set the folder of records, `store`, without access to the disk."""
        self._store = store
        self._paths: dict[str, Path] = {}

    def names(self) -> list[str]:
        """Return the names of all imported logs. Raises StoreError if the folder of sidecars has a file that can't be a sidecar, such as a symbolic link."""
        paths, unfit = self._store.hidden(LOGS, MAX_SIDECAR)
        if unfit:
            raise StoreError("\n".join(f"{problem.place}: {problem.message}. To correct it, {problem.remedy}" for problem in unfit))
        self._paths = {_name(path.stem): path for path in paths}
        return list(self._paths)

    def load(self, name: str) -> Sidecar | None:
        """Return the sidecar of the Markdown log with this name; None if it has no sidecar.

        Raises LogError if the sidecar is damaged or has another version, and StoreError if the sidecar's file can't be read.
        """
        path = self._path(name)
        with explained(path), contextlib.suppress(FileNotFoundError):
            return sidecar.read(decoded(self._store.bounds.read(path, limit=MAX_SIDECAR)), show(path))
        return None

    def find(self, log: Log, path: str, records: Mapping[str, Record], is_there: Callable[[str], bool]) -> KnownLog:
        """Find the sidecar that the last import of a Markdown log wrote, and choose the name under which the next import writes the log's sidecar.

        A sidecar is a file that stores the layout of an imported log. It belongs to a log if it states the log's path in the folder of the reading list. If no
        sidecar states this path, the log may have been renamed, or it is outside this folder. Then the sidecar is found by its content, by these rules. The log
        has an entry of a sidecar if it has the entry's lines or the URL of the entry's record.

        - A sidecar that states the path of a file that no longer exists: the log must have at least half of the sidecar's entries.
        - A sidecar that states no path, as for a log outside the folder: the log must have a line of the sidecar's text outside entries, if there is any. It must
          also have at least half of the sidecar's entries if the sidecar has the log's name, or else all of them.
        - A log without entries outside the folder: a sidecar that states no path must have the log's name.

        If several sidecars fit, sidecars that state no path are preferred, and among these, those with the log's name.

        Args:
            log: The parsed log.
            path: The log's path in the folder of the reading list; empty for a log outside this folder.
            records: The records of the reading list, by slug.
            is_there: Function that returns whether a path in the folder of the reading list is a file.

        Raises:
            LogError: A sidecar is damaged or has another version.
            StoreError: A sidecar can't be read.

        """
        known = {name: remembered for name in self.names() if (remembered := self.load(name))}
        content = _Content(log, records)
        found = next((name for name in known if path and known[name].log == path), None)
        if found is None:
            pathless = [name for name in known if not known[name].log]
            same_name = [name for name in pathless if re.fullmatch(rf"{re.escape(log.name)}(?:-[0-9]+)?", name)]
            candidates = [name for name in same_name if content.is_remembered(known[name])]
            candidates += [name for name in pathless if content.is_remembered(known[name], whole=True)]
            moved = [name for name in known if known[name].log and not is_there(known[name].log)]
            candidates += [name for name in moved if content.is_remembered(known[name], text=False)]
            if not log.occurrences and not path:
                candidates += same_name
            found = next(iter(candidates), None)
        others = {name: known[name] for name in known if name != found}
        wanted = path.removesuffix(".md") if path else log.name
        name = self._free(wanted, others, keep=found)
        if found is None:
            return KnownLog(name=name, path=path, others=others)
        return KnownLog(name=name, path=path, before=known[found], old_name=found if _stem(found) != _stem(name) else "", others=others)

    def rewrites(self, name: str, value: Sidecar, *, instead_of: str = "") -> list[Rewrite]:
        """Return the changes of files that write a sidecar to disk under a name, and delete the sidecar `instead_of`, if this name is not empty.

        If the sidecar on disk is already equal, the result has no change for it.
        """
        made = replacing(self._path(name), sidecar.write(value))
        changes = [made] if made.before != made.after else []
        if instead_of:
            old = self._path(instead_of)
            changes.append(Rewrite(file=show(old), before=text_of(old), after=""))
        return changes

    def _free(self, wanted: str, others: Mapping[str, Sidecar], *, keep: str | None) -> str:
        """Return the wanted name of a sidecar, with a number added if another Markdown log's sidecar has this name.

        `keep` is the present name of the sidecar; None for a new sidecar. If the present name is the wanted name with a number, return it unchanged.
        """
        taken = {_stem(name).casefold() for name in others}
        if keep and re.fullmatch(rf"{re.escape(wanted)}-[0-9]+", keep):
            return keep
        candidate, number = wanted, 1
        while _stem(candidate).casefold() in taken:
            number += 1
            candidate = f"{wanted}-{number}"
        return candidate

    def _path(self, name: str) -> Path:
        return self._paths.get(name) or self._store.folder / LOGS / f"{_stem(name)}.yml"


class _Content:
    """The digests and URLs of a Markdown log's entries, and the lines of its text. They are compared with sidecars to find the sidecar of the log."""

    def __init__(self, log: Log, records: Mapping[str, Record]) -> None:
        self._records = records
        self._blocks = {record.digest(occurrence.block) for occurrence in log.occurrences}
        self._urls = {canonical(occurrence.url) for occurrence in log.occurrences}
        self._lines = {line for part in log.parts for line in part.text.split("\n")}

    def is_remembered(self, before: Sidecar, *, text: bool = True, whole: bool = False) -> bool:
        """Return whether a sidecar, `before`, probably belongs to the Markdown log: whether the log still has entries and a line of text of the sidecar.

        The log must have at least one and at least half of the sidecar's entries; all of them if `whole` is true. It must also have a line of the sidecar's
        text, unless `text` is false or the sidecar has no text.
        """
        here = sum(known.block in self._blocks or self._has_url(known.slug) for known in before.entries)
        lines = {line for part in before.parts for line in part.text.split("\n") if line.strip()}
        if text and lines and lines.isdisjoint(self._lines):
            return False
        return here > 0 and (here == len(before.entries) if whole else 2 * here >= len(before.entries))

    def _has_url(self, slug: str) -> bool:
        found = self._records.get(slug)
        return found is not None and canonical(found.entry.url) in self._urls


def _stem(name: str) -> str:
    """Return the file name, without ending, of the sidecar with this name.

    Slashes and percent signs are percent-encoded. A name of more than `_LONGEST` bytes becomes a digest of the name and the end of the name.
    """
    stem = name.replace("%", "%25").replace("/", "%2F")
    encoded = stem.encode()
    if len(encoded) <= _LONGEST:
        return stem
    kept = encoded[-(_LONGEST - 17) :].decode(errors="ignore")
    return f"{hashlib.sha256(encoded).hexdigest()[:16]}-{kept}"


def _name(stem: str) -> str:
    return stem.replace("%2F", "/").replace("%25", "%")
