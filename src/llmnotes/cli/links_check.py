"""`llmnotes links check`: every link asked, judged by its history, told, and remembered."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from llmnotes.cli.authors import authors
from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say, say_fit
from llmnotes.cli.reporter import config_option, count, entries_option, finish, report
from llmnotes.cli.step import step_summary
from llmnotes.errors import LlmnotesError
from llmnotes.links import ledger as ledgers
from llmnotes.links.check import Outcome
from llmnotes.links.checking import run as runs
from llmnotes.links.checking.selection import select
from llmnotes.links.checking.workers import Asking
from llmnotes.links.formats import FORMATS, markdown, words
from llmnotes.links.ledger_folder import Journal
from llmnotes.links.links import collect, key, shard
from llmnotes.links.report import Report, findings
from llmnotes.links.verdict import Standing
from llmnotes.records import at_revision, note
from llmnotes.system.files import show
from llmnotes.web.url import host, redacted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from llmnotes.links.archives import Archives
    from llmnotes.links.ledger import Ledger
    from llmnotes.links.ledger_folder import LedgerFolder
    from llmnotes.links.limits import Limits
    from llmnotes.links.links import Link
    from llmnotes.model import Place
    from llmnotes.records.record import Record

_FAIL_ON = dict.fromkeys([*(standing.value for standing in Standing), *(outcome.value for outcome in Outcome), "nothing"])
FAIL_ON = frozenset({Standing.DEAD.value})
"""What gives status 1 where nobody said otherwise."""
_NEW = frozenset({"dead", "gone", "soft-404", "rejected"})
"""What is wrong with a link at the first look, where only new links are asked."""


class _Shard(click.ParamType):  # type: ignore[type-arg] # click's are generic since 8.3
    name = "i/n"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        first, _, last = str(value).partition("/")
        if first.isdecimal() and last.isdecimal() and 1 <= int(first) <= int(last):
            return int(first), int(last)
        return self.fail(f"{value!r} is no shard: write which of how many, such as 2/8", param, ctx)


class _Words(click.ParamType):  # type: ignore[type-arg] # the same
    """Words from a fixed set, with commas between."""

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
        return self.fail(f"{value!r} is no time: write it with its zone, such as 2026-11-24T03:00Z", param, ctx)


fail_on_option = click.option(
    "--fail-on",
    type=_Words(_FAIL_ON),
    help="Standings and outcomes that give status 1, with commas between; by default dead, for a check with --changed-since also what is gone at the first look.",
)


class _Proxy(click.ParamType):  # type: ignore[type-arg] # the same
    name = "url"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        parsed = urlsplit(str(value))
        try:
            usable = parsed.scheme == "http" and bool(parsed.hostname) and parsed.port != 0
        except ValueError:  # a port that is none
            usable = False
        return (
            str(value)
            if usable
            else self.fail(f"{redacted(str(value))!r} is no proxy that can be asked: write http://host:port", param, ctx)
        )


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@entries_option
@config_option
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="How the result is told.")
@fail_on_option
@click.option("--changed-since", metavar="REV", help="Only links that the branch adds: those that its merge base with REV lacks.")
@click.option("--only", type=_Words(standing.value for standing in Standing), help="Only links that stand so, such as suspect,dead.")
@click.option("--max-age", type=click.FloatRange(min=0), metavar="DAYS", help="Not links that were asked in about so many days.")
@click.option("--shard", "part", type=_Shard(), help="Only this part of the hosts, such as 2/8, for machines side by side.")
@click.option("--record", is_flag=True, help="Remember the result in the ledger. For the scheduled run, not for pull requests.")
@click.option("--at", type=_Time(), help="The run's time, so that shards of one run share it; by default now.")
@click.option("--budget", type=click.FloatRange(min=1), metavar="SECONDS", help="For the whole run; what is left comes first next time.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that share the hosts.")
@click.option("--archive/--no-archive", default=True, show_default=True, help="With --record: look for archived copies of dead links.")
@click.option("--archive-at", default=runs.WAYBACK, hidden=True)
@click.option("--allow-private", is_flag=True, help="Also ask private addresses. For tests: links come from strangers.")
@click.option(
    "--proxy",
    type=_Proxy(),
    help="Ask through this proxy, http://host:port; the environment's are never used. It finds the addresses, so it must refuse private ones.",
)
def check(  # noqa: PLR0917 - a command's options come by name
    paths: tuple[Path, ...], entries: str | None, config: str | None, form: str, fail_on: frozenset[str] | None, changed_since: str | None,
    only: frozenset[str] | None, max_age: float | None, part: tuple[int, int] | None, at: datetime.datetime | None, budget: float | None,
    workers: int, archive_at: str, proxy: str | None, *, record: bool, archive: bool, allow_private: bool,
) -> None:  # fmt: skip
    """Ask every link of the list, or of the records in PATHS, whether it is alive.

    The verdict is of a link's history: dead after three failing checks over three days. Without --record nothing is remembered.
    """
    if record and (paths or changed_since):
        raise click.UsageError("--record remembers checks of the whole list: leave PATHS and --changed-since out")
    reading_list = open_list(config, entries)
    settings, store, folder = reading_list.settings, reading_list.store, reading_list.ledger_folder
    if not store.folder.is_dir():
        raise LlmnotesError(f"{show(store.folder)}: no such folder of records. Run this in the list's folder, or name it by --entries")
    ledger, problems = reading_list.ledger, reading_list.ledger_problems
    report([*reading_list.record_problems, *problems], "text")
    if record:
        finish(problems)  # a damaged ledger isn't written over
        _refuse_foreign_run(settings.ledger)
    limits = with_secrets(settings.limits, budget)
    links = _wanted(reading_list.records, paths, changed_since, store.folder, part)
    now = at or datetime.datetime.now(datetime.UTC).replace(second=0, microsecond=0)
    journal = Journal(settings.ledger, time.monotonic, settings.bounds) if record else None
    selection = select(
        links, ledger, limits, now,
        only=frozenset(map(Standing, only or ())), max_age=None if max_age is None else datetime.timedelta(days=max_age),
    )  # fmt: skip
    plan = runs.RunPlan(
        links=links, selection=selection, ledger=ledger, complete=not reading_list.record_problems, workers=workers, scope="/".join(map(str, part)) if part else "all",
        asking=Asking(limits=limits, time=now, allow_private=allow_private, proxy=proxy),
        archive=_archive(archive_at, settings.archives) if record and archive else "", archives=settings.archives,
    )  # fmt: skip
    with journal.held() if journal else contextlib.nullcontext():
        with _progress(len(selection.ask)) as step:
            done = runs.carry_out(plan, journal, progress=step, keep=_keeper(folder, ledger) if record else lambda _: None)
        if journal:
            journal.clear()
    for warning in done.warnings:
        say(f"warning: {warning}", err=True)
    told = Report(
        findings=findings(
            links, done.ledger, done.now, checks=done.checks, places=places(reading_list.records.values()), authors=authors(ledger, settings.ledger)
        ),
        now=done.now, asked=len(done.checks), left=len(done.left), skipped=selection.skipped, void=done.void,
        last=ledger.runs[-1].time if ledger.runs else None,
        fail_on=fail_on if fail_on is not None else _NEW if changed_since else FAIL_ON,
    )  # fmt: skip
    _tell(told, form)
    if done.interrupted:
        say(
            f"Interrupted: {count(len(done.checks), 'check')} done{' and kept' if record and not done.void else ''}, {count(len(done.left), 'link')} left.",
            err=True,
        )
        raise click.exceptions.Exit(130)
    if told.failing and not done.void:
        raise click.exceptions.Exit(1)


def _archive(at: str, archives: Archives) -> str:
    """Where to look for copies: nowhere, said on standard error, where the list takes none from there."""
    if archives.has(at):
        return at
    say(f"warning: no copies of dead links are looked for: {at} is not one of the archives that mkdocs.yml names", err=True)
    return ""


def _keeper(folder: LedgerFolder, before: Ledger) -> Callable[[Ledger], None]:
    """Saves a run's ledger; with what others wrote since `before` was read, such as a person's word."""
    saved = before

    def keep(ledger: Ledger) -> None:
        nonlocal saved
        folder.update(lambda known: ledger if known == saved else ledgers.merged(ledger, known))
        saved = ledger

    return keep


def places(records: Iterable[Record]) -> dict[str, tuple[Place, ...]]:
    """Where each link is written."""
    found: dict[str, list[Place]] = {}
    for one in records:
        found.setdefault(key(one.entry.url), []).append(one.place("url"))
        for link in note.links(one.entry.note) if "://" in one.entry.note else ():
            place = one.place("note")
            found.setdefault(key(link.url), []).append(dataclasses.replace(place, line=place.line + link.line))
    return {url: tuple(dict.fromkeys(where)) for url, where in found.items()}


def _refuse_foreign_run(ledger: Path) -> None:
    """Raise LlmnotesError where a run under way came with the files of the list: its checks would be taken for our own."""
    if at_revision.is_tracked(run := ledger / ".run"):
        raise LlmnotesError(
            f"{show(run)}: git tracks the checks of a run under way, which only this machine can know. Run `git rm -r --cached {show(run)}` and delete it"
        )


def with_secrets(limits: Limits, budget: float | None = None) -> Limits:
    """The limits with the variables in headers replaced; those that the environment lacks are told on standard error."""
    limits, missing = limits.with_secrets(os.environ)
    for name in missing:
        say(f"warning: the environment has no {name}, or what it has fits no header: headers that need it are not sent", err=True)
    return limits if budget is None else dataclasses.replace(limits, budget=budget)


def _wanted(
    known: Mapping[str, Record], paths: tuple[Path, ...], since: str | None, folder: Path, part: tuple[int, int] | None
) -> dict[str, Link]:
    """The links that this run is about."""
    wanted = [path.resolve() for path in paths]
    records = [found for found in known.values() if not paths or any(Path(found.file).resolve().is_relative_to(path) for path in wanted)]
    links = collect(found.entry for found in records)
    if since is not None:
        old = collect(at_revision.entries_at(folder, at_revision.merge_base(folder, since)))
        links = {url: link for url, link in links.items() if url not in old}
    if part:
        links = {url: link for url, link in links.items() if shard(host(url), *part)}
    return links


def _tell(told: Report, form: str) -> None:
    say_fit(FORMATS[form](told))
    if told.void and form not in {"text", "markdown", "github"}:
        say(words.void(told), err=True)
    if not told.asked and not told.left and told.findings and form == "text":
        say("Nobody was asked: every link was asked lately, is skipped, or stands otherwise.", err=True)
    step_summary(markdown.render(told))


@contextlib.contextmanager
def _progress(total: int) -> Iterator[runs.Progress]:
    """Counts checks on standard error: a bar on a terminal, elsewhere a line now and then."""
    if sys.stderr.isatty():
        from rich.console import Console  # noqa: PLC0415 - only a terminal needs it, and it takes 50 ms
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - the same

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("links", total=total)
            yield lambda done, bad: bar.update(task, completed=done, description=f"links, {bad} failing" if bad else "links")
        return
    every = max(1, total // 10, 50)
    said = 0

    def tell(done: int, bad: int) -> None:
        nonlocal said
        if done // every > said and done < total:  # several at a time may pass a multiple
            said = done // every
            say(f"{done:,} of {total:,} links asked, {bad:,} failing", err=True)

    yield tell
