"""Call `llmnotes links` as people and CI do, with a server on loopback."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
from typing import TYPE_CHECKING

from link_commands import COMMAND, CONFIG, check, git, ledger
from loopback import RESET, Loopback, page, reply

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]


def test_a_link_that_is_gone_is_dead_after_two_failures_over_three_days_and_alive_after_one_success(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    entry("well", server.route("/well", page()), f"- [mentioned]({server.url('/gone')})")
    first = check(llmnotes, "--record")
    assert first.returncode == 0, first.stderr
    assert b"suspect (1)" in first.stdout
    assert "2 links: 1 suspect, 1 alive. 2 checked." in first.stdout.decode()
    assert check(llmnotes, "--record", hour=9).returncode == 0
    dead = check(llmnotes, "--record", day=4)
    assert dead.returncode == 1
    assert b"the server says that the page is gone (404), 2 failures since 2026-11-01" in dead.stdout
    assert f"{server.url('/gone')} failed=2026-11-01T04:00Z,gone/404 failed=2026-11-04T04:00Z,gone/404" in ledger(tmp_path)
    report = llmnotes("links", "report")
    assert (report.returncode, b"dead (1)" in report.stdout) == (1, True)
    server.route("/gone", page())
    assert check(llmnotes, "--record", day=5).returncode == 0
    assert b"2 alive" in llmnotes("links", "report").stdout


def test_links_check_without_the_option_record_writes_nothing(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    entry("gone", server.url("/gone"))
    assert check(llmnotes).returncode == 0
    assert not (tmp_path / "links").exists()
    assert check(llmnotes, "--fail-on", "gone").returncode == 1


def test_a_link_check_in_a_terminal_shows_a_progress_bar(entry: Callable[..., Path], server: Loopback, tmp_path: Path) -> None:
    entry("well", server.route("/well", page()), f"- [mentioned]({server.url('/gone')})")
    reader, terminal = pty.openpty()
    command = [*COMMAND, "links", "check", "--allow-private", "--no-archive"]
    done = subprocess.run(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=terminal, timeout=60, check=False)
    os.close(terminal)
    with open(reader, "rb", buffering=0) as shown:  # noqa: PTH123 - the terminal is a descriptor, not a path
        text = shown.read(65536).decode()
    assert (done.returncode, b"1 suspect, 1 alive" in done.stdout) == (0, True), text
    assert "links, 1 failing  [" in text
    assert "2/2" in text


def test_if_too_many_links_fail_in_the_same_way_a_link_check_is_void_and_the_ledger_does_not_count_the_failures(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    for number in range(1, 9):
        entry(f"n{number}", server.route("/page", page(), host=f"127.0.0.{number}"))
    assert check(llmnotes, "--record").returncode == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "links").glob("*.txt")}
    for number in range(1, 7):
        server.route("/page", RESET, host=f"127.0.0.{number}")
    void = check(llmnotes, "--record", day=8)
    assert void.returncode == 3
    assert (
        b"This link check is void: 6 of 8 links that were alive now fail in the same way (reset) on 6 hosts. Nothing was recorded"
        in void.stdout
    )
    assert "failed=" not in ledger(tmp_path)
    assert ledger(tmp_path).count("well=2026-11-01T04:00Z doubted=2026-11-08T04:00Z,reset") == 6
    for number in range(1, 7):
        server.route("/page", page(), host=f"127.0.0.{number}")
    assert check(llmnotes, "--record", day=9).returncode == 0
    assert ledger(tmp_path).encode() == before["ledger.txt"]


def test_a_link_check_is_void_and_requests_no_link_if_the_control_pages_cannot_be_reached(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    entry("well", server.route("/well", page()))
    (tmp_path / "mkdocs.yml").write_text(CONFIG.replace("controls: []", f"controls: ['{server.url('/control')}']"), encoding="utf-8")
    void = check(llmnotes, "--record", "--fail-on", "nothing")
    assert (void.returncode, b"void: 1 of 1 control pages fail" in void.stdout) == (3, True)
    assert server.count("/well") == 0
    reported = check(llmnotes, "--format", "github")
    assert reported.returncode == 3
    assert re.search(rb"::error title=links::This link check is void: .* run the link check again", reported.stdout)


def test_links_check_does_not_fail_for_a_dead_link_whose_record_names_an_archived_copy(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback
) -> None:
    entry("gone", server.url("/gone"), more="archived: https://web.archive.org/web/2023/x\n")
    check(llmnotes, "--record")
    settled = check(llmnotes, "--record", day=4)
    assert settled.returncode == 0
    assert b"settled: the record of the link names an archived copy" in settled.stdout


def test_a_dead_link_gets_the_archived_copy_that_opens_and_is_nearest_to_the_date_of_its_entry(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    path, gone = entry("gone", server.url("/gone")), server.url("/gone")
    host = server.url("").removeprefix("http://")
    (tmp_path / "mkdocs.yml").write_text(CONFIG.replace("links: {", f"links: {{archives: ['{host}'], "), encoding="utf-8")
    stamps = [["timestamp", "original"], *([stamp, gone] for stamp in ("20200101000000", "20230610000000", "20230612000000"))]
    server.route("/cdx/search/cdx", reply(200, json.dumps(stamps), content_type="application/json"))
    server.route(f"/web/20230610000000/{gone}", page("404 Not Found"))
    server.route(f"/web/20230612000000/{gone}", page("As it was"))
    check(llmnotes, "--record")
    llmnotes("links", "check", "--allow-private", "--record", "--at", "2026-11-04T04:00Z", "--archive-at", server.url(""))
    copy = f"{server.url('')}/web/20230612000000/{gone}"
    assert f"copy=2026-11-04,{copy}" in ledger(tmp_path)
    shown = llmnotes("links", "fix", "--archived", "--dry-run")
    assert f"+archived: {copy}" in shown.stdout.decode()
    assert "archived" not in path.read_text()
    assert llmnotes("links", "fix", "--archived").returncode == 0
    assert f"archived: {copy}\n" in path.read_text()
    assert llmnotes("links", "report").returncode == 0


def test_archived_copies_are_looked_for_only_at_archives_that_the_list_accepts(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback
) -> None:
    entry("gone", server.url("/gone"))
    check(llmnotes, "--record")
    done = llmnotes("links", "check", "--allow-private", "--record", "--at", "2026-11-04T04:00Z", "--archive-at", server.url(""))
    assert b"is not one of the archives that this reading list accepts" in done.stderr
    assert server.count("/cdx/search/cdx") == 0


def test_links_fix_writes_the_new_address_only_of_links_that_moved_in_three_checks(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback
) -> None:
    target = server.route("/new/page", page())
    path = entry("moved", server.route("/old/page", reply(301, location="/new/page")), f"- see {server.url('/old/page')}。")
    for day in (1, 2):
        assert b"moved (1)" in check(llmnotes, "--record", day=day).stdout
        assert llmnotes("links", "fix").stdout == b""
    check(llmnotes, "--record", day=3)
    before = path.read_text()
    assert f"+url: {target}" in llmnotes("links", "fix", "--dry-run").stdout.decode()
    assert llmnotes("links", "fix").stdout.decode().strip().endswith("2023-06-09-moved.md")
    assert path.read_text() == before.replace("/old/page", "/new/page")


def test_links_check_with_the_option_changed_since_requests_only_links_that_the_branch_adds(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    old = entry("old", server.url("/old-and-gone"))
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    git(tmp_path, "switch", "-qc", "branch")
    old.rename(old.with_name("2023-06-09-renamed.md"))
    entry("fine", server.route("/fine", page()))
    fine = check(llmnotes, "--changed-since", "main")
    assert fine.returncode == 0, fine.stderr
    assert server.count("/old-and-gone") == 0
    entry("typo", server.url("/typo"))  # this record is not committed
    typo = check(llmnotes, "--changed-since", "main", "--format", "github")
    assert typo.returncode == 1
    assert b"::error file=entries/2023/2023-06-09-typo.md,line=3,title=link suspect::" in typo.stdout
    assert llmnotes("links", "check", "--record", "--changed-since", "main").returncode == 2


def test_links_fix_writes_an_address_on_another_host_only_if_the_link_redirects_there_now(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    target = server.route("/new/page", page(), host="127.0.0.2")
    true = entry("true", server.route("/old/page", reply(301, location=target)))
    forged = entry("forged", server.route("/well", page()))
    (tmp_path / "links").mkdir()
    moves = {server.url("/old/page"): target, server.url("/well"): "https://evil.example/page"}
    (tmp_path / "links" / "ledger.txt").write_text(
        "".join(f"{url} {' '.join(f'moved=2026-11-0{day}T04:00Z,{to}' for day in (1, 2, 3))}\n" for url, to in moves.items()),
        encoding="utf-8",
    )
    done = llmnotes("links", "fix", "--allow-private")
    assert done.stdout.decode().split() == ["entries/2023/2023-06-09-true.md"]
    assert f"url: {target}\n" in true.read_text()
    assert "evil.example" not in forged.read_text()
    assert (
        f"{server.url('/well')} moved to https://evil.example/page according to the ledger, but it does not redirect there now"
        in done.stderr.decode()
    )
    assert f"{server.url('/old/page')} → {target}" in done.stderr.decode()


def test_the_ledgers_of_all_shards_merged_in_any_order_equal_the_ledger_of_one_link_check(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    for number in range(1, 10):
        entry(f"n{number}", server.url("/gone" if number % 3 else "/", host=f"127.0.0.{number}"))
    check(llmnotes, "--record")
    whole = {path.name: path.read_bytes() for path in (tmp_path / "links").glob("*.txt")}
    (tmp_path / "links").rename(tmp_path / "whole")
    for number in (1, 2, 3):
        assert check(llmnotes, "--record", "--shard", f"{number}/3").returncode == 0
        (tmp_path / "links").rename(tmp_path / f"shard{number}")
    for order in ("231", "312"):
        assert llmnotes("links", "merge", *(f"shard{number}" for number in order), "--output", f"merged{order}").returncode == 0
        assert {path.name: path.read_bytes() for path in (tmp_path / f"merged{order}").glob("*.txt")} == whole


def test_links_merge_removes_links_that_the_list_no_longer_has_unless_a_person_marked_them(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    entry("kept", server.route("/kept", page()))
    dropped = entry("dropped", server.route("/dropped", page()))
    spoken = entry("spoken", server.route("/spoken", page()))
    assert check(llmnotes, "--record").returncode == 0
    assert llmnotes("links", "mark", server.url("/spoken"), "alive", "--reason", "I know them").returncode == 0
    dropped.unlink()
    spoken.unlink()
    for number in (1, 2):
        assert check(llmnotes, "--record", "--shard", f"{number}/2", day=2).returncode == 0
    assert llmnotes("links", "merge", "links").returncode == 0
    assert [line.partition(" ")[0] for line in ledger(tmp_path).splitlines()[1:]] == [server.url("/kept"), server.url("/spoken")]


def test_links_check_fails_without_records_or_if_the_proxy_is_invalid_and_blames_no_link_for_an_unreachable_proxy(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback
) -> None:
    nowhere = llmnotes("links", "check", "--entries", "nowhere")
    assert (nowhere.returncode, b"nowhere: the folder of records does not exist" in nowhere.stderr) == (3, True)
    entry("well", server.route("/well", page()))
    for proxy in ("nonsense", "socks5://127.0.0.1:1", "http://127.0.0.1:99999"):
        wrong = check(llmnotes, "--proxy", proxy)
        assert (wrong.returncode, b"is not a usable proxy" in wrong.stderr) == (2, True)
    silent = check(llmnotes, "--proxy", "http://127.0.0.1:1")
    assert b"the proxy can't be reached" in silent.stdout
    assert b"suspect" not in silent.stdout


def test_a_link_check_with_two_worker_processes_writes_the_same_ledger_as_with_one(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    for number in range(1, 10):
        entry(f"n{number}", server.url("/gone" if number % 3 else "/", host=f"127.0.0.{number}"))
    check(llmnotes, "--record")
    one = ledger(tmp_path)
    (tmp_path / "links" / "ledger.txt").unlink()
    (tmp_path / "links" / "asked.txt").unlink()
    assert check(llmnotes, "--record", "--workers", "2").returncode == 0
    assert ledger(tmp_path) == one


def test_the_options_max_age_and_only_choose_the_links_that_links_check_requests(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback
) -> None:
    entry("well", server.route("/well", page()))
    entry("gone", server.url("/gone"))
    check(llmnotes, "--record")
    check(llmnotes, "--record", "--only", "suspect", day=2)
    assert (server.count("/well"), server.count("/gone")) == (1, 2)
    check(llmnotes, "--record", "--max-age", "7", day=3)
    assert (server.count("/well"), server.count("/gone")) == (1, 2)
    check(llmnotes, "--record", "--max-age", "7", day=20)
    assert (server.count("/well"), server.count("/gone")) == (2, 3)


def test_a_header_with_a_secret_is_not_sent_to_the_target_of_a_redirect(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    target = server.route("/target", page(), host="127.0.0.2")
    entry("secret", server.route("/secret", reply(302, location=target), host="127.0.0.1"))
    rules = "hosts: {127.0.0.1: {headers: {authorization: Bearer $TOKEN}}, 127.0.0.9: {skip: behind a login}}"
    (tmp_path / "mkdocs.yml").write_text(CONFIG.replace("controls: []", f"controls: [], {rules}"), encoding="utf-8")
    entry("skipped", server.url("/skipped", host="127.0.0.9"))
    without = check(llmnotes)
    assert b"the environment variable TOKEN is missing" in without.stderr
    assert b"1 skipped by rules in mkdocs.yml" in without.stdout
    subprocess.run(
        [*COMMAND, "links", "check", "--allow-private"],
        cwd=tmp_path,
        env={**os.environ, "TOKEN": "s3cret"},
        capture_output=True,
        check=True,
    )
    assert [(asked.host, asked.headers.get("authorization")) for asked in server.asked] == [
        *[("127.0.0.1", None), ("127.0.0.2", None)],
        *[("127.0.0.1", "Bearer s3cret"), ("127.0.0.2", None)],
    ]


def test_links_check_does_not_request_a_private_address(llmnotes: Run, entry: Callable[..., Path], server: Loopback) -> None:
    entry("private", server.route("/private", page()))
    refused = llmnotes("links", "check", "--no-archive", "--fail-on", "rejected")
    assert refused.returncode == 1
    assert b"the address is private, and requests to private addresses are not allowed" in refused.stdout
    assert server.asked == []
