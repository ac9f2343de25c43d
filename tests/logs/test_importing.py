"""Tests for importing logs as records, and for exporting these records as logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import CASES
from hypothesis import given
from hypothesis import strategies as st

from llmnotes.logs import exporting, grammar, importing, sidecar
from llmnotes.logs.folder import KnownLog
from llmnotes.records.record import Record, read, write

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., subprocess.CompletedProcess[bytes]]

LOGS = {
    "real": (CASES / "log" / "llm-dev.md").read_bytes(),
    "bullets": "# L\n\npreamble\n\n## A\n\n* [2023-01-02 x](https://a.example/1)\n    - n\n      - m\n* [2023-01-03 y](https://a.example/2): 後記\n\n## B\n"
    "text\n- [2023-02-01 z](https://a.example/3)\n\n  para\n\n\nend\n".encode(),
    "crlf": b"\xef\xbb\xbf### [2023-01-01 t](https://a.example/)\r\n\r\n-\tn\r\n\r\n\r\n",
    "odd": b"### [2023-01-01 `c` *e*](https://a.example/ 'tip')\nnote\n### [2023-09-31 bad](https://a.example/)\nlost\n\n[2023-01-05 s](<https://a.example/(>)\n---\nx\n",
    "empty": b"",
    "prose": b"\n\n  only text\n\n",
}


def records_of(plan: importing.ImportPlan) -> dict[str, Record]:
    found = {}
    for change in plan.changes:
        record, problems = read(write(change.entry).encode(), slug=change.entry.slug, file=f"{change.entry.slug}.md")
        assert record is not None, problems
        found[change.entry.slug] = record
    return found


def imported(text: bytes) -> tuple[importing.ImportPlan, dict[str, Record]]:
    plan = importing.plan(
        grammar.parse(text, "log", "log.md"),
        KnownLog(name="log", path="log.md"),
        importing.ListState(records={}, taken=frozenset()),
        update=False,
    )
    return plan, records_of(plan)


@pytest.mark.parametrize("name", LOGS)
def test_an_export_equals_the_imported_log(name: str) -> None:
    plan, records = imported(LOGS[name])
    remembered = sidecar.read(sidecar.write(plan.sidecar), "log.yml")
    assert remembered == plan.sidecar
    assert exporting.export(remembered, records, []).encode() == LOGS[name]


_LINES = st.sampled_from(
    [
        "# S", "### [2023-01-01 t](https://a.example/1)", "#### [2023-01-01 *t*](https://a.example/1)", "- [2023-01-02 u](https://a.example/2)",
        "  - n", "    code", "text", "", "```", "<!--", "-->", "\tx", "---", "  ", "- [2023-09-31 bad](https://a.example/3)",
    ]
)  # fmt: skip


@given(st.lists(_LINES, max_size=25))
def test_the_export_of_any_imported_log_equals_the_log(lines: list[str]) -> None:
    text = "\n".join(lines)
    plan, records = imported(text.encode())
    remembered = sidecar.read(sidecar.write(plan.sidecar), "log.yml")
    assert exporting.export(remembered, records, []) == text


def test_an_imported_log_is_exported_byte_for_byte_and_a_second_import_changes_nothing(
    llmnotes: Command, log_file: Path, tmp_path: Path
) -> None:
    first = llmnotes("import", str(log_file))
    assert first.returncode == 0
    assert "36 entries, 10 without a note" in first.stderr.decode()
    assert "2013-05-27 is out of order" in first.stderr.decode()
    assert llmnotes("export", "--format", "log").stdout == log_file.read_bytes()
    before = {path: path.read_bytes() for path in (tmp_path / "entries").rglob("*") if path.is_file()}
    assert len(before) == 37
    again = llmnotes("import", str(log_file), "--update")
    assert again.returncode == 0
    assert {path: path.read_bytes() for path in (tmp_path / "entries").rglob("*") if path.is_file()} == before


LOG = "### [2023-01-01 one](https://a.example/1)\n\n- old\n\n### [2023-01-03 two](https://a.example/2)\n"


@pytest.fixture
def shelf(tmp_path: Path, llmnotes: Command) -> Path:
    (tmp_path / "l.md").write_text(LOG, encoding="utf-8")
    assert llmnotes("import", "l.md").returncode == 0
    return tmp_path


def one(shelf: Path) -> Path:
    return shelf / "entries" / "2023" / "2023-01-01-a-1.md"


def test_a_change_in_the_log_alone_is_reported_by_each_import_and_changes_the_record_only_with_update(
    shelf: Path, llmnotes: Command
) -> None:
    (shelf / "l.md").write_text(LOG.replace("old", "new"), encoding="utf-8")
    done = llmnotes("import", "l.md")
    assert (done.returncode, b"import-changed" in done.stderr, "old" in one(shelf).read_text(encoding="utf-8")) == (0, True, True)
    again = llmnotes("import", "l.md")
    assert b"import-changed" in again.stderr
    assert llmnotes("import", "l.md", "--update").returncode == 0
    assert "- new" in one(shelf).read_text(encoding="utf-8")
    assert llmnotes("export", "--format", "log").stdout.decode() == LOG.replace("old", "new")


def test_an_import_keeps_a_change_in_the_record_alone_and_an_export_contains_it(shelf: Path, llmnotes: Command) -> None:
    curated = one(shelf).read_text(encoding="utf-8").replace("old", "curated")
    one(shelf).write_text(curated, encoding="utf-8")
    done = llmnotes("import", "l.md", "--update")
    assert (done.returncode, b"warning" in done.stderr.replace(b"0 warnings", b"")) == (0, False)
    assert one(shelf).read_text(encoding="utf-8") == curated
    assert llmnotes("export", "--format", "log").stdout.decode() == LOG.replace("old", "curated")


def test_changes_in_log_and_record_are_a_conflict_and_overwrite_nothing(shelf: Path, llmnotes: Command) -> None:
    curated = one(shelf).read_text(encoding="utf-8").replace("old", "curated")
    one(shelf).write_text(curated, encoding="utf-8")
    (shelf / "l.md").write_text(LOG.replace("old", "new"), encoding="utf-8")
    done = llmnotes("import", "l.md", "--update")
    assert (done.returncode, b"l.md:1: error [import-conflict]" in done.stderr) == (1, True)
    assert one(shelf).read_text(encoding="utf-8") == curated


def test_a_dry_run_of_an_import_lists_the_new_record_and_creates_no_file(shelf: Path, llmnotes: Command) -> None:
    before = sorted(path for path in shelf.rglob("*"))
    (shelf / "l.md").write_text(LOG + "### [2023-01-04 three](https://a.example/3)\n", encoding="utf-8")
    done = llmnotes("import", "l.md", "--dry-run")
    assert done.stdout.decode().split() == ["add", "2023-01-04-a-3", "three"]
    assert sorted(path for path in shelf.rglob("*")) == before


def test_a_record_that_was_added_after_the_import_is_exported_by_date_and_recognized_by_the_next_import(
    shelf: Path, llmnotes: Command
) -> None:
    new = shelf / "entries" / "2023" / "2023-01-02-mine.md"
    new.write_text("---\ntitle: mine\nurl: https://b.example/\ndate: 2023-01-02\n---\n\n- hello\n", encoding="utf-8")
    exported = llmnotes("export", "--format", "log").stdout.decode()
    assert exported == LOG.replace("### [2023-01-03", "### [2023-01-02 mine](https://b.example/)\n\n- hello\n\n### [2023-01-03")
    (shelf / "l.md").write_text(exported, encoding="utf-8")
    assert llmnotes("import", "l.md").returncode == 0
    assert len(list((shelf / "entries").rglob("*.md"))) == 3


def test_a_second_entry_of_a_log_with_the_same_url_and_another_title_makes_a_second_record_and_is_reported(
    shelf: Path, llmnotes: Command
) -> None:
    (shelf / "m.md").write_text("### [2023-01-01 x](https://r.example/a)\n### [2023-01-01 y](https://r.example/a)\n", encoding="utf-8")
    done = llmnotes("import", "m.md")
    assert b"m.md:2: warning [log-repeat]" in done.stderr
    assert sorted(path.stem for path in (shelf / "entries").rglob("2023-01-01-r*.md")) == ["2023-01-01-r-a", "2023-01-01-r-a-2"]


def test_an_entry_repeated_in_one_log_makes_one_record_and_is_reported_once_with_both_places(shelf: Path, llmnotes: Command) -> None:
    entry = "### [2023-01-01 x](https://r.example/a)\n\n- n\n\n"
    text = f"{entry}### [2023-01-02 y](https://r.example/b)\n\n{entry.replace(')', ') ', 1)}\n{entry}"
    (shelf / "m.md").write_text(text, encoding="utf-8")
    done = llmnotes("import", "m.md")
    message = done.stderr.decode()
    assert [line.split(" ")[0] for line in message.splitlines() if "[log-repeat]" in line] == ["m.md:7:", "m.md:12:"]
    assert message.count("also at m.md:1") == 2
    assert "2 added, 0 updated, 0 unchanged" in message
    assert "2 repeated in the log" in message
    records = sorted(path.stem for path in (shelf / "entries").rglob("2023-01-0?-r*.md"))
    assert records == ["2023-01-01-r-a", "2023-01-02-r-b"]
    assert llmnotes("export", "--format", "log", "--log", "m").stdout.decode() == text
    assert b"log-repeat" not in llmnotes("import", "m.md").stderr
    assert sorted(path.stem for path in (shelf / "entries").rglob("2023-01-0?-r*.md")) == records


def test_a_repeated_entry_that_is_edited_later_becomes_a_new_entry(shelf: Path, llmnotes: Command) -> None:
    entry = "### [2023-01-01 x](https://r.example/a)\n\n- n\n\n"
    (shelf / "m.md").write_text(entry * 2, encoding="utf-8")
    llmnotes("import", "m.md")
    (shelf / "m.md").write_text(entry.replace("- n", "- other") + entry, encoding="utf-8")
    assert b"1 added, 0 updated, 1 unchanged" in llmnotes("import", "--update", "m.md").stderr
    notes = {path.read_text(encoding="utf-8").rstrip()[-7:] for path in (shelf / "entries").rglob("2023-01-01-r*.md")}
    assert sorted(note.split("- ")[1] for note in notes) == ["n", "other"]


def test_an_import_reports_the_number_of_new_records_whose_notes_have_errors(shelf: Path, llmnotes: Command) -> None:
    note = "<<<<<<< HEAD\n- a\n=======\n- b\n>>>>>>> x\n"
    (shelf / "m.md").write_text(f"### [2023-01-01 x](https://r.example/a)\n\n{note}", encoding="utf-8")
    expected = b"lint would report errors in the notes of 1 record: run `llmnotes lint` after the import"
    assert expected in llmnotes("import", "--dry-run", "m.md").stderr
    done = llmnotes("import", "m.md")
    assert (done.returncode, b"lint reports errors in the notes of 1 record" in done.stderr) == (0, True)
    assert b"lint reports errors" not in llmnotes("import", "m.md").stderr
    assert b"note-conflict" in llmnotes("lint").stdout


def test_an_export_needs_the_name_or_the_path_of_a_log_if_several_logs_were_imported(shelf: Path, llmnotes: Command) -> None:
    (shelf / "m.md").write_text("### [2023-01-01 x](https://r.example/a)\n", encoding="utf-8")
    assert llmnotes("import", "m.md").returncode == 0
    assert llmnotes("export", "--format", "log").returncode == 2
    for name in ("m", "m.md", "./m.md"):
        assert llmnotes("export", "--format", "log", "--log", name).stdout == b"### [2023-01-01 x](https://r.example/a)\n"
    assert llmnotes("export", "--format", "log", "--log", "n.md").returncode == 2


def test_a_title_that_is_too_long_is_reported_at_its_line_and_its_entry_stays_in_the_log(llmnotes: Command, tmp_path: Path) -> None:
    log = (
        "# L\n\n"
        f"### [2023-01-01 {'題' * 1_500}](https://a.example/1)\n\n- one\n\n"
        f"### [2023-01-02 {'題' * 1_501}](https://a.example/2)\n\n- two\n\n"
        f"### [2023-01-03 {'t' * 9_000}](https://a.example/3)\n\n- three\n\n"
        f"### [2023-01-04 *e* {'t' * 9_000}](https://a.example/4)\n\n- four\n"
    )
    (tmp_path / "log.md").write_text(log, encoding="utf-8")
    done = llmnotes("import", "log.md")
    assert done.returncode == 1
    errors = [line for line in done.stderr.decode().splitlines() if line.startswith("log.md:") and "error [" in line]
    assert [line.split(": ")[0] for line in errors] == [f"log.md:{line}" for line in (7, 11, 15)]
    assert all("[log-title]" in line and len(line) < 200 for line in errors)
    assert len(list((tmp_path / "entries").rglob("*.md"))) == 1
    assert llmnotes("lint").returncode == 0
    assert llmnotes("export", "--format", "log").stdout.decode() == log


def test_an_import_suggests_no_more_tags_than_a_record_may_have(llmnotes: Command, tmp_path: Path) -> None:
    words = [f"w{number}" for number in range(200)]
    (tmp_path / "topics.yml").write_text(f"topics: []\ntags: [{', '.join(words)}]\n", encoding="utf-8")
    (tmp_path / "log.md").write_text(f"### [2023-01-01 t](https://a.example/1)\n\n{' '.join(words)}\n", encoding="utf-8")
    assert llmnotes("import", "log.md").returncode == 0
    assert llmnotes("lint").returncode == 0
