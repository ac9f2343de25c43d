"""Check links in this process, or in several worker processes. All links of one host are checked in the same process."""

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
    """The options that all requests of a link check share."""

    limits: Limits
    time: datetime.datetime
    """The time at which the link check began."""
    allow_private: bool = False
    proxy: str | None = None

    def transport(self, on_address: Callable[[str], None] = lambda _: None) -> Transport:
        """Return the transport that sends the requests. The caller opens it.

        `on_address` is called with each IP address before a connection to that address is tried.
        """
        return Transport(allow_private=self.allow_private, proxy=self.proxy, on_address=on_address)


async def check_all(
    urls: Sequence[str],
    options: RequestOptions,
    report: Callable[[Sequence[Check]], None],
    *,
    processes: int = 1,
    warn: Callable[[str], None] = lambda _: None,
) -> list[str]:
    """Check links. Links of one host are checked in the order of `urls`.

    Args:
        urls: The links.
        options: The options that all requests share.
        report: Called with one or more finished checks. Each link's check is passed only once.
        processes: The number of worker processes among which the hosts are divided; 1 to check all links in this process.
        warn: Called with a message for each host that was skipped, and for each worker process that died or could not be started.

    Returns:
        The links that were not checked, also if this task is cancelled.

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
    """Divide the URLs among `count` worker processes. All URLs of a host go to one process, because several processes would request the host too fast."""
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
"""The time in seconds that a stopped worker process has to send the checks that it has finished."""


async def _worker(
    urls: Sequence[str], options: RequestOptions, report: Callable[[Sequence[Check]], None], warn: Callable[[str], None]
) -> None:
    """Start a worker process that checks links, and report the checks that it sends.

    If the worker process dies or can't be started, call `warn`. The links whose checks it has not sent stay unchecked.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    try:
        process.start()
    except OSError as error:
        # If the process died at once, this error is a BrokenPipeError, which must not be raised here.
        # The command line would treat a BrokenPipeError as a closed pipe at its own output.
        warn(f"a worker process could not be started ({error.strerror}). The next link check requests its links")
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
        with contextlib.suppress(OSError):  # `send` raises OSError if the process died before it read its task; `receive` handles that
            # The options may contain secrets, so they go through the pipe, which is private.
            # All users of the machine can see the arguments of a process.
            await asyncio.to_thread(ours.send, (list(urls), options))
            listens = True
        loop.add_reader(ours.fileno(), receive)
        if not await asyncio.shield(ended):
            await asyncio.to_thread(process.join)
            warn(
                f"a worker process died (exit code {process.exitcode}). The next link check requests the links that this process had not checked"
            )
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
"""The maximum number of checks that a worker process sends together."""
_LATEST = 0.5
"""The longest time in seconds for which a worker process holds a check back to send it together with other checks."""


def _serve(connection: Connection) -> None:
    """Check links until all are checked, or until the parent process requests a stop or dies. This function is all that a worker process executes.

    The parent process sends the links through the pipe `connection`, and gets the checks through it.
    """
    # Ctrl-C interrupts all processes of a terminal, and only the parent process must report the interruption.
    with contextlib.suppress(KeyboardInterrupt, EOFError):
        urls, options = connection.recv()
        asyncio.run(_serve_links(connection, urls, options))


async def _serve_links(connection: Connection, urls: Sequence[str], options: RequestOptions) -> None:
    loop = asyncio.get_running_loop()
    pending: list[Check] = []

    def flush() -> None:
        if pending:
            batch = pending[:]
            pending.clear()
            with contextlib.suppress(OSError):  # `send` raises OSError if the parent process has died; `stop` then ends this process
                connection.send(batch)

    def report(checks: Sequence[Check]) -> None:
        if not pending:
            loop.call_later(_LATEST, flush)
        pending.extend(checks)
        if len(pending) >= _BATCH:
            flush()

    def warn(sentence: str) -> None:
        with contextlib.suppress(OSError):  # `send` raises OSError if the parent process has died; `stop` then ends this process
            connection.send(sentence)

    checking = asyncio.ensure_future(_check(urls, options, report, warn))

    def stop() -> None:
        """Stop checking. Called when the parent process has sent a request to stop, or has died."""
        loop.remove_reader(connection.fileno())
        checking.cancel()

    loop.add_reader(connection.fileno(), stop)
    # Ignore Ctrl-C here: the parent process gets the same signal, reports the interruption, and sends the request to stop.
    loop.add_signal_handler(signal.SIGINT, lambda: None)
    with contextlib.suppress(asyncio.CancelledError):
        await checking
    flush()
    with contextlib.suppress(OSError):
        connection.send(None)
