"""Render the three files of a ledger as text, and parse them. `ledger.py` describes their content, docs/about/links.md their format.

Parsing is strict, because a stranger's pull request can change the files: a line with an unknown word, or with a value in another form than `write` renders, is a problem.
"""

from __future__ import annotations

import base64
import collections
import datetime
import enum
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

LEDGER, ASKED, RUNS = FILES = "ledger.txt", "asked.txt", "runs.txt"
VERSION = 1
_HEADS = {
    LEDGER: "one line for each link, with its recorded checks",
    ASKED: "when each link was last checked; * means all other links",
    RUNS: "one line for each link check: the number of links of each verdict",
}
_NEVER, _OTHERS = "never", "*"
MARKED = "marked="
"""The text at which a manual verdict begins in the line of a link in ledger.txt."""
_REASON = 1000
"""The maximum number of characters of the reason of a manual verdict. A longer reason is cut off."""


def name(url: str) -> str:
    """Return the name of a link in `asked.txt`: the first 48 bits of the SHA-256 of its URL, in base64url."""
    return base64.urlsafe_b64encode(hashlib.sha256(url.encode()).digest()[:6]).decode()


def write(ledger: Ledger) -> dict[str, str]:
    """Return the text of each file of a ledger, by file name. Equal ledgers give equal texts."""
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
    """Return the part of a link's line in ledger.txt that holds a manual verdict."""
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
    """Raised if an archived copy in the ledger is not accepted as a copy of its link. `remedy` says what a maintainer can do."""

    def __init__(self, why: str, remedy: str) -> None:
        super().__init__(why)
        self.remedy = remedy


def read(texts: Mapping[str, str], folder: str, archives: Archives = DEFAULT) -> tuple[Ledger, list[Problem]]:
    """Parse a ledger. Return the ledger and its problems.

    A line that can't be parsed is a problem and is left out. So is a line with an archived copy of another page, or with a copy that is not at one of
    `archives`. Conflict markers of git are a problem too, and the lines between them are left out. If a file has a newer format, all its lines are left out.

    Args:
        texts: The text of each file, by file name. A missing text counts as empty.
        folder: The path of the ledger's folder, as messages show it.
        archives: The archives that the reading list accepts.

    """
    problems: list[Problem] = []
    times: dict[str, datetime.datetime | None] = {}
    histories: dict[str, History] = {}

    def note_times(words: list[str]) -> None:
        time = None if words[0] == _NEVER else _time(words[0])
        for one in words[1:]:
            if not _NAME.fullmatch(one):
                raise ValueError(f"'{one}' is not the name of a link: a name has 8 letters, digits, hyphens or underscores")
            if one in times:
                raise ValueError(f"the link name '{one}' is in an earlier line, too")
            times[one] = time

    def link(words: list[str]) -> None:
        url = _url(words[0])
        if url in histories:
            raise ValueError("an earlier line has the same link")
        time = times.get(name(url), others) if named else others
        history = _history(words[1:], time)
        if history.copy and (why := archives.fault(history.copy.url, url)):
            raise _BadCopy(why, _COPY_IN_ERROR if archives.has(history.copy.url) else _COPY_ELSEWHERE)
        histories[url] = history

    _parse(texts, ASKED, folder, note_times, problems)
    others = times.pop(_OTHERS, None)
    named = bool(times)
    _parse(texts, LEDGER, folder, link, problems)
    runs: list[Run] = []
    _parse(texts, RUNS, folder, lambda words: runs.append(_run(words)), problems)
    return Ledger(histories=histories, runs=tidied(runs)), problems


def _parse(texts: Mapping[str, str], file: str, folder: str, parse: Callable[[list[str]], None], problems: list[Problem]) -> None:
    """Split each line of the ledger's file `file` at its spaces, and call `parse` with the words. Comments and empty lines are left out.

    The part of a line from `reason=` to its end is one word. A problem is added to `problems` if `parse` raises a ValueError, if the file has conflict
    markers of git, or if the file has a newer format. The lines between conflict markers, and those of a file in a newer format, are not parsed. `texts` has
    the text of each file. `folder` is the path of the ledger's folder, as messages show it.
    """

    def problem(number: int, message: str, remedy: str) -> None:
        place = Place(f"{folder}/{file}", number)
        problems.append(Problem.error(place, "ledger", message, remedy))

    in_conflict = False  # whether the present line is between the conflict markers that git writes
    for number, line in enumerate(texts.get(file, "").split("\n"), 1):
        if line.startswith("<<<<<<< "):
            in_conflict = True
            problem(number, "git left a conflict here", _settled(folder))
        elif in_conflict:
            in_conflict = not line.startswith(">>>>>>> ")
        elif line.startswith("#"):
            head = re.match(r"# llmnotes links (\d{1,9})\b", line)
            if head and int(head[1]) > VERSION:
                return problem(number, f"the file has format {head[1]}; this llmnotes reads formats up to {VERSION}", "update llmnotes")
        elif line:
            before, mark, reason = line.partition(" reason=")
            try:
                parse([*before.split(" "), *([f"reason={reason}"] if mark else [])])
            except _BadCopy as error:
                problem(number, sentence(str(error), _SHOWN), error.remedy)
            except ValueError as error:
                problem(number, f"the line can't be read: {sentence(str(error))}", "restore the file from git")
    return None


_SHOWN = 400
_COPY_IN_ERROR = "restore the file from git, and find out who changed it"
_COPY_ELSEWHERE = (
    "if you trust this archive, name it with all other archives that you accept in mkdocs.yml, below `links`: `archives: [HOST, …]`; "
    "if not, remove `copy=` and its value from the line, and find out in git who added it"
)


