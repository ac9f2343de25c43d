"""Read and write the folder of a ledger: the files of the ledger (see `ledger.py`), and the journal that keeps the checks of an unfinished link check."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import json
import os
import re
from typing import TYPE_CHECKING

from llmnotes.errors import StoreError
from llmnotes.links import ledger_text
from llmnotes.links.archives import DEFAULT
from llmnotes.links.check import Check, Outcome
from llmnotes.model import Place, Problem
from llmnotes.system import own_folder
from llmnotes.system.change_set import unfinished
from llmnotes.system.files import decoded, explained, show, unread, write_atomically
from llmnotes.system.regular_files import Bounds
from llmnotes.text.terminal import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from io import TextIOWrapper
    from pathlib import Path

    from llmnotes.links.archives import Archives
    from llmnotes.links.ledger import Ledger

FLUSH = 2.0
"""A new line of the journal is flushed to the disk, with the lines before it, if the last flush was at least this number of seconds ago.

If the machine crashes, the checks since the last flush are lost. If only the process is killed, no check is lost.
"""
_PATIENCE = 30.0
"""The longest time in seconds to wait for another process that writes the ledger. Writing takes a process less than a second."""
MAX_BYTES = 64 * 1024 * 1024
"""The maximum size in bytes of each file of the ledger, and of the journal. For comparison: the ledger of 13,000 links has 1 MiB."""
_IGNORE = "# The checks of an unfinished link check: see docs/about/links.md of llmnotes.\n*\n"


class LedgerFolder:
    """A folder on disk that holds the three files of a ledger."""

    def __init__(self, folder: Path, bounds: Bounds | None = None, archives: Archives = DEFAULT) -> None:
        """Set the paths and the accepted archives, without access to the disk. The folder need not exist.

        Args:
            folder: The folder of the ledger's files.
            bounds: The folders of the reading list. A file outside of them, or behind a symbolic link below them, is refused. None for `folder` alone.
            archives: The archives that the reading list accepts. A copy at any other archive is a problem.

        """
        self.folder = folder
        self._bounds = bounds or Bounds(folder)
        self._archives = archives

    def load(self) -> tuple[Ledger, list[Problem]]:
        """Return the ledger, and every problem of its files. A missing file counts as empty. A file that can't be read is a problem, and also counts as empty."""
        texts, unfit = self.texts()
        ledger, problems = ledger_text.read(texts, show(self.folder), self._archives)
        return ledger, [*unfit, *problems]

    def texts(self) -> tuple[dict[str, str], list[Problem]]:
        """Return the text of each file by the file's name, and a problem for each file that exists but can't be read. Missing files are left out."""
        texts: dict[str, str] = {}
        problems: list[Problem] = []
        for name in ledger_text.FILES:
            path = self.folder / name
            try:
                texts[name] = decoded(self._bounds.read(path, limit=MAX_BYTES))
            except FileNotFoundError:
                continue
            except OSError as error:
                problems.append(unread(path, error))
            except UnicodeDecodeError:
                problems.append(
                    Problem.error(Place(show(path)), "utf-8", "the file is not UTF-8", "restore the file from git")
                )  # fmt: skip
        # Each of the ledger's three files reports a fault of the folder. dict.fromkeys keeps one of these equal problems.
        return texts, list(dict.fromkeys(problems))

    def update(self, change: Callable[[Ledger], Ledger]) -> Ledger:
        """Read the ledger, apply the function `change` to it, save the result and return it. A lock keeps other processes from writing the ledger meanwhile.

        Raises:
            StoreError: A file is damaged or can't be read or written, or another process still writes the ledger after `_PATIENCE` seconds. Damaged files are
                not overwritten.
            FolderError: The folder `.run/`, which holds the lock, may contain files from other people.

        """
        with _locked(self.folder, self._bounds, "ledger", "is writing this ledger", _PATIENCE):
            for name in ledger_text.FILES:
                for path in unfinished(self.folder / name):
                    with explained(path):
                        path.unlink()
            ledger, problems = self.load()
            if problems:
                first = problems[0]
                raise StoreError(f"{first.place}: {first.message}. {first.remedy}")
            changed = change(ledger)
            self.save(changed)
        return changed

    def save(self, ledger: Ledger) -> None:
        """Write the files whose content changes, each completely or not at all. Raises StoreError if a file can't be read or written."""
        for name, text in ledger_text.write(ledger).items():
            path = self.folder / name
            with explained(path), contextlib.suppress(FileNotFoundError):
                if self._bounds.read(path, limit=MAX_BYTES) == text.encode():
                    continue
            write_atomically(path, text, self._bounds)


