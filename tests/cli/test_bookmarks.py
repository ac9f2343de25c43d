"""`llmnotes import`, `llmnotes export` and `llmnotes init --from` with bookmarks."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from conftest import CASES

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

FOLDER = CASES / "import"


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> None:
    for name in ("firefox.html", "pinboard.html", "pinboard.json", "raindrop.csv", "safari.html", "library.bib"):
        shutil.copy(FOLDER / name, tmp_path / name)


def records(folder: Path) -> list[Path]:
    return sorted((folder / "entries").rglob("*.md"))


def test_bookmarks_of_several_files_are_imported_once_and_the_output_says_what_was_left_out(llmnotes: Run, tmp_path: Path) -> None:
    done = llmnotes("import", "firefox.html", "pinboard.json", "raindrop.csv", "--to-read", "unread")
    said = done.stderr.decode()
    assert done.returncode == 0, said
    assert "firefox.html: bookmarks as HTML, 3 bookmarks; records: 1 added" in said
    assert "2 without the URL of a page" in said
    assert "firefox.html:21: warning [bookmark-url] the bookmark 'a bookmarklet' is left out: the scheme is javascript" in said
    assert "1 merged with another bookmark of the same page" in said
    assert "1 private (--private imports them)" in said
    assert "values that are not kept: icons (1)" in said
    assert len(records(tmp_path)) == 2
    text = records(tmp_path)[0].read_text(encoding="utf-8")
    assert "date: 2023-11-14\nadded: 2023-11-14\n" in text
    assert llmnotes("lint").returncode == 0
    again = llmnotes("import", "firefox.html", "pinboard.json", "raindrop.csv")
    assert (again.returncode, again.stderr.decode().count("records: 0 added")) == (0, 3)


def test_a_dry_run_of_an_import_of_bookmarks_shows_the_first_ten_entries_and_writes_nothing(llmnotes: Run, tmp_path: Path) -> None:
    rows = "".join(f"https://a.example/{n},Title {n},2023-11-14\n" for n in range(12))
    (tmp_path / "t.csv").write_text(f"url,title,added\n{rows}", encoding="utf-8")
    done = llmnotes("import", "t.csv", "--dry-run")
    lines = done.stdout.decode().splitlines()
    assert (done.returncode, len(lines), lines[-1]) == (0, 11, "… and 2 more")
    assert lines[0] == "add     2023-11-14-a-0  Title 0"
    assert not (tmp_path / "entries").exists()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("safari.html",), "no bookmark in the file can be imported (bookmarks found: 2)"),
        (("safari.html", "--format", "pinboard"), "the text is not JSON"),
        (("raindrop.csv", "--column", "url=nothing"), "no column 'nothing'"),
    ],
)
def test_importing_a_file_of_which_no_bookmark_can_be_imported_ends_with_exit_status_1_and_writes_nothing(
    llmnotes: Run, tmp_path: Path, args: tuple[str, ...], message: str
) -> None:
    done = llmnotes("import", *args)
    assert (done.returncode, message in done.stderr.decode()) == (1, True), done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert not (tmp_path / "entries").exists()


@pytest.mark.parametrize(
    "args",
    [
        ("--date", "soon"), ("--date", "2023-02-30"), ("--date", "2999-01-01"), ("--column", "url"), ("--column", "colour=x"), ("--to-read", " "), ("--format", "word"),
    ],
)  # fmt: skip
def test_wrong_values_of_the_options_of_llmnotes_import_are_usage_errors(llmnotes: Run, args: tuple[str, str]) -> None:
    assert llmnotes("import", "safari.html", *args).returncode == 2


def test_imported_bookmarks_without_a_date_get_the_date_of_the_option_date(llmnotes: Run, tmp_path: Path) -> None:
    assert llmnotes("import", "safari.html", "--date", "2024-01-02").returncode == 0
    assert [path.name for path in records(tmp_path)] == ["2024-01-02-a-1.md", "2024-01-02-a-2.md"]


@pytest.mark.parametrize("form", ["html", "csv", "json", "bibtex", "markdown", "log"])
def test_importing_an_export_gives_the_same_records_except_for_values_that_its_format_lacks(
    llmnotes: Run, tmp_path: Path, form: str
) -> None:
    assert llmnotes("import", "raindrop.csv", "--topics", "none").returncode == 0
    before = {path.name: path.read_text(encoding="utf-8") for path in records(tmp_path)}
    (tmp_path / "export").write_bytes(llmnotes("export", "--format", form).stdout)
    assert llmnotes("import", "export", "--entries", "again/entries").returncode == 0
    after = {path.name: path.read_text(encoding="utf-8") for path in records(tmp_path / "again")}
    if form in {"markdown", "log"}:  # these formats have neither tags nor the day on which an entry was added
        before = {
            name: "".join(line for line in text.splitlines(keepends=True) if not line.startswith(("added", "tags")))
            for name, text in before.items()
        }
    assert after == before


def test_an_export_has_only_the_entries_that_the_options_select(llmnotes: Run) -> None:
    assert llmnotes("import", "raindrop.csv").returncode == 0
    assert llmnotes("export", "--format", "csv", "--tag", "rag").stdout.count(b"\n") == 2
    assert llmnotes("export", "--format", "csv", "--tag", "nope").returncode == 2
    empty = llmnotes("export", "--format", "csv", "--since", "2999")
    assert (empty.returncode, empty.stdout.count(b"\n"), b"no entry fits all of the options" in empty.stderr) == (0, 1, True)
    assert llmnotes("export", "--format", "csv", "--log", "x").returncode == 2


def test_a_new_list_can_start_with_the_users_links_and_the_topics_that_the_user_chooses(llmnotes: Run, tmp_path: Path) -> None:
    (tmp_path / "log.md").write_text(
        "# L\n\n## LLM\n\n### [2023-01-01 one](https://b.example/)\n\n## 2024\n\n### [2024-01-01 two](https://c.example/)\n",
        encoding="utf-8",
    )
    done = llmnotes("init", "my", "--yes", "--from", "firefox.html", "log.md", "raindrop.csv", "--topic", "llm")
    assert done.returncode == 0, done.stderr.decode()
    texts = [path.read_text(encoding="utf-8") for path in records(tmp_path / "my")]
    assert len(texts) == 4
    assert sum("topics: [llm]" in text for text in texts) == 2
    assert "tags: [RAG, large models]" in "".join(texts)
    assert "- id: llm\n  title: LLM\n" in (tmp_path / "my" / "topics.yml").read_text(encoding="utf-8")
    linted = llmnotes("lint", "--config", "my/mkdocs.yml")
    # Also for the two records without a topic.
    assert (linted.returncode, linted.stderr.decode().splitlines()) == (
        0,
        ["4 records: no problems"],
    )
    assert llmnotes("export", "--format", "log", "--config", "my/mkdocs.yml", "--log", "log").stdout.startswith(b"# L\n\n## LLM\n")


@pytest.mark.parametrize(
    ("args", "status", "message"),
    [
        (("--from", "safari.html"), 1, "no list was started"),
        (("--from", "raindrop.csv", "--topic", "nope"), 2, "no folder, section or tag of the files has the name 'nope'"),
        (("raindrop.csv",), 2, "only with the option --from"),
    ],
)
def test_init_refuses_files_without_usable_links_topics_that_no_file_has_and_files_without_the_option_from(
    llmnotes: Run, tmp_path: Path, args: tuple[str, ...], status: int, message: str
) -> None:
    done = llmnotes("init", "my", "--yes", *args)
    assert (done.returncode, message in done.stderr.decode()) == (status, True), done.stderr.decode()
    assert not (tmp_path / "my").exists()
