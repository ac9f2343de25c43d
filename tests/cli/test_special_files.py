"""Call commands on lists with symbolic links, pipes, devices or folders in place of files.

Commands must report these, end, and neither read nor write files outside of the list.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import LIST
from special_files import SECRET, kinds, needs_pipes, plant

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., subprocess.CompletedProcess[bytes]]

pytestmark = needs_pipes

RECORD = "---\ntitle: {title}\nurl: https://a.example/{title}\ndate: 2026-01-01\ntopics: [rag]\ntags: [LoRA]\n---\n"
SOUND = "2026-01-01-sound"
REMOVED = "url: https://a.example/gone\ntitle: gone\ndate: 2026-01-01\nremoved: 2026-01-02\nreason: so\n"
LOG = "# Log\n\n### [2026-01-03 third](https://a.example/third)\n"
FORM = ".github/ISSUE_TEMPLATE/add-entry.yml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a valid list, in which commands run."""
    shutil.copy(LIST / "topics.yml", tmp_path)
    (tmp_path / "mkdocs.yml").write_text("site_name: a\nplugins:\n- llmnotes: {language: en}\n", encoding="utf-8")
    (tmp_path / "log.md").write_text(LOG, encoding="utf-8")
    records = tmp_path / "entries" / "2026"
    records.mkdir(parents=True)
    (records / f"{SOUND}.md").write_text(RECORD.format(title="sound"), encoding="utf-8")
    return tmp_path


