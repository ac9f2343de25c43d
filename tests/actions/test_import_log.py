"""Importing logs into a list."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest
from conftest import CASES, LIST

from llmnotes.actions.export_log import export_log
from llmnotes.actions.import_log import PlannedImport, TermsOfLog, carry_out_import, plan_import
from llmnotes.actions.reading_list import ReadingList
from llmnotes.actions.remove import carry_out_removal, plan_removal
from llmnotes.errors import LogError
from llmnotes.logs.importing import ImportAction
from llmnotes.model import Severity

LOG = "# L\n\n### [2023-01-01 On RAG](https://a.example/1)\n\n- a note\n\n### [2023-01-02 two](https://a.example/2)\n"
ONE = "2023-01-01-a-1"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "topics.yml").write_text("topics:\n- {id: rag, title: RAG, patterns: [RAG]}\n", encoding="utf-8")
    (tmp_path / "log.md").write_text(LOG, encoding="utf-8")
    return tmp_path


def planned(*, update: bool = False, name: str = "log.md") -> PlannedImport:
    return plan_import(ReadingList.open(None), Path(name), update=update)


def imported(*, update: bool = False) -> ReadingList:
    carry_out_import(ReadingList.open(None), planned(update=update))
    return ReadingList.open(None)


def counts(found: PlannedImport) -> dict[str, int]:
    return {action.value: found.plan.counted(action) for action in ImportAction if found.plan.counted(action)}


def test_planning_the_import_of_a_new_log_adds_each_entry_to_the_plan_and_writes_nothing() -> None:
    found = planned()
    assert (counts(found), found.writes) == ({"add": 2}, 2)
    assert [change.entry.topics for change in found.plan.changes] == [("rag",), ()]
    assert not Path("entries").exists()


def test_importing_an_unchanged_log_again_changes_no_record() -> None:
    after = imported()
    assert [entry.title for entry in after.entries] == ["On RAG", "two"]
    again = planned()
    assert (counts(again), again.writes) == ({"keep": 2}, 0)


@pytest.mark.parametrize("update", [True, False])
def test_a_record_whose_entry_changed_in_the_log_is_rewritten_only_with_the_option_update(folder: Path, *, update: bool) -> None:
    imported()
    (folder / "log.md").write_text(LOG.replace("a note", "another note"), encoding="utf-8")
    assert planned(update=update).writes == int(update)
    assert imported(update=update).records[ONE].entry.note == ("- another note" if update else "- a note")


def test_importing_a_log_reports_progress_for_each_written_record_and_for_the_sidecar() -> None:
    steps: list[None] = []
    found = planned()
    carry_out_import(ReadingList.open(None), found, lambda: steps.append(None))
    assert len(steps) == found.writes + 1


def test_an_entry_that_two_imported_logs_have_becomes_one_record(folder: Path) -> None:
    (folder / "other.md").write_text(
        "### [2023-01-01 other](https://a.example/1)\n### [2023-01-02 x](https://b.example/)\n", encoding="utf-8"
    )
    opened = ReadingList.open(None)
    for name in ("log.md", "other.md"):
        carry_out_import(opened, plan_import(opened, Path(name), update=False))
    assert sorted(ReadingList.open(None).records) == [ONE, "2023-01-02-a-2", "2023-01-02-b"]


def take(*names: str | Path, keep_gone: bool = False) -> PlannedImport:
    """Import logs one after the other, and return the plan of the last import."""
    for name in names:
        opened = ReadingList.open(None)
        done = plan_import(opened, Path(name), update=False, keep_gone=keep_gone)
        carry_out_import(opened, done)
    return done


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def entry(day: str, title: str, url: str, note: str = "") -> str:
    return f"### [{day} {title}]({url})\n" + (f"\n- {note}\n" if note else "") + "\n"


def rules(found: PlannedImport) -> list[str]:
    return [problem.rule for problem in found.problems]


A = "# A\n\nText of a.\n\n" + entry("2023-01-01", "one", "https://a.example/one", "a note")
B = "# B\n\n" + entry("2023-02-02", "two", "https://b.example/two")


def test_two_imported_logs_with_the_same_file_name_have_separate_sidecars(folder: Path) -> None:
    put(folder / "a" / "README.md", A)
    put(folder / "b" / "README.md", B)
    assert rules(take("a/README.md", "b/README.md", "a/README.md")) == []
    opened = ReadingList.open(None)
    assert (export_log(opened, "a/README").rstrip("\n"), export_log(opened, "b/README").rstrip("\n")) == (A.rstrip("\n"), B.rstrip("\n"))


def test_two_imported_logs_with_the_same_file_name_outside_of_the_list_have_separate_sidecars(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    outside = tmp_path_factory.mktemp("elsewhere")
    first, second = put(outside / "a" / "README.md", A), put(outside / "b" / "README.md", B)
    again = take(first, second, first, second)
    assert (rules(again), counts(again)) == ([], {"keep": 1})
    assert sorted(path.name for path in Path("entries/.logs").iterdir()) == ["README-2.yml", "README.yml"]
    assert str(outside) not in "".join(path.read_text(encoding="utf-8") for path in Path("entries/.logs").iterdir())


def test_a_sidecar_without_the_path_of_its_log_is_used_only_for_the_log_with_the_same_entries(folder: Path) -> None:
    put(folder / "a" / "README.md", A)
    put(folder / "b" / "README.md", B)
    take("a/README.md")
    sidecar = folder / "entries" / ".logs" / "a%2FREADME.yml"
    lines = sidecar.read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "entries" / ".logs" / "README.yml").write_text(
        "".join(line for line in lines if not line.startswith("log:")), encoding="utf-8"
    )
    sidecar.unlink()
    take("b/README.md")
    assert sorted(path.name for path in (folder / "entries" / ".logs").iterdir()) == ["README.yml", "b%2FREADME.yml"]
    assert counts(take("a/README.md")) == {"keep": 1}
    assert sorted(path.name for path in (folder / "entries" / ".logs").iterdir()) == ["a%2FREADME.yml", "b%2FREADME.yml"]


def test_a_log_with_a_path_longer_than_a_file_name_gets_a_sidecar(folder: Path) -> None:
    name = Path("日本語" * 20) / ("ログ" * 30 + ".md")
    put(folder / name, A)
    take(name)
    assert counts(take(name)) == {"keep": 1}
    assert len(list((folder / "entries" / ".logs").iterdir())) == 1


def test_importing_a_renamed_log_adds_no_record_and_deletes_the_sidecar_of_the_old_name(folder: Path) -> None:
    take("log.md")
    (folder / "log.md").rename(folder / "renamed.md")
    again = take("renamed.md")
    assert (counts(again), again.plan.old_path, rules(again)) == ({"keep": 2}, "log.md", [])
    assert [path.name for path in (folder / "entries" / ".logs").iterdir()] == ["renamed.yml"]
    assert export_log(ReadingList.open(None)) == LOG


def test_importing_a_copy_of_a_log_adds_no_record_and_keeps_the_sidecar_of_the_original(folder: Path) -> None:
    take("log.md")
    put(folder / "copy.md", LOG)
    again = take("copy.md")
    assert (counts(again), again.plan.claimed, rules(again)) == ({"keep": 2}, 2, [])
    opened = ReadingList.open(None)
    assert (export_log(opened, "log"), export_log(opened, "copy")) == (LOG, LOG)


@pytest.mark.parametrize(
    ("day", "title", "url", "claimed"),
    [
        ("2023-01-01", "Other words", "https://a.example/1", True),
        ("2024-05-05", "On RAG", "http://www.a.example/1/", True),
        ("2024-05-05", "Other words", "http://www.a.example/1/", False),
        ("2024-05-05", "Other words", "https://a.example/1", False),
        ("2023-01-01", "On RAG", "https://a.example/1?page=2", None),
        ("2023-01-01", "On RAG", "https://a.example/I", None),
    ],
)
def test_an_entry_of_a_second_log_is_matched_with_a_record_only_if_the_url_and_the_date_or_title_are_equal(
    folder: Path, day: str, title: str, url: str, *, claimed: bool | None
) -> None:
    take("log.md")
    text = "# Other\n\n" + entry(day, title, url, "another note").rstrip("\n") + "\n"
    put(folder / "other.md", text)
    found = take("other.md")
    assert counts(found) == ({"keep": 1} if claimed else {"add": 1})
    assert [(problem.rule, str(problem.place)) for problem in found.problems] == ([] if claimed is None else [("log-repeat", "other.md:3")])
    if claimed is not None:
        place = f"entries/2023/{ONE}.md"
        assert place in found.problems[0].message
    again = take("other.md")
    assert (counts(again), rules(again)) == ({"keep": 1}, [])
    assert export_log(ReadingList.open(None), "other") == text


def test_an_entry_that_is_missing_from_a_log_is_reported_until_an_import_with_the_option_keep_gone(folder: Path) -> None:
    take("log.md")
    put(folder / "log.md", LOG.partition("### [2023-01-02")[0])
    assert [rules(take("log.md")) for _ in range(3)] == [["import-gone"]] * 3
    assert rules(take("log.md", keep_gone=True)) == []
    assert rules(take("log.md")) == []
    put(folder / "log.md", "# L\n\n### [2023-01-03 three](https://a.example/3)\n")
    assert rules(take("log.md")) == ["import-gone"]  # the entry that disappeared later
    assert {ONE, "2023-01-02-a-2"} <= ReadingList.open(None).records.keys()


def test_an_entry_that_is_missing_from_a_log_is_not_reported_after_it_returns_or_is_removed(folder: Path) -> None:
    take("log.md")
    short = LOG.partition("### [2023-01-02")[0]
    put(folder / "log.md", short)
    take("log.md")
    put(folder / "log.md", LOG)
    back = take("log.md")
    assert (counts(back), rules(back)) == ({"keep": 2}, [])
    put(folder / "log.md", short)
    take("log.md")
    opened = ReadingList.open(None)
    carry_out_removal(opened, plan_removal(opened, ["2023-01-02-a-2"], reason="gone", today=datetime.date(2024, 1, 1)))
    assert rules(take("log.md")) == []


def test_an_entry_that_moved_to_another_imported_log_is_not_reported_as_missing(folder: Path) -> None:
    take("log.md")
    first, _, second = LOG.partition("### [2023-01-02")
    put(folder / "other.md", f"### [2023-01-02{second}")
    take("other.md")
    put(folder / "log.md", first)
    assert rules(take("log.md")) == []


def test_planning_the_import_of_a_log_reports_the_problems_of_the_records_and_of_the_log(folder: Path) -> None:
    imported()
    (folder / "entries" / "2023" / f"{ONE}.md").write_text("no record", encoding="utf-8")
    (folder / "log.md").write_text(f"{LOG}\n### [2023-02-31 three](https://a.example/3)\n", encoding="utf-8")
    files = [problem.place.file for problem in planned().problems]
    assert files[0] == f"entries/2023/{ONE}.md"
    assert files[-1] == "log.md"


@pytest.mark.parametrize(("content", "message"), [(b"\xff", "log.md: byte 0 is not valid UTF-8"), (None, "log.md: No such file")])
def test_a_log_that_cannot_be_read_stops_the_import(folder: Path, content: bytes | None, message: str) -> None:
    if content is None:
        (folder / "log.md").unlink()
    else:
        (folder / "log.md").write_bytes(content)
    with pytest.raises(LogError, match=message):
        planned()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n<DT><A HREF="https://a.example/" ADD_DATE="1">A</A>\n', "bookmarks as HTML"),
        ('[{"href":"https://a.example/","time":"2023-11-14T22:15:00Z"}]\n', "JSON"),
        ("title,url,time_added\nA,https://a.example/,1700000000\n", "CSV"),
        ("@article{a, title={T}, url={https://a.example/}}\n", "BibTeX"),
        ("# Awesome\n\n- [T](https://a.example/) - words\n", "a list of links without dates"),
        ("# TIL\n\n* [T](https://a.example/) - 2020-04-19\n", "a Markdown log in another style"),
    ],
)
def test_importing_a_file_that_is_not_a_log_is_an_error_that_names_the_files_format_and_writes_nothing(
    folder: Path, text: str, name: str
) -> None:
    put(folder / "other.md", text)
    [problem] = take("other.md").problems
    assert (problem.rule, problem.severity) == ("log-format", Severity.ERROR)
    assert f"it looks like {name}" in problem.message
    assert "https://a.example/" in problem.message
    assert not (folder / "entries").exists()


@pytest.mark.parametrize("text", ["", "# Log\n\nOnly words.\n"])
def test_a_new_log_without_links_gives_advice_and_an_imported_log_that_lost_its_entries_gives_an_error(folder: Path, text: str) -> None:
    put(folder / "empty.md", text)
    assert [(problem.rule, problem.severity) for problem in take("empty.md").problems] == [("log-empty", Severity.ADVICE)]
    take("log.md")
    before = (folder / "entries" / ".logs" / "log.yml").read_bytes()
    put(folder / "log.md", text)
    assert [(problem.rule, problem.severity) for problem in take("log.md").problems] == [("log-format", Severity.ERROR)]
    assert (folder / "entries" / ".logs" / "log.yml").read_bytes() == before


def test_a_topic_that_only_the_note_of_an_imported_entry_suggests_is_not_written(folder: Path) -> None:
    put(folder / "log.md", entry("2023-01-01", "one", "https://a.example/1", "on RAG") + entry("2023-01-02", "RAG", "https://a.example/2"))
    assert [change.entry.topics for change in planned().plan.changes] == [(), ("rag",)]


def test_a_log_that_is_imported_without_topics_gives_new_records_only_tags(folder: Path) -> None:
    (folder / "topics.yml").write_text("topics:\n- {id: rag, title: RAG, patterns: [RAG]}\ntags: [RAG]\n", encoding="utf-8")
    found = plan_import(ReadingList.open(None), Path("log.md"), update=False, terms=TermsOfLog(topics=False))
    assert [(change.entry.topics, change.entry.tags) for change in found.plan.changes] == [((), ("RAG",)), ((), ())]


@pytest.mark.parametrize("update", [False, True])
@pytest.mark.parametrize("name", ["log.md", "renamed.md"])
def test_records_keep_topics_that_a_person_chose_when_their_log_is_imported_again(folder: Path, name: str, *, update: bool) -> None:
    imported()
    record = Path(ReadingList.open(None).records[ONE].file)
    record.write_text(record.read_text(encoding="utf-8").replace("topics: [rag]", "topics: [other]"), encoding="utf-8")
    (folder / "log.md").rename(folder / name)
    (folder / name).write_text(LOG.replace("two", "RAG two"), encoding="utf-8")
    opened = ReadingList.open(None)
    carry_out_import(opened, plan_import(opened, Path(name), update=update))
    topics = {slug: found.entry.topics for slug, found in ReadingList.open(None).records.items()}
    assert topics == {ONE: ("other",), "2023-01-02-a-2": ()}


@pytest.mark.parametrize("update", [False, True])
def test_records_of_a_log_do_not_change_when_the_unchanged_log_is_imported_again(folder: Path, *, update: bool) -> None:
    shutil.copytree(LIST / "entries", folder / "entries")
    shutil.copy(LIST / "topics.yml", folder)
    put(folder / "llm-dev.md", (CASES / "log" / "llm-dev.md").read_text(encoding="utf-8"))
    before = {path: path.read_bytes() for path in (folder / "entries").rglob("*.md")}
    opened = ReadingList.open(None)
    carry_out_import(opened, plan_import(opened, Path("llm-dev.md"), update=update))
    assert {path: path.read_bytes() for path in (folder / "entries").rglob("*.md")} == before
    assert len(before) == 36
