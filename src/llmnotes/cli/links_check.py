"""The command `llmnotes links check`. `actions.check_links` does the work."""

from __future__ import annotations

import contextlib
import datetime
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from llmnotes.actions import check_links
from llmnotes.actions.check_links import CheckRequest
from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say, say_fit
from llmnotes.cli.reporter import config_option, count, entries_option, finish, report
from llmnotes.cli.status import INTERRUPTED, PROBLEMS, UNFINISHED
from llmnotes.cli.step import step_summary
from llmnotes.links.check import Outcome
from llmnotes.links.checking.archive import WAYBACK
from llmnotes.links.checking.selection import Due
from llmnotes.links.formats import FORMATS, markdown, words
from llmnotes.links.verdict import Standing
from llmnotes.web.url import redacted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from llmnotes.links.checking import run as runs
    from llmnotes.links.report import Report

_FAIL_ON = dict.fromkeys([*(standing.value for standing in Standing), *(outcome.value for outcome in Outcome), "nothing"])

NOTHING = frozenset({"nothing"})
"""The value of `--fail-on` that turns status 1 into 0."""


class _Shard(click.ParamType):  # type: ignore[type-arg] # click's are generic since 8.3
    name = "i/n"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        first, _, last = str(value).partition("/")
        if first.isdecimal() and last.isdecimal() and 1 <= int(first) <= int(last):
            return int(first), int(last)
        return self.fail(f"{value!r} is not a shard: write its number and the number of shards, such as 2/8", param, ctx)


class _Words(click.ParamType):  # type: ignore[type-arg] # the same
    """Words from a fixed set, separated by commas."""

    def __init__(self, known: Iterable[str]) -> None:
        self.known = list(known)
        self.name = "words"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> frozenset[str]:
        if isinstance(value, frozenset):
            return value
        given = [word.strip() for word in str(value).split(",")]
        for word in given:
            if word not in self.known:
                self.fail(f"'{word}' is unknown; known are {', '.join(self.known)}", param, ctx)
        return frozenset(given)


class _Time(click.ParamType):  # type: ignore[type-arg] # the same
    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime.datetime:
        if isinstance(value, datetime.datetime):
            return value
        with contextlib.suppress(ValueError):
            given = datetime.datetime.fromisoformat(str(value))
            if given.tzinfo:
                return given.astimezone(datetime.UTC).replace(second=0, microsecond=0)
        return self.fail(f"{value!r} is not a time with its zone: write it like 2026-11-24T03:00Z", param, ctx)


fail_on_option = click.option(
    "--fail-on",
    type=_Words(_FAIL_ON),
    help="Standings and outcomes that give status 1, separated by commas. By default `dead`; with --changed-since also links that fail their first check. `nothing` never gives status 1, but status 3 stays.",
)


class _Proxy(click.ParamType):  # type: ignore[type-arg] # the same
    name = "url"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        parsed = urlsplit(str(value))
        try:
            usable = parsed.scheme == "http" and bool(parsed.hostname) and parsed.port != 0
        except ValueError:  # the port is not a number
            usable = False
        return str(value) if usable else self.fail(f"{redacted(str(value))!r} is not a usable proxy: write http://host:port", param, ctx)


