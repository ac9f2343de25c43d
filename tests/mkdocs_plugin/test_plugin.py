"""The site that MkDocs and ProperDocs build."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import feedparser
import forkserver
import pytest
from conftest import LIST
from special_files import SECRET, needs_pipes, plant

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = "https://example.github.io/llmnotes/"


def build(folder: Path, *args: str, module: str = "mkdocs", measured: bool = False) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    if module == "mkdocs":
        return forkserver.shared().run_text("mkdocs", "build", *args, cwd=folder, env=env, timeout=300, measured=measured)
    # ProperDocs replaces MkDocs in sys.modules, so it needs its own process.
    command = [sys.executable, "-m", module, "build", *args]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300, env=env)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a list of 36 entries with three pages by hand."""
    shutil.copytree(LIST, tmp_path, dirs_exist_ok=True)
    (tmp_path / "docs" / "about").mkdir(parents=True)
    (tmp_path / "docs" / "index.md").write_text("# LLM開発 読書ノート\n\n読んだものと、その感想の記録です。\n", encoding="utf-8")
    (tmp_path / "docs" / "about" / "curating.md").write_text("# Keep a list\n\nSee [the file](entries-json.md).\n", encoding="utf-8")
    (tmp_path / "docs" / "about" / "entries-json.md").write_text("# entries.json\n\n| a | b |\n|---|---|\n| c | d |\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("directories", "language"), [("true", "ja"), ("false", "en")])
def test_every_entry_has_a_page_and_the_sitemap_lists_all_pages_that_search_engines_may_list(
    folder: Path, directories: str, language: str
) -> None:
    config = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    config = config.replace("use_directory_urls: true", f"use_directory_urls: {directories}").replace(
        "language: ja", f"language: {language}"
    )
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    result = build(folder, "--strict", measured=True)
    assert result.returncode == 0, result.stderr
    site = folder / "site"
    pages = [path for path in site.rglob("*.html") if path.name != "404.html" and "noindex" not in path.read_text(encoding="utf-8")]
    assert len([path for path in pages if "entries" in path.parts]) == 36
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    assert len(re.findall("<loc>", sitemap)) == len(pages)


def test_the_colour_schemes_and_the_favicon_that_the_author_set_are_kept(folder: Path) -> None:
    own = folder / "docs" / "assets" / "images" / "favicon.png"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"mine")
    config = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    palette = (
        "  palette:\n    - {scheme: default, primary: teal, toggle: {icon: material/weather-night, name: Dark}}\n    - {scheme: slate}\n"
    )
    (folder / "mkdocs.yml").write_text(config.replace("  features:\n", f"{palette}  features:\n"), encoding="utf-8")
    assert build(folder, "--strict").returncode == 0
    home = (folder / "site" / "index.html").read_text(encoding="utf-8")
    assert 'data-palette="default teal indigo ;slate indigo indigo "' in home
    assert '<link rel="icon" href="assets/images/favicon.png">' in home
    assert (folder / "site" / "assets" / "images" / "favicon.png").read_bytes() == b"mine"


def test_a_site_without_colour_schemes_gets_a_light_and_a_dark_one(folder: Path) -> None:
    assert "palette" not in (folder / "mkdocs.yml").read_text(encoding="utf-8")
    assert build(folder, "--strict").returncode == 0
    home = (folder / "site" / "index.html").read_text(encoding="utf-8")
    assert 'data-palette="default white indigo (prefers-color-scheme: light);slate black indigo (prefers-color-scheme: dark)"' in home
    assert '<link rel="icon" href="icons/icon.svg">' in home
    assert 'title="暗い配色にする"' in home


