"""Runs tasks on all cores in forked processes, which share the loaded modules and data.

If the system can't fork, or if threads run (as in a preview's server), the tasks run in this process, one after the other.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from llmnotes.errors import LlmnotesError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection

Result = TypeVar("Result")


def cores() -> int:
    """Return the number of processes that can run at the same time."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def can_fork() -> bool:
    """Return whether this process can fork safely. With threads, a forked process might wait forever for a lock that a thread holds."""
    return "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1


def free() -> bool:
    """Return whether a forked process can run at the same time as this one."""
    return cores() > 1 and can_fork()


def shared(tasks: Sequence[Callable[[], Result]], workers: int) -> list[Result]:
    """Run tasks in up to `workers` processes and return their results in order. Each process takes the next open task.

    Raises the first LlmnotesError that a task raised.
    """
    if min(workers, len(tasks)) < 2 or not can_fork():  # noqa: PLR2004 - one worker is this process
        return [task() for task in tasks]
    next_task = multiprocessing.get_context("fork").Value("i", 0)

    def work() -> dict[int, Result]:
        done: dict[int, Result] = {}
        while True:
            with next_task.get_lock():
                number = next_task.value
                next_task.value += 1
            if number >= len(tasks):
                return done
            done[number] = tasks[number]()

    others = [Aside(work) for _ in range(min(workers, len(tasks)) - 1)]
    try:
        done = work()
    finally:
        results = [other.result() for other in others]
    for found in results:
        done.update(found or {})
    # The results of a killed process are lost, so run its tasks again.
    return [done[number] if number in done else tasks[number]() for number in range(len(tasks))]


class Aside(Generic[Result]):
    """A task that runs in its own forked process."""

    def __init__(self, task: Callable[[], Result]) -> None:
        """Start the task. This process must be able to fork: see `can_fork`."""
        context = multiprocessing.get_context("fork")
        self._owner = os.getpid()
        self._connection, far = context.Pipe(duplex=False)
        self._process = context.Process(target=_run, args=(task, self._connection, far), daemon=True)
        self._process.start()
        far.close()

    def result(self) -> Result | None:
        """Wait for the result. None if the process died, or if another process started it. Raises the LlmnotesError that the task raised."""
        if os.getpid() != self._owner:
            return None
        answer: Any = None
        with self._connection, contextlib.suppress(EOFError, OSError):
            answer = self._connection.recv()
        self._process.join()
        if isinstance(answer, LlmnotesError):
            raise answer
        return answer  # type: ignore[no-any-return] # pipes have no types


class Task(Generic[Result]):
    """Work that runs in a forked process if a core is free; otherwise in this process when its result is requested.

    If the forked process dies, this process does the work again, so that its errors are reported here.
    """

    def __init__(self, work: Callable[[], Result], *, worth: bool = True) -> None:
        """Start the work. `work` must not return None. If `worth` is false, the work runs in this process."""
        self._work = work
        self._aside = Aside(work) if worth and free() else None
        self._done: list[Result] = []

    def result(self) -> Result:
        """Wait for the result, and keep it for later calls. Raises any error of the work."""
        if not self._done:
            found = self._aside.result() if self._aside else None
            self._done.append(self._work() if found is None else found)
        return self._done[0]


def _run(task: Callable[[], object], near: Connection, connection: Connection) -> None:
    near.close()  # otherwise this process couldn't detect that the other one has closed its end
    # Ctrl-C reaches all processes, and the one that started the build reports it.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        answer = task()
    except LlmnotesError as error:
        answer = error
    except OSError:  # the waiting process runs the task again, and reports the error
        return
    with connection, contextlib.suppress(OSError):  # the other process may have stopped waiting
        connection.send(answer)
