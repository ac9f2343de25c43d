"""Write the three files of a ledger as text, and read them. `ledger.py` describes their content, docs/about/links.md their format.

Reading is strict, because a stranger's pull request can change the files: each line must have the form in which `write` writes it, or it is a problem.
"""

from __future__ import annotations

import base64
import collections
import datetime
import functools
import hashlib
import json
import re
from typing import TYPE_CHECKING, TypeVar

from llmnotes.links.archives import DEFAULT
from llmnotes.links.check import Outcome
from llmnotes.links.history import Copy, History, Mark, Move, Said, Sighting
from llmnotes.links.history_merge import merged
from llmnotes.links.ledger import Ledger, Run, tidied
from llmnotes.links.verdict import Standing
from llmnotes.model import Place, Problem
from llmnotes.text.terminal import sentence
from llmnotes.web.url import fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from llmnotes.links.archives import Archives

Value = TypeVar("Value")

LEDGER, ASKED, RUNS = FILES = "ledger.txt", "asked.txt", "runs.txt"
VERSION = 1
_HEADS = {
    LEDGER: "one link a line, with what is remembered of it",
    ASKED: "when links were last asked; * are all that no other line names",
    RUNS: "one run a line: links by how they stood after it",
}
_NEVER, _OTHERS = "never", "*"
MARKED = "marked="
"""The beginning of a mark in a link's line."""
_REASON = 1000
"""The number of characters of a mark's reason that are kept."""


def name(url: str) -> str:
    """Return the name of a link in `asked.txt`: 48 bits of the SHA-256 of its URL, in base64url."""
    return base64.urlsafe_b64encode(hashlib.sha256(url.encode()).digest()[:6]).decode()


def write(ledger: Ledger) -> dict[str, str]:
    """Return the texts by file name. The same ledger gives the same bytes."""
    texts = {
        LEDGER: (_link_line(url, history) for url, history in sorted(ledger.histories.items())),
        ASKED: _asked_lines(ledger.histories),
        RUNS: map(_run_line, tidied(ledger.runs)),
    }
    return {file: "".join(f"{line}\n" for line in [f"# llmnotes links {VERSION}: {_HEADS[file]}", *lines]) for file, lines in texts.items()}


def _link_line(url: str, history: History) -> str:
    words = [url]
    if history.well:
        words.append(f"well={_written(history.well)}")
    if history.found and history.found != history.checked:
        words.append(f"found={_written(history.found)}")
    words += [f"moved={_written(move.time)},{move.target}" for move in sorted(history.moves)]
    for key, sightings in (("failed", history.failures), ("doubted", history.doubts)):
        words += [f"{key}={_written(one.time)},{one.outcome.value}{f'/{one.detail}' if one.detail else ''}" for one in sorted(sightings)]
    if history.copy:
        words.append(f"copy={history.copy.verified},{history.copy.url}")
    if history.mark:
        words.append(mark_words(history.mark))
    return " ".join(words)


def mark_words(mark: Mark) -> str:
    """Return the part of a link's line that holds a mark."""
    reason = json.dumps(sentence(mark.reason, _REASON), ensure_ascii=False)
    return f"{MARKED}{_written(mark.time)},{mark.said.value}{f',{mark.until}' if mark.until else ''} reason={reason}"


def _asked_lines(histories: Mapping[str, History]) -> Iterator[str]:
    times: dict[datetime.datetime | None, list[str]] = collections.defaultdict(list)
    for url, history in histories.items():
        times[history.checked].append(url)
    dated = [time for time in times if time]
    most = max(dated, key=lambda time: (len(times[time]), time), default=None)
    for time in sorted(dated, reverse=True):
        yield f"{_written(time)} {_OTHERS if time == most else ' '.join(sorted(map(name, times[time])))}"
    if None in times:
        yield f"{_NEVER} {' '.join(sorted(map(name, times[None])))}"


def _run_line(run: Run) -> str:
    counts = [f"{standing.value}={run.counts[standing]}" for standing in Standing if run.counts.get(standing)]
    return " ".join([_written(run.time), run.scope, f"asked={run.checked}", *counts])


class _BadCopy(ValueError):
    """A copy that can't replace its link."""


