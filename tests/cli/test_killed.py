"""Kill commands before each write to the disk: either all files change or none, and the same command works again."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from killing import kills, tree

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = "site_name: A list\nplugins:\n- llmnotes: {language: ja}\n"
TOPICS = "topics:\n- {id: rag, title: RAG, patterns: [RAG]}\n- {id: other, title: Other}\ntags:\n- {name: LoRA, aliases: [lora]}\n"
LOG = "".join(f"### [2023-06-0{day} 題{day}](https://b.example/{day})\n\n- ノート{day}\n\n" for day in range(1, 5))
LEDGER = "# llmnotes links 1: one line for each link, with its recorded checks\n" + "".join(
    f"https://a.example/{day} moved=2026-11-01T04:00Z,https://a.example/moved-{day} moved=2026-11-03T04:00Z,https://a.example/moved-{day} "
    f"moved=2026-11-05T04:00Z,https://a.example/moved-{day}\n"
    for day in range(1, 4)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "list"
    (made / "entries" / "2023").mkdir(parents=True)
    (made / "links").mkdir()
    (made / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    (made / "topics.yml").write_text(TOPICS, encoding="utf-8")
    (made / "links" / "ledger.txt").write_text(LEDGER, encoding="utf-8")
    for day in range(1, 4):
        text = f"---\ntitle: 題{day}\nurl: https://a.example/{day}\ndate: 2023-06-0{day}\ntopics: [rag, rag]\ntags: [LoRA]\n---\n\nノート{day}\n"
        (made / "entries" / "2023" / f"2023-06-0{day}-example.md").write_text(text, encoding="utf-8")
    return made


@pytest.mark.parametrize(
    ("command", "changes"),
    [
        (["tags", "rename", "LoRA", "Adapters"], 4),
        (["topics", "rename", "rag", "retrieval"], 4),
        (["remove", "2023-06-01-example", "2023-06-03-example", "--reason", "sold"], 4),
        (["lint", "--fix"], 3),
        (["links", "fix"], 3),
        (["add", "--yes", "--no-fetch", "https://c.example/"], 1),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) else str(value),
)
def test_a_killed_command_changes_all_files_or_none(folder: Path, command: list[str], changes: int) -> None:
    before = tree(folder)
    *killed, done = kills(folder, command)
    assert done.status == 0, done.output
    assert len(done.tree.items() ^ before.items()) >= changes
    assert len(killed) > 2 * changes
    for one in killed:
        assert one.tree in (before, done.tree)
        assert "Traceback" not in one.output + one.next_output
        half = {path: text for path, text in one.killed.items() if not path.endswith(".part") and "/.changes/" not in path}
        assert ("were undone" in one.next_output) == (half != before and one.tree == before)
    assert any(one.tree == before for one in killed)


@pytest.mark.parametrize("log", ["log.md"])
def test_a_killed_import_changes_all_files_or_none(folder: Path, log: str) -> None:
    (folder / log).write_text(LOG, encoding="utf-8")
    before = tree(folder)
    *killed, done = kills(folder, ["import", log])
    assert done.status == 0, done.output
    assert len(done.tree) == len(before) + 5
    assert all(one.tree in (before, done.tree) for one in killed)
    assert any(path.endswith(".part") for one in killed for path in one.killed)
    again = kills(folder, ["import", log], ["import", log])
    assert all(one.tree == done.tree for one in again)


def test_running_a_killed_command_again_gives_the_same_files_as_a_command_that_was_not_killed(folder: Path) -> None:
    command = ["tags", "rename", "LoRA", "Adapters"]
    *killed, done = kills(folder, command, command)
    assert all(one.tree == done.tree for one in killed)
    # If the first command was killed after it had written the last file, the second fails, because the old name does not exist any more.
    assert sum(one.next_status == 0 for one in killed) > len(killed) // 2


def test_of_three_commands_that_change_one_list_at_once_one_succeeds_and_the_others_change_nothing(folder: Path) -> None:
    def start(new: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", "from llmnotes.cli import run; run()", "tags", "rename", "LoRA", new]
        return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    running = [start(new) for new in ("One", "Two", "Three")]
    output = [process.communicate()[1].decode() for process in running]
    assert all("Traceback" not in one for one in output)
    assert sum(process.returncode == 0 for process in running) == 1, output
    after = tree(folder)
    names = {
        name for path, text in after.items() if path.endswith(".md") for name in ("LoRA", "One", "Two", "Three") if f"[{name}]" in text
    }
    assert len(names) == 1
    assert not [path for path in after if ".changes" in path or path.endswith(".part")]


@pytest.mark.parametrize("command", [["lint"], ["export", "--format", "log"], ["tags", "list"]])
def test_the_next_command_deletes_the_temporary_files_of_a_killed_command_and_no_other_files(
    tmp_path: Path, folder: Path, command: list[str]
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / ".b.md.1.part").write_text("theirs", encoding="utf-8")
    year = folder / "entries" / "2023"
    ours = [
        year / ".a.md.1.part",
        folder / "entries" / ".logs" / ".log.yml.77.part",
        folder / ".topics.yml.3.part",
        year / f".b.md.{os.getpid()}.part",
    ]
    theirs = [
        year / "a.md.1.part",
        year / ".a.md.x.part",
        year / ".a.txt.1.part",
        year / ".part",
        folder / ".mkdocs.yml.3.part",
        folder / "docs" / ".a.md.1.part",
    ]
    for path in (*ours, *theirs):
        path.parent.mkdir(exist_ok=True)
        path.write_text("---\n", encoding="utf-8")
    (year / ".link.md.1.part").symlink_to(outside / ".b.md.1.part")
    (year / "folder").symlink_to(outside)
    (year / ".folder.md.1.part").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", "from llmnotes.cli import run; run()", *command], cwd=folder, capture_output=True, check=False
    )
    assert b"Traceback" not in done.stderr
    assert [path for path in ours if path.exists()] == []
    assert [path for path in theirs if not path.exists()] == []
    assert (year / ".link.md.1.part").is_symlink()
    assert (outside / ".b.md.1.part").read_text(encoding="utf-8") == "theirs"
