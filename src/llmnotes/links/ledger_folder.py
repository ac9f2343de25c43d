"""The folder of the ledger on disk: its texts (see health/ledger.py), and the journal of a run under way."""

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
"""Seconds between two times that a journal is put on the disk: so much is lost when the machine dies. When only the run dies, nothing is."""
_PATIENCE = 30.0
"""Seconds to wait for somebody else who changes the ledger; that takes them less than one."""
MAX_BYTES = 64 * 1024 * 1024
"""Of each file. The ledger of 13,000 links has 1 MiB."""
_IGNORE = "# A run under way: see `llmnotes links check --help`.\n*\n"


class LedgerFolder:
    """A folder of a ledger."""

    def __init__(self, folder: Path, bounds: Bounds | None = None, archives: Archives = DEFAULT) -> None:
        """The folder need not exist yet.

        Args:
            folder: Holds the ledger's files.
            bounds: The list's. Without them, no link is followed below the folder.
            archives: Where archived copies may be: a copy anywhere else is a problem.

        """
        self.folder = folder
        self._bounds = bounds or Bounds(folder)
        self._archives = archives

    def load(self) -> tuple[Ledger, list[Problem]]:
        """The ledger, and every problem of its files; one that can't be read counts as empty."""
        texts, unfit = self.texts()
        ledger, problems = ledger_text.read(texts, show(self.folder), self._archives)
        return ledger, [*unfit, *problems]

    def texts(self) -> tuple[dict[str, str], list[Problem]]:
        """The files' texts by name, and a problem for each that is there and can't be read."""
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
        return texts, list(dict.fromkeys(problems))  # the folder may be at fault, for each of them

    def update(self, change: Callable[[Ledger], Ledger]) -> Ledger:
        """Change what the folder holds now, while nobody else does. Raises StoreError, also where its files are damaged: they aren't written over."""
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
        """Write the files that differ, each whole or not at all. Raises StoreError."""
        for name, text in ledger_text.write(ledger).items():
            path = self.folder / name
            with explained(path), contextlib.suppress(FileNotFoundError):
                if self._bounds.read(path, limit=MAX_BYTES) == text.encode():
                    continue
            write_atomically(path, text, self._bounds)


@dataclasses.dataclass(frozen=True, slots=True)
class Begun:
    """A run that was begun and not ended."""

    time: datetime.datetime
    """When the run began: UTC, whole minutes."""
    scope: str
    """`all`, or `2/8` for a shard."""
    options: str
    """The options of the run that change outcomes, as text."""
    checks: tuple[Check, ...]


class Journal:
    """The checks of a run under way, a line each, so that a run that is killed can be gone on with.

    It stands in the ledger's folder, in `.run/`, which ignores itself in git.
    """

    def __init__(self, folder: Path, clock: Callable[[], float], bounds: Bounds | None = None) -> None:
        """`clock` counts seconds. `bounds` are the list's; without them, no link is followed below the folder."""
        self._path = folder / ".run" / "journal.jsonl"
        self._bounds = bounds or Bounds(folder)
        self._clock = clock
        self._flushed = clock()
        self._file: TextIOWrapper | None = None

    def held(self) -> contextlib.AbstractContextManager[None]:
        """Lets no other run use it meanwhile. Raises StoreError where another one does."""
        return _locked(self._path.parents[1], self._bounds, "run", 0)

    def resume(self) -> Begun | None:
        """The run that was begun, without a last line that was cut; None if there is none. A file that is no journal counts as none."""
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
        """Append to what `resume` read. Raises StoreError."""
        with explained(self._path):
            self._bounds.check(self._path)
            self._file = self._path.open("a", encoding="utf-8", buffering=1)
        self._file.write("\n")  # behind a line that was cut

    def append(self, check: Check) -> None:
        """Note a check, out of this process at once. Raises StoreError."""
        plain = dataclasses.asdict(check)
        plain["time"] = check.time.isoformat()
        self._write(plain)
        if self._clock() - self._flushed >= FLUSH:
            self.flush()

    def flush(self) -> None:
        """Put on the disk what was noted. Raises StoreError."""
        if self._file:
            with explained(self._path):
                self._file.flush()
                os.fsync(self._file.fileno())
        self._flushed = self._clock()

    def close(self) -> None:
        """Leave it for a later run."""
        if self._file:
            self.flush()
            self._file.close()
            self._file = None

    def abandon(self) -> None:
        """Close the file after a failed write. Lines that reached the disk stay there for a later run."""
        if self._file:
            with contextlib.suppress(OSError):  # closing tries once more to write what did not fit
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
    """Hold a lock of the ledger's folder, which the system gives back however this process ends. Raises StoreError where another process keeps it."""
    import filelock  # noqa: PLC0415 - it takes 5 ms to load, and who only reads a ledger takes no lock

    path = folder / ".run" / f"{name}.lock"
    with explained(path):
        _make_hidden(path.parent, bounds)
        bounds.check(path)
        lock = filelock.FileLock(path, timeout=patience)
        try:
            lock.acquire()
        except filelock.Timeout:
            message = f"{show(folder)}: another llmnotes is writing this ledger. Let it end, or stop it, and say this again"
            raise StoreError(message) from None
    try:
        yield
    finally:
        lock.release()


def _make_hidden(folder: Path, bounds: Bounds) -> None:
    """Make the folder, which git ignores. Raises FolderError where a stranger may have filled it: a journal in it would be believed."""
    own_folder.check(folder, folder.parent, "name another folder for the ledger in mkdocs.yml")
    own_folder.check_files(folder)
    ignore = folder / ".gitignore"
    bounds.check(ignore)
    folder.mkdir(parents=True, exist_ok=True)
    if not ignore.exists():
        ignore.write_text(_IGNORE, encoding="utf-8")


_RUBBISH = (ValueError, KeyError, TypeError, RecursionError)


def _check(plain: dict[str, object]) -> Check:
    """A check as `append` wrote it. Raises one of `_RUBBISH` for anything else: a journal may lie in what a stranger gave us."""
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
        **texts,  # type: ignore[arg-type] # seen to be texts
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
        raise ValueError("no time in UTC")
    return time
