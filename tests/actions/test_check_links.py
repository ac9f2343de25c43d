"""Check links by calling the function, without starting a command, against a server on loopback."""

from __future__ import annotations

import contextlib
import datetime
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from loopback import RESET, Loopback, aside, page, reply

from actions.listing import CONFIG, write_list
from llmnotes.actions.check_links import CheckRequest, LinkCheck, check_links, with_secrets
from llmnotes.actions.reading_list import ReadingList
from llmnotes.errors import LlmnotesError
from llmnotes.links import ledger_text
from llmnotes.links.checking.selection import Due
from llmnotes.links.formats import words
from llmnotes.links.ledger import merged
from llmnotes.links.ledger_folder import LedgerFolder
from llmnotes.links.limits import Limits
from llmnotes.links.verdict import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DAY = datetime.datetime(2026, 11, 1, 4, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def attempt(warnings: list[str] | None = None, **request: object) -> LinkCheck | None:
    given = CheckRequest(allow_private=True, **{"at": DAY, "archive": None, **request})  # type: ignore[arg-type] # tests pass values of the right types
    warn = (warnings if warnings is not None else []).append
    return aside(lambda: check_links(ReadingList.open(None), given, secrets={}, warn=warn))


def check(warnings: list[str] | None = None, **request: object) -> LinkCheck:
    done = attempt(warnings, **request)
    assert done is not None
    return done


def standings(done: LinkCheck) -> dict[str, Standing]:
    return {finding.link.url: finding.verdict.standing for finding in done.report.findings}


def ledger() -> str:
    return Path("links/ledger.txt").read_text(encoding="utf-8")


def test_a_link_check_without_the_option_record_reports_verdicts_and_writes_nothing(folder: Path, server: Loopback) -> None:
    well, gone = server.route("/well", page()), server.url("/gone")
    write_list(folder, {"well": well, "gone": gone})
    done = check()
    assert standings(done) == {gone: Standing.SUSPECT, well: Standing.ALIVE}
    assert [place.line for finding in done.report.findings for place in finding.places] == [3, 3]
    assert (done.report.checked, done.report.left, done.report.now) == (2, 0, DAY)
    assert (done.recorded, done.interrupted, done.fails) == (False, False, False)
    assert not Path("links").exists()


def test_a_link_check_records_its_results_and_fails_when_a_link_has_become_dead(folder: Path, server: Loopback) -> None:
    write_list(folder, {"gone": server.url("/gone")})
    first = check(record=True)
    assert (first.recorded, first.fails, first.report.last) == (True, False, None)
    dead = check(record=True, at=DAY + datetime.timedelta(days=3))
    assert (dead.recorded, dead.fails, dead.report.last) == (True, True, DAY)
    assert "failed=2026-11-04T04:00Z,gone/404" in ledger()


def test_a_link_check_fails_if_a_link_has_a_verdict_or_outcome_that_the_option_fail_on_names(folder: Path, server: Loopback) -> None:
    write_list(folder, {"gone": server.url("/gone")})
    assert check(fail_on=frozenset({"suspect"})).fails
    assert check(fail_on=frozenset({"gone"})).fails
    assert not check(fail_on=frozenset({"nothing"})).fails


def test_a_link_check_that_would_record_into_a_damaged_ledger_sends_no_request(folder: Path, server: Loopback) -> None:
    write_list(folder, {"well": server.route("/well", page())})
    Path("links").mkdir()
    Path("links/ledger.txt").write_text("<<<<<<< HEAD\n", encoding="utf-8")
    assert attempt(record=True) is None
    assert server.count("/well") == 0
    assert check().report.checked == 1
    assert ledger() == "<<<<<<< HEAD\n"


def test_a_link_check_without_a_folder_of_records_is_an_error() -> None:
    with pytest.raises(LlmnotesError, match="the folder of records does not exist"):
        attempt()


def test_if_all_links_fail_in_the_same_way_a_link_check_is_void_and_changes_no_verdict_and_does_not_fail(
    folder: Path, server: Loopback
) -> None:
    hosts = [f"127.0.0.{number}" for number in range(1, 9)]
    write_list(folder, {host.replace(".", "-"): server.route("/page", page(), host=host) for host in hosts})
    assert check(record=True).recorded
    before = ledger()
    for host in hosts:
        server.route("/page", RESET, host=host)
    done = check(record=True, at=DAY + datetime.timedelta(days=7), fail_on=frozenset({"reset", "alive"}))
    assert "8 of 8 links that were alive now fail in the same way" in done.report.void
    assert done.report.failing
    assert (done.recorded, done.fails) == (True, False)
    assert re.sub(r" doubted=2026-11-08T04:00Z,reset", "", ledger()) == before


def answer(server: Loopback, numbers: Iterable[int], *steps: object) -> None:
    for number in numbers:
        server.route("/page", *steps, host=f"127.0.0.{number}")


def many(folder: Path, server: Loopback, count: int = 16) -> None:
    """Write a reading list of working links, each on its own host, and record a check of them."""
    write_list(folder, {f"n{number}": server.route("/page", page(), host=f"127.0.0.{number}") for number in range(1, count + 1)})
    assert not check(record=True).report.is_void


def after(days: float, **options: object) -> LinkCheck:
    return check(None, record=True, at=DAY + datetime.timedelta(days=days), **options)


def of(done: LinkCheck, standing: Standing) -> int:
    return done.report.counts()[standing]


def test_if_too_many_links_fail_at_once_the_failures_count_only_after_a_second_link_check_confirms_them(
    folder: Path, server: Loopback
) -> None:
    many(folder, server)
    answer(server, range(1, 6), reply(404))
    void = after(1)
    assert (void.report.is_void, len(void.report.doubted), of(void, Standing.ALIVE)) == (True, 5, 16)
    reported = words.void(void.report)
    assert all(f"http://127.0.0.{number}:" in reported for number in range(1, 6))
    assert "at least 20 hours later has the same outcome" in reported
    assert after(1.6).report.is_void  # day 1.6 is 14 hours after the failure on day 1, and a check confirms a failure only after 20 hours
    assert ledger().count("doubted=2026-11-02T04:00Z,gone/404") == 5
    confirmed = after(2, due=Due(standings=frozenset({Standing.SUSPECT})))
    assert (confirmed.report.is_void, confirmed.fails, of(confirmed, Standing.SUSPECT)) == (False, False, 5)
    assert (ledger().count("failed=2026-11-03T04:00Z,gone/404"), ledger().count("doubted")) == (5, 0)
    assert not after(4).fails
    dead = after(5)
    assert (dead.fails, of(dead, Standing.DEAD)) == (True, 5)


def test_failures_of_all_links_in_two_link_checks_make_no_link_dead(folder: Path, server: Loopback) -> None:
    many(folder, server, 8)
    answer(server, range(1, 9), reply(404))
    assert [after(day).report.is_void for day in (4, 8)] == [True, False]
    assert of(check(), Standing.DEAD) == 0
    answer(server, range(1, 9), page())
    after(9)
    assert not {"failed=", "doubted="} & set(re.findall("[a-z]+=", ledger()))


def test_a_failure_soon_after_too_many_links_failed_at_once_counts_only_after_a_later_link_check_confirms_it(
    folder: Path, server: Loopback
) -> None:
    many(folder, server)
    answer(server, range(1, 6), reply(404))
    assert after(1).report.is_void
    answer(server, range(2, 6), page())
    assert not after(1.4).report.is_void
    assert (ledger().count("doubted=2026-11-02T04:00Z,gone/404"), ledger().count("failed=")) == (1, 0)
    answer(server, range(1, 8), reply(404))
    assert after(4.2).report.is_void
    assert of(check(), Standing.DEAD) == 0
    assert ledger().count("failed=2026-11-05T08:48Z,gone/404") == 1


def test_a_link_that_failed_in_an_earlier_link_check_stays_suspect_when_too_many_links_fail_at_once(folder: Path, server: Loopback) -> None:
    many(folder, server, 8)
    answer(server, [8], reply(404))
    after(1)
    answer(server, range(1, 9), reply(404))
    assert of(after(8), Standing.SUSPECT) == 1


def test_links_that_answer_403_on_many_hosts_become_unsure_and_never_dead(folder: Path, server: Loopback) -> None:
    many(folder, server)
    answer(server, range(1, 6), reply(403))
    answer(server, [16], reply(404))
    void = after(1)
    assert void.report.is_void
    assert of(void, Standing.SUSPECT) == 1  # the failure with another outcome (404) is recorded although the link check is void
    assert [after(day).fails for day in (2, 4, 8, 40)] == [False, True, True, True]
    assert (of(check(), Standing.DEAD), of(check(), Standing.UNSURE)) == (1, 5)


def test_failures_with_alternating_outcomes_count_after_the_third_link_check(folder: Path, server: Loopback) -> None:
    many(folder, server, 8)
    void = []
    for day, step in ((1, RESET), (2, reply(500)), (3, RESET)):
        answer(server, range(1, 6), step)
        void.append(after(day).report.is_void)
    assert void == [True, True, False]
    assert ledger().count("failed=2026-11-04T04:00Z,reset") == 5


def test_if_too_many_links_fail_in_each_shard_they_count_only_after_a_second_check_even_in_merged_ledgers(
    folder: Path, server: Loopback
) -> None:
    many(folder, server, 30)
    answer(server, range(1, 31), reply(410))
    Path("links").rename("before")
    for day in (1, 2):
        known = []
        for number in (1, 2):
            shutil.copytree("before", "links")
            assert after(day, part=(number, 2)).report.is_void is (day == 1)
            known.append(LedgerFolder(Path("links")).load()[0])
            shutil.rmtree("links")
        assert ledger_text.write(merged(*known)) == ledger_text.write(merged(*reversed(known)))
        LedgerFolder(Path("before")).save(merged(*known))
    text = Path("before/ledger.txt").read_text()
    assert (text.count("failed=2026-11-03T04:00Z,gone/410"), text.count("doubted")) == (30, 0)


def test_a_link_check_that_checks_no_link_within_its_time_limit_is_void_and_does_not_fail(folder: Path, server: Loopback) -> None:
    write_list(folder, {"slow": server.route("/slow", 5.0, page())})
    done = check(budget=0.2)
    assert (done.report.is_void, done.fails) == (True, False)
    assert words.void(done.report).endswith("Run the link check again")


def test_a_link_check_of_some_paths_leaves_out_the_links_of_other_records(folder: Path, server: Loopback) -> None:
    one, two = server.route("/one", page()), server.route("/two", page())
    write_list(folder, {"one": one, "two": two})
    assert list(standings(check(paths=(Path("entries/2023/2023-06-09-two.md"),)))) == [two]
    assert set(standings(check(paths=(Path("entries/2023"),)))) == {one, two}


def test_the_link_checks_of_all_shards_together_request_each_link_once(folder: Path, server: Loopback) -> None:
    urls = {f"n{number}": server.route("/page", page(), host=f"127.0.0.{number}") for number in range(1, 7)}
    write_list(folder, urls)
    found = [url for number in (1, 2, 3) for url in standings(check(part=(number, 3)))]
    assert sorted(found) == sorted(urls.values())
    assert server.count("/page") == len(urls)


def test_a_link_check_requests_only_links_that_are_due(folder: Path, server: Loopback) -> None:
    write_list(folder, {"well": server.route("/well", page()), "gone": server.url("/gone")})
    check(record=True)
    assert check(due=Due(standings=frozenset({Standing.SUSPECT}))).report.checked == 1
    assert check(due=Due(max_age=datetime.timedelta(days=1))).report.checked == 0
    assert (server.count("/well"), server.count("/gone")) == (1, 2)


def git(*arguments: str) -> None:
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments], check=True, capture_output=True)  # noqa: S607 - git of this machine