def test_feeds_exports_and_json_files_are_complete(folder: Path) -> None:
    (folder / "docs" / "llms.txt").write_text("by hand", encoding="utf-8")
    assert build(folder, "--strict").returncode == 0
    site = folder / "site"
    slugs = {path.stem for path in (folder / "entries").glob("20*/*.md")}
    assert {path.stem for path in (site / "entries").glob("*.md")} == slugs
    assert {entry["slug"] for entry in json.loads((site / "entries.json").read_text(encoding="utf-8"))["entries"]} == slugs
    assert len(json.loads((site / "feed.json").read_text(encoding="utf-8"))["items"]) == len(slugs)
    opml = ET.parse(site / "feeds.opml")  # noqa: S314 - written by the test's own build
    assert len(opml.findall("body/outline")) == 12
    for outline in opml.findall("body/outline"):
        feed = feedparser.parse((site / (outline.get("xmlUrl") or "").removeprefix(ADDRESS)).read_bytes())
        assert feed.bozo == 0
        assert feed.feed.link == outline.get("htmlUrl")
        assert (site / feed.feed.link.removeprefix(ADDRESS) / "index.html").exists()
    assert (site / "llms.txt").read_text(encoding="utf-8") == "by hand"


def test_the_sitemap_gives_each_generated_page_the_newest_date_of_its_content(folder: Path) -> None:
    assert build(folder, "--strict").returncode == 0
    ns = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    rows = ET.parse(folder / "site/sitemap.xml").findall("s:url", ns)  # noqa: S314 - written by the test's own build
    dates = {(row.findtext("s:loc", "", ns)).removeprefix(ADDRESS): row.findtext("s:lastmod", None, ns) for row in rows}
    assert dates["entries/2023-06-09-classmethod-revise-retrieval-augmented-generation/"] == "2023-06-09"
    assert dates["years/2023/"] == dates["topics/rag/"] == dates[""] == "2023-07-11"
    assert dates["about/entries-json/"] is None, "the date of a hand-written page is unknown"


def test_a_site_without_a_site_url_has_no_feeds_and_no_sitemap(folder: Path) -> None:
    config = (folder / "mkdocs.yml").read_text(encoding="utf-8").replace("site_url: ", "# ")
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    result = build(folder, "--strict")
    assert result.returncode == 0
    assert result.stderr.count("Set site_url in mkdocs.yml") == 1
    site = folder / "site"
    assert not [path for path in site.rglob("*") if path.name.startswith(("feed", "sitemap"))]
    assert "](topics/rag.md)" in (site / "llms.txt").read_text(encoding="utf-8")
    assert (site / "topics/rag.md").exists()
    assert json.loads((site / "entries.json").read_text(encoding="utf-8"))["home"] == "./"