def read(texts: Mapping[str, str], folder: str, archives: Archives = DEFAULT) -> tuple[Ledger, list[Problem]]:
    """Return the ledger in these texts, given by file name, and its problems. Missing texts count as empty.

    A line is a problem, and left out, if it can't be read, or if its copy is not of its link or not at one of `archives`.
    """
    problems: list[Problem] = []
    times: dict[str, datetime.datetime | None] = {}
    histories: dict[str, History] = {}

    def note_times(words: list[str]) -> None:
        time = None if words[0] == _NEVER else _time(words[0])
        for one in words[1:]:
            if not _NAME.fullmatch(one):
                raise ValueError(f"'{one}' is not the name of a link")
            if one in times:
                raise ValueError(f"'{one}' is in another line, too")
            times[one] = time

    def link(words: list[str]) -> None:
        url = _url(words[0])
        if url in histories:
            raise ValueError("this link has another line")
        time = times.get(name(url), others) if named else others
        history = _history(words[1:], time)
        if history.copy and (why := archives.fault(history.copy.url, url)):
            raise _BadCopy(why)
        histories[url] = history

    _parse(texts, ASKED, folder, note_times, problems)
    others = times.pop(_OTHERS, None)
    named = bool(times)
    _parse(texts, LEDGER, folder, link, problems)
    runs: list[Run] = []
    _parse(texts, RUNS, folder, lambda words: runs.append(_run(words)), problems)
    return Ledger(histories=histories, runs=tidied(runs)), problems


def _parse(texts: Mapping[str, str], file: str, folder: str, parse: Callable[[list[str]], None], problems: list[Problem]) -> None:
    """Call `parse` with the words of each line, a mark's reason as one word. A ValueError of `parse` becomes a problem, as does a conflict of git."""

    def problem(number: int, message: str, remedy: str) -> None:
        place = Place(f"{folder}/{file}", number)
        problems.append(Problem.error(place, "ledger", message, remedy))

    sides = False  # whether the lines belong to the two sides of a conflict
    for number, line in enumerate(texts.get(file, "").split("\n"), 1):
        if line.startswith("<<<<<<< "):
            sides = True
            problem(number, "a conflict that git left here", _settled(folder))
        elif sides:
            sides = not line.startswith(">>>>>>> ")
        elif line.startswith("#"):
            head = re.match(r"# llmnotes links (\d{1,9})\b", line)
            if head and int(head[1]) > VERSION:
                return problem(number, f"written by a newer llmnotes (format {head[1]}; this one reads up to {VERSION})", "update llmnotes")
        elif line:
            before, mark, reason = line.partition(" reason=")
            try:
                parse([*before.split(" "), *([f"reason={reason}"] if mark else [])])
            except _BadCopy as error:
                problem(number, sentence(str(error), _SHOWN), _BAD_COPY)
            except ValueError as error:
                problem(number, f"a line that can't be read: {sentence(str(error))}", "take the file back from git")
    return None


_SHOWN = 400
_BAD_COPY = "take the file back from git and look at who changed it; if you trust this archive, name it in mkdocs.yml, below `links`: `archives: [HOST]`"


def _settled(folder: str) -> str:
    # Git's index has both sides in a merge, a rebase, a cherry-pick and a stash. MERGE_HEAD exists only in a merge.
    return (
        f"take one side by `git checkout --theirs -- {folder}`, copy it by `cp -r {folder} OTHER`, take the other side by "
        f"`git checkout --ours -- {folder}`, then unite both by `llmnotes links merge OTHER` and `git add {folder}`"
    )


_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DETAIL = re.compile(r"[a-z0-9-]{0,40}", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9_-]{8}|\*", re.ASCII)
_SCOPE = re.compile(r"all|([1-9]\d{0,3})/([1-9]\d{0,3})", re.ASCII)
_COUNT = re.compile(r"\d{1,9}", re.ASCII)
_URL = re.compile(r"[Hh][Tt][Tt][Pp][Ss]?://[^\s\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")
"""Matches the result of `links.key`: without characters that are invisible or change the direction of text."""
_TARGET = re.compile("[!-~]+")
_SEVERAL = ("moved", "failed", "doubted")
_KEYS = ("well", "found", *_SEVERAL, "copy", "marked", "reason")