@dataclasses.dataclass(frozen=True, slots=True)
class Begun:
    """A link check that was stopped before its end, with the checks that its journal has."""

    time: datetime.datetime
    """The time at which the link check began: UTC, whole minutes."""
    scope: str
    """Which links the link check covers: `all`, or the number of the shard and the number of shards, such as `2/8`."""
    options: str
    """The options that change outcomes, as text. Only a link check with the same text continues this link check."""
    checks: tuple[Check, ...]


class Journal:
    """A file with the finished checks of an unfinished link check. If the link check is killed, a later one with the same scope and options can continue it.

    The first line has the time, scope and options of the link check. Each line below has one check. The journal is in `.run/` in the folder of the ledger. Git ignores `.run/`.
    """

    def __init__(self, folder: Path, clock: Callable[[], float], bounds: Bounds | None = None) -> None:
        """Set the path of the journal, without access to the disk.

        Args:
            folder: The folder of the ledger.
            clock: Returns the time in seconds. The journal is flushed to the disk each time that `FLUSH` seconds have passed.
            bounds: The folders of the reading list. A file outside of them, or behind a symbolic link below them, is refused. None for `folder` alone.

        """
        self._path = folder / ".run" / "journal.jsonl"
        self._bounds = bounds or Bounds(folder)
        self._clock = clock
        self._flushed = clock()
        self._file: TextIOWrapper | None = None

    def held(self) -> contextlib.AbstractContextManager[None]:
        """Return a context manager that keeps other link checks from using the journal.

        Entering it raises StoreError if another link check uses the journal, and FolderError if the folder of the journal, `.run/`, may come from a stranger, for example
        because git tracks it.
        """
        return _locked(self._path.parents[1], self._bounds, "run", "is checking links with this ledger", 0)

    def resume(self) -> Begun | None:
        """Return the unfinished link check in the journal. Return None if there is no journal, or if its first line is not valid.

        Other lines that are not valid are ignored, such as a last line that was cut off. So are checks with another time than the link check.
        Raises StoreError if the file can't be read.
        """
        with explained(self._path):
            try:
                lines = self._bounds.read(self._path, limit=MAX_BYTES).decode(errors="replace").split("\n")
            except FileNotFoundError:
                return None
        try:
            head = json.loads(lines[0])
            begun = Begun(_time(head["time"]), str(head["scope"]), str(head.get("options", "")), ())
        except (*_INVALID, AttributeError):
            return None
        checks = []
        for line in lines[1:]:
            with contextlib.suppress(*_INVALID):
                check = _check(json.loads(line))
                if check.time == begun.time:
                    checks.append(check)
        return dataclasses.replace(begun, checks=tuple(checks))

    def begin(self, time: datetime.datetime, scope: str, options: str = "") -> None:
        """Start a new journal for a link check, and delete an earlier journal.

        Args:
            time: The time at which the link check began: UTC, whole minutes.
            scope: Which links the link check covers: `all`, or the number of the shard and the number of shards, such as `2/8`.
            options: The options that change outcomes, as text. Only a link check with the same text can continue the journal.

        Raises:
            StoreError: The journal can't be written.
            FolderError: The folder of the journal, `.run/`, may come from a stranger, for example because git tracks it.

        """
        with explained(self._path):
            _make_hidden(self._path.parent, self._bounds)
            self._bounds.check(self._path)
        self.clear()
        with explained(self._path):
            self._file = self._path.open("w", encoding="utf-8", buffering=1)
        self._write({"time": time.isoformat(), "scope": scope, "options": options})
        self.flush()

    def go_on(self) -> None:
        """Open the journal that `resume` has read, to append checks. Raises StoreError if the journal can't be written."""
        with explained(self._path):
            self._bounds.check(self._path)
            self._file = self._path.open("a", encoding="utf-8", buffering=1)
            self._file.write("\n")  # the last line may be cut off, so end it before the next check is appended

    def append(self, check: Check) -> None:
        """Append a check, so that it is not lost if this process is killed later. Raises StoreError if the journal can't be written."""
        plain = dataclasses.asdict(check)
        plain["time"] = check.time.isoformat()
        self._write(plain)
        if self._clock() - self._flushed >= FLUSH:
            self.flush()

    def flush(self) -> None:
        """Flush all appended checks to the disk. Raises StoreError if the journal can't be written."""
        if self._file:
            with explained(self._path):
                self._file.flush()
                os.fsync(self._file.fileno())
        self._flushed = self._clock()

    def close(self) -> None:
        """Close the journal, and keep the file for the next link check. Raises StoreError if the journal can't be written."""
        if self._file:
            self.flush()
            self._file.close()
            self._file = None

    def abandon(self) -> None:
        """Close the journal after a write has failed. The lines that reached the disk stay there for the next link check."""
        if self._file:
            with contextlib.suppress(OSError):  # closing the file tries to write the remaining lines again, and fails again
                self._file.close()
            self._file = None

    def clear(self) -> None:
        """Delete the journal. Call this when the link check has ended. Raises StoreError if the file can't be deleted."""
        if self._file:
            self._file.close()
            self._file = None
        with explained(self._path):
            self._bounds.check(self._path)
            self._path.unlink(missing_ok=True)

    def _write(self, value: dict[str, object]) -> None:
        if self._file:
            with explained(self._path):
                self._file.write(f"{json.dumps(value, ensure_ascii=False)}\n")