@pytest.fixture(autouse=True)
def _outside(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    # Symbolic links lead to a file beside `tmp_path`.
    assert tmp_path.parent == tmp_path_factory.getbasetemp()
    target = tmp_path.parent / "outside.md"
    if not target.exists():
        target.write_text(RECORD.format(title=SECRET), encoding="utf-8")


def output_of(result: subprocess.CompletedProcess[bytes]) -> str:
    text = (result.stdout + result.stderr).decode()
    assert "Traceback" not in text
    assert SECRET not in text
    return text


@kinds
def test_lint_reports_each_pipe_device_folder_or_link_in_place_of_a_file_and_continues(llmnotes: Command, folder: Path, kind: str) -> None:
    places = [
        "entries/2026/2026-01-01-special.md",
        "entries/.removed/2026-01-01-gone.yml",
        "entries/.logs/old.yml",
        "entries/record.schema.json",
        "links/ledger.txt",
        "links/asked.txt",
        FORM,
        "topics.yml",
    ]
    (folder / "entries" / "2026" / "2026-01-01-broken.md").write_text("---\ntitle: T\n---\n", encoding="utf-8")
    for place in places:
        plant(kind, folder / place)
    result = llmnotes("lint", "--format", "json")
    output_of(result)
    assert result.returncode == 1
    problems = json.loads(result.stdout)
    assert all(problem["remedy"] and problem["message"] for problem in problems)
    found = {problem["file"] for problem in problems if problem["rule"] in {"file-kind", "file-size", "record-size"}}
    assert found >= set(places)
    assert "key-missing" in {problem["rule"] for problem in problems}


@kinds
def test_a_mkdocs_yml_that_is_not_a_regular_file_is_an_error_with_exit_status_3(llmnotes: Command, folder: Path, kind: str) -> None:
    plant(kind, folder / "mkdocs.yml")
    result = llmnotes("lint")
    assert result.returncode == 3
    assert output_of(result).startswith("error: mkdocs.yml: ")
    (folder / "mkdocs.yml").rmdir() if kind == "folder" else (folder / "mkdocs.yml").unlink()
    (folder / "mkdocs.yml").write_text("INHERIT: base.yml\nsite_name: a\n", encoding="utf-8")
    plant(kind, folder / "base.yml")
    result = llmnotes("lint")
    assert result.returncode == 3
    assert output_of(result).startswith("error: base.yml: ")


COMMANDS = {
    "lint": ["lint"],
    "lint --fix": ["lint", "--fix"],
    "add": ["add", "https://b.example/", "--no-fetch", "--yes", "--topic", "rag"],
    "import": ["import", "log.md"],
    "export": ["export", "--format", "log"],
    "remove": ["remove", SOUND, "--reason", "so"],
    "tags list": ["tags", "list"],
    "tags rename": ["tags", "rename", "LoRA", "lora-2"],
    "topics list": ["topics", "list"],
    "topics explain": ["topics", "explain"],
    "links report": ["links", "report"],
    "links report --format json": ["links", "report", "--format", "json"],
    "links fix": ["links", "fix"],
    "links mark": ["links", "mark", "https://a.example/sound", "dead", "--reason", "so"],
    "links merge": ["links", "merge", "links"],
    "schema": ["schema", "--write"],
    "github form": ["github", "form"],
    "workflows": ["workflows", "github"],
}
commands = pytest.mark.parametrize("command", COMMANDS)


@commands
def test_every_command_ends_without_traceback_if_files_of_the_list_are_not_regular_files(
    llmnotes: Command, folder: Path, command: str
) -> None:
    (folder / "links").mkdir()
    places = ["entries/2026/2026-01-01-special.md", "entries/.removed/2026-01-01-gone.yml", "links/ledger.txt"]
    for place, kind in zip(places, ["pipe", "link outside", "link to /dev/zero"], strict=True):
        plant(kind, folder / place)
    first = llmnotes(*COMMANDS[command])
    for place in ("topics.yml", "entries/.logs/log.yml"):
        plant("pipe", folder / place)
    second = llmnotes(*COMMANDS[command])
    for result in (first, second):
        output_of(result)
        assert result.returncode in {0, 1, 2, 3}  # a process that a signal has ended has a negative status


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


WRITES = {
    "entries": ["lint --fix", "add", "import", "remove", "tags rename", "links fix", "schema"],
    "entries/2026": ["lint --fix", "add", "import", "remove", "tags rename", "links fix"],
    "entries/.logs": ["import", "remove"],
    "entries/.removed": ["remove"],
    "links": ["links mark", "links merge"],
    "links/.run": ["links mark", "links merge"],
    ".github": ["github form", "workflows"],
    ".github/ISSUE_TEMPLATE": ["github form"],
}


@pytest.mark.parametrize(("place", "command"), [(place, command) for place, names in WRITES.items() for command in names])
def test_no_command_writes_through_a_symbolic_link(
    llmnotes: Command, folder: Path, tmp_path_factory: pytest.TempPathFactory, place: str, command: str
) -> None:
    # Without this record, some of the commands would have nothing to write.
    (folder / "entries" / "2026" / f"{SOUND}.md").write_text(
        RECORD.format(title="sound").replace("[LoRA]", "[LoRA, LoRA]"), encoding="utf-8"
    )
    (folder / "links").mkdir()
    (folder / "entries" / ".removed").mkdir()
    (folder / "entries" / ".removed" / "2026-01-01-gone.yml").write_text(REMOVED, encoding="utf-8")
    assert llmnotes("import", "log.md").returncode == 0
    assert llmnotes("github", "form").returncode == 0
    assert llmnotes("links", "mark", "https://a.example/sound", "alive", "--reason", "so").returncode == 0
    far = tmp_path_factory.mktemp("far") / "folder"
    shutil.move(folder / place, far)
    (folder / place).symlink_to(far)
    (folder / "log.md").write_text(f"{LOG}\n### [2026-01-04 fourth](https://a.example/fourth)\n", encoding="utf-8")
    before = snapshot(far)
    result = llmnotes(*COMMANDS[command])
    assert place in output_of(result)
    assert snapshot(far) == before
    assert result.returncode in {1, 2, 3}


@pytest.mark.parametrize("name", ["journal.jsonl", "run.lock", "ledger.lock", ".gitignore"])
def test_a_link_check_writes_nothing_through_symbolic_links_in_the_folder_of_its_journal(
    llmnotes: Command, folder: Path, name: str
) -> None:
    victim = folder / "victim"
    victim.write_text("precious", encoding="utf-8")
    (folder / "links" / ".run").mkdir(parents=True)
    (folder / "links" / ".run" / name).symlink_to(victim)
    shutil.rmtree(folder / "entries" / "2026")  # the list has no records then, so the command sends no request to a real server
    result = llmnotes("links", "check", "--record")
    assert f"links/.run/{name}: a symbolic link" in output_of(result)
    assert result.returncode == 3
    assert victim.read_text(encoding="utf-8") == "precious"


@kinds
def test_importing_a_log_that_is_not_a_regular_file_is_refused_unless_it_is_a_symbolic_link_to_a_file(
    llmnotes: Command, folder: Path, kind: str
) -> None:
    (folder / "log.md").unlink()
    plant(kind, folder / "log.md")
    result = llmnotes("import", "log.md")
    text = (result.stdout + result.stderr).decode()
    assert "Traceback" not in text
    if kind in {"link outside", "relative link outside", "link to a link outside"}:
        assert "entries" in text  # a symbolic link is followed if the user names it on the command line
    else:
        assert result.returncode in {1, 2, 3}
        assert "log.md" in text


def test_importing_a_log_from_standard_input_is_refused_with_a_remedy(llmnotes: Command, folder: Path) -> None:
    assert folder.exists()
    result = llmnotes("import", "/dev/stdin")
    assert result.returncode == 3
    assert "Replace it with a regular file" in output_of(result)


@kinds
def test_the_command_github_entry_refuses_an_event_file_that_is_not_a_regular_file(llmnotes: Command, folder: Path, kind: str) -> None:
    plant(kind, folder / "event.json")
    result = llmnotes("github", "entry", "event.json", "--result", "step-result.json", "--no-fetch")
    assert output_of(result)
    assert result.returncode in {2, 3}
    assert not (folder / "step-result.json").exists()


def test_a_folder_of_records_outside_of_the_list_works_if_mkdocs_yml_names_it(llmnotes: Command, folder: Path) -> None:
    far = folder.parent / f"{folder.name}-far"
    (folder / "mkdocs.yml").write_text(f"site_name: a\nplugins:\n- llmnotes: {{entries: ../{far.name}}}\n", encoding="utf-8")
    assert llmnotes("add", "https://b.example/", "--no-fetch", "--yes", "--topic", "rag").returncode == 0
    assert list(far.rglob("*.md"))
    assert llmnotes("lint").returncode == 0
    (far / "2027").symlink_to(folder)
    assert f"{far.name}/2027: error [file-kind] a symbolic link" in output_of(llmnotes("lint"))


def test_a_folder_of_records_that_is_a_symbolic_link_is_reported(llmnotes: Command, folder: Path) -> None:
    subprocess.run(["git", "init", "-q", folder], check=True)  # noqa: S607 - git of this machine
    (folder / "site").mkdir()
    (folder / "mkdocs.yml").rename(folder / "site" / "mkdocs.yml")
    (folder / "topics.yml").rename(folder / "site" / "topics.yml")
    (folder / "site" / "mkdocs.yml").write_text("site_name: a\nplugins:\n- llmnotes: {entries: ../entries}\n", encoding="utf-8")
    assert llmnotes("lint", "--config", "site/mkdocs.yml").returncode == 0
    shutil.move(folder / "entries", folder.parent / f"{folder.name}-far")
    (folder / "entries").symlink_to(folder.parent / f"{folder.name}-far")
    result = llmnotes("lint", "--config", "site/mkdocs.yml")
    assert "entries: error [file-kind] a symbolic link" in output_of(result)
    assert result.returncode == 1


def test_lint_works_if_the_folder_of_the_list_is_opened_through_a_symbolic_link(folder: Path) -> None:
    link = folder.parent / f"{folder.name}-link"
    link.symlink_to(folder)
    for where, config in ((link, []), (folder.parent, ["--config", f"{link.name}/mkdocs.yml"])):
        script = "from llmnotes.cli import run; run()"
        done = subprocess.run([sys.executable, "-c", script, "lint", *config], cwd=where, capture_output=True, check=False, timeout=120)
        assert (done.returncode, done.stderr) == (0, b"1 record: no problems\n")


def test_lint_of_one_path_reports_a_symbolic_link_at_or_below_this_path(llmnotes: Command, folder: Path) -> None:
    plant("link outside", folder / "entries" / "2026" / "2026-01-01-special.md")
    for path in ("entries/2026/2026-01-01-special.md", "entries/2026", "entries", "."):
        assert "file-kind" in output_of(llmnotes("lint", path))
    assert llmnotes("lint", f"entries/2026/{SOUND}.md").returncode == 0


def test_writing_a_file_does_not_follow_a_symbolic_link_at_the_name_of_its_temporary_file(folder: Path) -> None:
    victim = folder / "victim"
    victim.write_text("precious", encoding="utf-8")
    script = (
        "import os, pathlib\nfrom llmnotes.system.files import write_atomically\n"
        "os.symlink('victim', f'.a.md.{os.getpid()}.part')\n"
        "write_atomically(pathlib.Path('a.md'), 'new')\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=folder, check=True, timeout=60)
    assert victim.read_text(encoding="utf-8") == "precious"
    assert (folder / "a.md").read_text(encoding="utf-8") == "new"
    assert not list(folder.glob("*.part"))
