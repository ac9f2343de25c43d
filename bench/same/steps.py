"""The steps that both sides execute with a reading list: changes followed by builds, and commands."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import TYPE_CHECKING

import samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from samples import Sample
    from sides import Side


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """An action that both sides execute. Then their files are compared."""

    name: str
    do: Callable[[Side, Path], object]


def builds(sample: Sample) -> Iterator[Step]:
    """Yield a build from nothing, a build without a change, and a build after each kind of change."""
    yield _built("cold")
    yield _built("again")
    yield _built("a note", lambda _, folder: add_words(folder, 2, "A paragraph more, 追記。"))
    yield _built("a title", lambda _, folder: _set(_record(folder, 3), "title", "A changed <title> & 題名"))
    yield _built("a tag", lambda _, folder: _set(_record(folder, 4), "tags", ["LangChain", "A new tag"]))
    yield _built("a tag renamed", lambda side, folder: side.llmnotes(folder, "tags", "rename", "A new tag", "Another tag"))
    yield _built("a topic renamed", lambda side, folder: side.llmnotes(folder, "topics", "rename", "rag", "retrieval"))
    yield _built("a record added", _add)
    yield _built(
        "a record removed", lambda side, folder: side.llmnotes(folder, "remove", "--reason", "Its author asked", _record(folder, 5).stem)
    )
    yield _built("a record deleted", lambda _, folder: _record(folder, 6).unlink())
    yield _built("topics.yml", lambda _, folder: _append(folder / "topics.yml", "- {name: Zeta, aliases: [ゼータ, A]}\n"))
    yield _built("the ledger", _ledger)
    yield _built(
        "a page of docs", lambda _, folder: _append(folder / "docs" / "page.md", "# A page\n\nWritten by hand, [home](index.md).\n")
    )
    yield _built("the home", lambda _, folder: _append(folder / "docs" / "index.md", "\nWords on the home.\n"))
    yield _built("the site's name", lambda _, folder: _settings(folder, r"site_name: .*", "site_name: Another <name>"))
    if sample.every:
        yield _built("the language", lambda _, folder: _settings(folder, r"( +)language: ..", r"\1language: en\n\1cards: topics"))
        # In the list of unusual titles, the fonts of card images lack some characters, so the build fails. Both sides must report the same error.
        yield _built("cards", lambda _, folder: _settings(folder, "cards: topics", "cards: entries"), fails=True)
        yield _built("no cards", lambda _, folder: _settings(folder, "cards: entries", "cards: false"))
        yield _built(
            "no directories", lambda _, folder: _settings(folder, r"\A", "use_directory_urls: false\n", other="use_directory_urls: true")
        )
        yield _built("no shells", lambda _, folder: _settings(folder, r"( +)cards: false", r"\1cards: false\n\1shell: false\n\1csp: false"))


def commands(before: Path) -> Iterator[Step]:
    """Yield steps that run commands, for a list that has been built. `before` is the checkout BEFORE, whose tests have the logs and events to read."""
    yield Step(name="lint", do=_lint)
    yield Step(name="terms", do=_terms)
    yield Step(name="reports", do=_reports)
    yield Step(name="schema", do=lambda side, folder: [side.llmnotes(folder, "schema"), side.llmnotes(folder, "schema", "--write")])
    yield Step(name="github", do=lambda side, folder: _github(side, folder, before))
    yield Step(name="export and import", do=lambda side, folder: _logs(side, folder, before))
    yield Step(name="add", do=_added)
    yield Step(
        name="mark", do=lambda side, folder: side.llmnotes(folder, "links", "mark", "https://example.com/added", "dead", "--reason", "sold")
    )
    yield Step(name="fix", do=lambda side, folder: [side.llmnotes(folder, *words) for words in _FIXES])


_FIXES = (("lint", "--fix", "--dry-run"), ("lint", "--fix"), ("lint",), ("links", "fix", "--dry-run"), ("links", "fix"))


def faults() -> Iterator[Step]:
    """Yield builds and commands for the list with faults."""
    for name in ("cold", "again"):
        yield _built(name, fails=True)
    yield Step(name="lint", do=_lint)
    yield Step(
        name="commands",
        do=lambda side, folder: [
            side.llmnotes(folder, *words, fails=True)
            for words in (("topics", "explain"), ("tags", "list"), ("schema",), ("links", "report"), ("export", "--format", "log"))
        ],
    )
    yield Step(name="fix", do=lambda side, folder: [side.llmnotes(folder, *words) for words in _FIXES[:3]])


def checks() -> Iterator[Step]:
    """Yield link checks on six days, each with another output format, then reports, a build and fixes."""
    for day, form in enumerate(("text", "json", "markdown", "github", "junit", "sarif"), 1):
        words = ("links", "check", "--record", "--allow-private", "--no-archive", "--at", f"2026-10-0{day}T04:00Z", "--format", form)
        yield Step(name=f"check, day {day}", do=lambda side, folder, words=words: side.llmnotes(folder, *words))  # type: ignore[misc] # mypy can't infer a lambda with a default value, which keeps the arguments of this day
    yield Step(name="reports", do=_reports)
    yield _built("with a ledger")
    yield Step(name="fix", do=lambda side, folder: [side.llmnotes(folder, *words) for words in _FIXES[3:]])


def helps(side: Side, folder: Path) -> None:
    """Run every command with `--help`, then `--version`, `rules` and a command that doesn't exist. The help of groups gives the names of commands."""
    left: list[tuple[str, ...]] = [()]
    while left:
        words = left.pop()
        text = side.llmnotes(folder, *words, "--help").decode()
        named = re.findall(r"(?m)^  ([a-z][\w-]*)  ", text.partition("\nCommands:\n")[2])
        left += [(*words, name) for name in named]
    side.llmnotes(folder, "--version")
    side.llmnotes(folder, "rules", "--page")
    listed = side.llmnotes(folder, "rules").decode()
    side.llmnotes(folder, "rules", *dict.fromkeys(re.findall(r"(?m)^\s*([a-z]+(?:-[a-z0-9]+)+)\b", listed)), label="rules, each")
    side.llmnotes(folder, "no-such-command", fails=True)