def _history(words: Iterable[str], checked: datetime.datetime | None) -> History:
    one: dict[str, str] = {}
    several: dict[str, list[str]] = {}
    for word in words:
        key, mark, value = word.partition("=")
        if not mark or key not in _KEYS:
            raise ValueError(f"'{word}' is not one of {', '.join(f'{known}=' for known in _KEYS)}")
        if key in _SEVERAL:
            several.setdefault(key, []).append(value)
        elif key in one:
            raise ValueError(f"{key}= occurs twice")
        else:
            one[key] = value
    moves = frozenset(Move(_time(time), _target(target)) for time, target in map(_pair, several.get("moved", ())))
    failures = frozenset(_sighting(*_pair(value)) for value in several.get("failed", ()))
    doubts = frozenset(_sighting(*_pair(value)) for value in several.get("doubted", ()))
    well = _time(one["well"]) if "well" in one else None
    # The file leaves the last success out if it was the last check.
    found = _time(one["found"]) if "found" in one else checked if (well or moves) and not failures else None
    history = History(
        checked=checked, found=found, well=well, moves=moves, failures=failures, doubts=doubts, copy=_copy(one.get("copy")), mark=_mark(one)
    )
    # A line that a person edited may hold facts that are overtaken. Two ledgers with such lines would merge to different results, depending on the order.
    return merged(history, history) if moves or failures or doubts else history


def _sighting(time: str, what: str) -> Sighting:
    outcome, _, detail = what.partition("/")
    if not _DETAIL.fullmatch(detail):
        raise ValueError(f"'{detail}' is not the detail of an outcome")
    return Sighting(_time(time), Outcome(outcome), detail)


def _copy(value: str | None) -> Copy | None:
    if value is None:
        return None
    day, url = _pair(value)
    return Copy(_day(day), _url(url))


def _mark(one: Mapping[str, str]) -> Mark | None:
    if "marked" not in one:
        return None
    time, rest = _pair(one["marked"])
    said, comma, until = rest.partition(",")
    text = one.get("reason", '""')
    reason = json.loads(text) if text.startswith('"') else None
    if not isinstance(reason, str):
        raise ValueError("a reason is a text in quotes")  # noqa: TRY004 - the caller takes a ValueError for a fault of the line
    mark = Mark(_time(time), Said(said), sentence(reason, _REASON), _day(until) if comma else None)
    if mark.reason and text != json.dumps(mark.reason, ensure_ascii=False):
        raise ValueError("reason= is not as `llmnotes links mark` writes it")  # otherwise git could not find its author
    if not mark.reason and mark.said is not Said.NOTHING:
        raise ValueError("marked= has no reason=")
    return mark


def _run(words: list[str]) -> Run:
    if len(words) < 3:  # noqa: PLR2004 - time, scope, links checked
        raise ValueError("a run has a time, a scope, and asked=, the number of links that it checked")
    time, scope, *rest = words
    shard = _SCOPE.fullmatch(scope)
    if not shard or (shard[1] and int(shard[1]) > int(shard[2])):
        raise ValueError(f"'{scope}' is neither `all` nor a shard such as 2/8")
    counts: dict[str, int] = {}
    for key, _, value in (word.partition("=") for word in rest):
        if not _COUNT.fullmatch(value) or key in counts:
            raise ValueError(f"'{key}={value}' is not a number, or occurs twice")
        counts[key] = int(value)
    checked = counts.pop("asked", None)
    if checked is None:
        raise ValueError("asked= is missing")
    return Run(time=_time(time), scope=scope, checked=checked, counts={Standing(key): number for key, number in counts.items()})


def _pair(value: str) -> tuple[str, str]:
    first, comma, second = value.partition(",")
    if not comma:
        raise ValueError(f"'{value}' lacks its second half, after a comma")
    return first, second


def _url(text: str) -> str:
    if not _URL.fullmatch(text):
        raise ValueError(f"'{text}' is not a web address")
    return text


def _target(text: str) -> str:
    """Return the new address of a link that moved. Raises ValueError unless it is in ASCII and without a user name, as checks write it."""
    if not _TARGET.fullmatch(text) or fault(text):
        raise ValueError(f"'{text}' is not an address to which a link can move")
    return text


def _day(text: str) -> datetime.date:
    if not _DAY.fullmatch(text):
        raise ValueError(f"'{text}' is not a date such as 2026-11-24")
    return datetime.date.fromisoformat(text)


@functools.lru_cache(maxsize=4096)
def _time(text: str) -> datetime.datetime:
    if not _TIME.fullmatch(text):
        raise ValueError(f"'{text}' is not a time such as 2026-11-24T03:00Z")
    return datetime.datetime.fromisoformat(text)


@functools.lru_cache(maxsize=4096)
def _written(time: datetime.datetime) -> str:
    return f"{time.isoformat()[:16]}Z"
