"""Notice changes of files and folders by polling, for a preview.

Unlike with the file watcher of MkDocs's server, a watched path need not exist: changes are also noticed when it appears, disappears and comes back.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import threading
import time
from typing import TYPE_CHECKING

from llmnotes.system import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

State = dict[str, tuple[int, ...]]
"""The modification time, status change time (ctime), size and inode of each file, by its path. A path that does not exist is left out.

A watched folder has only its inode. The status change time shows changed permissions, and a changed file to which a program has given its old
modification time.
"""
_TEMPORARY = re.compile(r"4913|\.#.*|#.*#|.*~|.*\.sw[a-z]|\..*\.kate-swp|\.goutputstream-.*|.*___jb_(?:tmp|old)___")
"""Matches the names of files that editors write beside an open file, such as the swap file of Vim. Vim writes it again and again while the user types."""
_SHARE = 4
"""After reading the states of all files, the watch sleeps for this multiple of the time that the reading took. So it uses at most a fifth of a core."""


def state_of(paths: Iterable[Path]) -> State:
    """Return the state of files and folders, and of all files below the folders.

    Symbolic links are not followed. The temporary files of editors below the folders are left out.
    """
    found: State = {}
    for path in paths:
        top = os.fspath(path)
        with contextlib.suppress(OSError):
            seen = os.lstat(top)
            if stat.S_ISDIR(seen.st_mode):
                found[top] = (seen.st_ino,)
                names = os.listdir(top)  # noqa: PTH208 - os.listdir returns names, which `tree.walk` needs; Path.iterdir returns paths
                for name, entry in tree.walk(top, names):
                    if not _TEMPORARY.fullmatch(entry.name):
                        with contextlib.suppress(OSError):
                            found[f"{top}/{name}"] = _stamp(entry.stat(follow_symlinks=False))
            else:
                found[top] = _stamp(seen)
    return found


def _stamp(seen: os.stat_result) -> tuple[int, ...]:
    return seen.st_mtime_ns, seen.st_ctime_ns, seen.st_size, seen.st_ino


class Watch:
    """Calls a function when files have changed since the last build read them.

    Call `built` when a build begins. If the files change after that, the watch calls the function `changed` as soon as no file changes any more. It calls the
    function again only if the files change again.
    """

    def __init__(self, changed: Callable[[], None], *, interval: float = 0.25, patience: float = 2.0) -> None:
        """Set the function, without starting the watch.

        Args:
            changed: Called in the thread of the watch.
            interval: The shortest time in seconds between two comparisons of the files with their earlier state.
            patience: The time in seconds from a change of a `late` path (see `built`) until the change is reported.

        """
        self._changed, self._interval, self._patience = changed, interval, patience
        self._paths: tuple[tuple[Path, ...], tuple[Path, ...]] = (), ()
        self._built: tuple[State, State] = {}, {}
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def built(self, paths: Iterable[Path], late: Iterable[Path] = ()) -> None:
        """Record the present state of the files of a build. Call this when the build begins, before it reads the files.

        Args:
            paths: Files and folders whose changes are reported at once.
            late: Files and folders that another watch observes too. This watch reports a change of them only if no build has begun when `patience` seconds
                have passed since the change.

        """
        with self._lock:
            self._paths = tuple(paths), tuple(late)
            self._built = state_of(self._paths[0]), state_of(self._paths[1])

    def start(self) -> None:
        """Start the thread of the watch, unless it was started before. The thread ends with the process, or after `stop`."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop the thread of the watch, and wait for its end."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        last: tuple[State, State] | None = None
        reported: tuple[State, State] | None = None
        since = time.monotonic()
        pause = self._interval
        while not self._stopped.wait(pause):
            began = time.monotonic()
            with self._lock:
                paths, built = self._paths, self._built
            now = state_of(paths[0]), state_of(paths[1])
            if now[1] == built[1]:
                since = began
            overdue = began - since >= self._patience
            # If the state of the files is the same as at the last comparison, no program is writing them any more.
            if now == last and now != reported and (now[0] != built[0] or overdue):
                reported = now
                self._changed()
            elif now == built:
                reported = None
            last = now
            pause = max(self._interval, _SHARE * (time.monotonic() - began))
