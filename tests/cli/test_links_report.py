"""Report, explain and mark links with commands, with a server on loopback."""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from link_commands import COMMAND, check, git, ledger
from loopback import Loopback, page, reply

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]


def test_a_manual_verdict_overrides_the_results_of_checks(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
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


def test_links_report_names_the_person_who_committed_a_mark(llmnotes: Run, entry: Callable[..., Path], tmp_path: Path) -> None:
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


def test_a_report_of_links_in_each_format_is_valid_and_escapes_texts_of_strangers(
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


def test_a_report_groups_links_of_one_host_that_fail_in_the_same_way(llmnotes: Run, entry: Callable[..., Path], server: Loopback) -> None:
    for name in ("one", "two"):
        entry(name, server.url(f"/{name}"))
        entry(f"moved-{name}", server.route(f"/old-{name}", reply(301, location=server.route(f"/new-{name}", page()))))
    reported = check(llmnotes).stdout.decode()
    assert "127.0.0.1: 2 links with the same result\n      the server says that the page is gone (404)" in reported
    assert all(f"{server.url(f'/{name}')}\n          entries/2023/2023-06-09-{name}.md:3" in reported for name in ("one", "two"))
    assert all(f"seen at {server.url(f'/new-{name}')}" in reported for name in ("one", "two"))


def test_links_report_fails_if_a_link_has_a_verdict_that_the_option_fail_on_names(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback
) -> None:
    entry("gone", server.url("/gone"))
    check(llmnotes, "--record")
    assert llmnotes("links", "report").returncode == 0
    assert llmnotes("links", "report", "--fail-on", "suspect").returncode == 1


def test_links_explain_shows_why_a_link_fails_and_records_nothing(
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
        "patterns in mkdocs.yml that apply to the URL: none",
        f"1. GET {old}\n     301, to /gone, after ",
        "addresses tried: 127.0.0.1",
        f"2. GET {server.url('/gone')}\n     404, after ",
        "gone (404): the server says that the page is gone (404)",
        "2026-11-01T04:00Z  gone (404)",
        "by the checks in the ledger: suspect: a failure or a missing fragment since the last success",
    ):
        assert part in text
    assert ledger(tmp_path) == before
    asked = len(server.asked)
    quiet = llmnotes("links", "explain", old, "--no-request")
    assert (quiet.returncode, len(server.asked)) == (0, asked)
    assert b"Requests" not in quiet.stdout
    assert b"suspect: " in quiet.stdout
    other = llmnotes("links", "explain", server.url("/other"), "--allow-private")
    assert (other.returncode, b"the reading list does not have this link" in other.stdout) == (0, True)
    assert llmnotes("links", "explain", "nonsense").returncode == 2


@pytest.mark.parametrize(
    "command", [["mark", "https://a.example/", "alive", "--reason", "x"], ["merge", "."]], ids=lambda command: command[0]
)
def test_commands_that_change_the_ledger_fail_without_a_folder_of_records_and_write_no_ledger(
    llmnotes: Run, command: list[str], tmp_path: Path
) -> None:
    nowhere = llmnotes("links", *command, "--entries", "nowhere")
    assert nowhere.returncode == 3
    assert b"the folder of records does not exist" in nowhere.stderr
    assert not (tmp_path / "links").exists()


def test_links_report_fails_without_a_folder_of_records(llmnotes: Run) -> None:
    nowhere = llmnotes("links", "report")
    assert (nowhere.returncode, nowhere.stdout) == (3, b"")
    assert b"the folder of records does not exist" in nowhere.stderr


def test_a_report_shows_the_redirects_that_led_to_the_failure_of_a_link(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback
) -> None:
    for name in ("one", "two"):
        entry(name, server.route(f"/{name}", reply(301, location=f"/gone-{name}")))
    for form in ("text", "markdown"):
        text = check(llmnotes, "--format", form).stdout.decode()
        assert "2 links with the same result" in text
        for name in ("one", "two"):
            assert f"301 → {server.url(f'/gone-{name}')} → 404" in text.replace("\\", "").replace("\u2060", "")
    way = [server.route(f"/way/{number}", reply(302, location=f"/way/{number + 1}")) for number in range(9)]
    entry("way", way[0])
    text = check(llmnotes).stdout.decode()
    assert f"302 → {way[1]} → 302 → {way[2]} → … 6 more … → 302 → {server.url('/way/9')} → 404" in text


def test_links_report_with_the_option_all_lists_links_that_are_alive_and_links_that_were_never_checked(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback
) -> None:
    well = server.route("/well", page())
    entry("well", well)
    check(llmnotes, "--record")
    entry("new", server.url("/new"))
    shown = llmnotes("links", "report", "--all").stdout.decode()
    assert f"alive      {well}\n" in shown
    assert f"unchecked  {server.url('/new')}\n" in shown
    assert server.url("/new") not in llmnotes("links", "report").stdout.decode()


def test_new_links_that_moved_or_whose_verdict_is_unsure_give_notices_on_their_lines_in_a_pull_request(
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