def add_words(folder: Path, place: int, words: str) -> None:
    """Add a paragraph to a record's note. Replace the file in one step, so that a preview detects only one change."""
    file = _record(folder, place)
    text = f"{file.read_text(encoding='utf-8').rstrip()}\n\n{words}\n"
    aside = folder / "aside.md"
    aside.write_text(text, encoding="utf-8")
    samples.stamp(folder, place)
    aside.replace(file)


def _built(name: str, change: Callable[[Side, Path], object] = lambda _, __: None, *, fails: bool = False) -> Step:
    """Return a step that calls `change` and then builds the list."""

    def do(side: Side, folder: Path) -> None:
        change(side, folder)
        samples.stamp(folder, 1)
        side.build(folder, fails=fails)

    return Step(name=name, do=do)


def _records(folder: Path) -> list[Path]:
    return sorted((folder / "entries").glob("[0-9]*/*.md"))


def _record(folder: Path, part: int) -> Path:
    """Return the file of a record, where `part` is its place in the list in eighths."""
    files = _records(folder)
    return files[len(files) * part // 8]


def _set(file: Path, key: str, value: object) -> None:
    """Set a key in a record's front matter."""
    _, front, note = file.read_text(encoding="utf-8").split("---\n", 2)
    kept = [line for line in front.splitlines() if not line.startswith(f"{key}:")]
    lines = [*kept, f"{key}: {json.dumps(value, ensure_ascii=False)}", ""]
    file.write_text("---\n".join(["", "\n".join(lines), note]), encoding="utf-8")


def _append(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as output:
        output.write(text)


def _settings(folder: Path, pattern: str, text: str, other: str = "") -> None:
    """Replace `other` in mkdocs.yml with `text`. If the file doesn't contain `other`, replace the first match of `pattern`."""
    file = folder / "mkdocs.yml"
    settings = file.read_text(encoding="utf-8")
    changed = settings.replace(other, text.strip()) if other and other in settings else re.sub(pattern, text, settings, count=1)
    file.write_text(changed, encoding="utf-8")


def _add(_: Side, folder: Path) -> None:
    keys: dict[str, object] = {"title": "An added record", "url": "https://added.example/x", "date": "2023-03-03", "topics": ["models"]}
    file = folder / "entries" / "2023" / "2023-03-03-added.md"
    file.parent.mkdir(exist_ok=True)
    file.write_text(samples.record({**keys, "tags": ["LangChain"]}, "- It links to https://added.example/y\n"), encoding="utf-8")


def _ledger(_: Side, folder: Path) -> None:
    """Write a ledger in which the links of three records are dead or suspect. If the list already has a ledger, remove one line from the ledger."""
    links = folder / "links"
    file = links / "ledger.txt"
    if file.exists():
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        file.write_text("".join([*lines[:3], *lines[4:]]), encoding="utf-8")
        return
    links.mkdir()
    texts = (_record(folder, part).read_text(encoding="utf-8") for part in (1, 3, 7))
    urls = sorted(re.findall(r"(?m)^url: [\"']?(\S+?)[\"']?$", text)[0] for text in texts)
    failed = [f"failed=2026-09-{day}T04:00Z,gone/404" for day in (10, 12, 14, 20)]
    rows = (f"{url} well=2026-09-01T04:00Z {' '.join(failed[: number + 2])}\n" for number, url in enumerate(urls))
    for name, about, body in (
        ("ledger", "one line for each link, with its recorded checks", "".join(rows)),
        ("asked", "when each link was last checked; * means all other links", "2026-09-20T04:00Z *\n"),
        (
            "runs",
            "one line for each link check: the number of links of each verdict",
            "2026-09-20T04:00Z all asked=9 dead=2 suspect=1 alive=6\n",
        ),
    ):
        (links / f"{name}.txt").write_text(f"# llmnotes links 1: {about}\n{body}", encoding="utf-8")


def _lint(side: Side, folder: Path) -> None:
    for form in ("text", "json", "github"):
        side.llmnotes(folder, "lint", "--format", form)


def _reports(side: Side, folder: Path) -> None:
    for form in ("text", "json", "junit", "github", "markdown", "sarif", "badge"):
        side.llmnotes(folder, "links", "report", "--format", form)


def _terms(side: Side, folder: Path) -> None:
    side.llmnotes(folder, "topics", "explain")
    for kind in ("tags", "topics"):
        for words in (("list",), ("list", "--format", "json"), ("list", "--once"), ("list", "--near")):
            side.llmnotes(folder, kind, *words)
    tagged = next(file for file in _records(folder) if "LangChain" in file.read_text(encoding="utf-8"))
    side.llmnotes(folder, "tags", "split", "LangChain", "LangGraph", tagged.stem, "--dry-run")
    side.llmnotes(folder, "tags", "split", "LangChain", "LangGraph", tagged.stem, label="tags split")
    side.llmnotes(folder, "tags", "merge", "LangGraph", "LangChain", "--dry-run")
    side.llmnotes(folder, "topics", "merge", "building", "models", "--dry-run")


def _github(side: Side, folder: Path, before: Path) -> None:
    side.llmnotes(folder, "github", "form")
    event = before / "tests" / "cases" / "github" / "issue-labeled.json"
    side.llmnotes(folder, "github", "entry", event, "--letter", "letter.json", "--no-fetch", label="github entry")
    side.llmnotes(folder, "github", "summary", "--changed-since", "HEAD")


def _logs(side: Side, folder: Path, before: Path) -> None:
    """Export the list as a log, and import this log into another folder. Import a log of the tests, change the log, import it again, and export it."""
    (folder / "list.md").write_bytes(side.llmnotes(folder, "export", "--format", "log"))
    side.llmnotes(folder, "import", "list.md", "--entries", "imported")
    log = (before / "tests" / "cases" / "log" / "llm-dev.md").read_text(encoding="utf-8")
    (folder / "log.md").write_text(log, encoding="utf-8")
    for form in ("text", "json", "github"):
        side.llmnotes(folder, "import", "log.md", "--entries", "logged", "--dry-run", "--format", form)
    side.llmnotes(folder, "import", "log.md", "--entries", "logged")
    (folder / "log.md").write_text(re.sub(r"(?m)^(- |### )\[(\d{4}-\d\d-\d\d) ", r"\1[\2 Changed: ", log, count=3), encoding="utf-8")
    side.llmnotes(folder, "import", "log.md", "--entries", "logged", label="import a changed log")
    side.llmnotes(folder, "import", "log.md", "--entries", "logged", "--update")
    side.llmnotes(folder, "export", "--format", "log", "--entries", "logged")


def _added(side: Side, folder: Path) -> None:
    words = ("--no-fetch", "--yes", "--title", "An added title", "--date", "2023-04-04", "--note", "一言。 RAG with LangChain")
    side.llmnotes(folder, "add", "https://example.com/added?utm_source=x", *words, label="add")
    side.llmnotes(folder, "add", "https://example.com/added", *words, label="add again")
    side.llmnotes(folder, "add", "javascript:x", "https://example.com/other", "--no-fetch", "--yes", label="add two", fails=True)
