"""Changes that may happen to a reading list and its built site between two builds. A random generator chooses the details of each change."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import os
import shutil
from typing import TYPE_CHECKING, Any

import building
import small_list
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from random import Random


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A kind of change to the folder of a reading list."""

    name: str
    do: Callable[[Random, Path], object]
    """Function that makes the change in the folder. It returns a description of the change, or None if the change was not possible."""
    weight: int = 2
    """How often the change is chosen, relative to the other changes: a change with weight 2 is chosen twice as often as a change with weight 1."""


def _record_files(folder: Path) -> list[Path]:
    return sorted((folder / "entries").glob("[0-9]*/*.md"))


def _site_files(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "site").rglob("*") if path.is_file())


def _front(random: Random, folder: Path, change: Callable[[dict[str, Any]], object]) -> str:
    """Let `change` edit the front matter of a random record. Return the record's slug."""
    file = random.choice(_record_files(folder))
    _, front, note = file.read_text(encoding="utf-8").split("---\n", 2)
    values = yaml.safe_load(front)
    change(values)
    small_list.save_record(file, values, note)
    return file.stem


@contextlib.contextmanager
def _document(file: Path) -> Iterator[Any]:
    """Yield the content of a YAML file for editing, and write the edited content to the file."""
    value = yaml.safe_load(file.read_text(encoding="utf-8"))
    yield value
    file.write_text(small_list.dumped(value), encoding="utf-8")


def _note(random: Random, folder: Path) -> str:
    file = random.choice(_record_files(folder))
    _, front, note = file.read_text(encoding="utf-8").split("---\n", 2)
    other = random.choice(_record_files(folder))
    _, other_front, _ = other.read_text(encoding="utf-8").split("---\n", 2)
    more = random.choice((f"追記 {random.random()}", f"See {yaml.safe_load(other_front)['url']}.", random.choice(small_list.NOTES)))
    text = random.choice((f"{note}\n\n{more}", more, ""))
    small_list.save_record(file, yaml.safe_load(front), text)
    return file.stem


def _title(random: Random, folder: Path) -> str:
    return _front(random, folder, lambda front: front.update(title=f"{random.choice(small_list.TITLES)} {random.randrange(10_000)}"))


def _tags(random: Random, folder: Path) -> str:
    tags = random.sample((*small_list.TAGS, f"new {random.randrange(5)}"), random.randrange(4))
    return _front(random, folder, lambda front: front.update(tags=tags))


def _topics(random: Random, folder: Path) -> str:
    ids = [topic["id"] for topic in yaml.safe_load((folder / "topics.yml").read_text(encoding="utf-8"))["topics"]]
    topics = random.sample(ids, random.randrange(1, 3))
    return _front(random, folder, lambda front: front.update(topics=topics))


def _date(random: Random, folder: Path) -> str:
    date = datetime.date(2018, 1, 1) + datetime.timedelta(days=random.randrange(2000))
    return _front(random, folder, lambda front: front.update(date=date))


def _language_of_a_record(random: Random, folder: Path) -> str:
    lang = random.choice(small_list.LANGUAGES)
    return _front(random, folder, lambda front: front.pop("lang", None) or front.update(lang=lang))


def _url(random: Random, folder: Path) -> str:
    url = f"https://{random.choice(small_list.HOSTS)}/new/{random.randrange(1_000_000)}"
    return _front(random, folder, lambda front: front.update(url=url))


def _add(random: Random, folder: Path) -> str:
    date = datetime.date(2018, 6, 1) + datetime.timedelta(days=random.randrange(2000))
    return small_list.write_record(folder, random.randrange(1_000, 1_000_000), date).stem


def _delete(random: Random, folder: Path) -> str | None:
    files = _record_files(folder)
    if len(files) <= _LEAST:
        return None
    file = random.choice(files)
    file.unlink()
    return file.stem


def _rename(random: Random, folder: Path) -> str:
    file = random.choice(_record_files(folder))
    return file.rename(file.with_name(f"{file.stem[:10]}-renamed-{random.randrange(1_000_000)}.md")).stem


def _remove(random: Random, folder: Path) -> str | None:
    files = _record_files(folder)
    if len(files) <= _LEAST:
        return None
    file = random.choice(files)
    building.llmnotes(folder, "remove", "--reason", "Its author asked", file.stem)
    return file.stem


def _topic_renamed(random: Random, folder: Path) -> str:
    with _document(folder / "topics.yml") as found:
        topic = random.choice(found["topics"])
        topic["title"][random.choice(("ja", "en"))] = f"題 Title {random.randrange(1_000)}"
        return str(topic["id"])


