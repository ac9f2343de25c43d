"""A ledger's three texts, there and back: see `ledger.py` for what they are, docs/about/links.md for their format."""

from __future__ import annotations

import base64
import collections
import datetime
import hashlib
import json
import re
from typing import TYPE_CHECKING, TypeVar

from llmnotes.health.check import Outcome
from llmnotes.health.history import Copy, History, Mark, Move, Said, Sighting
from llmnotes.health.ledger import Ledger, Run, tidied
from llmnotes.health.verdict import Standing
from llmnotes.model import Place, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

Value = TypeVar("Value")

LEDGER, ASKED, RUNS = "ledger.txt", "asked.txt", "runs.txt"
VERSION = 1
_HEADS = {
    LEDGER: "one link a line, with what is remembered of it",
    ASKED: "when links were last asked; * are all that no other line names",
    RUNS: "one run a line: links by how they stood after it",
}
_NEVER = "never"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ", re.ASCII)
_DETAIL = re.compile(r"[a-z0-9-]*", re.ASCII)


def name(url: str) -> str:
    """A link's name in `asked.txt`: 48 bits of the SHA-256 of its URL, in base64url."""
    return base64.urlsafe_b64encode(hashlib.sha256(url.encode()).digest()[:6]).decode()


def write(ledger: Ledger) -> dict[str, str]:
    """The texts by file name; the same ledger gives the same bytes."""
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
    if history.found and history.found != history.asked:
        words.append(f"found={_written(history.found)}")
    words += [f"moved={_written(move.time)},{move.target}" for move in sorted(history.moves)]
    for one in sorted(history.failures):
        words.append(f"failed={_written(one.time)},{one.outcome.value}{f'/{one.detail}' if one.detail else ''}")
    if history.copy:
        words.append(f"copy={history.copy.verified},{history.copy.url}")
    if history.mark:
        mark = history.mark
        words.append(f"marked={_written(mark.time)},{mark.said.value}{f',{mark.until}' if mark.until else ''}")
        words.append(f"reason={json.dumps(mark.reason, ensure_ascii=False)}")
    return " ".join(words)


def _asked_lines(histories: Mapping[str, History]) -> Iterator[str]:
    times: dict[datetime.datetime | None, list[str]] = collections.defaultdict(list)
    for url, history in histories.items():
        times[history.asked].append(url)
    dated = [time for time in times if time]
    most = max(dated, key=lambda time: (len(times[time]), time), default=None)
    for time in sorted(dated, reverse=True):
        yield f"{_written(time)} {'*' if time == most else ' '.join(sorted(map(name, times[time])))}"
    if None in times:
        yield f"{_NEVER} {' '.join(sorted(map(name, times[None])))}"


def _run_line(run: Run) -> str:
    counts = [f"{standing.value}={run.counts[standing]}" for standing in Standing if run.counts.get(standing)]
    return " ".join([_written(run.time), run.scope, f"asked={run.asked}", *counts])


def read(texts: Mapping[str, str], folder: str) -> tuple[Ledger, list[Problem]]:
    """The ledger in these texts, by file name; missing ones are empty. Every line that can't be read is a problem, and left out."""
    reading = _Reading(folder)
    asked: dict[str, datetime.datetime | None] = {}
    default = None
    for time, names in reading.parsed(texts, ASKED, _asked):
        if names == ["*"]:
            default = time
        asked.update(dict.fromkeys(names, time))

    def link(words: list[str]) -> tuple[str, History]:
        return words[0], _history(words[1:], asked.get(name(words[0]), default) if asked else default)

    histories = dict(reading.parsed(texts, LEDGER, link))
    runs = tidied(reading.parsed(texts, RUNS, _run))
    return Ledger(histories=histories, runs=runs), reading.problems


