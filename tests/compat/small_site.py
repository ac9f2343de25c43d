"""A small site with a list and pages of the author, for one plugin."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import forkserver

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HERE = Path(__file__).parent
RECORD = """\
---
title: Title {number}
url: https://a.example/{number}
date: 2024-01-0{number}
topics: [rag]
tags: [x]
---

Note {number} has {{{{ 40 + 2 }}}}.
"""
TOPICS = "topics:\n- id: rag\n  title: {ja: 検索, en: Retrieval}\n  description: {ja: 検索, en: Retrieval}\n"
FILES = {
    "topics.yml": TOPICS,
    "docs/index.md": "# Home\n\nWords of the home page.\n",
    "docs/guide/index.md": "# Guides\n",
    "docs/guide/page.md": "---\ntags: [a-tag-of-the-guide]\n---\n# The guide\n\nWords of the guide. [An entry](../entries/2024-01-03-title.md)\n\n![x](../a.png)\n",
    "docs/guide/secret.md": "# Secret\n",
    "docs/a.png": "an image",
}
OWN_FILES = {
    "blog": {
        "docs/blog/index.md": "# Blog\n",
        "docs/blog/posts/post.md": "---\ndate: 2024-01-01\n---\n# A post\n\n[An entry](../../entries/2024-01-03-title.md)\n",
    },
    "meta": {"docs/guide/.meta.yml": "description: From the folder\n"},
    "typeset": {"docs/guide/code.md": "# The `code`\n"},
    "awesome-nav": {"docs/.nav.yml": "nav:\n  - index.md\n  - Named by awesome-nav: guide\n"},
    "macros": {"docs/guide/page.md": f"{FILES['docs/guide/page.md']}\nThe sum is {{{{ 40 + 2 }}}}.\n"},
    "mkdocstrings": {"docs/api.md": "# API\n\n::: adding\n", "adding.py": 'def add(a, b):\n    """Add two numbers."""\n    return a + b\n'},
    "literate-nav": {"docs/SUMMARY.md": "- [Home](index.md)\n- [Named by SUMMARY](guide/page.md)\n"},
    "gen-files": {
        "gen.py": "import mkdocs_gen_files\nwith mkdocs_gen_files.open('generated.md', 'w') as file:\n"
        "    print('# Generated\\n\\n[An entry](entries/2024-01-03-title.md)', file=file)\n"
    },
    "monorepo": {"part/mkdocs.yml": "site_name: part\nnav: [index.md]\n", "part/docs/index.md": "# Part\n\nWords of the part.\n"},
    "static-i18n": {"docs/guide/page.ja.md": "# 案内\n"},
}
"""Files that the site of a row needs in addition, by the name of the row."""
GIT = ("-c", "user.name=Ann", "-c", "user.email=ann@mail.example")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A row of plugins.toml: a plugin that is tested beside llmnotes."""

    name: str
    works: bool
    know: str
    package: str = ""
    config: str = ""
    settings: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Built:
    """A site in a folder, and the way to build it."""

    folder: Path
    run: Callable[..., subprocess.CompletedProcess[str]]
    """Function that runs a program, such as `mkdocs`, in the folder of the site."""

    def build(self) -> subprocess.CompletedProcess[str]:
        return self.run("mkdocs", "build", "--strict")

    def has(self, path: str) -> bool:
        return (self.folder / "site" / path).exists()

    def text(self, path: str) -> str:
        return (self.folder / "site" / path).read_text(encoding="utf-8")

    def write(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def rows() -> list[Row]:
    """Return the rows of plugins.toml."""
    return [Row(**row) for row in tomllib.loads((HERE / "plugins.toml").read_text(encoding="utf-8"))["row"]]


def runner(programs: Path, folder: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs a program of an environment in a folder. `programs` is the folder of the environment's programs.

    A program of the environment of the tests is a module too, which the fork server runs in half the time.
    """
    names = {
        "GIT_AUTHOR_NAME": "Ann",
        "GIT_AUTHOR_EMAIL": "ann@mail.example",
        "GIT_COMMITTER_NAME": "Ann",
        "GIT_COMMITTER_EMAIL": "ann@mail.example",
    }
    quiet = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true", "PYTHONWARNINGS": "ignore"}
    env = {**os.environ, **names, **quiet, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}

    def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        if programs == Path(sys.executable).parent:
            return forkserver.shared().run_text(program, *arguments, cwd=folder, env=env, timeout=300)
        return subprocess.run(
            [programs / program, *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=300
        )

    return run


def write_site(folder: Path, row: Row | None, programs: Path, *, theme: str = "material") -> Built:
    """Write a site with five entries and pages of the author, and commit its files. `row` is the plugin beside llmnotes."""
    site = Built(folder=folder, run=runner(programs, folder))
    files = {**FILES, **(OWN_FILES.get(row.name, {}) if row else {})}
    for number in range(1, 6):
        files[f"entries/2024/2024-01-0{number}-title.md"] = RECORD.format(number=number)
    settings = "site_name: A list\nsite_url: https://u.example/list/\nuse_directory_urls: true\n"
    if row is None or "theme:" not in row.settings:
        settings += f"theme: {{name: {theme}, font: false}}\n"
    if row:
        settings += f"{row.settings}\n"
    settings += "plugins:\n  - llmnotes\n" + (f"  - {row.config}\n" if row and row.config else "")
    files["mkdocs.yml"] = settings
    files[".gitignore"] = "/site/\n/.cache/\n"
    for path, text in files.items():
        site.write(path, text)
    git: Sequence[Sequence[str]] = (("init", "-q", "-b", "main"), ("add", "-A"), (*GIT, "commit", "-q", "-m", "A list"))
    for arguments in git:
        subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S607 - git of the developer
    return site
