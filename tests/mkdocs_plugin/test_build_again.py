"""A site that is rebuilt after a change equals the site of a first build. A site with shells equals a site without them."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import forkserver
import pytest
from browser import lists
from filelock import FileLock


def build(folder: Path, *args: str) -> None:
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1800000000"}
    result = forkserver.shared().run_text("mkdocs", "build", "--quiet", *args, cwd=folder, env=env, timeout=300)
    assert result.returncode == 0, result.stderr


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return [path for path in sorted(one.keys() | other.keys()) if one.get(path) != other.get(path)]


def empty_folders(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_dir() and not any(path.iterdir())]


def setting(folder: Path, old: str, new: str) -> None:
    file = folder / "mkdocs.yml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def option(folder: Path, line: str) -> None:
    setting(folder, "  - llmnotes:\n", f"  - llmnotes:\n      {line}\n")


Afresh = Callable[[Path], dict[str, bytes]]


@pytest.fixture(scope="session")
def afresh(tmp_path_factory: pytest.TempPathFactory) -> Afresh:
    """Return a function that returns the files of a first build of the list in a folder.

    Equal lists are built only once: the first test process that needs the files builds the list for all test processes.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def made(folder: Path) -> dict[str, bytes]:
        sources = {path: content for path, content in tree(folder).items() if path.split("/")[0] not in {"site", ".cache"}}
        copy = shared / f"afresh-{hashlib.sha256(repr(sorted(sources.items())).encode()).hexdigest()[:32]}"
        with FileLock(f"{copy}.lock"):
            if not (copy / "built").exists():
                shutil.rmtree(copy, ignore_errors=True)  # a build that failed may have left this copy
                shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("site", ".cache"))
                build(copy)
                (copy / "built").touch()
        return tree(copy / "site")

    return made


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a list of 150 unusual entries with a ledger, once for all tests of this module."""
    folder = tmp_path_factory.mktemp("again") / "list"
    lists.write_long(folder)
    build(folder)
    return folder


@pytest.fixture
def built(first: Path, tmp_path: Path) -> Path:
    """Return a copy of the built list. Files keep their times, so the next build finds them unchanged."""
    return Path(shutil.copytree(first, tmp_path / "list"))


@pytest.mark.parametrize("directories", ["true", "false"])
def test_a_page_filled_into_the_saved_html_of_the_theme_equals_the_page_that_the_theme_renders(tmp_path: Path, directories: str) -> None:
    folder = tmp_path / "list"
    lists.write_long(folder)
    setting(folder, "use_directory_urls: true", f"use_directory_urls: {directories}")
    (folder / "docs" / "about.md").write_text("# By hand\n\n[an entry](entries/2019-01-01-entry-0.md), [tags](tags/index.md)\n", "utf-8")
    build(folder)
    filled = tree(folder / "site")
    depths = {path.count("/") for path in filled if path.endswith(".html")}
    assert depths >= {1, 2, 3} - ({3} if directories == "false" else set())
    option(folder, "reuse_theme_html: false")
    build(folder, "--site-dir", "whole")
    assert not differing(filled, tree(folder / "whole"))


def _record(folder: Path, number: int) -> Path:
    return next((folder / "entries").glob(f"*/*-entry-{number}.md"))


def _edit(number: int, old: str, new: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        file = _record(folder, number)
        text = file.read_text(encoding="utf-8")
        assert re.search(old, text)
        file.write_text(re.sub(old, new, text, count=1), encoding="utf-8")

    return edit


def _in(file: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")

    return edit


def _each(*edits: Callable[[Path], None]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        for one in edits:
            one(folder)

    return edit


def _add(folder: Path) -> None:
    (folder / "entries" / "2020" / "2020-06-15-new-one.md").write_text(
        "---\ntitle: New\nurl: https://new.example/\ndate: 2020-06-15\ntags: [rare new]\n---\n\nsee https://a.example/0\n", encoding="utf-8"
    )


def _damage(pattern: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        found = list((folder / ".cache" / "llmnotes").glob(pattern))
        assert found
        for file in found:
            file.write_bytes(change(file.read_bytes()))
        _edit(7, r"\Z", "\nmore\n")(folder)

    return damage


def _touch_site(folder: Path) -> None:
    """Change, add, remove and truncate files of a built site."""
    site = folder / "site"
    changed = site / "entries" / "2019-01-01-entry-0" / "index.html"
    changed.write_bytes(changed.read_bytes().replace(b"article", b"ARTICLE"))
    (site / "tags" / "stray").mkdir()
    (site / "tags" / "stray" / "index.html").write_text("stray", encoding="utf-8")
    shutil.rmtree(site / "years")
    next((site / "search").glob("*/grams/0.bin")).write_bytes(b"")


CHANGES: dict[str, Callable[[Path], object]] = {
    "nothing": lambda _: None,
    "a note": _edit(8, r"\Z", "\nAn addition: 追記 https://a.example/0\n"),
    "a title": _edit(8, 'title: "', 'title: "Renamed '),
    "a tag": _edit(8, "everywhere", "nowhere else"),
    "values of facets": _each(
        _edit(8, "https://c.example/", "https://elsewhere.example/"),
        _edit(9, "date: ", "lang: fr\ndate: "),
        _edit(10, r"(?s)\n---\n.*", "\n---\n"),
    ),
    "a date": _edit(8, r"date: \d{4}", "date: 2018"),
    "a topic's title": _in("topics.yml", "title: {ja: ", "title: {ja: x"),
    "the site's name": _in("mkdocs.yml", "A list of strange titles", "Another name"),
    "its address": _in("mkdocs.yml", "https://example.org/", "https://example.com/below/"),
    "its language": _in("mkdocs.yml", "language: en", "language: ja"),
    "the theme": _in("mkdocs.yml", "font: false", "font: false\n  palette: {primary: teal}"),
    "a list in the navigation": _in(
        "mkdocs.yml", "site_name: ", "nav: [index.md, tags/everywhere.md, years/2019.md, entries/2019-01-01-entry-0.md]\nsite_name: "
    ),
    "addresses": _in("mkdocs.yml", "use_directory_urls: true", "use_directory_urls: false"),
    "an entry more": _add,
    "an entry less": lambda folder: _record(folder, 12).unlink(),
    "the ledger": lambda folder: shutil.rmtree(folder / "links"),
    "a record that is damaged, then restored": lambda folder: _record(folder, 3).write_bytes(_record(folder, 3).read_bytes()),
    "no cache": lambda folder: shutil.rmtree(folder / ".cache"),
    "a cache cut short": _damage("*.json", lambda content: content[: len(content) // 2]),
    "a cache of rubbish": _damage("*.json", lambda content: b"\x00" * len(content)),
    "a cache without its end": _damage("*.json", lambda content: content.split(b"\n")[0]),
    "the built site": _touch_site,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_site_rebuilt_after_a_change_equals_a_first_build(built: Path, change: str, afresh: Afresh) -> None:
    CHANGES[change](built)
    build(built)
    assert not differing(tree(built / "site"), afresh(built))
    assert not empty_folders(built / "site")
    assert not (built / "site" / ".llmnotes").exists()


def test_files_in_docs_replace_generated_files_until_the_author_removes_them(built: Path, afresh: Afresh) -> None:
    files = ["sitemap.xml", "feeds.opml", "manifest.webmanifest", "add/record.json", "llms.txt", "entries.json", "topics/rag.md.txt"]
    for file in files:
        (built / "docs" / file).parent.mkdir(exist_ok=True)
        (built / "docs" / file).write_text("<mine/>", encoding="utf-8")
    build(built)
    assert {(built / "site" / file).read_text(encoding="utf-8") for file in files} == {"<mine/>"}
    assert not (built / "site" / "sitemap.xml.gz").exists()  # the author wrote sitemap.xml, so a generated sitemap.xml.gz would not fit it
    assert not differing(tree(built / "site"), afresh(built))
    for file in files:
        (built / "docs" / file).unlink()
    build(built)
    assert not differing(tree(built / "site"), afresh(built))


def test_builds_into_two_site_folders_can_share_one_cache(built: Path, afresh: Afresh) -> None:
    CHANGES["a note"](built)
    build(built, "--site-dir", "other")
    _edit(20, r"\Z", "\nanother addition\n")(built)
    build(built)
    assert not differing(tree(built / "site"), afresh(built))


def test_mkdocs_build_dirty_keeps_the_authors_pages(built: Path) -> None:
    (built / "docs" / "tags").mkdir()
    for path in ("own.md", "tags/own.md"):
        (built / "docs" / path).write_text("# Own\n", encoding="utf-8")
    build(built)
    build(built, "--dirty")
    assert (built / "site" / "own" / "index.html").exists()
    assert (built / "site" / "tags" / "own" / "index.html").exists()


def _hook(folder: Path, text: str) -> None:
    """Add a hook to mkdocs.yml. Hooks simulate other plugins."""
    (folder / "hook.py").write_text(text, encoding="utf-8")
    setting(folder, "site_name: ", "hooks: [hook.py]\nsite_name: ")


def test_another_plugins_files_replace_generated_files_until_the_plugin_is_removed(built: Path, afresh: Afresh) -> None:
    _hook(
        built,
        "from mkdocs.structure.files import File\n\n\ndef on_files(files, config):\n"
        "    for name in ('llms.txt', 'entries.json', 'search/index.json'):\n"
        "        files.append(File.generated(config, name, content='theirs'))\n    return files\n",
    )
    for _ in range(2):
        build(built)
        assert {(built / "site" / name).read_text(encoding="utf-8") for name in ("llms.txt", "entries.json", "search/index.json")} == {
            "theirs"
        }
    assert not differing(tree(built / "site"), afresh(built))
    setting(built, "hooks: [hook.py]\n", "")
    build(built)
    assert not differing(tree(built / "site"), afresh(built))


def test_another_plugin_processes_generated_files_in_each_build(built: Path, afresh: Afresh) -> None:
    _hook(
        built,
        "from pathlib import Path\n\n\ndef on_post_build(config):\n    for page in Path(config.site_dir).rglob('*.html'):\n"
        "        page.write_bytes(page.read_bytes() + b'<!-- smaller -->')\n",
    )
    expected = afresh(built)
    assert expected["entries/2019-01-01-entry-0/index.html"].endswith(b"<!-- smaller -->")
    for _ in range(2):
        build(built)
        assert not differing(tree(built / "site"), expected)


def test_a_build_equals_a_first_build_after_another_plugin_adds_a_page_and_removes_a_file(built: Path, afresh: Afresh) -> None:
    """Another plugin adds a page at the address of a generated page, and removes feed.json, which the author wrote.

    MkDocs's setting `exclude_docs` excludes llms.txt, which the author wrote too.
    """
    (built / "docs" / "feed.json").write_text("mine", encoding="utf-8")
    (built / "docs" / "llms.txt").write_text("mine", encoding="utf-8")
    setting(built, "site_name: ", "exclude_docs: llms.txt\nsite_name: ")
    build(built)
    assert (built / "site" / "feed.json").read_text(encoding="utf-8") == "mine"
    assert (built / "site" / "llms.txt").read_text(encoding="utf-8") != "mine"
    _hook(
        built,
        "from mkdocs.structure.files import File\n\n\ndef on_files(files, config):\n"
        "    files.append(File.generated(config, 'entries/2019-01-16-entry-3.md', content='# theirs'))\n"
        "    files.remove(files.get_file_from_path('feed.json'))\n    return files\n",
    )
    expected = afresh(built)
    assert expected["feed.json"] != b"mine"
    for _ in range(2):
        build(built)
        assert not differing(tree(built / "site"), expected)


def test_a_build_replaces_symbolic_links_and_folders_at_the_paths_of_its_files_and_keeps_the_targets_of_links(
    built: Path, tmp_path: Path, afresh: Afresh
) -> None:
    site = built / "site"
    kept = site / ".kept"  # MkDocs keeps hidden files; a target outside the site's folder would stop the build
    kept.write_text("precious", encoding="utf-8")
    page = site / "entries" / _record(built, 30).stem / "index.html"
    page.unlink()
    page.symlink_to(kept)
    other = site / "entries" / _record(built, 31).stem / "index.html"
    os.link(other, tmp_path / "copy")
    before = other.read_bytes()
    (site / "entries.json").unlink()
    (site / "entries.json" / "deep").mkdir(parents=True)
    shutil.rmtree(site / "days")
    (site / "days").write_text("no folder", encoding="utf-8")
    shutil.rmtree(site / "years")
    (site / "years").symlink_to(site / "nowhere")
    _edit(31, r"\Z", "\nan addition\n")(built)
    build(built)
    assert kept.read_text(encoding="utf-8") == "precious"
    kept.unlink()
    assert not differing(tree(site), afresh(built))
    assert (tmp_path / "copy").read_bytes() == before
