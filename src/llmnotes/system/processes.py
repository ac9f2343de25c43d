"""Execute tasks on all cores in forked processes. A forked process shares the modules and data that its parent has loaded.

If the system can't fork, or if this process has other threads (as in a preview server), the tasks are executed in this process, one after another.
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
    """Return the number of processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def can_fork() -> bool:
    """Return whether this process can fork safely. If it has several threads, a forked process could wait forever for a lock that another thread held."""
    return "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1


def free() -> bool:
    """Return whether this process can fork safely, and may use more than one core."""
    return cores() > 1 and can_fork()


def shared(tasks: Sequence[Callable[[], Result]], workers: int, after: Task[Any] | None = None) -> list[Result]:
    """Execute tasks in up to `workers` processes, and return the results in the order of the tasks.

    Each process takes the next task that no process has taken. If this process can't fork, it executes all tasks. If tasks raise LlmnotesError, one of these
    errors is raised.

    Args:
        tasks: The tasks.
        workers: The number of processes, including this one.
        after: Work that another process is doing. One of the workers begins only when this other process is done, so that each core has only one process.

    """
    if min(workers, len(tasks)) < 2 or not can_fork():  # noqa: PLR2004 - with one worker, this process executes the tasks
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

    def work_later() -> dict[int, Result]:
        if after:
            after.wait()
        return work()

    others = [Aside(work_later if number == 0 else work) for number in range(min(workers, len(tasks)) - 1)]
    try:
        done = work()
    finally:
        results = [other.result() for other in others]
    for found in results:
        done.update(found or {})
    # If a process was killed, the results of its tasks are lost, so this process executes these tasks again.
    return [done[number] if number in done else tasks[number]() for number in range(len(tasks))]


class Aside(Generic[Result]):
    """A task that is executed in a separate forked process."""

    def __init__(self, task: Callable[[], Result]) -> None:
        """Start the task in a forked process. This process must be able to fork: see `can_fork`."""
        context = multiprocessing.get_context("fork")
        self._owner = os.getpid()
        self._connection, far = context.Pipe(duplex=False)
        self._working, working = context.Pipe(duplex=False)
        self._process = context.Process(target=_run, args=(task, self._connection, far, working), daemon=True)
        self._process.start()
        far.close()
        working.close()

    def wait(self) -> None:
        """Wait until the task is done or its process died. Processes that were forked later can call this method too."""
        with contextlib.suppress(EOFError, OSError):
            self._working.recv_bytes()

    def result(self) -> Result | None:
        """Wait for the task, and return its result. If the task raised an LlmnotesError, this error is raised.

        Return None if the caller is not the process that started the task, if the forked process died, or if the task raised another error. Call this method
        only once.
        """
        if os.getpid() != self._owner:
            return None
        answer: Any = None
        with self._connection, self._working, contextlib.suppress(EOFError, OSError):
            answer = self._connection.recv()
        self._process.join()
        if isinstance(answer, LlmnotesError):
            raise answer
        return answer  # type: ignore[no-any-return] # values from a pipe have no static type


class Task(Generic[Result]):
    """Work that is done in a forked process if that is safe and saves time. Otherwise it is done in this process when `result` is called.

    If the forked process dies, for example after an error, this process does the work again. So any error of the work is raised in this process.
    """

    def __init__(self, work: Callable[[], Result], *, worth: bool = True) -> None:
        """Start the work in a forked process if `worth` is true, this process can fork safely, and it may use several cores.

        Otherwise, the work is done later, when `result` is called. `worth` says whether forking saves time. `work` must not return None.
        """
        self._work = work
        self._aside = Aside(work) if worth and free() else None
        self._done: list[Result] = []

    def wait(self) -> None:
        """Wait until another process has done the work, or died. Return at once if the work is done in this process."""
        if self._aside:
            self._aside.wait()

    def result(self) -> Result:
        """Wait until the work is done, and return its result. Later calls return the same result. Raises any error of the work.

        If a process that was forked later calls this method, it does the work itself.
        """
        if not self._done:
            found = self._aside.result() if self._aside else None
            self._done.append(self._work() if found is None else found)
        return self._done[0]


def _run(task: Callable[[], object], near: Connection, connection: Connection, working: Connection) -> None:
    near.close()  # without this line, this process would keep the parent's end of the pipe open, and couldn't detect that the parent has closed it
    # Ctrl-C interrupts all processes. End this process without a traceback, because the process that started the build reports the interruption.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        answer = task()
    except LlmnotesError as error:
        answer = error
    except OSError:  # send no answer: the process that waits for it then executes the task again, and reports the error itself
        return
    working.close()  # this end is closed before the answer is sent, because a long answer can't be sent until the other process reads it
    with connection, contextlib.suppress(OSError):  # the process that waited for the result may have ended; then the answer is not needed
        connection.send(answer)