def _topic_added(random: Random, folder: Path) -> str:
    id_ = f"topic-{random.randrange(1_000)}"
    with _document(folder / "topics.yml") as found:
        if all(topic["id"] != id_ for topic in found["topics"]):
            texts = {"ja": f"話題 {id_}", "en": f"Topic {id_}"}
            found["topics"].insert(random.randrange(len(found["topics"]) + 1), {"id": id_, "title": texts, "description": texts})
    return id_


def _keyword(random: Random, folder: Path) -> str:
    with _document(folder / "topics.yml") as found:
        keyword = found["tags"][0]
        keyword["aliases"] = [f"alias {random.randrange(1_000)}"]
        return str(keyword["name"])


def _ledger_line(random: Random, folder: Path) -> str | None:
    file = folder / "links" / "ledger.txt"
    if not file.exists():
        return None
    head, *lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    if not lines:
        return None
    line = lines.pop(random.randrange(len(lines)))
    file.write_text("".join([head, *lines]), encoding="utf-8")
    return line.split()[0]


def _ledger(_: Random, folder: Path) -> str:
    """Move the ledger out of its folder; if it has been moved, move it back."""
    here, aside = folder / "links", folder / "links-aside"
    one, other = (here, aside) if here.exists() else (aside, here)
    one.rename(other)
    return other.name


def _option(name: str, values: Sequence[object]) -> Change:
    """Return a change that sets the plugin's option `name` to one of `values`."""

    def do(random: Random, folder: Path) -> object:
        value = random.choice(values)
        with _document(folder / "mkdocs.yml") as found:
            found["plugins"][0]["llmnotes"][name] = value
        return str(value)

    return Change(name=f"option {name}", do=do, weight=1)


def _setting(name: str, values: Sequence[object]) -> Change:
    """Return a change that sets MkDocs's setting `name` to one of `values`. The value None removes the setting."""

    def do(random: Random, folder: Path) -> object:
        value = random.choice(values)
        with _document(folder / "mkdocs.yml") as found:
            found[name] = value
            if value is None:
                del found[name]
        return str(value)

    return Change(name=f"setting {name}", do=do, weight=1)


def _nav(random: Random, folder: Path) -> str:
    """Set a navigation, or remove it. Some pages in the navigation may not exist."""
    pages = [
        "tags/index.md", "tags/everywhere.md", "years/2019.md", "topics/rag.md", "topics/index.md", "health/index.md", "search/index.md",
        f"entries/{random.choice(_record_files(folder)).stem}.md",
    ]  # fmt: skip
    nav = ["index.md", *random.sample(pages, random.randrange(1, 4))]
    with _document(folder / "mkdocs.yml") as found:
        if "nav" in found and random.random() < _OFTEN:
            del found["nav"]
            return "none"
        found["nav"] = nav
    return str(nav)


def _toggle(where: str, *names: str) -> Callable[[Random, Path], str]:
    """Return a change that chooses one of the files `names` in the folder `where`, and adds it if it is missing or removes it if it exists."""

    def do(random: Random, folder: Path) -> str:
        file = folder / where / random.choice(names)
        if file.exists():
            file.unlink()
            return f"{file.name} removed"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"# By hand\n\n<p>Text {random.randrange(1_000)}</p>\n", encoding="utf-8")
        return f"{file.name} added"

    return do


def _home(random: Random, folder: Path) -> str:
    (folder / "docs" / "index.md").write_text(f"# Home\n\nText {random.randrange(1_000)}.\n", encoding="utf-8")
    return "index.md"


_HOOKS = {
    "files": (
        "from mkdocs.structure.files import File\n\n\ndef on_files(files, config):\n"
        "    for name in ('llms.txt', 'entries.json', 'tags/everywhere/index.html'):\n"
        "        files.append(File.generated(config, name, content='theirs'))\n    return files\n"
    ),
    "each page": (
        "from pathlib import Path\n\n\ndef on_post_build(config):\n    for page in Path(config.site_dir).rglob('*.html'):\n"
        "        page.write_bytes(page.read_bytes() + b'<!-- seen -->')\n"
    ),
}


def _hook(random: Random, folder: Path) -> str:
    """Add a hook to mkdocs.yml, or remove the hook. Hooks simulate other plugins."""
    kind = random.choice(sorted(_HOOKS))
    with _document(folder / "mkdocs.yml") as found:
        if found.pop("hooks", None):
            return "none"
        (folder / "hook.py").write_text(_HOOKS[kind], encoding="utf-8")
        found["hooks"] = ["hook.py"]
    return kind


def _in_site(change: Callable[[Random, Path], object]) -> Callable[[Random, Path], str | None]:
    """Return a change that calls `change` with a random file of the built site."""

    def do(random: Random, folder: Path) -> str | None:
        files = _site_files(folder)
        if not files:
            return None
        file = random.choice(files)
        change(random, file)
        return file.relative_to(folder).as_posix()

    return do


