"""Check the links of a reading list, and record the results in its ledger."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import hashlib
import time
from pathlib import Path
from typing import TYPE_CHECKING

from llmnotes.actions.ledger_times import without_future
from llmnotes.errors import LlmnotesError
from llmnotes.links import ledger as ledgers
from llmnotes.links.authors import authors
from llmnotes.links.checking import run as runs
from llmnotes.links.checking.archive import WAYBACK, Archive
from llmnotes.links.checking.selection import ALL, Due, select
from llmnotes.links.checking.workers import RequestOptions
from llmnotes.links.ledger_folder import Journal
from llmnotes.links.links import collect, places, shard
from llmnotes.links.report import FAIL_ON, Details, Report, findings
from llmnotes.model import errors
from llmnotes.records import at_revision
from llmnotes.system import git
from llmnotes.system.files import show
from llmnotes.web.url import host

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from llmnotes.actions.reading_list import ReadingList
    from llmnotes.config import Settings
    from llmnotes.links.ledger import Ledger
    from llmnotes.links.ledger_folder import LedgerFolder
    from llmnotes.links.limits import HostRule, Limits
    from llmnotes.links.links import Link

    Warn = Callable[[str], None]
    Begin = Callable[[int], contextlib.AbstractContextManager[runs.Progress]]

_NEW = frozenset({"dead", "gone", "soft-404", "rejected"})
"""The verdicts, and the outcomes of single checks, that make a check of new links fail. A new link has no earlier checks, so one outcome is enough."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class CheckRequest:
    """The options of a link check: the links to check, and how to check them."""

    paths: tuple[Path, ...] = ()
    """Paths of records, or of folders with records. Only links in these records are checked; empty for all records."""
    changed_since: str | None = None
    """A git revision. Only links that did not exist at the merge base of HEAD and this revision are checked; None for all links."""
    part: tuple[int, int] | None = None
    """The shard whose links are checked, such as `(2, 8)` for the second of eight. A shard has all links of some hosts. None to check all links."""
    due: Due = ALL
    """Only links that fulfil this condition are requested, for example links whose last check was more than a week ago."""
    record: bool = False
    """Whether to write the results into the ledger. Allowed only without `paths` and `changed_since`: for the whole reading list or a shard."""
    at: datetime.datetime | None = None
    """The time to record as the beginning of the link check, in UTC and whole minutes. None for the present time."""
    budget: float | None = None
    """The longest time for the whole link check in seconds; None for the value in mkdocs.yml."""
    workers: int = 1
    """The number of processes that send requests. All links of one host are requested by the same process."""
    archive: str | None = WAYBACK
    """The address of the web archive in which to look for copies of dead links. None to look for no copies; `record` must be true to look for any."""
    allow_private: bool = False
    """Whether to request private addresses, such as 127.0.0.1, too."""
    proxy: str | None = None
    """The URL of a proxy through which all requests are sent; None for no proxy."""
    fail_on: frozenset[str] | None = None
    """The verdicts, such as `dead`, and the outcomes of single checks, such as `timeout`, that make the link check fail.

    None means: dead links; and, if `changed_since` is set, also links for which this link check has the outcome `gone`, `soft-404` or `rejected`.
    """


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class LinkCheck:
    """The result of a link check."""

    report: Report
    recorded: bool
    """Whether results were written into the ledger. False if this was not requested, if most control pages failed, or if the ledger can't be written."""
    interrupted: bool
    """Whether a signal, such as Ctrl-C, ended the link check before all due links were requested."""
    trouble: str = ""
    """A message that says why the results could not be written to the journal or the ledger, for example because the disk is full; empty if there was no
    such error. The link check stops at such an error."""

    @property
    def fails(self) -> bool:
        """Whether a link has a verdict or an outcome in `fail_on`.

        Always false if the link check is void, because too many links or control pages failed, and the cause may be this machine or its network.
        """
        return bool(self.report.failing) and not self.report.is_void


def require_records(reading_list: ReadingList) -> None:
    """Raise LlmnotesError if the reading list has no folder of records."""
    folder = reading_list.store.folder
    if not folder.is_dir():
        raise LlmnotesError(
            f"{show(folder)}: the folder of records does not exist. Run the command in the folder of the reading list, or name the folder of records with --entries"
        )


