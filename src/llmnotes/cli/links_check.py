"""The command `llmnotes links check`. It calls `actions.check_links`, and prints the report."""

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
    from collections.abc import Callable, Iterable, Iterator

    from llmnotes.links.checking import run as runs
    from llmnotes.links.report import Report

_FAIL_ON = dict.fromkeys([*(standing.value for standing in Standing), *(outcome.value for outcome in Outcome), "nothing"])

NOTHING = frozenset({"nothing"})
"""The value of `--fail-on` with which the exit status is never 1, even if links are dead or files have errors."""


class _Shard(click.ParamType):  # type: ignore[type-arg] # click's types are generic only from version 8.3 on
    name = "i/n"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        first, _, last = str(value).partition("/")
        if first.isdecimal() and last.isdecimal() and 1 <= int(first) <= int(last):
            return int(first), int(last)
        return self.fail(f"{value!r} is not a shard: write the number of the shard and the number of shards, such as 2/8", param, ctx)


class _Words(click.ParamType):  # type: ignore[type-arg] # click's types are generic only from version 8.3 on
    """The type of an option whose value is one or more words from a fixed set, separated by commas."""

    def __init__(self, known: Iterable[str]) -> None:
        self.known = list(known)
        self.name = "words"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> frozenset[str]:
        if isinstance(value, frozenset):
            return value
        given = [word.strip() for word in str(value).split(",")]
        for word in given:
            if word not in self.known:
                self.fail(f"'{word}' is not one of the possible words: {', '.join(self.known)}", param, ctx)
        return frozenset(given)


class _Time(click.ParamType):  # type: ignore[type-arg] # click's types are generic only from version 8.3 on
    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime.datetime:
        if isinstance(value, datetime.datetime):
            return value
        with contextlib.suppress(ValueError):
            given = datetime.datetime.fromisoformat(str(value))
            if given.tzinfo:
                return given.astimezone(datetime.UTC).replace(second=0, microsecond=0)
        return self.fail(f"{value!r} is not a time with a time zone: write a time such as 2026-11-24T03:00Z", param, ctx)