def test_a_link_check_of_the_links_that_a_branch_adds_fails_if_one_of_them_is_gone(folder: Path, server: Loopback) -> None:
    write_list(folder, {"old": server.url("/old")})
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-qm", "one")
    assert not check(changed_since="main").fails
    write_list(folder, {"new": server.url("/new")})
    done = check(changed_since="main")
    assert (list(standings(done)), done.fails) == ([server.url("/new")], True)
    assert not check(changed_since="main", fail_on=frozenset({"dead"})).fails
    with pytest.raises(LlmnotesError, match="git finds no revision 'nowhere'"):
        attempt(changed_since="nowhere")


def test_a_link_check_refuses_to_continue_a_journal_that_git_tracks(folder: Path, server: Loopback) -> None:
    write_list(folder, {"well": server.route("/well", page())})
    check(record=True)
    Path("links/.run/journal.jsonl").write_text("{}", encoding="utf-8")
    git("init", "-q", "-b", "main")
    git("add", "-A", "-f")
    with pytest.raises(LlmnotesError, match=r"git rm -r --cached links/\.run"):
        attempt(record=True)
    assert check().report.checked == 1


def test_an_archive_whose_copies_the_list_does_not_accept_is_reported_and_gets_no_requests(folder: Path, server: Loopback) -> None:
    write_list(folder, {"gone": server.url("/gone")})
    warnings: list[str] = []
    for day in (0, 3):
        check(warnings, record=True, at=DAY + datetime.timedelta(days=day), archive=server.url(""))
    assert len(warnings) == 2
    for warning in warnings:
        assert (
            f"{server.url('')} is not one of the archives that this reading list accepts. Add its host to the option `archives`" in warning
        )
    assert server.count("/cdx/search/cdx") == 0
    warnings.clear()
    check(warnings, archive=server.url(""))  # without `record` no copies are looked for
    assert warnings == []