def _touch(random: Random, file: Path) -> None:
    os.utime(file, (time := random.randrange(1_000_000_000, 1_700_000_000), time))


def _overwrite(random: Random, file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(random.choice((b"", b"x" * len(content), content + b"more", content[: len(content) // 2])))


def _folder_in_place(_: Random, file: Path) -> None:
    file.unlink()
    (file / "deep").mkdir(parents=True)
    (file / "deep" / "stray.txt").write_text("stray", encoding="utf-8")


def _stray(_: Random, file: Path) -> None:
    (file.parent / "stray").mkdir(exist_ok=True)
    (file.parent / "stray" / "index.html").write_text("stray", encoding="utf-8")
    (file.parent / "stray.txt").write_text("stray", encoding="utf-8")


def _removed_tree(where: str) -> Callable[[Random, Path], str | None]:
    def do(_: Random, folder: Path) -> str | None:
        if not (folder / where).exists():
            return None
        shutil.rmtree(folder / where)
        return where

    return do


def _cache_document(random: Random, folder: Path) -> str | None:
    """Truncate or remove a random document of the cache."""
    files = sorted((folder / ".cache" / "llmnotes").glob("*.json"))
    if not files:
        return None
    file = random.choice(files)
    if random.random() < _OFTEN:
        file.unlink()
    else:
        content = file.read_bytes()
        file.write_bytes(content[: random.randrange(len(content) + 1)])
    return file.name


def _killed(longest: float) -> Callable[[Random, Path], str]:
    """Return a change that starts a build and kills it after a random time of at most `longest` seconds."""

    def do(random: Random, folder: Path) -> str:
        seconds = random.uniform(0, longest)
        return f"after {seconds:.2f} s" if building.build_and_kill(folder, seconds) else f"ended before {seconds:.2f} s"

    return do


_LEAST = 12
"""The minimum number of records of the list. If the list has only this number of records, no change deletes or removes a record."""
_OFTEN = 0.5
"""The probability with which a change takes the first of its two alternatives."""

_CHANGES = (
    Change(name="note", do=_note, weight=6),
    Change(name="title", do=_title, weight=4),
    Change(name="tags", do=_tags, weight=4),
    Change(name="topics", do=_topics, weight=3),
    Change(name="date", do=_date, weight=3),
    Change(name="language of a record", do=_language_of_a_record),
    Change(name="url", do=_url, weight=3),
    Change(name="record added", do=_add, weight=3),
    Change(name="record deleted", do=_delete),
    Change(name="record renamed", do=_rename),
    Change(name="llmnotes remove", do=_remove),
    Change(name="topic renamed", do=_topic_renamed),
    Change(name="topic added", do=_topic_added, weight=1),
    Change(name="keyword", do=_keyword, weight=1),
    Change(name="line of the ledger", do=_ledger_line),
    Change(name="ledger", do=_ledger, weight=1),
    _option("language", ("en", "ja")),
    _option("cards", (False, "topics", "entries")),
    _option("reuse_theme_html", ("auto", "auto", False)),
    _option("csp", (True, False)),
    _setting("use_directory_urls", (True, False)),
    _setting("site_url", ("https://example.org/", "https://example.com/below/", None)),
    _setting("site_name", ("A list", "Another <name>", "別の名")),
    _setting("extra_css", (None, ["extra.css"])),
    Change(name="nav", do=_nav),
    Change(name="docs", do=_toggle("docs", "page.md", "deep/page.md", "entries/by-hand.md", "llms.txt", "sitemap.xml", "feed.json")),
    Change(name="home", do=_home, weight=1),
    Change(name="theme override", do=_toggle("theme", "partials/footer.html", "assets/own.css", "manifest.webmanifest", "tags/own.txt")),
    Change(name="another plugin", do=_hook),
    Change(name="site: file touched", do=_in_site(_touch)),
    Change(name="site: file deleted", do=_in_site(lambda _, file: file.unlink())),
    Change(name="site: file overwritten", do=_in_site(_overwrite)),
    Change(name="site: file replaced by a folder", do=_in_site(_folder_in_place)),
    Change(name="site: stray files", do=_in_site(_stray)),
    Change(name="site: folder deleted", do=_in_site(lambda _, file: shutil.rmtree(file.parent)), weight=1),
    Change(name="cache deleted", do=_removed_tree(".cache"), weight=1),
    Change(name="site deleted", do=_removed_tree("site"), weight=1),
    Change(name="document of the cache", do=_cache_document),
)
"""All kinds of random changes to the list, its settings and its site, except the change that ends the process of a build midway."""


def changes(seconds: float) -> tuple[Change, ...]:
    """Return all changes. `seconds` is the duration of a build; the change that kills a build does so within this time."""
    return (*_CHANGES, Change(name="build killed", do=_killed(seconds), weight=6))