def fail_on_option(more: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return the option `--fail-on`. `more` is what its help adds to the default: the outcomes with which only `links check` fails, such as `gone`."""
    return click.option(
        "--fail-on",
        type=_Words(_FAIL_ON),
        help="What makes the exit status 1, separated by commas: verdicts, such as dead or suspect, and outcomes of single checks, such as gone or "
        f"timeout. The default is dead{more}. Dead links whose records name an archived copy don't count. With the word nothing, the exit status is "
        "never 1, even if a record or the ledger has errors.",
    )


class _Proxy(click.ParamType):  # type: ignore[type-arg] # click's types are generic only from version 8.3 on
    name = "url"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        parsed = urlsplit(str(value))
        try:
            usable = parsed.scheme == "http" and bool(parsed.hostname) and parsed.port != 0
        except ValueError:  # raised if the port is not a number
            usable = False
        return str(value) if usable else self.fail(f"{redacted(str(value))!r} is not a usable proxy: write http://host:port", param, ctx)


proxy_option = click.option(
    "--proxy",
    type=_Proxy(),
    help="Send all requests through this proxy, http://host:port. Proxies in environment variables are ignored. "
    "The proxy resolves the host names, so it must refuse names that resolve to private addresses.",
)
allow_private_option = click.option(
    "--allow-private",
    is_flag=True,
    help="Also request private addresses, such as 127.0.0.1. Only for tests, because strangers can add links to the reading list.",
)


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@entries_option
@config_option
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="The format of the report. github prints annotations for GitHub.",
)
@fail_on_option(", and with --changed-since also gone, soft-404 and rejected")
@click.option(
    "--changed-since",
    metavar="REV",
    help="Check only the links that the current branch adds: those that did not exist at the merge base of HEAD and REV, a git revision such as origin/main.",
)
@click.option(
    "--only",
    type=_Words(standing.value for standing in Standing),
    help=f"Check only links on which the ledger has one of these verdicts, separated by commas: {', '.join(standing.value for standing in Standing)}.",
)
@click.option(
    "--max-age",
    type=click.FloatRange(min=0),
    metavar="DAYS",
    help="Skip links that were checked within the last DAYS days. For each link, DAYS is made longer or shorter by up to a quarter, "
    "so that the checks spread over several days.",
)
@click.option(
    "--shard",
    "part",
    type=_Shard(),
    help="Check only the links in this shard (a part of the list), such as 2/8 for the second of eight shards. Several machines can share the work in this way; `links merge` merges their ledgers.",
)
@click.option(
    "--record", is_flag=True, help="Write the results into the ledger. Use this for scheduled link checks of the whole list or of a shard."
)
@click.option(
    "--at",
    type=_Time(),
    help="The time to record as the beginning of the link check, such as 2026-11-24T03:00Z. Give all shards the same time. The default is the present time.",
)
@click.option(
    "--budget",
    type=click.FloatRange(min=1),
    metavar="SECONDS",
    help="The longest time for the link check, in seconds. The default is the value in mkdocs.yml, or else one hour. With --record, the next link check begins with the links for which this time was too short.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="The number of processes that send requests. All links of one host are requested by the same process.",
)
@click.option(
    "--archive/--no-archive",
    default=True,
    show_default=True,
    help="With --record, look in the Wayback Machine for archived copies of dead links that have no copy yet.",
)
@click.option("--archive-at", default=WAYBACK, hidden=True)
@allow_private_option
@proxy_option
def check(  # noqa: PLR0917 - click passes the options by name
    paths: tuple[Path, ...], entries: str | None, config: str | None, form: str, fail_on: frozenset[str] | None, changed_since: str | None,
    only: frozenset[str] | None, max_age: float | None, part: tuple[int, int] | None, at: datetime.datetime | None, budget: float | None,
    workers: int, archive_at: str, proxy: str | None, *, record: bool, archive: bool, allow_private: bool,
) -> None:  # fmt: skip
    """Check every link of the reading list. With PATHS, check only the links of these records and of the records in these folders.

    The verdict on a link depends on its history in the ledger: a link is dead after three failed checks over at least three days; two are enough if the page or
    its host is gone. Failures such as timeouts don't count, because the link may work. Without --record, results are not kept.

    The exit status is 1 if links are dead, or if a record or the ledger has errors. It is 3 if the command could not do its work, for example because most
    control pages (pages that always exist) fail, many links that were alive fail at once in the same way, no link that was due could be checked, or, with
    --record, the ledger is damaged, in use or can't be written.
    """
    if record and (paths or changed_since):
        raise click.UsageError(
            "--record can't be used with PATHS or --changed-since: leave out --record, or leave out the others to check the whole reading list"
        )
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
    if done is None:  # the ledger has errors, which were reported above
        raise click.exceptions.Exit(UNFINISHED)
    result = done.report
    _print(result, form)
    if done.interrupted:
        say(
            f"Interrupted: {count(result.checked or 0, 'link')} checked{' and recorded' if done.recorded else ''}, {count(result.left, 'link')} left.",
            err=True,
        )
        raise click.exceptions.Exit(INTERRUPTED)
    if done.trouble:
        say(
            f"error: {done.trouble}. The link check stopped, and its results were {'' if done.recorded else 'not '}recorded. Correct this error, and run the check again",
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
        say(
            "No request was sent: each link was checked recently, is skipped by a rule in mkdocs.yml, or has a verdict that --only leaves out.",
            err=True,
        )
    step_summary(markdown.render(result))


@contextlib.contextmanager
def _progress(total: int) -> Iterator[runs.Progress]:
    """Show the progress on standard error: a progress bar if standard error is a terminal, or else a line from time to time."""
    if sys.stderr.isatty():
        with click.progressbar(length=total, label="links", show_pos=True, file=sys.stderr) as bar:

            def move(done: int, bad: int) -> None:
                bar.label = f"links, {bad:,} failing" if bad else "links"
                bar.update(done - bar.pos)

            yield move
        return
    every = max(1, total // 10, 50)
    said = 0

    def show(done: int, bad: int) -> None:
        nonlocal said
        if (
            done // every > said and done < total
        ):  # `done` can grow by more than 1 and so skip a multiple of `every`, so test for a passed multiple
            said = done // every
            say(f"{done:,} of {total:,} links checked, {bad:,} failing", err=True)

    yield show