@pytest.mark.parametrize(
    ("url", "root"),
    [
        ("https://preview.example", "https://preview.example/"),
        ("https://preview.example/", "https://preview.example/"),
        ("https://preview.example/pull/7", "https://preview.example/pull/7/"),
        ("https://preview.example/案", "https://preview.example/%E6%A1%88/"),
        ("", ""),
    ],
)
def test_a_site_url_that_a_hook_sets_gets_a_slash_at_its_end(folder: Path, url: str, root: str) -> None:
    (folder / "hook.py").write_text(f"def on_config(config):\n    config.site_url = {url!r}\n", encoding="utf-8")
    with (folder / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("\nhooks: [hook.py]\n")
    assert build(folder, "--strict").returncode == 0
    site = folder / "site"
    slug = "2023-06-09-classmethod-revise-retrieval-augmented-generation"
    for page, address in (
        ("index.html", ""),
        (f"entries/{slug}/index.html", f"entries/{slug}/"),
        ("about/curating/index.html", "about/curating/"),
    ):
        html = (site / page).read_text(encoding="utf-8")
        assert (f'<link rel="canonical" href="{root}{address}">' in html) == bool(url), page
        assert (f'<meta property="og:url" content="{root}{address}">' in html) == bool(url), page
    assert (site / "feed.atom.xml").exists() == bool(url)
    for name in ("feed.atom.xml", "feed.rss.xml", "feed.json", "sitemap.xml") if url else ():
        text = (site / name).read_text(encoding="utf-8")
        assert f"{root}entries/{slug}/" in text
        assert f"{root.rstrip('/')}entries" not in text


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("preview.example", "no scheme: preview.example. Write the whole address, starting with https://"),
        ("/pull/7/", "Write the whole address"),
        ("https://preview.example/?pull=7", "Remove the part from ? or # on"),
    ],
)
@pytest.mark.parametrize("event", ["config", "pre_build"])
def test_a_site_url_of_a_hook_to_which_addresses_cannot_be_appended_stops_the_build(
    folder: Path, event: str, url: str, remedy: str
) -> None:
    (folder / "hook.py").write_text(f"def on_{event}(config):\n    config.site_url = {url!r}\n", encoding="utf-8")
    with (folder / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("\nhooks: [hook.py]\n")
    result = build(folder)
    assert result.returncode == 1
    assert "site_url in mkdocs.yml, or in a hook that sets it: the URL has" in result.stderr
    assert remedy in result.stderr
    assert "Traceback" not in result.stderr


def test_an_entry_page_has_title_note_and_description(folder: Path) -> None:
    assert build(folder).returncode == 0
    html = (folder / "site/entries/2023-06-09-classmethod-revise-retrieval-augmented-generation/index.html").read_text(encoding="utf-8")
    assert '<html lang="ja"' in html
    assert (
        '<a href="https://dev.classmethod.jp/articles/revise-retrieval-augmented-generation/">Retrieval Augmented Generationを改良する2つの方法</a></h1>'
        in html
    )
    assert "LlamaIndexの課題やLangChainを使うべきという話も分かる気がする" in html
    assert '<meta name="description" property="og:description" content="単純なRAGの問題点' in html


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


def test_a_hostile_record_is_escaped_on_every_page(folder: Path) -> None:
    (folder / "entries" / "2023" / "2023-12-01-hostile.md").write_text(HOSTILE, encoding="utf-8")
    assert build(folder, "--strict").returncode == 0
    pages = list((folder / "site").rglob("*.html"))
    assert (folder / "site" / "tags" / "c_23" / "index.html") in pages
    assert (folder / "site" / "tags" / "_2e_2e" / "index.html") in pages
    escaped = [path for path in pages if "alert(" in (html := path.read_text(encoding="utf-8")) and "<script>alert" not in html]
    assert len(escaped) >= 6
    assert not [path for path in pages if "<script>alert" in path.read_text(encoding="utf-8")]


def test_properdocs_builds_the_site(folder: Path) -> None:
    result = build(folder, "--strict", "-f", "mkdocs.yml", module="properdocs")
    assert result.returncode == 0, result.stderr
    assert (folder / "site/topics/rag/index.html").exists()


def test_wrong_options_of_the_plugin_are_reported_with_their_names(folder: Path) -> None:
    config = (folder / "mkdocs.yml").read_text(encoding="utf-8").replace("language: ja", "language: fr\n      entires: x")
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    result = build(folder, measured=True)
    assert result.returncode == 1
    assert "option 'language': 'fr' is not a valid value: write one of ja, en" in result.stderr
    assert "option 'entires': unknown option" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_damaged_record_is_left_out_and_fails_a_strict_build(folder: Path) -> None:
    damaged = next((folder / "entries" / "2023").glob("*.md"))
    damaged.write_bytes(b"---\ntitle: \xff\n---\n")
    result = build(folder, measured=True)
    assert result.returncode == 0
    assert f"{damaged.relative_to(folder).as_posix()}:2:8: the file is not UTF-8" in result.stderr
    assert len(list((folder / "site/entries").glob("*/index.html"))) == 35
    assert build(folder, "--strict").returncode == 1


FORGED = (
    "https://evil.example/login",
    "https://web.archive.org.evil.example/web/2023/{url}",
    "https://web.archive.org@evil.example/web/2023/{url}",
    "https://web.archive.org/web/2023/https://evil.example/login",
    "https://archive.ph/o/AbCdE/https://evil.example/login",
    "data:text/html,<b>evil.example</b>",
)


def test_a_forged_ledger_cannot_change_the_url_that_the_title_of_an_entry_leads_to(folder: Path) -> None:
    urls = re.findall(r"(?m)^url: (\S+)", "\n".join(path.read_text(encoding="utf-8") for path in (folder / "entries").glob("20*/*.md")))
    kept = f"https://web.archive.org/web/20230101000000/{urls[-1]}"
    copies = [(url, copy.format(url=url)) for url, copy in zip(urls, FORGED, strict=False)] + [(urls[-1], kept)]
    lines = [f'{url} copy=2026-11-08,{copy} marked=2026-11-08T06:00Z,dead reason="sold"' for url, copy in copies]
    (folder / "links").mkdir()
    (folder / "links" / "ledger.txt").write_text("\n".join(lines), encoding="utf-8")
    result = build(folder)
    assert result.returncode == 0
    for number in range(1, len(FORGED) + 1):
        assert f"links/ledger.txt:{number}: " in result.stderr
    written = {path: path.read_bytes() for path in (folder / "site").rglob("*") if path.is_file()}
    assert [path for path, content in written.items() if b"evil.example" in content] == []
    assert [path for path, content in written.items() if kept.encode() in content], "a valid copy is shown"
    assert build(folder, "--strict").returncode == 1


def test_the_home_page_of_a_list_without_entries_shows_the_import_command(folder: Path) -> None:
    shutil.rmtree(folder / "entries")
    assert build(folder, "--strict").returncode == 0
    assert "llmnotes import LOG.md --entries entries" in (folder / "site/index.html").read_text(encoding="utf-8")


def test_a_list_without_topics_is_built_without_topic_pages(folder: Path) -> None:
    config = (folder / "mkdocs.yml").read_text(encoding="utf-8").replace("topics: topics.yml", "topics: false")
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    (folder / "topics.yml").unlink()
    assert build(folder, "--strict", measured=True).returncode == 0
    assert not (folder / "site/topics").exists()


def test_a_missing_taxonomy_is_reported_and_fails_a_strict_build(folder: Path) -> None:
    (folder / "topics.yml").unlink()
    result = build(folder, "--strict")
    assert result.returncode == 1
    assert "topics.yml: the list's topics can't be read" in result.stderr


def test_a_link_from_docs_to_a_missing_entry_fails_a_strict_build(folder: Path) -> None:
    page = folder / "docs" / "about.md"
    page.write_text("[e](entries/2023-06-09-classmethod-revise-retrieval-augmented-generation.md)", encoding="utf-8")
    assert build(folder, "--strict").returncode == 0
    page.write_text("[e](entries/2023-06-09-nothing.md)", encoding="utf-8")
    assert build(folder, "--strict").returncode == 1


def test_a_character_that_the_fonts_for_card_images_lack_fails_the_build_and_is_named_in_the_message(folder: Path) -> None:
    config = (folder / "mkdocs.yml").read_text(encoding="utf-8").replace("site_name: LLM開発", "site_name: 한LLM開発")
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    result = build(folder)
    assert result.returncode == 1
    assert "“한LLM開発 読書ノート” on the card of index: 한 (U+D55C)" in result.stderr
    assert "Traceback" not in result.stderr
    (folder / "mkdocs.yml").write_text(config.replace("language: ja", "language: ja\n      cards: false"), encoding="utf-8")
    assert build(folder, "--strict").returncode == 0
    assert not (folder / "site/cards").exists()


def test_the_site_and_its_topics_have_card_images_and_a_short_list_has_no_statistics(folder: Path) -> None:
    assert build(folder, "--strict").returncode == 0
    assert (folder / "site/cards/index.png").read_bytes().startswith(b"\x89PNG")
    assert len(list((folder / "site/cards/topics").iterdir())) == 11
    assert not (folder / "site/statistics").exists(), "36 entries are too few for statistics"


class _Scripts(HTMLParser):
    """The Content-Security-Policy of a page, and the scripts and attributes that the policy restricts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.policy = ""
        self.unprotected: list[str] = []
        self.inline: list[str] = []
        self.data: list[str] = []
        self.attributes: list[str] = []
        self._into: list[str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policy = values["content"] or ""
        if tag in {"script", "style", "link", "img"} and not self.policy:
            self.unprotected.append(tag)
        if tag == "script" and "src" not in values:
            self._into = self.data if "json" in (values.get("type") or "") else self.inline
        self.attributes += [name for name in values if name == "style" or name.startswith("on")]

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into.append(data)
            self._into = None

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._into = None


@pytest.mark.parametrize("directories", ["true", "false"])
def test_each_page_has_a_content_security_policy_with_hashes_of_its_inline_scripts(folder: Path, directories: str) -> None:
    config = (folder / "mkdocs.yml").read_text(encoding="utf-8").replace("directory_urls: true", f"directory_urls: {directories}")
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    (folder / "docs" / "about.md").write_text("# R&D\n\n<script>mine()</script>\n", encoding="utf-8")
    assert build(folder, "--strict").returncode == 0
    texts = {path: path.read_text(encoding="utf-8") for path in (folder / "site").rglob("*.html")}
    leading_on = {path: text for path, text in texts.items() if 'http-equiv="refresh"' in text}
    assert all("content=\"default-src 'none';" in text and "<script" not in text for text in leading_on.values())
    pages = {path: _Scripts(text) for path, text in texts.items() if path not in leading_on}
    assert len(pages) > 80
    for path, page in pages.items():
        assert not page.unprotected, path
        assert not page.attributes, path
        for text in page.inline:
            assert f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" in page.policy, (path, text)
        assert all(json.loads(text) for text in page.data), path
    # Material's inline script contains the depth of the page, so the hashes differ.
    assert len({page.policy for page in pages.values()}) > 2


@pytest.mark.parametrize("directories", ["true", "false"])
def test_old_addresses_of_tags_and_topics_redirect_to_the_current_pages(folder: Path, directories: str) -> None:
    config = (folder / "mkdocs.yml").read_text(encoding="utf-8").replace("directory_urls: true", f"directory_urls: {directories}")
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    topics = (folder / "topics.yml").read_text(encoding="utf-8").replace("- id: rag\n", "- id: rag\n  formerly: [old-rag, by-hand]\n")
    topics = topics.replace("aliases: [埋め込み,", "aliases: ['<b>C#', AWS, 埋め込み,").replace("- {name: AWS}\n", "")
    (folder / "topics.yml").write_text(topics, encoding="utf-8")
    (folder / "docs" / "topics").mkdir()
    (folder / "docs" / "topics" / "by-hand.md").write_text("# Mine\n", encoding="utf-8")
    assert build(folder, "--strict").returncode == 0
    flat = directories == "false"

    def page(path: str) -> str:
        return (folder / "site" / (f"{path}.html" if flat else f"{path}/index.html")).read_text(encoding="utf-8")

    end, up = (".html", "../") if flat else ("/", "../../")
    for old, new in (("topics/old-rag", "topics/rag"), ("tags/埋め込み", "tags/embeddings"), ("tags/_3cb_3ec_23", "tags/embeddings")):
        assert f'<meta http-equiv="refresh" content="0; url={up}{new}{end}">' in page(old)
        assert f'<link rel="canonical" href="{ADDRESS}{new}{end}">' in page(old)
        assert '<meta name="robots" content="noindex">' in page(old)
        assert (folder / "site" / (f"{new}.html" if flat else f"{new}/index.html")).is_file()
    for real in ("topics/by-hand", "tags/aws"):  # a redirect never replaces an existing page
        assert 'http-equiv="refresh"' not in page(real)
    assert "old-rag" not in (folder / "site" / "sitemap.xml").read_text(encoding="utf-8")


@pytest.mark.parametrize("directories", ["true", "false"])
def test_the_page_of_a_removed_entry_states_the_removal_and_no_other_page_names_the_entry(folder: Path, directories: str) -> None:
    config = (folder / "mkdocs.yml").read_text(encoding="utf-8").replace("directory_urls: true", f"directory_urls: {directories}")
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    slug = "2023-06-09-classmethod-revise-retrieval-augmented-generation"
    command = [sys.executable, "-c", "from llmnotes.cli import run; run()", "remove", slug, "--reason", "<b>著者の希望</b>"]
    assert subprocess.run(command, cwd=folder, check=False, timeout=120).returncode == 0
    assert build(folder, "--strict").returncode == 0
    site = folder / "site"
    page = site / "entries" / (f"{slug}.html" if directories == "false" else f"{slug}/index.html")
    html = page.read_text(encoding="utf-8")
    assert html.count('<meta name="robots" content="noindex">') == 1
    assert "&lt;b&gt;著者の希望&lt;/b&gt;" in html
    assert "Content-Security-Policy" in html
    content = html[html.index('<p class="ln-removed">') :]
    assert 'href="https://dev.classmethod.jp' not in content
    assert f'href="../{"search/index.html" if directories == "false" else "../search/"}"' in content
    others = [
        path
        for path in site.rglob("*")
        if path.is_file()
        and path != page
        and path.suffix in {".html", ".xml", ".json", ".txt", ".md"}
        and path.parent != site / "add"  # except in the data of the form for adding an entry, which shows the removal
    ]
    assert len(others) > 80
    assert not [path for path in others if slug in path.read_text(encoding="utf-8")]
    assert feedparser.parse((site / "feed.atom.xml").read_bytes()).bozo == 0


def test_the_home_page_keeps_the_authors_text_and_description(folder: Path) -> None:
    (folder / "docs" / "index.md").write_text('---\ndescription: By "hand"\n---\n# Mine\n', encoding="utf-8")
    assert build(folder, "--strict").returncode == 0
    html = (folder / "site/index.html").read_text(encoding="utf-8")
    assert re.search(r"<h1[^>]*>Mine", html)
    assert '<meta property="og:description" content="By &#34;hand&#34;">' in html
    assert (folder / "site/sitemap.xml").read_text(encoding="utf-8").count("<loc>https://example.github.io/llmnotes/</loc>") == 1


def test_pages_of_a_preview_have_no_content_security_policy(folder: Path) -> None:
    preview = (
        "from mkdocs.config import load_config; from mkdocs.commands.build import build;"
        "config = load_config('mkdocs.yml'); config.plugins.on_startup(command='serve', dirty=False); build(config)"
    )
    result = subprocess.run([sys.executable, "-c", preview], cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    assert result.returncode == 0, result.stderr
    html = (folder / "site/index.html").read_text(encoding="utf-8")
    assert "Content-Security-Policy" not in html
    assert "og:title" in html


def test_an_image_that_the_content_security_policy_blocks_fails_a_strict_build(folder: Path) -> None:
    (folder / "docs" / "about.md").write_text("# About\n\n![x](https://img.example/x.png)\n", encoding="utf-8")
    result = build(folder, "--strict")
    assert result.returncode == 1
    assert "about.md loads a file from https://img.example" in result.stderr
    config = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(
        config.replace("language: ja\n", "language: ja\n      csp: {img-src: https://img.example}\n"), encoding="utf-8"
    )
    assert build(folder, "--strict").returncode == 0


@pytest.mark.parametrize("module", ["mkdocs", "properdocs"])
def test_another_process_compiles_all_templates_whose_names_are_known_before_the_build(folder: Path, module: str) -> None:
    (folder / "hook.py").write_text(
        "import os\n"
        "from mkdocs.plugins import event_priority\n"
        "from llmnotes.system import processes\n"
        "from llmnotes.site.engine import escaping\n"
        "processes.cores = lambda: 2\n"
        "class Reporting(escaping.Environment):\n"
        "    here = os.getpid()\n"
        "    def compile(self, source, name=None, filename=None):\n"
        "        if os.getpid() == self.here:\n"
        "            print('compiled', name)\n"
        "        return super().compile(source, name, filename)\n"
        "escaping.Environment = Reporting\n"
        "@event_priority(-300)\n"
        "def on_env(env, **_):\n"
        "    inside = env.compile\n"
        "    def compile_(source, name=None, filename=None):\n"
        "        print('compiled', name)\n"
        "        return inside(source, name, filename)\n"
        "    env.compile = compile_\n",
        encoding="utf-8",
    )
    with (folder / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("\nhooks: [hook.py]\n")
    result = build(folder, "--quiet", module=module)
    assert result.returncode == 0, result.stderr
    # Templates whose names are computed during rendering can't be compiled earlier.
    assert {line for line in result.stdout.splitlines() if not line.endswith(".svg") and "/languages/" not in line} == set()
    assert "compiled .icons/" in result.stdout


def test_a_program_can_build_a_site_twice_with_one_configuration_object_of_mkdocs(folder: Path) -> None:
    program = "import mkdocs.config, mkdocs.commands.build as b; c = mkdocs.config.load_config('mkdocs.yml'); b.build(c); b.build(c)"
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    subprocess.run([sys.executable, "-c", program], cwd=folder, check=True, timeout=300, env=environment)
    sitemap = ET.parse(folder / "site/sitemap.xml").getroot()  # noqa: S314 - written by the test's own build
    assert len(sitemap) > 36
    assert (folder / "site/sitemap.xml.gz").exists()


@needs_pipes
@pytest.mark.parametrize("kind", ["pipe", "folder", "link outside", "link to /dev/zero", "loop of links", "terabyte"])
def test_a_file_of_the_list_that_must_not_be_read_is_reported_and_all_valid_entries_have_pages(folder: Path, kind: str) -> None:
    (folder.parent / "outside.md").write_text(f"---\ntitle: {SECRET}\nurl: https://a.example/\ndate: 2023-01-01\n---\n", encoding="utf-8")
    places = [
        "entries/2023/2023-01-01-special.md",
        "entries/.removed/2023-01-01-gone.yml",
        "entries/.logs/special.yml",
        "links/ledger.txt",
        "topics.yml",
    ]
    for place in places:
        plant(kind, folder / place)
    result = build(folder, measured=True)
    assert result.returncode == 0, result.stderr
    assert [place for place in places if place not in result.stderr] == []
    site = folder / "site"
    assert len(list((site / "entries").glob("*/index.html"))) == 36
    for path in site.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes()


@needs_pipes
@pytest.mark.parametrize("place", ["entries", "entries/2023", "entries/.removed", "links"])
def test_a_folder_of_the_list_that_is_a_symbolic_link_fails_a_strict_build(
    folder: Path, place: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    far = tmp_path_factory.mktemp("far") / "folder"
    if (folder / place).exists():
        shutil.move(folder / place, far)
    else:
        far.mkdir()
    (folder / place).symlink_to(far)
    result = build(folder, "--strict")
    assert result.returncode == 1
    assert f"{place}: a symbolic link" in result.stderr


def size(folder: Path) -> int:
    """Return the number of bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def written(folder: Path, name: str, *, tags: list[str], note: str = "", title: str = "t") -> None:
    text = f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\nurl: https://a.example/{name}\ndate: 2023-01-01\ntags: {json.dumps(tags, ensure_ascii=False)}\n---\n\n{note}\n"
    (folder / "entries" / "2023" / f"2023-01-01-{name}.md").write_text(text, encoding="utf-8")


def test_a_record_with_a_value_beyond_a_limit_is_left_out_and_fails_a_strict_build(folder: Path) -> None:
    written(folder, "many", tags=[f"t{number}" for number in range(20_000)])
    written(folder, "long", tags=[], title="x" * 10_000)
    written(folder, "address", tags=["😀" * 50])
    result = build(folder)
    assert result.returncode == 0, result.stderr
    assert "20,000 tags; the limit is 40" in result.stderr
    assert "title: the value has 10,000 characters" in result.stderr
    assert "the address of the tag's page has 300 bytes" in result.stderr
    assert not list((folder / "site").rglob("*2023-01-01-*many*"))
    assert len(list((folder / "site" / "entries").glob("*/index.html"))) == 36
    assert build(folder, "--strict").returncode != 0


def test_three_records_with_the_largest_allowed_values_add_less_than_40_mb_to_the_site(folder: Path) -> None:
    assert build(folder).returncode == 0
    before = size(folder / "site")
    for name in "abc":
        written(folder, name, tags=[f"{number:02}{'漢' * 48}" for number in range(40)], note="&" * 100_000, title="&" * 1_500)
    result = build(folder)
    assert result.returncode == 0, result.stderr
    assert size(folder / "site") - before < 40_000_000  # if every list and every feed contained the whole notes, these would be 450 MB


def test_a_former_topic_id_that_leads_out_of_the_site_is_reported_and_writes_no_file_there(folder: Path) -> None:
    topics = (
        (folder / "topics.yml").read_text(encoding="utf-8").replace("- id: rag\n", "- id: rag\n  formerly: ['../../evil/x', '/tmp/x']\n")
    )
    (folder / "topics.yml").write_text(topics, encoding="utf-8")
    before = set(folder.iterdir())
    result = build(folder)
    assert "'../../evil/x' can't be the id of a topic" in result.stderr
    assert {path.name for path in set(folder.iterdir()) - before} <= {"site", ".cache"}


@needs_pipes
def test_a_build_leaves_out_special_files_and_links_out_of_the_project_in_docs_and_follows_other_links(folder: Path) -> None:
    secret = folder.parent / "secret.md"
    secret.write_text(f"# {SECRET}\n", encoding="utf-8")
    (folder / "README.md").write_text("# Read me first\n", encoding="utf-8")
    docs = folder / "docs" / "about"
    (docs / "out.md").symlink_to(secret)
    (docs / "out.txt").symlink_to(secret)
    (docs / "in.md").symlink_to(folder / "README.md")
    os.mkfifo(docs / "pipe.md")
    result = build(folder)
    assert result.returncode == 0, result.stderr
    for name in ("out.md", "out.txt", "pipe.md"):
        assert f"docs/about/{name}: not a regular file" in result.stderr
    site = folder / "site"
    assert "Read me first" in (site / "about" / "in" / "index.html").read_text(encoding="utf-8")
    assert not [path for path in site.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]


def test_control_characters_in_file_names_in_docs_are_escaped_in_messages(folder: Path) -> None:
    odd = folder / "docs" / "about" / "\n::error::x"
    odd.mkdir()
    (odd / "a.md").write_text("[x](nope\u202e.md)\n", encoding="utf-8")
    result = build(folder)
    assert "error::x" in result.stderr
    assert not re.search(r"(?m)^\s*::|[\u202e\x1b]", re.sub(r"\x1b\[[0-9;]*m", "", result.stderr))


@pytest.mark.parametrize("directories", ["true", "false"])
def test_the_page_of_a_tag_that_is_named_like_a_file_does_not_replace_the_file(folder: Path, directories: str) -> None:
    config = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(config.replace("use_directory_urls: true", f"use_directory_urls: {directories}"), encoding="utf-8")
    written(folder, "odd", tags=["index.html", "foo", "foo.html", "foo.log.md", "feed.json", "feed.atom.xml", "a.b"])
    result = build(folder, "--strict")
    assert result.returncode == 0, result.stderr
    tags = folder / "site" / "tags"
    assert "<title>foo - " in (tags / ("foo/index.html" if directories == "true" else "foo.html")).read_text(encoding="utf-8")
    assert "<title>タグ - " in (tags / "index.html").read_text(encoding="utf-8")