@contextlib.contextmanager
def _locked(folder: Path, bounds: Bounds, name: str, activity: str, patience: float) -> Iterator[None]:
    """Hold a lock, which is a file in the folder `.run/` in the folder of the ledger. If this process dies, the system releases the lock.

    Args:
        folder: The folder of the ledger.
        bounds: The folders of the reading list. The lock is refused if it is outside of them or behind a symbolic link.
        name: The name of the lock's file, without `.lock`.
        activity: What a process that holds the lock does, as messages say it, such as "is writing this ledger".
        patience: How many seconds to wait if another process holds the lock.

    Raises:
        StoreError: Another process still holds the lock after `patience` seconds, or the lock can't be written.
        FolderError: The folder `.run/` may come from a stranger, for example because git tracks it.

    """
    import filelock  # noqa: PLC0415 - the import takes 5 ms, and commands that only read a ledger need no lock

    path = folder / ".run" / f"{name}.lock"
    with explained(path):
        _make_hidden(path.parent, bounds)
        bounds.check(path)
        lock = filelock.FileLock(path, timeout=patience)
        try:
            lock.acquire()
        except filelock.Timeout:
            message = (
                f"{show(folder)}: another llmnotes process {activity}. Wait until that process ends, or stop it, and run this command again"
            )
            raise StoreError(message) from None
    try:
        yield
    finally:
        lock.release()


def _make_hidden(folder: Path, bounds: Bounds) -> None:
    """Create `folder`, which is `.run/` in the folder of the ledger, with a file that makes git ignore it. `bounds` are the folders of the reading list.

    Raises FolderError if the folder may come from a stranger, for example because git tracks it. Otherwise forged checks in the journal would be recorded.
    """
    own_folder.check(folder, folder.parent, "name another folder for the ledger in mkdocs.yml")
    own_folder.check_files(folder)
    ignore = folder / ".gitignore"
    bounds.check(ignore)
    folder.mkdir(parents=True, exist_ok=True)
    if not ignore.exists():
        ignore.write_text(_IGNORE, encoding="utf-8")


_INVALID = (ValueError, KeyError, TypeError, RecursionError)
"""The exceptions that parsing raises for an invalid line of the journal. The line may be cut off, or a stranger may have made the journal."""


def _check(plain: dict[str, object]) -> Check:
    """Return the check in `plain`, the JSON object of a line of the journal.

    Raises ValueError, KeyError or TypeError if the values don't have the form that `Journal.append` writes.
    """
    texts = {name: plain[name] for name in ("url", "detail", "final", "target", "message")}
    status, seconds, chain = plain["status"], plain["seconds"], plain["chain"]
    if not (
        all(isinstance(text, str) for text in texts.values())
        and (status is None or isinstance(status, int))
        and isinstance(seconds, (int, float))
        and isinstance(chain, list)
    ):
        raise TypeError("no check")
    check = Check(
        **texts,  # type: ignore[arg-type] # the condition above has checked the types
        outcome=Outcome(str(plain["outcome"])),
        time=_time(plain["time"]),
        status=status,
        seconds=seconds,
        chain=tuple((int(one), str(url)) for one, url in chain),
    )
    if not re.fullmatch(r"[a-z0-9-]*", check.detail) or not re.fullmatch(r"(https?://[!-~]+)?", check.target):
        raise ValueError("no check")
    return dataclasses.replace(check, message=sentence(check.message))


def _time(text: object) -> datetime.datetime:
    time = datetime.datetime.fromisoformat(str(text))
    if time.utcoffset() != datetime.timedelta():
        raise ValueError("not a time in UTC")
    return time
