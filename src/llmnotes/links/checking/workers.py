"""Check links by one schedule in this process, or by several in separate processes, each with its own hosts."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import functools
import multiprocessing
import signal
from typing import TYPE_CHECKING

from llmnotes.links.checking.schedule import Schedule, addresses
from llmnotes.links.checking.visit import Conditions, visit
from llmnotes.links.links import shard
from llmnotes.web.fetch.transport import Transport
from llmnotes.web.url import host

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection

    from llmnotes.links.check import Check
    from llmnotes.links.limits import Limits


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RequestOptions:
    """The options that all requests of a run share."""

    limits: Limits
    time: datetime.datetime
    """The time of the run."""
    allow_private: bool = False
    proxy: str | None = None

    def transport(self, on_address: Callable[[str], None] = lambda _: None) -> Transport:
        """Return the transport that sends the requests, not yet open. `on_address` gets the IP address of each connection before it is tried."""
        return Transport(allow_private=self.allow_private, proxy=self.proxy, on_address=on_address)


async def check_all(
    urls: Sequence[str],
    options: RequestOptions,
    report: Callable[[Sequence[Check]], None],
    *,
    processes: int = 1,
    warn: Callable[[str], None] = lambda _: None,
) -> list[str]:
    """Check `urls`, in this order within each host.

    Args:
        urls: The links.
        options: How they are requested.
        report: Gets the check of each link, once.
        processes: The number of processes that share the hosts.
        warn: Gets a sentence for each host that was skipped, and for each process that died.

    Returns:
        The links without a check, also if this task is cancelled.

    """
    if processes == 1:
        return await _check(urls, options, report, warn)
    left = dict.fromkeys(urls)

    def seen(checks: Sequence[Check]) -> None:
        for check in checks:
            left.pop(check.url, None)
        report(checks)

    requests = max(1, options.limits.requests // processes)
    share = dataclasses.replace(options, limits=dataclasses.replace(options.limits, requests=requests))
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*(_worker(part, share, seen, warn) for part in _parts(urls, processes) if part))
    return list(left)


def _parts(urls: Sequence[str], count: int) -> list[list[str]]:
    """Divide the URLs among workers. All URLs of a host go to one worker, so that the host's pace is kept."""
    hosts: dict[str, list[str]] = {}
    for url in urls:
        hosts.setdefault(host(url), []).append(url)
    return [[url for name, of_host in hosts.items() if shard(name, number, count) for url in of_host] for number in range(1, count + 1)]


async def _check(
    urls: Sequence[str], options: RequestOptions, report: Callable[[Sequence[Check]], None], warn: Callable[[str], None]
) -> list[str]:
    async with options.transport() as transport:
        how = functools.partial(visit, conditions=Conditions(limits=options.limits, time=options.time))
        return await Schedule(addresses(urls), how, transport, options.limits, time=options.time, report=report, warn=warn).run()


_PARTING = 2.0
"""Seconds in which a worker that is to stop sends the checks that it has."""


async def _worker(
    urls: Sequence[str], options: RequestOptions, report: Callable[[Sequence[Check]], None], warn: Callable[[str], None]
) -> None:
    """Check links in another process. If the process dies, the links whose checks it did not send are left."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    try:
        process.start()
    except OSError as error:
        # This error is not raised: the command line would take the broken pipe of a process that died at once for its own output.
        warn(f"a worker process could not be started ({error.strerror}). The next run checks its links")
        ours.close()
        return
    finally:
        theirs.close()
    loop = asyncio.get_running_loop()
    ended = loop.create_future()

    def receive() -> None:
        try:
            while not ended.done() and ours.poll():
                checks = ours.recv()
                if checks is None:
                    ended.set_result(True)
                else:
                    (warn if isinstance(checks, str) else report)(checks)
        except (EOFError, OSError):
            ended.set_result(False)
        if ended.done():
            loop.remove_reader(ours.fileno())

    listens = False
    try:
        with contextlib.suppress(OSError):  # the process died before it read its task; `receive` finds that out
            # The task goes through the pipe because it may hold secrets, which a command line would show to all users.
            await asyncio.to_thread(ours.send, (list(urls), options))
            listens = True
        loop.add_reader(ours.fileno(), receive)
        if not await asyncio.shield(ended):
            await asyncio.to_thread(process.join)
            warn(f"a worker process died (exit code {process.exitcode}). The next run checks the links whose checks it had not sent")
    except asyncio.CancelledError:
        if listens:
            with contextlib.suppress(OSError):
                ours.send(None)
            await asyncio.wait([ended], timeout=_PARTING)
        raise
    finally:
        loop.remove_reader(ours.fileno())
        process.terminate()
        process.join()
        ours.close()


_BATCH = 64
"""The number of checks that are sent through the pipe together."""
_LATEST = 0.5
"""The longest time in seconds that a check waits for others."""


def _serve(connection: Connection) -> None:
    """Run in a worker process until its links are checked or its parent says to stop."""
    with contextlib.suppress(
        KeyboardInterrupt, EOFError
    ):  # Ctrl-C reaches all processes of a terminal; the parent reports the interruption
        urls, options = connection.recv()
        asyncio.run(_serve_links(connection, urls, options))


async def _serve_links(connection: Connection, urls: Sequence[str], options: RequestOptions) -> None:
    loop = asyncio.get_running_loop()
    pending: list[Check] = []

    def flush() -> None:
        if pending:
            batch = pending[:]
            pending.clear()
            with contextlib.suppress(OSError):  # the parent has died, and `stop` ends this process
                connection.send(batch)

    def report(checks: Sequence[Check]) -> None:
        if not pending:
            loop.call_later(_LATEST, flush)
        pending.extend(checks)
        if len(pending) >= _BATCH:
            flush()

    def warn(sentence: str) -> None:
        with contextlib.suppress(OSError):  # the parent has died, and `stop` ends this process
            connection.send(sentence)

    checking = asyncio.ensure_future(_check(urls, options, report, warn))

    def stop() -> None:
        """Stop, because the parent said so or has died."""
        loop.remove_reader(connection.fileno())
        checking.cancel()

    loop.add_reader(connection.fileno(), stop)
    loop.add_signal_handler(signal.SIGINT, lambda: None)  # the parent gets the signal, too, and reports the interruption
    with contextlib.suppress(asyncio.CancelledError):
        await checking
    flush()
    with contextlib.suppress(OSError):
        connection.send(None)
