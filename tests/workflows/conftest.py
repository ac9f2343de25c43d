from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from conftest import LIST

from workflows.steps import Runner, git

if TYPE_CHECKING:
    from pathlib import Path

RECORD = "---\ntitle: {0}\nurl: {1}\ndate: 2023-01-01\ntopics: [rag]\n---\n"


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """Return a runner with a clone of a small reading list. The clone's remote `origin` is a folder beside the clone."""
    origin, clone = tmp_path / "origin.git", tmp_path / "clone"
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(origin))
    git(tmp_path, "clone", "-q", str(origin), str(clone))
    git(clone, "switch", "-q", "-c", "main")
    shutil.copy(LIST / "topics.yml", clone)
    (clone / "mkdocs.yml").write_text("site_name: List\nplugins:\n- llmnotes:\n    links: {interval: 0, timeout: 2, controls: []}\n")
    write(clone, "2023-01-01-old", "http://127.0.0.1:9/old")
    push(clone, "main")
    return Runner(clone, tmp_path / "beside")


def write(clone: Path, slug: str, url: str) -> None:
    path = clone / "entries" / slug[:4] / f"{slug}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(RECORD.format(slug, url), encoding="utf-8")


def push(clone: Path, branch: str) -> None:
    git(clone, "add", "-A")
    git(clone, "commit", "-qm", f"on {branch}")
    git(clone, "push", "-q", "origin", branch)