def test_a_link_check_reports_during_its_work_how_many_links_are_checked_and_how_many_failed(folder: Path, server: Loopback) -> None:
    write_list(folder, {"well": server.route("/well", page()), "gone": server.url("/gone")})
    totals: list[int] = []
    seen: list[tuple[int, int]] = []

    @contextlib.contextmanager
    def begin(total: int) -> Iterator[object]:
        totals.append(total)
        yield lambda done, bad: seen.append((done, bad))

    request = CheckRequest(allow_private=True, at=DAY)
    aside(lambda: check_links(ReadingList.open(None), request, secrets={}, warn=pytest.fail, begin=begin))  # type: ignore[arg-type] # a function lacks the parameter names of the protocol
    assert (totals, seen[-1]) == ([2], (2, 1))


def test_secrets_are_put_into_headers_and_a_missing_or_invalid_environment_variable_gives_a_warning(folder: Path) -> None:
    hosts = "hosts: {example.org: {headers: {authorization: 'Bearer ${TOKEN}'}}}"
    write_list(folder, {}, CONFIG.replace("controls: []", f"controls: [], {hosts}"))
    limits = ReadingList.open(None).settings.limits
    warnings: list[str] = []
    assert with_secrets(limits, {"TOKEN": "abc"}, warnings.append).of("example.org").headers == {"authorization": "Bearer abc"}
    assert warnings == []
    assert with_secrets(limits, {}, warnings.append).of("example.org").headers == {}
    assert with_secrets(limits, {"TOKEN": "a\nb"}, warnings.append).of("example.org").headers == {}
    missing, invalid = warnings
    assert "the environment variable TOKEN is missing or empty. Set it" in missing
    assert "the environment variable TOKEN has a value that is not allowed in a header. Correct the value" in invalid
    assert with_secrets(Limits(), {}, pytest.fail) == Limits()


