"""Run `llmnotes links` as people and CI do, against a server on loopback."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from loopback import RESET, Loopback, page, reply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

CONFIG = """
site_name: A list
plugins:
- llmnotes:
    topics: false
    links: {interval: 0, retries: 0, backoff: 0.1, timeout: 2, controls: []}
"""
COMMAND = [sys.executable, "-c", "from llmnotes.cli import run; run()"]


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as loopback:
        yield loopback


@pytest.fixture
def entry(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a record."""
    (tmp_path / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")

    def write(slug: str, url: str, note: str = "", more: str = "") -> Path:
        path = tmp_path / "entries" / "2023" / f"2023-06-09-{slug}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\ntitle: {slug}\nurl: {url}\ndate: 2023-06-09\n{more}---\n\n{note}\n", encoding="utf-8")
        return path

    return write


def check(run: Run, *options: str, day: int = 1, hour: int = 4) -> subprocess.CompletedProcess[bytes]:
    return run("links", "check", "--allow-private", "--no-archive", "--at", f"2026-11-{day:02}T{hour:02}:00Z", *options)


def ledger(folder: Path) -> str:
    return (folder / "links" / "ledger.txt").read_text(encoding="utf-8")


def test_link_is_dead_after_failures_on_several_days_and_alive_after_one_success(
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


def test_check_without_record_writes_nothing(llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path) -> None:
    entry("gone", server.url("/gone"))
    assert check(llmnotes).returncode == 0
    assert not (tmp_path / "links").exists()
    assert check(llmnotes, "--fail-on", "gone").returncode == 1


def test_run_in_which_too_many_links_fail_alike_is_void(
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
    assert b"This run is void: 6 of 8 links that were alive now fail alike (reset) on 6 hosts. Nothing was recorded" in void.stdout
    assert "failed=" not in ledger(tmp_path)
    assert ledger(tmp_path).count("well=2026-11-01T04:00Z doubted=2026-11-08T04:00Z,reset") == 6
    for number in range(1, 7):
        server.route("/page", page(), host=f"127.0.0.{number}")
    assert check(llmnotes, "--record", day=9).returncode == 0
    assert ledger(tmp_path).encode() == before["ledger.txt"]


def test_failing_control_pages_make_a_run_void_before_any_link_is_requested(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    entry("well", server.route("/well", page()))
    (tmp_path / "mkdocs.yml").write_text(CONFIG.replace("controls: []", f"controls: ['{server.url('/control')}']"), encoding="utf-8")
    void = check(llmnotes, "--record", "--fail-on", "nothing")
    assert (void.returncode, b"void: 1 of 1 control pages can't be reached" in void.stdout) == (3, True)
    assert server.count("/well") == 0
    told = check(llmnotes, "--format", "github")
    assert told.returncode == 3
    assert re.search(rb"::error title=links::This run is void: .* run it again", told.stdout)


def test_mark_decides_over_the_checks(llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path) -> None:
    entry("parked", server.route("/parked", page("Fine names")))
    assert llmnotes("links", "mark", server.url("/parked"), "dead").returncode == 2
    missing = llmnotes("links", "mark", server.url("/parkd"), "dead", "--reason", "sold")
    assert (missing.returncode, b"did you mean" in missing.stderr) == (2, True)
    said = llmnotes("links", "mark", server.url("/parked"), "dead", "--reason", "売られている", "--until", "2099-01-01")
    assert said.returncode == 0, said.stderr
    assert ',dead,2099-01-01 reason="売られている"' in ledger(tmp_path)
    assert check(llmnotes, "--record").returncode == 1
    assert llmnotes("links", "mark", server.url("/parked"), "clear").returncode == 0
    assert llmnotes("links", "report").returncode == 0


def test_dead_link_with_an_archived_copy_in_its_record_is_settled(llmnotes: Run, entry: Callable[..., Path], server: Loopback) -> None:
    entry("gone", server.url("/gone"), more="archived: https://web.archive.org/web/2023/x\n")
    check(llmnotes, "--record")
    settled = check(llmnotes, "--record", day=4)
    assert settled.returncode == 0
    assert b"settled: its record leads to an archived copy" in settled.stdout


def test_dead_link_gets_the_archived_copy_that_opens_and_is_nearest_to_its_date(
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


def test_copies_are_looked_for_only_at_an_archive_of_the_list(llmnotes: Run, entry: Callable[..., Path], server: Loopback) -> None:
    entry("gone", server.url("/gone"))
    check(llmnotes, "--record")
    done = llmnotes("links", "check", "--allow-private", "--record", "--at", "2026-11-04T04:00Z", "--archive-at", server.url(""))
    assert b"is not one of the archives that mkdocs.yml names" in done.stderr
    assert server.count("/cdx/search/cdx") == 0


def test_fix_writes_a_lasting_move_and_nothing_else(llmnotes: Run, entry: Callable[..., Path], server: Loopback) -> None:
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


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S607 - git of this machine


def test_check_of_a_branch_requests_only_its_own_links(llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path) -> None:
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
    entry("typo", server.url("/typo"))  # not yet committed
    typo = check(llmnotes, "--changed-since", "main", "--format", "github")
    assert typo.returncode == 1
    assert b"::error file=entries/2023/2023-06-09-typo.md,line=3,title=link suspect::" in typo.stdout
    assert llmnotes("links", "check", "--record", "--changed-since", "main").returncode == 2


def test_fix_writes_a_move_to_another_host_only_if_the_link_leads_there_now(
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
        f"{server.url('/well')}: the ledger says that it moved to https://evil.example/page, but it does not lead there now"
        in done.stderr.decode()
    )
    assert f"{server.url('/old/page')} → {target}" in done.stderr.decode()


def test_mark_is_reported_with_the_person_who_committed_it(llmnotes: Run, entry: Callable[..., Path], tmp_path: Path) -> None:
    entry("sold", "https://sold.example/")
    assert llmnotes("links", "mark", "https://sold.example/", "dead", "--reason", "売られた").returncode == 0
    assert "marked by a person: 売られた, committed by unknown" in llmnotes("links", "report").stdout.decode()
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one", "--author", "Mallory \x1b[2J @all <m@example.org>")
    text = llmnotes("links", "report").stdout.decode()
    assert re.search(r"marked by a person: 売られた, committed by Mallory \[2J @all \([0-9a-f]{10}\)", text)
    markdown = llmnotes("links", "report", "--format", "markdown").stdout.decode()
    assert "committed by Mallory" in markdown
    assert "@all" not in markdown
    (link,) = json.loads(llmnotes("links", "report", "--format", "json").stdout)["links"]
    assert link["committed_by"].startswith("Mallory")


def test_journal_that_git_tracks_is_not_continued(llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path) -> None:
    entry("well", server.route("/well", page()))
    assert check(llmnotes, "--record").returncode == 0
    (tmp_path / "links" / ".run" / "journal.jsonl").write_text("{}", encoding="utf-8")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A", "-f")
    refused = check(llmnotes, "--record", day=2)
    assert (refused.returncode, b"git rm -r --cached links/.run" in refused.stderr) == (3, True)
    git(tmp_path, "rm", "-rq", "--cached", "links/.run")
    assert check(llmnotes, "--record", day=2).returncode == 0


def test_each_format_is_valid_and_escapes_strangers_text(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    entry("gone", server.url("/gone"))
    entry("evil", server.route("/evil", page("404 Not Found: \x1b[31m @everyone ::error::", "<script>alert(1)</script>")))
    check(llmnotes, "--record")
    document = json.loads(check(llmnotes, "--format", "json", day=4).stdout)
    assert [link["standing"] for link in document["links"]] == ["dead", "suspect"]
    assert document["links"][0]["check"]["status"] in {200, 404}
    check(llmnotes, "--record", day=2)
    check(llmnotes, "--record", day=4)
    suites = ET.fromstring(llmnotes("links", "report", "--format", "junit").stdout)  # noqa: S314 - our own
    assert suites.get("failures") == "2"
    sarif = json.loads(llmnotes("links", "report", "--format", "sarif").stdout)
    assert [result["level"] for result in sarif["runs"][0]["results"]] == ["error", "error"]
    markdown = check(llmnotes, "--format", "markdown", day=5).stdout.decode()
    assert "### Dead (2)" in markdown
    assert not {"<script", "\x1b", "@everyone"} & {part for part in ("<script", "\x1b", "@everyone") if part in markdown}
    text = check(llmnotes, day=5).stdout
    assert b"\x1b" not in text
    ET.fromstring(llmnotes("links", "report", "--format", "badge").stdout)  # noqa: S314 - our own
    summary = tmp_path / "summary.md"
    environment = {**os.environ, "GITHUB_STEP_SUMMARY": str(summary)}
    subprocess.run([*COMMAND, "links", "check", "--allow-private"], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert summary.read_text().startswith("## Links")


def test_shards_merge_in_any_order_to_the_ledger_of_one_run(
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


def test_merge_removes_links_that_the_list_no_longer_has(
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


def test_mark_that_is_set_during_a_run_is_kept(llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path) -> None:
    spoken = threading.Event()

    def slow(_: object) -> Iterator[object]:
        while not spoken.is_set():
            yield 0.05
        yield page()

    entry("slow", server.route("/slow", slow))
    entry("sold", server.route("/sold", page()))
    command = [*COMMAND, "links", "check", "--allow-private", "--record", "--no-archive"]
    (tmp_path / "mkdocs.yml").write_text(CONFIG.replace("timeout: 2", "timeout: 60"), encoding="utf-8")
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while not server.asked:
            time.sleep(0.01)
        assert llmnotes("links", "mark", server.url("/sold"), "dead", "--reason", "sold").returncode == 0
        second = check(llmnotes, "--record")
        assert (second.returncode, b"another llmnotes" in second.stderr) == (3, True)
        spoken.set()
        process.communicate(timeout=60)
    assert "marked=" in ledger(tmp_path)
    assert ledger(tmp_path).count("well=") == 2


def test_links_that_fail_alike_are_grouped_with_their_common_reason(llmnotes: Run, entry: Callable[..., Path], server: Loopback) -> None:
    for name in ("one", "two"):
        entry(name, server.url(f"/{name}"))
        entry(f"moved-{name}", server.route(f"/old-{name}", reply(301, location=server.route(f"/new-{name}", page()))))
    told = check(llmnotes).stdout.decode()
    assert "127.0.0.1: 2 links alike\n      the server says that the page is gone (404)" in told
    assert all(f"{server.url(f'/{name}')}\n          entries/2023/2023-06-09-{name}.md:3" in told for name in ("one", "two"))
    assert all(f"seen to {server.url(f'/new-{name}')}" in told for name in ("one", "two"))


def test_report_fails_on_the_standings_of_its_option(llmnotes: Run, entry: Callable[..., Path], server: Loopback) -> None:
    entry("gone", server.url("/gone"))
    check(llmnotes, "--record")
    assert llmnotes("links", "report").returncode == 0
    assert llmnotes("links", "report", "--fail-on", "suspect").returncode == 1


def test_folder_without_a_list_and_invalid_proxy_are_errors(llmnotes: Run, entry: Callable[..., Path], server: Loopback) -> None:
    nowhere = llmnotes("links", "check", "--entries", "nowhere")
    assert (nowhere.returncode, b"nowhere: no such folder of records" in nowhere.stderr) == (3, True)
    entry("well", server.route("/well", page()))
    for proxy in ("nonsense", "socks5://127.0.0.1:1", "http://127.0.0.1:99999"):
        wrong = check(llmnotes, "--proxy", proxy)
        assert (wrong.returncode, b"is not a usable proxy" in wrong.stderr) == (2, True)
    silent = check(llmnotes, "--proxy", "http://127.0.0.1:1")
    assert b"the proxy can't be reached" in silent.stdout
    assert b"suspect" not in silent.stdout


def test_two_processes_write_the_ledger_of_one(llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path) -> None:
    for number in range(1, 10):
        entry(f"n{number}", server.url("/gone" if number % 3 else "/", host=f"127.0.0.{number}"))
    check(llmnotes, "--record")
    one = ledger(tmp_path)
    (tmp_path / "links" / "ledger.txt").unlink()
    (tmp_path / "links" / "asked.txt").unlink()
    assert check(llmnotes, "--record", "--workers", "2").returncode == 0
    assert ledger(tmp_path) == one


def test_max_age_and_only_choose_the_links_that_are_requested(llmnotes: Run, entry: Callable[..., Path], server: Loopback) -> None:
    entry("well", server.route("/well", page()))
    entry("gone", server.url("/gone"))
    check(llmnotes, "--record")
    check(llmnotes, "--record", "--only", "suspect", day=2)
    assert (server.count("/well"), server.count("/gone")) == (1, 2)
    check(llmnotes, "--record", "--max-age", "7", day=3)
    assert (server.count("/well"), server.count("/gone")) == (1, 2)
    check(llmnotes, "--record", "--max-age", "7", day=20)
    assert (server.count("/well"), server.count("/gone")) == (2, 3)


def test_secret_header_is_not_sent_to_the_target_of_a_redirect(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    target = server.route("/target", page(), host="127.0.0.2")
    entry("secret", server.route("/secret", reply(302, location=target), host="127.0.0.1"))
    rules = "hosts: {127.0.0.1: {headers: {authorization: Bearer $TOKEN}}, 127.0.0.9: {skip: behind a login}}"
    (tmp_path / "mkdocs.yml").write_text(CONFIG.replace("controls: []", f"controls: [], {rules}"), encoding="utf-8")
    entry("skipped", server.url("/skipped", host="127.0.0.9"))
    without = check(llmnotes)
    assert b"the environment has no TOKEN" in without.stderr
    assert b"1 skipped by mkdocs.yml" in without.stdout
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


def test_private_address_is_not_requested(llmnotes: Run, entry: Callable[..., Path], server: Loopback) -> None:
    entry("private", server.route("/private", page()))
    refused = llmnotes("links", "check", "--no-archive", "--fail-on", "rejected")
    assert refused.returncode == 1
    assert b"the address is private and is never requested" in refused.stdout
    assert server.asked == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_stopped_run_keeps_its_checks(how: signal.Signals, entry: Callable[..., Path], server: Loopback, tmp_path: Path) -> None:
    for number in range(30):
        entry(f"n{number:02}", server.route(f"/{number}", page()))
    (tmp_path / "mkdocs.yml").write_text(CONFIG.replace("interval: 0,", "interval: 0.1,"), encoding="utf-8")
    command = [*COMMAND, "links", "check", "--allow-private", "--record"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while len(server.asked) < 10:
            time.sleep(0.01)
        process.send_signal(how)
        _, told = process.communicate(timeout=30)
    if how is signal.SIGINT:
        assert process.returncode == 130
        assert b"Interrupted" in told
        assert 5 <= ledger(tmp_path).count("well=") < 30
    else:
        assert not (tmp_path / "links" / "ledger.txt").exists()
    assert b"Traceback" not in told
    assert not list((tmp_path / "links").glob("*.part"))
    asked = len(server.asked)
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    assert ledger(tmp_path).count("well=") == 30
    if how is signal.SIGKILL:  # the second run continued the first one
        assert len(server.asked) - asked < 25
        assert b"30 checked" in done.stdout


def test_damaged_ledger_is_reported_and_not_overwritten(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    entry("well", server.route("/well", page()))
    check(llmnotes, "--record")
    (tmp_path / "links" / "ledger.txt").write_text("<<<<<<< HEAD\n", encoding="utf-8")
    refused = check(llmnotes, "--record", day=2)
    assert refused.returncode == 3
    assert b"links/ledger.txt:1: error [ledger] a conflict that git left here" in refused.stderr
    assert ledger(tmp_path) == "<<<<<<< HEAD\n"


def test_explain_shows_why_a_link_fails_and_records_nothing(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    old = server.route("/old", reply(301, location="/gone"))
    entry("old", old)
    check(llmnotes, "--record")
    before = ledger(tmp_path)
    shown = llmnotes("links", "explain", old, "--allow-private")
    assert shown.returncode == 0, shown.stderr
    text = shown.stdout.decode()
    for part in (
        "entries/2023/2023-06-09-old.md:3",
        "patterns in mkdocs.yml: none",
        f"1. GET {old}\n     301, to /gone, after ",
        "addresses tried: 127.0.0.1",
        f"2. GET {server.url('/gone')}\n     404, after ",
        "gone (404): the server says that the page is gone (404)",
        "2026-11-01T04:00Z  gone (404)",
        "by the ledger: suspect: a failure or a missing fragment since the last success",
    ):
        assert part in text
    assert ledger(tmp_path) == before
    asked = len(server.asked)
    quiet = llmnotes("links", "explain", old, "--no-request")
    assert (quiet.returncode, len(server.asked)) == (0, asked)
    assert b"Requests" not in quiet.stdout
    assert b"suspect: " in quiet.stdout
    other = llmnotes("links", "explain", server.url("/other"), "--allow-private")
    assert (other.returncode, b"the list does not have this link" in other.stdout) == (0, True)
    assert llmnotes("links", "explain", "nonsense").returncode == 2


def test_report_outside_of_a_list_is_an_error(llmnotes: Run) -> None:
    nowhere = llmnotes("links", "report")
    assert (nowhere.returncode, nowhere.stdout) == (3, b"")
    assert b"no such folder of records" in nowhere.stderr


def test_reports_show_the_redirects_before_a_failure_and_each_link_of_a_group_its_own(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback
) -> None:
    for name in ("one", "two"):
        entry(name, server.route(f"/{name}", reply(301, location=f"/gone-{name}")))
    for form in ("text", "markdown"):
        text = check(llmnotes, "--format", form).stdout.decode()
        assert "2 links alike" in text
        for name in ("one", "two"):
            assert f"301 → {server.url(f'/gone-{name}')} → 404" in text.replace("\\", "").replace("\u2060", "")
    way = [server.route(f"/way/{number}", reply(302, location=f"/way/{number + 1}")) for number in range(9)]
    entry("way", way[0])
    text = check(llmnotes).stdout.decode()
    assert f"302 → {way[1]} → 302 → {way[2]} → … 6 more … → 302 → {server.url('/way/9')} → 404" in text


def test_report_of_all_links_lists_those_that_were_never_checked(llmnotes: Run, entry: Callable[..., Path], server: Loopback) -> None:
    well = server.route("/well", page())
    entry("well", well)
    check(llmnotes, "--record")
    entry("new", server.url("/new"))
    shown = llmnotes("links", "report", "--all").stdout.decode()
    assert f"alive      {well}\n" in shown
    assert f"unchecked  {server.url('/new')}\n" in shown
    assert server.url("/new") not in llmnotes("links", "report").stdout.decode()


def test_new_links_that_moved_or_can_not_be_judged_are_notices_on_their_lines(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    entry("old", server.route("/old", page()))
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    entry("moved", server.route("/moved", reply(301, location="/new/page")))
    server.route("/new/page", page())
    entry("wall", server.route("/wall", reply(403)))
    entry("odd", server.route("/odd", reply(418)))
    done = check(llmnotes, "--changed-since", "main", "--format", "github")
    assert done.returncode == 0, done.stderr
    for name, standing in (("moved", "moved"), ("wall", "unsure"), ("odd", "unsure")):
        assert f"::notice file=entries/2023/2023-06-09-{name}.md,line=3,title=link {standing}::" in done.stdout.decode()
    assert b"::notice" not in check(llmnotes, "--format", "github").stdout


FULL_DISK = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0})); from llmnotes.cli import run; run()"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of a file's size that stands for a full disk")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_full_disk_stops_the_requests_and_the_result_is_printed_once(
    workers: str, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    for number in range(60):
        entry(f"n{number:02}", server.route("/page", page(), host=f"127.0.{number % 2}.{number + 1}"))
    (tmp_path / "mkdocs.yml").write_text(CONFIG.replace("interval: 0,", "interval: 0, requests: 4,"), encoding="utf-8")
    options = ["links", "check", "--allow-private", "--record", "--no-archive", "--workers", workers]
    command = [sys.executable, "-c", FULL_DISK.format(1000), *options]
    full = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    errors = full.stderr.decode()
    assert full.returncode == 3, errors
    assert errors.count("links/.run/journal.jsonl: File too large") == 1
    assert errors.count("error: ") == 1
    assert "Traceback" not in errors
    assert "exception" not in errors.lower()
    assert b"60 links: " in full.stdout
    assert 0 < len(server.asked) < 60 or workers == "2"  # a second process sends what it has begun
    asked = len(server.asked)
    again = subprocess.run([sys.executable, "-c", FULL_DISK.format(10**9), *options], cwd=tmp_path, capture_output=True, check=False)
    assert again.returncode == 0, again.stderr
    assert ledger(tmp_path).count("well=") == 60
    assert len(server.asked) - asked < 60 or workers == "2"  # the checks that reached the disk are not lost


def test_remedy_for_a_ledger_in_conflict_keeps_what_both_sides_saw(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        entry(name, server.route(f"/{name}", page()))
    git(tmp_path, "init", "-q", "-b", "main")
    check(llmnotes, "--record")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "begin")
    git(tmp_path, "branch", "other")
    check(llmnotes, "--record", day=2)
    assert llmnotes("links", "mark", server.url("/one"), "dead", "--reason", "sold").returncode == 0
    git(tmp_path, "commit", "-qam", "main")
    git(tmp_path, "switch", "-q", "other")
    for name in ("/one", "/two"):
        server.route(name, reply(500))
    check(llmnotes, "--record", day=3)
    git(tmp_path, "commit", "-qam", "other")
    for command in ("rebase", "merge", "cherry-pick"):
        git(tmp_path, "switch", "-qC", command, "other")
        with pytest.raises(subprocess.CalledProcessError):
            git(tmp_path, command, "main")
        told = llmnotes("links", "report").stderr.decode()
        shutil.rmtree(tmp_path / "OTHER", ignore_errors=True)
        for step in re.findall(r"`([^`]+)`", next(line for line in told.splitlines() if "git checkout" in line)):
            program, *arguments = step.split()
            if program == "llmnotes":
                assert llmnotes(*arguments).returncode == 0
            else:
                subprocess.run([program, *arguments], cwd=tmp_path, check=True, capture_output=True)
        known = ledger(tmp_path)
        assert known.count("failed=2026-11-03T04:00Z,server-error/500") == 2, command
        assert known.count('dead reason="sold"') == 1, command
        assert b"a conflict" not in llmnotes("links", "report").stderr
        git(tmp_path, command, *(["--quit"] if command != "rebase" else ["--abort"]))
        git(tmp_path, "reset", "-q", "--hard")
