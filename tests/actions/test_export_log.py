"""Exporting a list as a log."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmnotes.actions.export_log import export_log
from llmnotes.actions.import_log import carry_out_import, plan_import
from llmnotes.actions.reading_list import ReadingList
from llmnotes.errors import RefusalError

LOG = "# L\n\n### [2023-01-01 one](https://a.example/1)\n\n- a note\n"
OTHER = "- [2023-01-02 two](https://a.example/2)\n"
ADDED = "---\ntitle: three\nurl: https://a.example/3\ndate: 2023-01-03\n---\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "log.md").write_text(LOG, encoding="utf-8")
    (tmp_path / "other.md").write_text(OTHER, encoding="utf-8")
    return tmp_path


def imported(*names: str) -> ReadingList:
    opened = ReadingList.open(None)
    for name in names:
        carry_out_import(opened, plan_import(opened, Path(name), update=False))
    return ReadingList.open(None)


def test_a_log_is_exported_without_giving_its_name_if_it_is_the_only_imported_log() -> None:
    assert export_log(imported("log.md")) == LOG


def test_each_of_several_imported_logs_is_exported_by_its_name() -> None:
    opened = imported("log.md", "other.md")
    assert (export_log(opened, "log"), export_log(opened, "other")) == (LOG, OTHER)


def test_exporting_a_log_without_giving_its_name_is_refused_if_several_logs_were_imported() -> None:
    with pytest.raises(RefusalError, match="several Markdown logs were imported into this list: log, other"):
        export_log(imported("log.md", "other.md"))


@pytest.mark.parametrize(("names", "known"), [((), "none"), (("log.md",), "log")])
def test_exporting_a_log_that_was_not_imported_is_refused(names: tuple[str, ...], known: str) -> None:
    with pytest.raises(RefusalError, match=f"no Markdown log 'nope' was imported into this list. Imported logs: {known}"):
        export_log(imported(*names), "nope")


@pytest.mark.parametrize("names", [(), ("log.md",)])
def test_an_export_as_a_log_includes_a_record_that_came_from_no_log(folder: Path, names: tuple[str, ...]) -> None:
    imported(*names)
    (folder / "entries" / "2023").mkdir(parents=True, exist_ok=True)
    (folder / "entries" / "2023" / "2023-01-03-a-3.md").write_text(ADDED, encoding="utf-8")
    text = export_log(ReadingList.open(None))
    assert "[2023-01-03 three](https://a.example/3)" in text
    assert ("[2023-01-01 one]" in text) is bool(names)