def with_secrets(limits: Limits, secrets: Mapping[str, str], warn: Warn) -> Limits:
    """Put the values of environment variables, from `secrets`, into the HTTP headers that name them in mkdocs.yml. Return the changed `limits`.

    `warn` is called for each variable that is missing or empty, or whose value is not allowed in a header. Headers with such a variable are not sent.
    """
    limits, missing = limits.with_secrets(secrets)
    for name in missing:
        if secrets.get(name, "").strip():
            warn(
                f"the environment variable {name} has a value that is not allowed in a header. Correct the value; "
                "until then, the headers in mkdocs.yml that name this variable are not sent"
            )
        else:
            warn(
                f"the environment variable {name} is missing or empty. Set it; until then, the headers in mkdocs.yml that name this variable are not sent"
            )
    return limits


@contextlib.contextmanager
def _unwatched(_: int) -> Iterator[runs.Progress]:
    yield lambda done, bad: None  # noqa: ARG005 - the type `Progress` fixes the names of the arguments


def check_links(
    reading_list: ReadingList, request: CheckRequest, *, secrets: Mapping[str, str], warn: Warn, begin: Begin = _unwatched
) -> LinkCheck | None:
    """Request links, compute the verdict on each link from its history, and record the results if `request.record` is true.

    Args:
        reading_list: The reading list. Faults in its files are not reported here.
        request: The options of the link check.
        secrets: The values of the variables that headers in mkdocs.yml may name, by the name of the variable.
        warn: Called with each warning.
        begin: Called with the number of links that will be requested. Returns a context manager whose value is a function that shows the progress.

    Returns:
        The results. None if results should be recorded but the ledger is damaged; no request was sent in this case.

    Raises:
        LlmnotesError: The reading list has no folder of records, or git tracks the journal, the file with the results of an unfinished link check.
        RevisionError: Git can't find out which links are new.
        StoreError: The journal can't be written at the beginning or deleted at the end, or another link check uses this ledger.

    """
    require_records(reading_list)
    now = request.at or datetime.datetime.now(datetime.UTC).replace(second=0, microsecond=0)
    settings, ledger = reading_list.settings, without_future(reading_list.ledger, now, warn)
    if request.record:
        if errors(reading_list.ledger_problems):
            return None
        _refuse_foreign_run(settings.ledger)
    limits = with_secrets(settings.limits, secrets, warn)
    if request.budget is not None:
        limits = dataclasses.replace(limits, budget=request.budget)
    links = _wanted(reading_list, request)
    if not (request.paths or request.changed_since or request.part):
        for pattern in limits.unmatched(links):
            warn(
                f"mkdocs.yml: hosts: {pattern}: no link of the reading list matches this pattern. Correct the pattern; "
                "or remove it, unless it is for hosts to which links redirect"
            )
    selection = select(links, ledger, limits, now, request.due)
    plan = runs.RunPlan(
        links=links, selection=selection, ledger=ledger, complete=not reading_list.record_problems, options=_options(request, settings.limits),
        scope="/".join(map(str, request.part)) if request.part else "all", workers=request.workers,
        requests=RequestOptions(limits=limits, time=now, allow_private=request.allow_private, proxy=request.proxy),
        archive=_archive(request, settings, warn),
    )  # fmt: skip
    done = _recorded(plan, reading_list, begin) if request.record else _run(plan, None, begin)
    for warning in done.warnings:
        warn(warning)
    details = Details(checks=done.checks, places=places(reading_list.records.values()), authors=authors(ledger, settings.ledger))
    fail_on = request.fail_on if request.fail_on is not None else _NEW if request.changed_since else FAIL_ON
    recorded = request.record and done.kept and (not done.void or bool(done.doubted))
    report = Report(
        findings=findings(links, done.ledger, done.now, details), now=done.now, checked=len(done.checks), left=len(done.left),
        skipped=selection.skipped, void=done.void, doubted=done.doubted,
        stopped=done.interrupted or bool(done.trouble), recorded=recorded, last=ledger.last_run, fail_on=fail_on,
        is_of_new_links=request.changed_since is not None,
    )  # fmt: skip
    return LinkCheck(report=report, recorded=recorded, interrupted=done.interrupted, trouble=done.trouble)