def test_a_link_check_ignores_and_removes_checks_in_the_ledger_that_are_dated_in_the_future(folder: Path, server: Loopback) -> None:
    well, gone = server.route("/well", page()), server.url("/gone")
    write_list(folder, {"well": well, "gone": gone})
    Path("links").mkdir()
    Path("links/asked.txt").write_text("2097-01-01T04:00Z *\n", encoding="utf-8")
    Path("links/runs.txt").write_text("2097-01-01T04:00Z all asked=2 alive=2\n", encoding="utf-8")
    Path("links/ledger.txt").write_text(
        f"{gone} failed=2026-10-01T04:00Z,gone/404 failed=2097-01-01T04:00Z,gone/404\n{well} well=2097-01-01T04:00Z\n", encoding="utf-8"
    )
    warnings: list[str] = []
    done = check(warnings, record=True)
    (warning,) = warnings
    assert "dated in the future" in warning
    assert "checks of 2 links" in warning
    assert standings(done) == {gone: Standing.DEAD, well: Standing.ALIVE}
    assert "2097" not in "".join(path.read_text(encoding="utf-8") for path in Path("links").glob("*.txt"))
    assert f"{gone} failed=2026-10-01T04:00Z,gone/404 failed=2026-11-01T04:00Z,gone/404" in ledger()
    warnings.clear()
    check(warnings, record=True, at=DAY + datetime.timedelta(days=1))
    assert not warnings


