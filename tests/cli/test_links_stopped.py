"""Stop `llmnotes links check` before its end, and call it with a ledger that is damaged or has a conflict."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest
from forkserver import unmeasured
from link_commands import COMMAND, CONFIG, check, git, ledger
from loopback import Loopback, page, reply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]


def test_links_check_does_not_continue_a_journal_that_git_tracks(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    entry("well", server.route("/well", page()))
    assert check(llmnotes, "--record").returncode == 0
    (tmp_path / "links" / ".run" / "journal.jsonl").write_text("{}", encoding="utf-8")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A", "-f")
    refused = check(llmnotes, "--record", day=2)
    assert (refused.returncode, b"git rm -r --cached links/.run" in refused.stderr) == (3, True)
    git(tmp_path, "rm", "-rq", "--cached", "links/.run")
    assert check(llmnotes, "--record", day=2).returncode == 0


def test_a_manual_verdict_that_is_set_during_a_link_check_is_kept(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
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
        assert (second.returncode, b"another llmnotes process is checking links with this ledger" in second.stderr) == (3, True)
        spoken.set()
        process.communicate(timeout=60)
    assert "marked=" in ledger(tmp_path)
    assert ledger(tmp_path).count("well=") == 2


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_link_check_keeps_its_checks_and_the_next_link_check_continues_it(
    how: signal.Signals, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    for number in range(30):
        entry(f"n{number:02}", server.route(f"/{number}", page()))
    (tmp_path / "mkdocs.yml").write_text(CONFIG.replace("interval: 0,", "interval: 0.1,"), encoding="utf-8")
    command = [*COMMAND, "links", "check", "--allow-private", "--record"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while len(server.asked) < 10:
            time.sleep(0.01)
        process.send_signal(how)
        _, reported = process.communicate(timeout=30)
    if how is signal.SIGINT:
        assert process.returncode == 130
        assert b"Interrupted" in reported
        assert 5 <= ledger(tmp_path).count("well=") < 30
    else:
        assert not (tmp_path / "links" / "ledger.txt").exists()
    assert b"Traceback" not in reported
    assert not list((tmp_path / "links").glob("*.part"))
    asked = len(server.asked)
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    assert ledger(tmp_path).count("well=") == 30
    if how is signal.SIGKILL:  # the second link check continued the first one
        assert len(server.asked) - asked < 25
        assert b"30 checked" in done.stdout


def test_a_link_check_that_is_interrupted_before_its_first_check_is_reported_as_interrupted_and_not_as_void(
    entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    entry("slow", server.route("/slow", 30.0, page()))
    (tmp_path / "mkdocs.yml").write_text(CONFIG.replace("timeout: 2", "timeout: 60"), encoding="utf-8")
    command = [*COMMAND, "links", "check", "--allow-private"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while not server.asked:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        printed, reported = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Interrupted: 0 links checked, 1 link left." in reported
    assert b"No link was checked" not in printed + reported


def test_a_damaged_ledger_is_reported_and_not_overwritten(
    llmnotes: Run, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    entry("well", server.route("/well", page()))
    check(llmnotes, "--record")
    (tmp_path / "links" / "ledger.txt").write_text("<<<<<<< HEAD\n", encoding="utf-8")
    refused = check(llmnotes, "--record", day=2)
    assert refused.returncode == 3
    assert b"links/ledger.txt:1: error [ledger] git left a conflict here" in refused.stderr
    assert ledger(tmp_path) == "<<<<<<< HEAD\n"


FULL_DISK = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0})); from llmnotes.cli import run; run()"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of a file's size that stands for a full disk")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_full_disk_stops_a_link_check_with_one_error_and_the_next_link_check_records_all_links(
    workers: str, entry: Callable[..., Path], server: Loopback, tmp_path: Path
) -> None:
    for number in range(60):
        entry(f"n{number:02}", server.route("/page", page(), host=f"127.0.{number % 2}.{number + 1}"))
    (tmp_path / "mkdocs.yml").write_text(CONFIG.replace("interval: 0,", "interval: 0, requests: 4,"), encoding="utf-8")
    options = ["links", "check", "--allow-private", "--record", "--no-archive", "--workers", workers]
    command = [sys.executable, "-c", FULL_DISK.format(1000), *options]
    full = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, env=unmeasured())
    errors = full.stderr.decode()
    assert full.returncode == 3, errors
    assert errors.count("links/.run/journal.jsonl: File too large") == 1
    assert errors.count("error: ") == 1
    assert "Traceback" not in errors
    assert "exception" not in errors.lower()
    assert b"60 links: " in full.stdout
    assert 0 < len(server.asked) < 60 or workers == "2"  # a worker process finishes the requests that it has sent
    asked = len(server.asked)
    again = subprocess.run([sys.executable, "-c", FULL_DISK.format(10**9), *options], cwd=tmp_path, capture_output=True, check=False)
    assert again.returncode == 0, again.stderr
    assert ledger(tmp_path).count("well=") == 60
    assert len(server.asked) - asked < 60 or workers == "2"  # the next link check uses the checks that reached the disk


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of a file's size that stands for a full disk")
def test_a_full_disk_is_reported_if_a_stopped_link_check_is_continued(entry: Callable[..., Path], server: Loopback, tmp_path: Path) -> None:
    for number in range(20):
        entry(f"n{number:02}", server.route("/page", page(), host=f"127.0.0.{number + 1}"))
    (tmp_path / "mkdocs.yml").write_text(CONFIG.replace("interval: 0,", "interval: 0, requests: 4,"), encoding="utf-8")
    options = ["links", "check", "--allow-private", "--record", "--no-archive"]
    full = [sys.executable, "-c", FULL_DISK.format(1000), *options]
    for _ in range(2):  # the first link check is stopped, and the second one continues it
        stopped = subprocess.run(full, cwd=tmp_path, capture_output=True, check=False, env=unmeasured())
        journal = tmp_path / "links" / ".run" / "journal.jsonl"
        journal.write_bytes(journal.read_bytes().ljust(1000))
        assert stopped.returncode == 3, stopped.stderr
        assert b"Traceback" not in stopped.stderr
        assert b"links/.run/journal.jsonl: File too large" in stopped.stderr


def test_the_remedy_for_a_git_conflict_in_the_ledger_keeps_the_checks_of_both_branches(
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
        reported = llmnotes("links", "report").stderr.decode()
        shutil.rmtree(tmp_path / "OTHER", ignore_errors=True)
        for step in re.findall(r"`([^`]+)`", next(line for line in reported.splitlines() if "git checkout" in line)):
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