proxy_option = click.option(
    "--proxy",
    type=_Proxy(),
    help="Send all requests through this proxy, http://host:port. The environment's proxies are never used. "
    "The proxy resolves the host names, so it must refuse private addresses itself.",
)
allow_private_option = click.option(
    "--allow-private", is_flag=True, help="Also request private addresses. For tests only: strangers can write links into the list."
)


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@entries_option
@config_option
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="The format of the result.")
@fail_on_option
@click.option("--changed-since", metavar="REV", help="Check only the links that the branch adds: those that its merge base with REV lacks.")
@click.option(
    "--only", type=_Words(standing.value for standing in Standing), help="Check only links with these standings, such as suspect,dead."
)
@click.option(
    "--max-age", type=click.FloatRange(min=0), metavar="DAYS", help="Skip links that were checked within about the last DAYS days."
)
@click.option("--shard", "part", type=_Shard(), help="Check only this part of the hosts, such as 2/8, to share the work among machines.")
@click.option("--record", is_flag=True, help="Write the results into the ledger. For scheduled runs, not for pull requests.")
@click.option("--at", type=_Time(), help="The time of the run, which the shards of one run share. By default the present time.")
@click.option(
    "--budget",
    type=click.FloatRange(min=1),
    metavar="SECONDS",
    help="The longest time for the run. The next run checks the links that are left first.",
)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="The number of processes that share the hosts.")
@click.option("--archive/--no-archive", default=True, show_default=True, help="With --record, look for archived copies of dead links.")
@click.option("--archive-at", default=WAYBACK, hidden=True)
@allow_private_option
@proxy_option
def check(  # noqa: PLR0917 - click passes the options by name
    paths: tuple[Path, ...], entries: str | None, config: str | None, form: str, fail_on: frozenset[str] | None, changed_since: str | None,
    only: frozenset[str] | None, max_age: float | None, part: tuple[int, int] | None, at: datetime.datetime | None, budget: float | None,
    workers: int, archive_at: str, proxy: str | None, *, record: bool, archive: bool, allow_private: bool,
) -> None:  # fmt: skip
    """Check every link of the list, or of the records in PATHS.

    The history of a link gives its verdict: a link is dead after three failed checks over three days. Without --record nothing is kept.

    The status is 1 if links or records have problems, and 3 if the check could not do its work: the run is void, no link that was due could be
    checked, or the ledger is damaged, locked or can't be written.
    """
    if record and (paths or changed_since):
        raise click.UsageError("--record needs a check of the whole list: leave out PATHS and --changed-since")
    reading_list = open_list(config, entries)
    check_links.require_records(reading_list)
    problems = [*reading_list.record_problems, *reading_list.ledger_problems]
    report(problems, "text")
    request = CheckRequest(
        paths=paths, changed_since=changed_since, part=part, record=record, at=at, budget=budget, workers=workers,
        due=Due(standings=frozenset(map(Standing, only or ())), max_age=None if max_age is None else datetime.timedelta(days=max_age)),
        archive=archive_at if archive else None, allow_private=allow_private, proxy=proxy, fail_on=fail_on,
    )  # fmt: skip
    done = check_links.check_links(reading_list, request, secrets=os.environ, warn=warn, begin=_progress)
    if done is None:  # the problems of the ledger were reported above
        raise click.exceptions.Exit(UNFINISHED)
    result = done.report
    _print(result, form)
    if done.interrupted:
        say(
            f"Interrupted: {count(result.checked or 0, 'check')} done{' and kept' if done.recorded else ''}, {count(result.left, 'link')} left.",
            err=True,
        )
        raise click.exceptions.Exit(INTERRUPTED)
    if done.trouble:
        say(
            f"error: {done.trouble}. The requests stopped, and this result is {'' if done.recorded else 'not '}recorded. Then run the check again",
            err=True,
        )
    if result.is_void or done.trouble:
        raise click.exceptions.Exit(UNFINISHED)
    if done.fails:
        raise click.exceptions.Exit(PROBLEMS)
    if fail_on != NOTHING:
        finish(problems)


def warn(message: str) -> None:
    """Print a warning on standard error."""
    say(f"warning: {message}", err=True)


def _print(result: Report, form: str) -> None:
    say_fit(FORMATS[form](result))
    if result.is_void and form not in {"text", "markdown", "github"}:
        say(words.void(result), err=True)
    if not result.checked and not result.left and result.findings and form == "text":
        say("No request was sent: each link was checked recently, is skipped, or has another standing than the wanted ones.", err=True)
    step_summary(markdown.render(result))


@contextlib.contextmanager
def _progress(total: int) -> Iterator[runs.Progress]:
    """Show the progress on standard error: a bar on a terminal, a line from time to time elsewhere."""
    if sys.stderr.isatty():
        from rich.console import Console  # noqa: PLC0415 - only a terminal needs it, and it takes 50 ms to load
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - the same

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("links", total=total)
            yield lambda done, bad: bar.update(task, completed=done, description=f"links, {bad} failing" if bad else "links")
        return
    every = max(1, total // 10, 50)
    said = 0

    def show(done: int, bad: int) -> None:
        nonlocal said
        if done // every > said and done < total:  # several checks at a time may pass a multiple
            said = done // every
            say(f"{done:,} of {total:,} links checked, {bad:,} failing", err=True)

    yield show