def begun(folder: Path, server: Loopback, **request: object) -> None:
    """Create the journal of a link check that was killed after it had found a link blocked."""
    folder.joinpath("elsewhere").mkdir()
    kept: list[bytes] = []
    path = Path("links/.run/journal.jsonl")

    @contextlib.contextmanager
    def begin(_: int) -> Iterator[object]:
        yield lambda done, bad: kept.append(path.read_bytes())  # noqa: ARG005 - the protocol gives the names

    given = CheckRequest(allow_private=True, **{"at": None, "archive": None, "record": True, **request})  # type: ignore[arg-type] # tests pass values of the right types
    aside(lambda: check_links(ReadingList.open(None), given, secrets={}, warn=pytest.fail, begin=begin))  # type: ignore[arg-type] # a function lacks the parameter names of the protocol
    for name in ("ledger.txt", "asked.txt", "runs.txt"):
        Path("links", name).unlink()
    path.write_bytes(kept[-1])
    server.asked.clear()


NEW_RULES = CONFIG.replace("controls: []", "controls: [], hosts: {127.0.0.1: {accept: [403]}}")
NEW_PACE = CONFIG.replace("interval: 0,", "interval: 0.01,")


@pytest.mark.parametrize(
    ("config", "options", "continues"),
    [
        (CONFIG, {}, True),
        (NEW_PACE, {}, True),
        (CONFIG, {"budget": 60.0}, True),
        (NEW_RULES, {}, False),
        (CONFIG, {"at": DAY}, False),
        (CONFIG, {"due": Due(max_age=datetime.timedelta(days=30))}, False),
        (CONFIG, {"due": Due(standings=frozenset({Standing.UNCHECKED}))}, False),
        (CONFIG, {"part": (1, 1)}, False),
    ],
)
def test_a_killed_link_check_is_continued_only_with_options_that_give_the_same_outcomes(
    folder: Path, server: Loopback, config: str, options: dict[str, object], *, continues: bool
) -> None:
    url = server.route("/wall", reply(403))
    write_list(folder, {"wall": url})
    begun(folder, server)
    write_list(folder, {"wall": url}, config)
    warnings: list[str] = []
    done = check(warnings, **{"at": None, "record": True, **options})
    assert server.count("/wall") == (0 if continues else 1)
    assert bool(warnings) is not (
        continues or "at" in options
    )  # the warning: the checks of the killed link check are not used; with `at`, it is at another time, and gives no warning
    assert standings(done) == {url: Standing.ALIVE if config == NEW_RULES else Standing.UNSURE}
    assert ("2026-11-01T04:00Z" in ledger()) is ("at" in options)