class _Reading:
    """Collects the problems of a ledger's texts."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def _lines(self, texts: Mapping[str, str], file: str) -> Iterator[tuple[int, list[str]]]:
        """The lines of a file that tell something: number and words. A mark's reason is one word."""
        for number, line in enumerate(texts.get(file, "").split("\n"), 1):
            head = re.match(r"# llmnotes links (\d+)", line)
            if head and int(head[1]) > VERSION:
                self._problem(file, number, f"written by a newer llmnotes (format {head[1]}; this one knows {VERSION})", "update llmnotes")
                return
            if re.match(r"(<{7}|={7}|>{7}|\|{7})( |$)", line):
                self._problem(
                    file, number, "a conflict of git's", "take both sides' folders and run `llmnotes links merge`, or one side whole"
                )
            elif line and not line.startswith("#"):
                before, mark, reason = line.partition(" reason=")
                yield number, [*before.split(" "), *([f"reason={reason}"] if mark else [])]

    def parsed(self, texts: Mapping[str, str], file: str, parse: Callable[[list[str]], Value]) -> Iterator[Value]:
        """What `parse` makes of each line's words."""
        for number, words in self._lines(texts, file):
            try:
                yield parse(words)
            except (ValueError, KeyError, IndexError) as error:
                self._problem(file, number, f"a line that can't be read: {error}", "take the file back from git")

    def _problem(self, file: str, line: int, message: str, remedy: str) -> None:
        place = Place(f"{self.folder}/{file}", line)
        self.problems.append(Problem(place=place, rule="ledger", severity=Severity.ERROR, message=message, remedy=remedy))


def _asked(words: list[str]) -> tuple[datetime.datetime | None, list[str]]:
    return None if words[0] == _NEVER else _time(words[0]), words[1:]


def _history(words: Iterable[str], asked: datetime.datetime | None) -> History:
    values: dict[str, list[str]] = collections.defaultdict(list)
    for word in words:
        key, mark, value = word.partition("=")
        if not mark or key not in _KEYS:
            raise ValueError(f"'{word}' is none of {', '.join(f'{known}=' for known in _KEYS)}")
        values[key].append(value)
    one = {key: given[-1] for key, given in values.items()}
    moves = frozenset(Move(_time(time), _web(target)) for time, target in map(_pair, values["moved"]))
    failures = frozenset(_sighting(*_pair(value)) for value in values["failed"])
    well = _time(one["well"]) if "well" in one else None
    # A link that is well was found whenever it was asked.
    found = _time(one["found"]) if "found" in one else asked if (well or moves) and not failures else None
    return History(asked=asked, found=found, well=well, moves=moves, failures=failures, copy=_copy(one.get("copy")), mark=_mark(one))


_KEYS = ("well", "found", "moved", "failed", "copy", "marked", "reason")


def _sighting(time: str, what: str) -> Sighting:
    outcome, _, detail = what.partition("/")
    if not _DETAIL.fullmatch(detail):
        raise ValueError(f"'{detail}' is no detail of an outcome")
    return Sighting(_time(time), Outcome(outcome), detail)


def _copy(value: str | None) -> Copy | None:
    if value is None:
        return None
    day, url = _pair(value)
    return Copy(datetime.date.fromisoformat(day), _web(url))


def _web(url: str) -> str:
    """A URL that a page may lead to."""
    if not url.startswith(("https://", "http://")):
        raise ValueError(f"'{url}' is no web address")
    return url


def _mark(one: Mapping[str, str]) -> Mark | None:
    if "marked" not in one:
        return None
    time, said, *until = one["marked"].split(",")
    reason = json.loads(one.get("reason", '""'))
    if not isinstance(reason, str):
        raise ValueError("a reason is a text in quotes")  # noqa: TRY004 - a fault of the line, like the others
    return Mark(_time(time), Said(said), reason, datetime.date.fromisoformat(until[0]) if until else None)


def _run(words: list[str]) -> Run:
    time, scope, *rest = words
    if not re.fullmatch(r"all|[1-9]\d*/[1-9]\d*", scope):
        raise ValueError(f"'{scope}' is neither all nor a shard such as 2/8")
    counts = {key: int(value) for key, _, value in (word.partition("=") for word in rest)}
    asked = counts.pop("asked")
    return Run(time=_time(time), scope=scope, asked=asked, counts={Standing(key): number for key, number in counts.items()})


def _pair(value: str) -> tuple[str, str]:
    first, comma, second = value.partition(",")
    if not comma:
        raise ValueError(f"'{value}' lacks its second half, behind a comma")
    return first, second


def _time(text: str) -> datetime.datetime:
    if not _TIME.fullmatch(text):
        raise ValueError(f"'{text}' is no time such as 2026-11-24T03:00Z")
    return datetime.datetime.fromisoformat(text)


def _written(time: datetime.datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%MZ}"
