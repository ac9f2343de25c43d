"""Every command of the manual works: blocks marked as `sh` are run, and the options of commands between backticks exist."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import click
import forkserver
import pytest
from link_commands import CONFIG, git
from loopback import Loopback, page

from llmnotes import cli
from manual import stand_in
from manual.blocks import PAGES, ROOT, Block, blocks, inline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FILES = {
    "entries/2023/2023-06-09-example.md": "---\ntitle: An example\nurl: https://example.org/page\ndate: 2023-06-09\ntopics: [rag]\ntags: [lang-chain, agents, agent]\n---\n\nA note.\n",
    "topics.yml": "topics:\n- id: rag\n  title: RAG\n",
    "bookmarks.html": '<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n<DT><A HREF="https://example.org/bookmark" ADD_DATE="1700000000">A bookmark</A>\n</DL>\n',
    "log.md": "### [2023-06-10 A page](https://example.org/logged)\n\n- a note\n",
    "table.csv": "Address,Headline,Day\nhttps://example.org/table,A table,2023-06-11\n",
}
"""The files of the list in which the commands of a page run, by path."""


@pytest.fixture(scope="module")
def web() -> Iterator[Loopback]:
    """A server on loopback, in place of example.org."""
    with Loopback() as server:
        for path in ("/article", "/page", "/bookmark", "/logged", "/table"):
            server.route(path, page())
        yield server


def _list(folder: Path, web: Loopback) -> None:
    """Write a small list into a folder, and commit it."""
    for name, text in {"mkdocs.yml": CONFIG.replace("topics: false", "topics: topics.yml"), **_FILES}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.replace("https://example.org/", web.url("/")), encoding="utf-8")
    git(folder, "init", "--quiet", "--initial-branch=main")


_COMMIT = "git add --all && git commit --quiet --allow-empty --message 'The last block' && git tag --force COMMIT >&2"
"""The commands before each block, except in the tutorial, which has its own. Pages write `COMMIT` for the commit of an earlier change."""


def _runnable(block: Block) -> str:
    """Return the commands of a block. A block that starts a list runs in a new folder, and later blocks run there only if it changes to the list."""
    if not block.text.startswith("llmnotes init"):
        return block.text
    start = f"mkdir new-{block.line}; cp *.html *.md new-{block.line} 2>/dev/null || true; cd new-{block.line}\n{block.text}"
    return start if "\ncd " in block.text else f"( {start} )"


@pytest.mark.parametrize("path", [path for path in PAGES if any(not block.reason for block in blocks(path))], ids=lambda path: path.name)
def test_the_commands_on_each_page_of_the_manual_succeed_in_order_unless_the_page_says_why_they_are_not_run(
    tmp_path: Path, web: Loopback, path: Path
) -> None:
    is_tutorial = path.name == "tutorial.md"
    programs, folder = tmp_path / "programs", tmp_path / "list"
    programs.mkdir()
    folder.mkdir()
    forkserver.shared().script(programs / "real", "llmnotes")
    own = programs / "llmnotes"
    own.write_text(f'#!/bin/sh\nexec {sys.executable} -IS {stand_in.__file__} {programs / "real"} "$@"\n', encoding="utf-8")
    own.chmod(0o755)
    if not is_tutorial:
        _list(folder, web)
        (folder / ".venv" / "bin").mkdir(parents=True)
        shutil.copy(own, folder / ".venv" / "bin")
    lines = ["set -e"]
    for block in blocks(path):
        if not block.reason:
            lines += [f"echo '# line {block.line}' >&2", *([] if is_tutorial else [_COMMIT]), _runnable(block)]
    script = "\n".join(lines).replace("https://example.org/", web.url("/"))
    me = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in (("NAME", "a"), ("EMAIL", "a@example.org"))}
    env = {**forkserver.unmeasured(), **me, "GIT_CONFIG_GLOBAL": os.devnull, "PATH": f"{programs}:{os.environ['PATH']}"}
    bash = shutil.which("bash")
    assert bash is not None
    done = subprocess.run(
        [bash, "-c", script], cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stdout + done.stderr
    if is_tutorial:
        assert len(list(folder.glob("new-*/my-list/site/topics/videos/index.html"))) == 1


def test_the_reason_not_to_run_a_block_of_the_manual_says_what_it_needs_or_what_runs_it_instead() -> None:
    reasons = [block.reason for path in PAGES for block in blocks(path) if block.reason]
    assert reasons
    assert all(re.search("needs a|runs|builds", reason) for reason in reasons), reasons


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def _fault(command: str) -> str | None:
    """Return what is wrong with a command between backticks; None if the command and its options exist."""
    program, *words = shlex.split(re.sub(r"[…“”「」]", " ", command), comments=True)
    if program == "make":
        return None if words[0] in _targets() else "no such target"
    found: click.Command = cli.main
    while words and isinstance(found, click.Group):
        if words[0].startswith("-") or words[0].isupper():
            break
        child = found.get_command(click.Context(found), words.pop(0))
        if child is None:
            return "no such command"
        found = child
    if found.ignore_unknown_options:
        return None  # the options are those of MkDocs
    known = {name for one in found.params for name in (*one.opts, *one.secondary_opts)} | {"--help", "-h"}
    wrong = [word for word in words if word.startswith("--") and word.partition("=")[0] not in known]
    return f"no such option: {', '.join(wrong)}" if wrong else None


@pytest.mark.parametrize("path", [*PAGES, ROOT / "CONTRIBUTING.md"], ids=lambda path: path.name)
def test_commands_and_options_that_the_manual_names_exist(path: Path) -> None:
    assert {command: fault for command in inline(path) if (fault := _fault(command))} == {}