def _settled(folder: str) -> str:
    # These commands take both sides from git's index, which has them in a merge, a rebase, a cherry-pick and a stash.
    # Commands that use MERGE_HEAD would work only in a merge.
    return (
        f"merge both sides: `git checkout --theirs -- {folder}`, `cp -r {folder} OTHER`, `git checkout --ours -- {folder}`, "
        f"`llmnotes links merge OTHER`, `git add {folder}`"
    )


_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DETAIL = re.compile(r"[a-z0-9-]{0,40}", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9_-]{8}|\*", re.ASCII)
_SCOPE = re.compile(r"all|([1-9]\d{0,3})/([1-9]\d{0,3})", re.ASCII)
_COUNT = re.compile(r"\d{1,9}", re.ASCII)
_URL = re.compile(r"[Hh][Tt][Tt][Pp][Ss]?://[^\s\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")
"""Matches a URL as `links.key` returns it: without white space, invisible characters, and characters that change the direction of text."""
_TARGET = re.compile("[!-~]+")
_SEVERAL = ("moved", "failed", "doubted")
_KEYS = ("well", "found", *_SEVERAL, "copy", "marked", "reason")


def _history(words: Iterable[str], checked: datetime.datetime | None) -> History:
    one: dict[str, str] = {}
    several: dict[str, list[str]] = {}
    for word in words:
        key, mark, value = word.partition("=")
        if not mark or key not in _KEYS:
            raise ValueError(f"'{word}' does not begin with one of {', '.join(f'{known}=' for known in _KEYS)}")
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
    # A line lacks `found=` in two cases. If the last check found the link, the time of the last check (in asked.txt) is also that of the last success.
    # If the line has failures, or neither `well=` nor `moved=`, no check ever found the link.
    found = _time(one["found"]) if "found" in one else checked if (well or moves) and not failures else None
    history = History(
        checked=checked, found=found, well=well, moves=moves, failures=failures, doubts=doubts, copy=_copy(one.get("copy")), mark=_mark(one)
    )
    # A person may have edited the line, so that it has failures before the last success. `merged` removes them.
    # If they were kept, the result of a merge of ledgers would depend on its order.
    return merged(history, history) if moves or failures or doubts else history


def _sighting(time: str, what: str) -> Sighting:
    outcome, _, detail = what.partition("/")
    if not _DETAIL.fullmatch(detail):
        raise ValueError(f"'{detail}', the reason after the slash, is not a word of at most 40 small letters, digits and hyphens")
    return Sighting(_time(time), _one_of(Outcome, outcome, "an outcome"), detail)


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
    reason = _quoted(text)
    if reason is None:
        raise ValueError("the value of reason= is not a text in double quotes")
    mark = Mark(_time(time), _one_of(Said, said, "alive, dead or nothing"), sentence(reason, _REASON), _day(until) if comma else None)
    if mark.reason and text != json.dumps(mark.reason, ensure_ascii=False):
        # The author of a manual verdict is the author of the commit that added this exact text, so the text must have the form that `links mark` writes.
        raise ValueError("the value of reason= does not have the form that `llmnotes links mark` writes")
    if not mark.reason and mark.said is not Said.NOTHING:
        raise ValueError("the line has marked= but no text in reason=")
    return mark


def _quoted(text: str) -> str | None:
    """Return the text that a string in JSON contains; None if `text` is not a string in JSON."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, str) else None


_Member = TypeVar("_Member", bound=enum.StrEnum)


def _one_of(kind: type[_Member], text: str, noun: str) -> _Member:
    """Return the member of the enumeration `kind` with the value `text`.

    Raises ValueError if there is no such member. The message says that `text` is not `noun`, such as "a verdict".
    """
    try:
        return kind(text)
    except ValueError:
        raise ValueError(f"'{text}' is not {noun}") from None


def _run(words: list[str]) -> Run:
    if len(words) < 3:  # noqa: PLR2004 - a valid line has at least three words: the time, the scope, and the number of checked links
        raise ValueError("the line lacks a time, a scope, or asked= with the number of checked links")
    time, scope, *rest = words
    shard = _SCOPE.fullmatch(scope)
    if not shard or (shard[1] and int(shard[1]) > int(shard[2])):
        raise ValueError(f"'{scope}' is neither `all` nor a shard such as 2/8")
    counts: dict[str, int] = {}
    for key, _, value in (word.partition("=") for word in rest):
        if not _COUNT.fullmatch(value):
            raise ValueError(f"'{key}={value}' does not have a number of at most nine digits after {key}=")
        if key in counts:
            raise ValueError(f"{key}= occurs twice")
        counts[key] = int(value)
    checked = counts.pop("asked", None)
    if checked is None:
        raise ValueError("asked= is missing")
    return Run(
        time=_time(time),
        scope=scope,
        checked=checked,
        counts={_one_of(Standing, key, "a verdict"): number for key, number in counts.items()},
    )


def _pair(value: str) -> tuple[str, str]:
    first, comma, second = value.partition(",")
    if not comma:
        raise ValueError(f"'{value}' is not two values with a comma between them")
    return first, second


def _url(text: str) -> str:
    if not _URL.fullmatch(text):
        raise ValueError(f"'{text}' is not an address that begins with http:// or https:// and has no invisible characters")
    return text


def _target(text: str) -> str:
    """Return `text`, the new address of a link that moved. Raises ValueError if checks never write such an address, for example because it has a user name."""
    if not _TARGET.fullmatch(text) or fault(text):
        raise ValueError(f"'{text}' is not a valid new address of a link that moved")
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
