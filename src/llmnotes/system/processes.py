"""Work on all cores: tasks shared among forked processes, which have all that was loaded without loading it again.

Where a system can't fork, or threads run (a preview's server), the tasks are done here, one after the other.
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
    """How many processes can work side by side."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def can_fork() -> bool:
    """Whether another process can go on from here: with threads, it might wait for ever for what one of them holds."""
    return "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1


def free() -> bool:
    """Whether another process can work beside this one."""
    return cores() > 1 and can_fork()


def shared(tasks: Sequence[Callable[[], Result]], workers: int) -> list[Result]:
    """The tasks' results in order; each is done by whoever comes to it first. Raises the first LlmnotesError that a task raised."""
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
    # A process that was killed takes its results along.
    return [done[number] if number in done else tasks[number]() for number in range(len(tasks))]


class Aside(Generic[Result]):
    """A task in a process of its own, from now on."""

    def __init__(self, task: Callable[[], Result]) -> None:
        """The task must be able to fork: see `can_fork`."""
        context = multiprocessing.get_context("fork")
        self._owner = os.getpid()
        self._connection, far = context.Pipe(duplex=False)
        self._process = context.Process(target=_run, args=(task, self._connection, far), daemon=True)
        self._process.start()
        far.close()

    def result(self) -> Result | None:
        """Wait for the result; None if the process died, or belongs to another one. Raises the LlmnotesError that the task raised."""
        if os.getpid() != self._owner:
            return None
        answer: Any = None
        with self._connection, contextlib.suppress(EOFError, OSError):
            answer = self._connection.recv()
        self._process.join()
        if isinstance(answer, LlmnotesError):
            raise answer
        return answer  # type: ignore[no-any-return] # a pipe knows no types


class Task(Generic[Result]):
    """Work that another process does where a core is free; else this one does it, once its result is asked for.

    A process that dies takes its result along: then this one does the work too, and meets whatever went wrong.
    """

    def __init__(self, work: Callable[[], Result], *, worth: bool = True) -> None:
        """`work` gives something else than None. Work that isn't `worth` a process is done here."""
        self._work = work
        self._aside = Aside(work) if worth and free() else None
        self._done: list[Result] = []

    def result(self) -> Result:
        """The result, which is waited for once. Raises whatever the work raised."""
        if not self._done:
            found = self._aside.result() if self._aside else None
            self._done.append(self._work() if found is None else found)
        return self._done[0]


def _run(task: Callable[[], object], near: Connection, connection: Connection) -> None:
    near.close()  # or nobody would tell that the other process has closed its own
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # Ctrl-C reaches all processes: who began the build tells of it
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        answer = task()
    except LlmnotesError as error:
        answer = error
    except OSError:  # who waits does the task again, and tells what is wrong
        return
    with connection, contextlib.suppress(OSError):  # nobody waits any more
        connection.send(answer)
