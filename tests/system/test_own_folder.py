"""Tests for folders that only a build may write. If a contributor has put files into such a folder, a build refuses it and changes nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import forkserver
import pytest

from llmnotes.errors import FolderError
from llmnotes.system import own_folder

if TYPE_CHECKING:
    from collections.abc import Callable

SETTINGS = """\
site_name: A list
site_url: https://example.org/
theme: {name: material, font: false}
plugins:
  - llmnotes: {topics: false, language: en}
"""


def write_list(folder: Path) -> None:
    (folder / "docs").mkdir(parents=True)
    (folder / "docs" / "about.md").write_text("# About\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    for day in range(1, 5):
        record = folder / "entries" / "2024" / f"2024-01-0{day}-e.md"
        record.parent.mkdir(parents=True, exist_ok=True)
        record.write_text(
            f"---\ntitle: Entry {day}\nurl: https://a.example/{day}\ndate: 2024-01-0{day}\ntags: [t]\n---\n\nNote.\n", "utf-8"
        )


def build(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1800000000"}
    return forkserver.shared().run_text("mkdocs", "build", "--strict", *args, cwd=folder, env=env, timeout=300)


def git(folder: Path, *args: str) -> None:
    done = subprocess.run(["git", *args], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S607 - the tests use the git that is installed on this machine
    assert done.returncode == 0, done.stderr


def tree(folder: Path) -> dict[str, Any]:
    """Return the content of each file, the target of each link and the mode of each folder below a folder, by path."""
    found: dict[str, Any] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        found[name] = path.readlink() if path.is_symlink() else path.read_bytes() if path.is_file() else path.stat().st_mode
    return found


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site of a small reading list, once for all tests, and return the list's folder."""
    folder = tmp_path_factory.mktemp("own") / "list"
    write_list(folder)
    done = build(folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def built(first: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(first, tmp_path / "list"))


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """Return a folder outside the reading list. Its files have the names of files that a build writes or deletes."""
    folder = tmp_path / "elsewhere"
    for name in ("index.html", ".gitignore", "a.json", "records.json", "only/victim", "journal.jsonl"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("precious", encoding="utf-8")
    return folder


def forge(folder: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """Forge the inventory in the cache, which lists the files of the site. The checksum stays valid."""
    file = next((folder / ".cache" / "llmnotes").glob("output-*.json"))
    head, body = file.read_bytes().split(b"\n", 1)
    value = json.loads(body)
    changed = change(value)
    body = json.dumps(value if changed is None else changed).encode()
    file.write_bytes(json.dumps({"key": json.loads(head)["key"], "crc32": zlib.crc32(body)}).encode() + b"\n" + body)
    return file


def append(path: object) -> Callable[[dict[str, Any]], None]:
    def change(value: dict[str, Any]) -> None:
        value["paths"].append(path)
        value["sizes"].append(8)
        value["times"].append(0)
        value["batches"].append(["forged", "", 1])

    return change


def put(key: str, *row: object) -> Callable[[dict[str, Any]], None]:
    return lambda value: value.__setitem__(key, [*row, *value[key][len(row) :]])


def swap_for_link(path: str) -> Callable[[Path, Path], str]:
    """Return a function that replaces a folder or file with a symbolic link, as an attack."""

    def attack(folder: Path, elsewhere: Path) -> str:
        place = folder / path
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(elsewhere)
        return place.relative_to(folder).as_posix()

    return attack


def track(*paths: str) -> Callable[[Path, Path], str]:
    def attack(folder: Path, _: Path) -> str:
        git(folder, "init", "--quiet")
        git(folder, "add", "--force", *paths)
        return paths[0]

    return attack


def a_sample(folder: Path, elsewhere: Path) -> str:
    """Replace a page that MkDocs writes with a link, so that MkDocs would overwrite the link's target."""
    page = folder / "site" / "entries" / "2024-01-01-e" / "index.html"
    page.unlink()
    page.symlink_to(elsewhere / "index.html")
    return "site/entries/2024-01-01-e/index.html"


def a_pipe(folder: Path, _: Path) -> str:
    os.mkfifo(folder / ".cache" / "llmnotes" / "search.json.part")
    return ".cache/llmnotes/search.json.part"


def no_folder(folder: Path, _: Path) -> str:
    shutil.rmtree(folder / "site")
    (folder / "site").write_text("x", encoding="utf-8")
    return "site: not a folder"


def in_a_repository_around(folder: Path, elsewhere: Path) -> str:
    track("list/site/index.html")(folder.parent, elsewhere)
    return "site"


def without_cache(attack: Callable[[Path, Path], str]) -> Callable[[Path, Path], str]:
    def without(folder: Path, elsewhere: Path) -> str:
        shutil.rmtree(folder / ".cache")
        return attack(folder, elsewhere)

    return without


def in_a_repository_above(folder: Path, elsewhere: Path) -> str:
    """Put the reading list into a folder of a git repository, and its site behind a link in the same repository."""
    git(folder.parent, "init", "--quiet")
    (folder.parent / "out").symlink_to(elsewhere)
    text = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(f"site_dir: ../out/site\n{text}", encoding="utf-8")
    return "out"


def in_a_folder_that_git_takes_for_a_repository(folder: Path, _: Path) -> str:
    """Make the folder of the reading list look like a bare repository with an empty index and a configured program."""
    git(folder.parent, "init", "--quiet")
    git(folder.parent, "add", "--force", "list/site/index.html")
    for name in ("objects", "refs"):
        (folder / name).mkdir()
    (folder / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    (folder / "config").write_text("[core]\nbare = false\nworktree = .\nfsmonitor = touch ran\n", encoding="utf-8")
    return "site"


FORGED: dict[str, Callable[[dict[str, Any]], object]] = {
    "a file above": append("../elsewhere/only/victim"),
    "far above": append("../../../../../../../../../../etc/llmnotes"),
    "above, behind a folder": append("entries/../../elsewhere/only/victim"),
    "a dot": append("entries/./x"),
    "nothing": append(""),
    "an empty part": append("entries//x"),
    "a folder": append("entries/"),
    "the root": append("/"),
    "a backslash": append("..\\elsewhere\\only\\victim"),
    "a drive": append("C:x"),
    "a NUL": append("entries/\0"),
}

OTHER_FORMATS: dict[str, Callable[[dict[str, Any]], object]] = {
    "a number for a path": append(7),
    "a list for a path": append(["entries"]),
    "sizes of words": put("sizes", "1"),
    "a time of null": put("times", None),
    "a time of true": put("times", *[True]),
    "a size too big for JSON": put("sizes", 1e300),
    "a batch of two": put("batches", ["x", "y"]),
    "a batch of numbers": put("batches", [1, 2, 3]),
    "a negative count": put("batches", ["x", "", -5]),
    "counts of lists": put("batches", ["x", "", []]),
    "too few paths": lambda value: value["paths"].pop(),
    "paths in a text": lambda value: value.__setitem__("paths", "x" * len(value["paths"])),
    "no paths": lambda value: value.pop("paths"),
    "a key of numbers": lambda value: value.__setitem__("key", 5),
    "a list": lambda _: [1],
    "a number": lambda _: 5,
    "nested deeply": lambda value: value.__setitem__("paths", [[[[[[[[[]]]]]]]]]),
}  # fmt: skip

ATTACKS: dict[str, Callable[[Path, Path], str]] = {
    "the cache is tracked": track(".cache/llmnotes"),
    "one file of the cache is tracked": track(".cache/llmnotes/.gitignore"),
    "the site is tracked": track("site"),
    "the site is tracked in a repository above": in_a_repository_around,
    "the site lies in what git takes for a repository": in_a_folder_that_git_takes_for_a_repository,
    "the site is a link": swap_for_link("site"),
    "the site is a link that leads nowhere": lambda folder, elsewhere: swap_for_link("site")(folder, elsewhere / "nowhere"),
    "the site lies behind a link": in_a_repository_above,
    "the cache's folder is a link": swap_for_link(".cache"),
    "the cache is a link": swap_for_link(".cache/llmnotes"),
    "the cache's .gitignore is a link": lambda folder, elsewhere: swap_for_link(".cache/llmnotes/.gitignore")(folder, elsewhere / ".gitignore"),
    "a document of the cache is a link": lambda folder, elsewhere: swap_for_link(".cache/llmnotes/records.json")(folder, elsewhere / "a.json"),
    "a document of the cache is a pipe": a_pipe,
    "the theme's files lie behind a link": swap_for_link("site/assets"),
    "pages lie behind a link": swap_for_link("site/entries"),
    "a page lies behind a link": swap_for_link("site/entries/2024-01-03-e"),
    "a page lies behind a link, and nothing is known": without_cache(swap_for_link("site/entries/2024-01-03-e")),
    "a page is a link": a_sample,
    "a page is a link, and nothing is known": without_cache(a_sample),
    "a link that leads nowhere yet": lambda folder, elsewhere: swap_for_link("site/about/new.html")(folder, elsewhere / "new"),
    "a hidden link": swap_for_link("site/.well-known"),
    "a link in a hidden folder": swap_for_link("site/.well-known/x"),
    "where files are put aside is a link": swap_for_link("site/.llmnotes"),
    "the site is a file": no_folder,
}  # fmt: skip


def assert_refused(folder: Path, elsewhere: Path, name: str) -> None:
    kept, before = tree(elsewhere), tree(folder)
    done = build(folder)
    assert done.returncode == 1, done.stderr
    assert name in done.stderr
    assert "Delete" in done.stderr or "delete" in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(elsewhere) == kept
    assert tree(folder) == before


@pytest.mark.parametrize("forged", FORGED)
def test_a_build_refuses_a_forged_inventory_of_the_files_of_the_site(built: Path, elsewhere: Path, forged: str) -> None:
    assert_refused(built, elsewhere, forge(built, FORGED[forged]).name)


@pytest.mark.parametrize("forged", OTHER_FORMATS)
def test_a_build_ignores_an_inventory_with_another_format(built: Path, elsewhere: Path, forged: str) -> None:
    """The inventory may be that of another version, so it doesn't stop the build."""
    expected, kept = tree(built / "site"), tree(elsewhere)
    forge(built, OTHER_FORMATS[forged])
    done = build(built)
    assert done.returncode == 0, done.stderr
    assert (tree(built / "site"), tree(elsewhere)) == (expected, kept)


def test_a_build_refuses_an_inventory_with_an_absolute_path(built: Path, elsewhere: Path) -> None:
    assert_refused(built, elsewhere, forge(built, append(str(elsewhere / "only" / "victim"))).name)


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_build_refuses_a_folder_that_it_writes_if_git_tracks_it_or_it_has_links_or_special_files(
    built: Path, elsewhere: Path, attack: str
) -> None:
    assert_refused(built, elsewhere, ATTACKS[attack](built, elsewhere))


@pytest.mark.parametrize(
    ("site", "said"),
    [
        ("entries", "entries: the site's folder must not be, contain or be inside entries"),
        ("entries/2024/site", "entries/2024/site: the site's folder must not be, contain or be inside entries"),
        ("links", "links: the site's folder must not be, contain or be inside links"),
        (".", "must not be, contain or be inside mkdocs.yml"),
    ],
)
def test_a_build_refuses_a_site_folder_that_would_delete_files_of_the_list(tmp_path: Path, site: str, said: str) -> None:
    folder = tmp_path / "list"
    write_list(folder)
    (folder / "docs").rename(tmp_path / "docs")
    with (folder / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write(f"docs_dir: ../docs\nsite_dir: {site}\n")
    before = tree(folder)
    done = build(folder)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(folder) == before


def test_a_build_refuses_an_inventory_with_a_file_behind_a_symbolic_link(built: Path, elsewhere: Path) -> None:
    """The forged inventory names a file behind the link. A build would delete this file as if an earlier build had written it."""
    (built / "site" / "tags" / "deep").symlink_to(elsewhere / "only")
    forge(built, append("tags/deep/victim"))
    assert_refused(built, elsewhere, "site/tags/deep")


def test_pipes_hard_links_and_inner_symbolic_links_in_the_site_are_replaced(built: Path, elsewhere: Path) -> None:
    """The site contains pipes, hard links, folders instead of files, files instead of folders, and links within the site."""
    kept, site = tree(elsewhere), built / "site"
    expected = tree(site)
    pages = [site / "entries" / f"2024-01-0{day}-e" / "index.html" for day in range(1, 5)]
    for page in pages:
        page.unlink()
    os.mkfifo(pages[0])
    pages[1].mkdir()
    os.link(elsewhere / "index.html", pages[2])
    pages[3].parent.rename(site / "moved")
    pages[3].parent.symlink_to("2024-01-01-e")
    (site / "index.html").unlink()
    os.mkfifo(site / "index.html")
    shutil.rmtree(site / "tags")
    (site / "tags").symlink_to("entries")
    shutil.rmtree(site / "sources")
    (site / "sources").write_text("no folder", encoding="utf-8")
    done = build(built)
    assert done.returncode == 0, done.stderr
    assert tree(site) == expected
    assert tree(elsewhere) == kept


def test_empty_folders_are_removed_except_the_sites_folder(built: Path) -> None:
    for record in (built / "entries" / "2024").glob("*.md"):
        record.unlink()
    assert build(built).returncode == 0
    assert not list((built / "site").glob("entries/*"))
    assert (built / "site").is_dir()


def test_symbolic_links_above_the_folder_of_the_list_are_not_refused(first: Path, tmp_path: Path) -> None:
    """In this test, both the whole checkout and the folder of --site-dir are behind links."""
    folder = Path(shutil.copytree(first, tmp_path / "real" / "list"))
    git(folder, "init", "--quiet")
    (folder / ".gitignore").write_text("site\n.cache\n", encoding="utf-8")
    git(folder, "add", ".")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "real" / "out").mkdir()
    for args in ((), ("--site-dir", str(tmp_path / "link" / "out"))):
        done = build(tmp_path, "-f", str(tmp_path / "link" / "list" / "mkdocs.yml"), *args)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "real" / "out" / "entries" / "2024-01-01-e" / "index.html").exists()


def test_a_site_folder_that_is_a_separate_work_tree_is_accepted_but_a_tracked_folder_inside_it_is_refused(
    tmp_path: Path,
) -> None:
    """In this test, the branch with the built site is checked out in the site's folder. Its files are tracked, but not by the repository of the list."""
    git(tmp_path, "init", "--quiet")
    site = tmp_path / "site"
    site.mkdir()
    git(site, "init", "--quiet")
    (site / "index.html").write_text("x", encoding="utf-8")
    git(site, "add", ".")
    own_folder.check(site, tmp_path, "remedy")
    (site / "below").mkdir()
    (site / "below" / "x").write_text("x", encoding="utf-8")
    git(site, "add", ".")
    with pytest.raises(FolderError, match="remedy"):
        own_folder.check(site / "below", tmp_path, "remedy")


def test_the_message_names_every_symbolic_link_in_the_site(built: Path, elsewhere: Path) -> None:
    for name in ("about", "tags"):
        shutil.rmtree(built / "site" / name)
        (built / "site" / name).symlink_to(elsewhere)
    done = build(built)
    assert re.search(r"site/about .*\n.*site/tags", done.stderr), done.stderr
