"""Tests for rendering, parsing and merging ledgers."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmnotes.links import archives, ledger_text
from llmnotes.links.check import Check, Outcome
from llmnotes.links.history import Copy, History, Mark, Said, Sighting
from llmnotes.links.history_merge import advanced
from llmnotes.links.ledger import Ledger, Run, merged
from llmnotes.links.links import shard
from llmnotes.links.verdict import Standing
from llmnotes.web.url import host

BEGIN = datetime.datetime(2026, 11, 1, 4, 0, tzinfo=datetime.UTC)
A, B, C = "https://a.example/", "https://b.example/論文?q=1#part", "https://c.example/x=y,z"


def at(hours: float) -> datetime.datetime:
    return BEGIN + datetime.timedelta(hours=hours)


def run(ledger: Ledger, hours: float, outcomes: dict[str, str], scope: str = "all") -> Ledger:
    histories = dict(ledger.histories)
    for url, outcome in outcomes.items():
        check = Check(
            url=url, outcome=Outcome(outcome), time=at(hours), detail="404" if outcome == "gone" else "", target="https://new.example/"
        )
        histories[url] = advanced(histories.get(url, History()), check)
    known = Ledger(histories=histories)
    counts = dict.fromkeys(Standing, 0)
    for url in outcomes:
        counts[known.verdict(url, at(hours)).standing] += 1
    return Ledger(histories=histories, runs=(*ledger.runs, Run(time=at(hours), scope=scope, counts=counts, checked=len(outcomes))))


def changed(one: Ledger, other: Ledger) -> int:
    lines = [set("".join(ledger_text.write(ledger).values()).splitlines()) for ledger in (one, other)]
    return len(lines[1] - lines[0])


def test_history_of_a_link_is_one_line_of_the_ledger_that_begins_with_the_url() -> None:
    ledger = run(run(run(Ledger(), 0, {B: "ok"}), 24, {B: "gone"}), 168, {B: "gone"})
    ledger = ledger.marked(B, Mark(at(170), Said.DEAD, 'it says "sold"', datetime.date(2027, 1, 1)))
    lines = ledger_text.write(ledger)["ledger.txt"].splitlines()[1:]
    assert lines == [
        f"{B} well=2026-11-01T04:00Z found=2026-11-01T04:00Z failed=2026-11-02T04:00Z,gone/404 failed=2026-11-08T04:00Z,gone/404 "
        'marked=2026-11-08T06:00Z,dead,2027-01-01 reason="it says \\"sold\\""'
    ]


def test_link_check_with_unchanged_results_changes_two_lines_of_the_ledger() -> None:
    urls = {f"https://example.org/{number}": "ok" for number in range(50)} | {A: "gone", B: "moved", C: "blocked"}
    once = run(run(run(run(Ledger(), 0, urls), 100, urls), 200, urls), 300, urls)
    assert changed(once, run(once, 468, urls)) == 2


def test_link_that_begins_to_fail_changes_one_line_of_each_file_of_the_ledger() -> None:
    urls = {f"https://example.org/{number}": "ok" for number in range(50)}
    once = run(Ledger(), 0, urls)
    assert changed(once, run(once, 168, urls | {"https://example.org/7": "gone"})) == 3


def test_links_last_checked_at_different_times_are_on_different_lines_of_asked_txt() -> None:
    ledger = run(run(Ledger(), 0, {A: "ok", B: "ok", C: "ok"}), 24, {B: "ok"}).marked("https://d.example/", Mark(at(1), Said.ALIVE, "x"))
    texts = ledger_text.write(ledger)
    assert texts["asked.txt"].splitlines()[1:] == [
        f"2026-11-02T04:00Z {ledger_text.name(B)}",
        "2026-11-01T04:00Z *",
        f"never {ledger_text.name('https://d.example/')}",
    ]
    again, problems = ledger_text.read(texts, "links")
    assert (again.histories, problems) == (ledger.histories, [])


names = st.sampled_from([A, B, C, "https://d.example/"])
runs = st.lists(
    st.tuples(st.integers(0, 500), st.dictionaries(names, st.sampled_from([outcome.value for outcome in Outcome]), min_size=1)), max_size=6
)


def ledger_of(story: list[tuple[int, dict[str, str]]]) -> Ledger:
    ledger = Ledger()
    for hours, outcomes in sorted(dict(story).items()):
        ledger = run(ledger, hours, outcomes)
    return ledger


@given(runs)
def test_written_ledger_is_read_back_unchanged(story: list[tuple[int, dict[str, str]]]) -> None:
    ledger = ledger_of(story)
    texts = ledger_text.write(ledger)
    again, problems = ledger_text.read(texts, "links")
    assert (again, problems) == (Ledger(histories=ledger.histories, runs=again.runs), [])
    assert ledger_text.write(again) == texts


@given(runs, runs, runs)
def test_ledgers_merge_in_any_order_to_the_same_bytes(one: list, two: list, three: list) -> None:  # type: ignore[type-arg] # the strategies above give the types
    a, b, c = ledger_of(one), ledger_of(two), ledger_of(three)
    first = ledger_text.write(merged(merged(a, b), c))
    assert first == ledger_text.write(merged(c, merged(b, a)))
    assert first == ledger_text.write(merged(merged(merged(b, c), a), b))


def test_ledgers_of_all_shards_merge_to_the_ledger_of_one_link_check() -> None:
    urls = {f"https://host{number}.example/{page}": "gone" if number % 5 == 0 else "ok" for number in range(20) for page in "ab"}
    before = run(run(Ledger(), 0, urls), 100, urls)
    whole = run(before, 200, urls)
    shards = [
        run(before, 200, {url: what for url, what in urls.items() if shard(host(url), number, 3)}, scope=f"{number}/3")
        for number in (1, 2, 3)
    ]
    assert all(part.histories != whole.histories for part in shards)
    both = merged(shards[2], merged(shards[0], shards[1]))
    assert ledger_text.write(both) == ledger_text.write(whole)
    assert [time for time, _ in merged(shards[0], shards[1]).points()] == [at(0), at(100)]


@pytest.mark.parametrize(
    ("line", "reported"),
    [
        ("https://e.example/ well=yesterday", "'yesterday' is not a time"),
        ("https://e.example/ failed=2026-11-01T04:00Z,vanished", "'vanished' is not an outcome"),
        ("https://e.example/ failed=2026-11-01T04:00Z,gone/<b>", "the reason after the slash, is not a word"),
        ("https://e.example/ copy=2026-11-01,javascript:alert(1)", "not an address that begins with http:// or https://"),
        (
            "https://e.example/ moved=2026-11-01T04:00Z,https://good.example@evil.example/",
            "is not a valid new address of a link that moved",
        ),
        ("https://e.example/ moved=2026-11-01T04:00Z,https://evil.example/論文", "is not a valid new address of a link that moved"),
        (
            "https://e.example/\u202e moved=2026-11-01T04:00Z,https://a.example/",
            "not an address that begins with http:// or https:// and has no invisible",
        ),
        ("https://e.example/ marked=2026-11-01T04:00Z,dead", "no text in reason="),
        ('https://e.example/ marked=99999-11-01T04:00Z,dead reason="x"', "not a time"),
        ("https://e.example/ copy=99999-11-01,https://web.archive.org/web/2023/https://e.example/", "not a date"),
        ("https://e.example/ colour=red", "'colour=red' does not begin with one of"),
        ("https://e.example/ marked=2026-11-01T04:00Z,maybe", "'maybe' is not alive, dead or nothing"),
        ("https://e.example/ marked=2026-11-01T04:00Z,dead reason=unquoted", "reason= is not a text in double quotes"),
        ('https://e.example/ marked=2026-11-01T04:00Z,dead reason="sold', "reason= is not a text in double quotes"),
        ('https://e.example/ marked=2026-11-01T04:00Z,dead reason="\\u0061bc"', "does not have the form that `llmnotes links mark` writes"),
        ("<<<<<<< HEAD", "conflict"),
        ("https://e.example/ moved=2026-11-01T04:00Z", "is not two values with a comma between them"),
    ],
)
def test_damaged_line_of_the_ledger_is_reported_and_the_other_lines_are_read(line: str, reported: str) -> None:
    texts = ledger_text.write(run(Ledger(), 0, {A: "ok", B: "gone"}))
    texts["ledger.txt"] += f"{line}\n"
    ledger, problems = ledger_text.read(texts, "links")
    assert set(ledger.histories) == {A, B}
    assert [problem.place.line for problem in problems] == [4]
    assert reported in problems[0].message


@pytest.mark.parametrize(
    ("words", "reported"),
    [
        ("all", "lacks a time, a scope, or asked="),
        ("all dead=1 alive=2", "asked= is missing"),
        ("9/8 asked=1 dead=1", "'9/8' is neither `all` nor a shard"),
        ("all asked=many", "'asked=many' does not have a number"),
        ("all asked=1 dead=1 dead=2", "dead= occurs twice"),
        ("all asked=1 lost=1", "'lost' is not a verdict"),
    ],
)
def test_damaged_line_about_a_link_check_is_reported_and_left_out(words: str, reported: str) -> None:
    ledger, problems = ledger_text.read({"runs.txt": f"2026-11-01T04:00Z {words}\n"}, "links")
    assert (ledger.runs, [problem.place.line for problem in problems]) == ((), [1])
    assert reported in problems[0].message


def test_ledger_of_a_newer_format_is_a_problem_whose_remedy_is_to_update_llmnotes() -> None:
    _, problems = ledger_text.read({"ledger.txt": "# llmnotes links 2: …\nhttps://a.example/ better=1\n"}, "links")
    assert [problem.remedy for problem in problems] == ["update llmnotes"]


def test_accepted_archived_copy_in_a_written_ledger_is_read_back() -> None:
    copy = Copy(datetime.date(2026, 11, 2), f"https://web.archive.org/web/20230101000000/{C}")
    ledger = Ledger(histories={C: History(checked=at(0), failures=frozenset(), copy=copy)})
    assert ledger_text.read(ledger_text.write(ledger), "links")[0].histories[C].copy == copy


@pytest.mark.parametrize(
    ("copy", "can_be_accepted"),
    [
        ("https://evil.example/login", True),
        ("https://web.archive.org/web/2023/https://evil.example/", False),
        ("https://web.archive.org.evil.example/", True),
    ],
)
def test_archived_copy_in_a_ledger_that_shows_another_page_or_is_at_another_archive_is_reported_and_left_out(
    copy: str, *, can_be_accepted: bool
) -> None:
    text = f'{A}\n{B} copy=2026-11-02,{copy} marked=2026-11-02T04:00Z,dead reason="sold"\n'
    ledger, problems = ledger_text.read({"ledger.txt": text}, "links")
    assert list(ledger.histories) == [A]
    assert [(str(problem.place), problem.severity.value) for problem in problems] == [("links/ledger.txt:2", "error")]
    assert "evil.example" in problems[0].message
    assert ("archives: [HOST, …]" in problems[0].remedy) is can_be_accepted
    assert ("restore the file from git" in problems[0].remedy) is not can_be_accepted


def test_archived_copy_in_a_ledger_is_a_problem_unless_the_reading_list_accepts_its_archive() -> None:
    text = f"{A} copy=2026-11-02,https://archive.corp.example/123\n"
    assert ledger_text.read({"ledger.txt": text}, "links")[1]
    assert ledger_text.read({"ledger.txt": text}, "links", archives.of_option(["archive.corp.example"]))[1] == []


@pytest.mark.parametrize(
    ("history", "left"),
    [
        (History(checked=at(9), found=at(9), well=at(9)), History()),
        (History(checked=at(9), found=at(9), well=at(0)), History(checked=at(0), found=at(0), well=at(0))),
        (
            History(checked=at(9), failures=frozenset({Sighting(at(0), Outcome.GONE), Sighting(at(9), Outcome.GONE)})),
            History(checked=at(0), failures=frozenset({Sighting(at(0), Outcome.GONE)})),
        ),
        (History(checked=at(0), found=at(0), well=at(0)), History(checked=at(0), found=at(0), well=at(0))),
        (History(checked=at(0), found=at(0), doubts=frozenset({Sighting(at(9), Outcome.RESET)})), History(checked=at(0), found=at(0))),
    ],
)
def test_history_that_is_cut_off_at_a_time_has_no_later_check(history: History, left: History) -> None:
    assert history.until(at(5)) == left
