"""One schedule in this process, or several side by side, each with hosts of its own."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import functools
import multiprocessing
import signal
from typing import TYPE_CHECKING

from llmnotes.checker.schedule import Schedule, addresses
from llmnotes.checker.visit import visit
from llmnotes.fetch.transport import Transport
from llmnotes.health.links import shard
from llmnotes.url import host

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection

    from llmnotes.health.check import Check
    from llmnotes.limits import Limits


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """How links are asked."""

    limits: Limits
    time: datetime.datetime
    """The run's."""
    allow_private: bool = False
    proxy: str | None = None

    def transport(self) -> Transport:
        """What asks; an asynchronous context manager."""
        return Transport(allow_private=self.allow_private, proxy=self.proxy)


async def ask_all(urls: Sequence[str], asking: Asking, report: Callable[[Sequence[Check]], None], *, processes: int = 1) -> list[str]:
    """Ask `urls`, in this order within each host; `report` gets each check once. Gives those that it didn't come to, also when it is cancelled."""
    if processes == 1:
        return await _ask(urls, asking, report)
    left = set(urls)

    def seen(checks: Sequence[Check]) -> None:
        left.difference_update(check.url for check in checks)
        report(checks)

    requests = max(1, asking.limits.requests // processes)
    share = dataclasses.replace(asking, limits=dataclasses.replace(asking.limits, requests=requests))
    parts = [[url for url in urls if shard(host(url), number, processes)] for number in range(1, processes + 1)]
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*(_worker(part, share, seen) for part in parts if part))
    return [url for url in urls if url in left]


async def _ask(urls: Sequence[str], asking: Asking, report: Callable[[Sequence[Check]], None]) -> list[str]:
    async with asking.transport() as transport:
        how = functools.partial(visit, limits=asking.limits, time=asking.time)
        return await Schedule(addresses(urls), how, transport, asking.limits, time=asking.time, report=report).run()


async def _worker(urls: Sequence[str], asking: Asking, report: Callable[[Sequence[Check]], None]) -> None:
    """A process of its own for these links. One that dies leaves those that it has not reported."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    loop = asyncio.get_running_loop()
    ended = loop.create_future()

    def receive() -> None:
        try:
            while ours.poll():
                report(ours.recv())
        except (EOFError, OSError):
            loop.remove_reader(ours.fileno())
            if not ended.done():
                ended.set_result(None)

    # What to ask goes through the pipe: it may hold secrets, which a command line would show to all.
    await asyncio.to_thread(ours.send, (list(urls), asking))
    loop.add_reader(ours.fileno(), receive)
    try:
        await ended
    finally:
        loop.remove_reader(ours.fileno())
        process.terminate()
        await asyncio.to_thread(process.join)
        ours.close()


_BATCH = 64
"""Addresses whose checks go through the pipe at once."""


def _serve(connection: Connection) -> None:
    """A worker's life. The parent alone hears Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    urls, asking = connection.recv()
    asyncio.run(_serve_links(connection, urls, asking))


async def _serve_links(connection: Connection, urls: Sequence[str], asking: Asking) -> None:
    pending: list[Check] = []
    loop = asyncio.get_running_loop()

    def flush() -> None:
        if pending:
            connection.send(pending[:])
            pending.clear()

    def report(checks: Sequence[Check]) -> None:
        if not pending:
            loop.call_later(0.5, flush)
        pending.extend(checks)
        if len(pending) >= _BATCH:
            flush()

    await _ask(urls, asking, report)
    flush()
