"""Call `llmnotes remove`, and other commands on lists with removed entries, as processes."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., subprocess.CompletedProcess[bytes]]

LOG = """# L

### [2023-01-01 one](https://a.example/1)

- n

### [2023-01-02 `two`](https://a.example/2 "tip")

- secret

### [2023-01-03 three](https://a.example/3)

- see https://a.example/2
"""
WITHOUT = LOG.replace('### [2023-01-02 `two`](https://a.example/2 "tip")\n\n- secret\n\n', "")
SLUG = "2023-01-02-a-2"


@pytest.fixture
def log(llmnotes: Command, tmp_path: Path) -> Path:
    path = tmp_path / "log.md"
    path.write_text(LOG, encoding="utf-8")
    assert llmnotes("import", "log.md").returncode == 0
    return path


def test_removing_an_entry_replaces_its_record_with_the_file_of_its_removal(llmnotes: Command, log: Path) -> None:
    entries = log.parent / "entries"
    result = llmnotes("remove", SLUG, "--reason", "its author asked for it: #1")
    assert (result.returncode, result.stdout.decode().strip()) == (0, f"entries/.removed/{SLUG}.yml")
    assert "2023-01-03-a-3.md still links to https://a.example/2" in result.stderr.decode()
    assert not (entries / "2023" / f"{SLUG}.md").exists()
    text = (entries / ".removed" / f"{SLUG}.yml").read_text(encoding="utf-8")
    assert "url: https://a.example/2\ntitle: two\ndate: 2023-01-02\nremoved: 20" in text
    assert 'reason: "its author asked for it: #1"' in text
    assert llmnotes("lint").returncode == 0
    assert llmnotes("export", "--format", "log").stdout.decode() == WITHOUT


@pytest.mark.parametrize("edited", [False, True])
def test_importing_a_log_leaves_out_a_removed_entry_and_reports_it(llmnotes: Command, log: Path, *, edited: bool) -> None:
    llmnotes("remove", SLUG, "--reason", "by request")
    if edited:
        log.write_text(LOG.replace("`two`", "zwei").replace("secret", "more"), encoding="utf-8")
    for _ in range(2):
        result = llmnotes("import", "log.md")
        message = result.stderr.decode()
        assert result.returncode == 0, message
        assert (
            "log.md:7:1: advice [import-removed] the import leaves out this entry" in message
            or "log.md:7: advice [import-removed]" in message
        )
        assert "by request" in message
        assert "0 added" in message
        assert "1 left out because their entries were removed" in message
        assert not (log.parent / "entries" / "2023" / f"{SLUG}.md").exists()
    # No file of the reading list has the text of the removed entry.
    assert not [path for path in (log.parent / "entries").rglob("*") if path.is_file() and "secret" in path.read_text(encoding="utf-8")]
    assert llmnotes("export", "--format", "log").stdout.decode() == WITHOUT


def test_an_import_leaves_out_a_removed_entry_even_if_the_log_has_no_sidecar(llmnotes: Command, log: Path) -> None:
    llmnotes("remove", SLUG, "--reason", "by request")
    (log.parent / "entries" / ".logs" / "log.yml").unlink()
    assert "1 left out because their entries were removed" in llmnotes("import", "log.md").stderr.decode()
    assert "2 unchanged" in llmnotes("import", "log.md").stderr.decode()


def test_an_import_restores_no_removed_entry_when_only_the_file_of_its_removal_is_deleted(llmnotes: Command, log: Path) -> None:
    record = log.parent / "entries" / "2023" / f"{SLUG}.md"
    text = record.read_text(encoding="utf-8")
    llmnotes("remove", SLUG, "--reason", "by request")
    (log.parent / "entries" / ".removed" / f"{SLUG}.yml").unlink()
    assert "warning [import-record]" in llmnotes("import", "log.md").stderr.decode()
    assert not record.exists()
    record.write_text(text, encoding="utf-8")
    restored = llmnotes("import", "log.md").stderr.decode()
    assert "3 unchanged" in restored
    assert "[import-" not in restored


def test_a_removal_is_undone_by_restoring_the_record_and_deleting_the_file_of_the_removal(llmnotes: Command, log: Path) -> None:
    record = log.parent / "entries" / "2023" / f"{SLUG}.md"
    text = record.read_bytes()
    llmnotes("remove", SLUG, "--reason", "by request")
    record.write_bytes(text)
    assert b"removed-again" in llmnotes("lint").stdout
    (log.parent / "entries" / ".removed" / f"{SLUG}.yml").unlink()
    assert llmnotes("lint").returncode == 0
    assert "3 unchanged" in llmnotes("import", "log.md").stderr.decode()


def test_a_dry_run_of_a_removal_prints_a_diff_for_git_apply_and_writes_nothing(llmnotes: Command, log: Path) -> None:
    before = sorted(path for path in log.parent.rglob("*"))
    result = llmnotes("remove", f"entries/2023/{SLUG}.md", "--reason", "by request", "--dry-run")
    assert "+reason: by request" in result.stdout.decode().splitlines()
    assert "-- secret" in result.stdout.decode().splitlines()
    assert "--- a/entries/.logs/log.yml" in result.stdout.decode().splitlines()
    assert sorted(path for path in log.parent.rglob("*")) == before
    applied = subprocess.run(["git", "apply", "-"], cwd=log.parent, input=result.stdout, capture_output=True, check=False)  # noqa: S607 - git of this machine
    assert applied.returncode == 0, applied.stderr
    assert not (log.parent / "entries" / "2023" / f"{SLUG}.md").exists()
    assert (log.parent / "entries" / ".removed" / f"{SLUG}.yml").read_text(encoding="utf-8").endswith("reason: by request\n")
    # The diff has all changes of the command: the log that `export` makes lacks the removed entry, and no file has its text.
    assert llmnotes("export", "--format", "log").stdout.decode() == WITHOUT
    assert not [path for path in (log.parent / "entries").rglob("*") if path.is_file() and "tip" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize(
    "args", [(SLUG,), (SLUG, "--reason", " "), (SLUG, "--reason", "a\nb"), ("none", "--reason", "x"), (SLUG, "none", "--reason", "x")]
)
def test_removing_an_entry_with_a_missing_or_invalid_reason_or_an_unknown_slug_is_a_usage_error(
    llmnotes: Command, log: Path, args: tuple[str, ...]
) -> None:
    done = llmnotes("remove", *args)
    assert (done.returncode, b"--reason is empty" in done.stderr) == (2, " " in args)
    assert (log.parent / "entries" / "2023" / f"{SLUG}.md").exists()


@pytest.mark.usefixtures("log")
def test_adding_the_url_of_a_removed_entry_is_refused_and_with_the_option_again_gets_another_slug(llmnotes: Command) -> None:
    llmnotes("remove", SLUG, "--reason", "by request")
    words = ("--yes", "--no-fetch", "--date", "2023-01-02", "--title", "two")
    result = llmnotes("add", "https://a.example/2?utm_source=x", *words)
    assert (result.returncode, "was removed from the list on" in result.stderr.decode()) == (1, True)
    again = llmnotes("add", "https://a.example/2", "--again", *words)
    assert (again.returncode, again.stdout.decode().strip()) == (0, f"entries/2023/{SLUG}-2.md")


@pytest.mark.usefixtures("log")
def test_a_reason_of_a_removal_beyond_the_limit_is_refused_before_anything_is_written(llmnotes: Command, tmp_path: Path) -> None:
    done = llmnotes("remove", SLUG, "--reason", "x" * 10_000)
    assert done.returncode == 2
    assert b"the limit is 1,500" in done.stderr
    assert (tmp_path / "entries" / "2023" / f"{SLUG}.md").exists()
