"""The folder of a ledger on disk: the files of the ledger (see `ledger.py`), and the journal of a run under way."""

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
"""Seconds between two times at which the journal is written through to the disk. A crash of the machine loses at most this much; a crash of the run loses nothing."""
_PATIENCE = 30.0
"""Seconds to wait for another process that writes the ledger. Writing takes less than one."""
MAX_BYTES = 64 * 1024 * 1024
"""The largest size of each file. The ledger of 13,000 links has 1 MiB."""
_IGNORE = "# A run under way: see `llmnotes links check --help`.\n*\n"


class LedgerFolder:
    """A folder that holds a ledger."""

    def __init__(self, folder: Path, bounds: Bounds | None = None, archives: Archives = DEFAULT) -> None:
        """Name a folder, which need not exist yet.

        Args:
            folder: The folder of the ledger's files.
            bounds: The folders inside which the list's files lie. Without them, no symbolic link is followed below the folder.
            archives: The archives that the list accepts. A copy at any other archive is a problem.

        """
        self.folder = folder
        self._bounds = bounds or Bounds(folder)
        self._archives = archives

    def load(self) -> tuple[Ledger, list[Problem]]:
        """Return the ledger, and every problem of its files. A file that can't be read counts as empty."""
        texts, unfit = self.texts()
        ledger, problems = ledger_text.read(texts, show(self.folder), self._archives)
        return ledger, [*unfit, *problems]

    def texts(self) -> tuple[dict[str, str], list[Problem]]:
        """Return the texts of the files by name, and a problem for each file that exists and can't be read."""
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
                    Problem.error(Place(show(path)), "utf-8", "the file is not UTF-8", "take the file back from git")
                )  # fmt: skip
        return texts, list(dict.fromkeys(problems))  # all three files have the same problem if the folder is at fault

    def update(self, change: Callable[[Ledger], Ledger]) -> Ledger:
        """Change the ledger, and keep other processes from writing it meanwhile. Raises StoreError, also if a file is damaged: damaged files are not overwritten."""
        with _locked(self.folder, self._bounds, "ledger", _PATIENCE):
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
        """Write the files that differ, each completely or not at all. Raises StoreError."""
        for name, text in ledger_text.write(ledger).items():
            path = self.folder / name
            with explained(path), contextlib.suppress(FileNotFoundError):
                if self._bounds.read(path, limit=MAX_BYTES) == text.encode():
                    continue
            write_atomically(path, text, self._bounds)


@dataclasses.dataclass(frozen=True, slots=True)
class Begun:
    """A run that has begun and not ended."""

    time: datetime.datetime
    """When the run began: UTC, whole minutes."""
    scope: str
    """`all`, or `2/8` for a shard."""
    options: str
    """The options of the run that change outcomes, as text."""
    checks: tuple[Check, ...]