def _options(request: CheckRequest, limits: Limits) -> str:
    """Return a digest of the options that affect the outcomes of checks. A killed link check is continued only if this digest is the same as before.

    Options that only change the speed or the duration, such as the interval between requests, are left out. Headers are used as mkdocs.yml has them, so
    the digest contains no secrets.
    """
    rules = [dataclasses.replace(rule, concurrency=None, interval=None) for rule in limits.hosts]
    due = (sorted(request.due.standings), request.due.max_age)
    values = (
        request.at,
        due,
        request.allow_private,
        request.proxy,
        limits.timeout,
        limits.max_redirects,
        [_in_order(rule) for rule in rules],
    )
    return hashlib.sha256(repr(values).encode()).hexdigest()


def _in_order(rule: HostRule) -> str:
    """Return, as text, the options for a host that affect outcomes. Sets are sorted, because their order differs between processes of Python."""
    return repr((rule.pattern, rule.timeout, sorted(rule.accept), sorted(rule.headers.items()), rule.skip, rule.fragments, rule.ca_bundle))


def _refuse_foreign_run(ledger: Path) -> None:
    """Raise LlmnotesError if git tracks the journal of an unfinished link check.

    A tracked journal may come from a stranger's commit. The link check would continue with it, and so record the stranger's results.
    """
    if git.tracked(ledger / ".run"):
        run = show(ledger / ".run")
        raise LlmnotesError(
            f"{run}: git tracks this journal of an unfinished link check, so it may come from another person. Run `git rm -r --cached {run}`, and delete {run}"
        )


def _wanted(reading_list: ReadingList, request: CheckRequest) -> dict[str, Link]:
    """Return the links that match the paths, the revision and the shard of a request, by URL. Links that are not due are included."""
    wanted = [path.resolve() for path in request.paths]
    records = [
        found
        for found in reading_list.records.values()
        if not wanted or any(Path(found.file).resolve().is_relative_to(path) for path in wanted)
    ]
    links = collect(found.entry for found in records)
    if request.changed_since is not None:
        folder = reading_list.store.folder
        old = collect(at_revision.entries_at(folder, at_revision.merge_base(folder, request.changed_since)))
        links = {url: link for url, link in links.items() if url not in old}
    if request.part:
        links = {url: link for url, link in links.items() if shard(host(url), *request.part)}
    return links


def _archive(request: CheckRequest, settings: Settings, warn: Warn) -> Archive | None:
    """Return the web archive in which to look for copies of dead links; None if the request names no archive or does not record results.

    Warn and return None if the reading list does not accept copies from the archive in the request.
    """
    if not request.record or request.archive is None:
        return None
    if not settings.archives.has(request.archive):
        warn(
            f"archived copies of dead links are not looked for: {request.archive} is not one of the archives that this reading list accepts. "
            "Add its host to the option `archives` below `links` in mkdocs.yml, or use --no-archive"
        )
        return None
    return Archive(at=request.archive, accepted=settings.archives)


def _recorded(plan: runs.RunPlan, reading_list: ReadingList, begin: Begin) -> runs.Done:
    """Carry out a link check, and save the ledger. Each result is also written to a journal, from which the next link check continues if this one is killed."""
    journal = Journal(reading_list.settings.ledger, time.monotonic, reading_list.settings.bounds)
    with journal.held():
        done = _run(plan, journal, begin, _keeper(reading_list.ledger_folder, reading_list.ledger))
        if done.trouble:
            journal.abandon()  # keeps the files of the journal, so that the next link check continues this one
        else:
            journal.clear()
    return done


def _run(plan: runs.RunPlan, journal: Journal | None, begin: Begin, keep: Callable[[Ledger], None] = lambda _: None) -> runs.Done:
    with begin(len(plan.selection.due)) as progress:
        return runs.carry_out(plan, journal, progress=progress, keep=keep)


def _keeper(folder: LedgerFolder, before: Ledger) -> Callable[[Ledger], None]:
    """Return a function that saves a ledger on disk.

    If another process has changed the ledger on disk since `before` was read or since the last call, for example because a person marked a link as alive,
    the function merges both ledgers.
    """
    saved = before

    def keep(ledger: Ledger) -> None:
        nonlocal saved
        folder.update(lambda known: ledger if known == saved else ledgers.merged(ledger, known))
        saved = ledger

    return keep
