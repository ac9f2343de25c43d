"""The built site, as MkDocs and ProperDocs make it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def build(folder: Path, *args: str, module: str = "mkdocs") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, "build", *args],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"},
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("mkdocs.yml", "topics.yml"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("entries", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(("directories", "language"), [("true", "ja"), ("false", "en")])
def test_every_page_is_built_and_in_the_sitemap(folder: Path, directories: str, language: str) -> None:
    config = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    config = config.replace("use_directory_urls: true", f"use_directory_urls: {directories}").replace(
        "language: ja", f"language: {language}"
    )
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    result = build(folder, "--strict")
    assert result.returncode == 0, result.stderr
    site = folder / "site"
    pages = [path for path in site.rglob("*.html") if path.name != "404.html"]
    assert len([path for path in pages if "entries" in path.parts]) == 36
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    assert len(re.findall("<loc>", sitemap)) == len(pages)


def test_an_entry_page(folder: Path) -> None:
    assert build(folder).returncode == 0
    html = (folder / "site/entries/2023-06-09-classmethod-revise-retrieval-augmented-generation/index.html").read_text(encoding="utf-8")
    assert '<html lang="ja"' in html
    assert (
        '<a href="https://dev.classmethod.jp/articles/revise-retrieval-augmented-generation/" rel="noopener">Retrieval Augmented Generationを改良する2つの方法</a></h1>'
        in html
    )
    assert "LlamaIndexの課題やLangChainを使うべきという話も分かる気がする" in html
    assert '<meta name="description" content="単純なRAGの問題点' in html
    index = json.loads((folder / "site/search/search_index.json").read_text(encoding="utf-8"))
    assert any("改良する2つの方法 | DevelopersIO" in document["text"] for document in index["docs"]), "search knows the full title"
    assert any("単純なRAGの問題点" in document["text"] for document in index["docs"])


HOSTILE = """\
---
title: "<script>alert(1)</script> \\"q\\""
url: "https://a.example/\\"><script>alert(2)</script>"
date: 2023-12-01
topics: [rag]
tags: ["<b>x</b>", a/b, .., "C#", C++]
via: "<script>alert(3)</script>"
---

"><script>alert(4)</script> {{ config }}
"""


def test_a_strangers_record_is_harmless_on_every_page(folder: Path) -> None:
    (folder / "entries" / "2023" / "2023-12-01-hostile.md").write_text(HOSTILE, encoding="utf-8")
    assert build(folder, "--strict").returncode == 0
    pages = list((folder / "site").rglob("*.html"))
    assert (folder / "site" / "tags" / "c_23" / "index.html") in pages
    assert (folder / "site" / "tags" / "_2e_2e" / "index.html") in pages
    told = [path for path in pages if "alert(" in (html := path.read_text(encoding="utf-8")) and "<script>alert" not in html]
    assert len(told) >= 6
    assert not [path for path in pages if "<script>alert" in path.read_text(encoding="utf-8")]


def test_properdocs_builds_the_same_site(folder: Path) -> None:
    result = build(folder, "--strict", "-f", "mkdocs.yml", module="properdocs")
    assert result.returncode == 0, result.stderr
    assert (folder / "site/topics/rag/index.html").exists()


def test_a_wrong_option_is_named(folder: Path) -> None:
    config = (folder / "mkdocs.yml").read_text(encoding="utf-8").replace("language: ja", "language: fr\n      entires: x")
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    result = build(folder)
    assert result.returncode == 1
    assert "option 'language': 'fr' won't do: write one of ja, en" in result.stderr
    assert "option 'entires': unknown option" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_damaged_record_is_left_out_and_fails_a_strict_build(folder: Path) -> None:
    damaged = next((folder / "entries" / "2023").glob("*.md"))
    damaged.write_bytes(b"---\ntitle: \xff\n---\n")
    result = build(folder)
    assert result.returncode == 0
    assert f"{damaged.relative_to(folder).as_posix()}:2:8: the file is not UTF-8" in result.stderr
    assert len(list((folder / "site/entries").iterdir())) == 35
    assert build(folder, "--strict").returncode == 1


def test_an_empty_list_says_how_to_begin(folder: Path) -> None:
    shutil.rmtree(folder / "entries")
    assert build(folder, "--strict").returncode == 0
    assert "llmnotes import LOG.md --entries entries" in (folder / "site/index.html").read_text(encoding="utf-8")


def test_a_list_without_topics(folder: Path) -> None:
    config = (folder / "mkdocs.yml").read_text(encoding="utf-8").replace("topics: topics.yml", "topics: false")
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    (folder / "topics.yml").unlink()
    assert build(folder, "--strict").returncode == 0
    assert not (folder / "site/topics").exists()


def test_a_missing_taxonomy_is_told(folder: Path) -> None:
    (folder / "topics.yml").unlink()
    result = build(folder, "--strict")
    assert result.returncode == 1
    assert "topics.yml: no taxonomy" in result.stderr


def test_links_from_docs_to_entries_are_checked(folder: Path) -> None:
    page = folder / "docs" / "about.md"
    page.write_text("[e](entries/2023-06-09-classmethod-revise-retrieval-augmented-generation.md)", encoding="utf-8")
    assert build(folder, "--strict").returncode == 0
    page.write_text("[e](entries/2023-06-09-nothing.md)", encoding="utf-8")
    assert build(folder, "--strict").returncode == 1