class Journal:
    """The checks of a run under way, one on a line, by which the next run continues a run that was killed.

    The journal lies in the folder of the ledger, in `.run/`, which git ignores.
    """

    def __init__(self, folder: Path, clock: Callable[[], float], bounds: Bounds | None = None) -> None:
        """Name a journal. `clock` returns seconds. Without the list's `bounds`, no symbolic link is followed below the folder."""
        self._path = folder / ".run" / "journal.jsonl"
        self._bounds = bounds or Bounds(folder)
        self._clock = clock
        self._flushed = clock()
        self._file: TextIOWrapper | None = None

    def held(self) -> contextlib.AbstractContextManager[None]:
        """Keep other runs from using the journal meanwhile. Raises StoreError if another run uses it."""
        return _locked(self._path.parents[1], self._bounds, "run", 0)

    def resume(self) -> Begun | None:
        """Return the run that has begun, without a last line that was cut off; None if there is none, or if the file is not a journal."""
        with explained(self._path):
            try:
                lines = self._bounds.read(self._path, limit=MAX_BYTES).decode(errors="replace").split("\n")
            except FileNotFoundError:
                return None
        try:
            head = json.loads(lines[0])
            begun = Begun(_time(head["time"]), str(head["scope"]), str(head.get("options", "")), ())
        except (*_RUBBISH, AttributeError):
            return None
        checks = []
        for line in lines[1:]:
            with contextlib.suppress(*_RUBBISH):
                check = _check(json.loads(line))
                if check.time == begun.time:
                    checks.append(check)
        return dataclasses.replace(begun, checks=tuple(checks))

    def begin(self, time: datetime.datetime, scope: str, options: str = "") -> None:
        """Start a new journal for a run with this time, scope and options. Raises StoreError."""
        with explained(self._path):
            _make_hidden(self._path.parent, self._bounds)
            self._bounds.check(self._path)
        self.clear()
        with explained(self._path):
            self._file = self._path.open("w", encoding="utf-8", buffering=1)
        self._write({"time": time.isoformat(), "scope": scope, "options": options})
        self.flush()

    def go_on(self) -> None:
        """Append to the run that `resume` returned. Raises StoreError."""
        with explained(self._path):
            self._bounds.check(self._path)
            self._file = self._path.open("a", encoding="utf-8", buffering=1)
        self._file.write("\n")  # the last line may be cut off

    def append(self, check: Check) -> None:
        """Write a check, so that it is kept if this process is killed. Raises StoreError."""
        plain = dataclasses.asdict(check)
        plain["time"] = check.time.isoformat()
        self._write(plain)
        if self._clock() - self._flushed >= FLUSH:
            self.flush()

    def flush(self) -> None:
        """Write everything through to the disk. Raises StoreError."""
        if self._file:
            with explained(self._path):
                self._file.flush()
                os.fsync(self._file.fileno())
        self._flushed = self._clock()

    def close(self) -> None:
        """Close the file and keep it for a later run."""
        if self._file:
            self.flush()
            self._file.close()
            self._file = None

    def abandon(self) -> None:
        """Close the file after a failed write. Lines that reached the disk stay there for a later run."""
        if self._file:
            with contextlib.suppress(OSError):  # closing tries once more to write the rest
                self._file.close()
            self._file = None

    def clear(self) -> None:
        """Delete the journal, because its run has ended. Raises StoreError."""
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
def _locked(folder: Path, bounds: Bounds, name: str, patience: float) -> Iterator[None]:
    """Hold a lock in the folder of the ledger, which the system releases if this process dies. Raises StoreError if another process keeps it."""
    import filelock  # noqa: PLC0415 - it takes 5 ms to load, and commands that only read a ledger need no lock

    path = folder / ".run" / f"{name}.lock"
    with explained(path):
        _make_hidden(path.parent, bounds)
        bounds.check(path)
        lock = filelock.FileLock(path, timeout=patience)
        try:
            lock.acquire()
        except filelock.Timeout:
            message = f"{show(folder)}: another llmnotes is writing this ledger. Wait until it ends, or stop it, and run the command again"
            raise StoreError(message) from None
    try:
        yield
    finally:
        lock.release()


def _make_hidden(folder: Path, bounds: Bounds) -> None:
    """Make the folder, which git ignores. Raises FolderError if a stranger may have filled it, because the checks of a journal in it would be believed."""
    own_folder.check(folder, folder.parent, "name another folder for the ledger in mkdocs.yml")
    own_folder.check_files(folder)
    ignore = folder / ".gitignore"
    bounds.check(ignore)
    folder.mkdir(parents=True, exist_ok=True)
    if not ignore.exists():
        ignore.write_text(_IGNORE, encoding="utf-8")


_RUBBISH = (ValueError, KeyError, TypeError, RecursionError)


def _check(plain: dict[str, object]) -> Check:
    """Return a check as `append` wrote it. Raises one of `_RUBBISH` for anything else, because a journal may come from a stranger."""
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
        **texts,  # type: ignore[arg-type] # the condition above holds
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
