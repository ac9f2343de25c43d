"""Create a new reading list in a folder. `llmnotes lint` and a strict build report no problems in the new files."""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
from typing import TYPE_CHECKING

import jinja2

from llmnotes.actions import workflows
from llmnotes.actions.reading_list import ReadingList
from llmnotes.errors import RefusalError
from llmnotes.github import form
from llmnotes.records.slug import make_slug
from llmnotes.system.files import explained, show, write_atomically
from llmnotes.system.rewrite import text_of
from llmnotes.yamlio import strict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_EXAMPLE = "https://spec.commonmark.org/"
_EXAMPLE_DAY = datetime.date(2024, 1, 28)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class NewTopic:
    """A topic that a new list gets in its topics.yml. llmnotes suggests this topic for entries in which the topic's title occurs."""

    id: str
    title: str


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class NewList:
    """The values from which the files of a new list are made."""

    title: str
    language: str
    """The language of the site and of the texts in the new files: `ja` or `en`."""
    today: datetime.date
    """The day on which the list is created. It becomes the value of the key `added` in the example entry."""
    site_url: str = ""
    """The address of the published site; empty if it is not known yet."""
    repository: str = ""
    """The address of the list's repository on a code host; empty if there is no repository."""
    has_example: bool = True
    """Whether to write an example entry. A list that starts with the author's own links needs no example."""
    topics: tuple[NewTopic, ...] = ()
    """The topics of the list; empty to write a topics.yml with a few topics as examples."""
    host: workflows.Host | None = None
    """The software of the code host for which workflows are written; None to write no workflows."""


def files_of(new: NewList) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each file of a new list, without workflows, requirements.txt and the issue form."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("llmnotes.actions", "new_list"),
        autoescape=False,  # noqa: S701 - the files are Markdown and YAML; their templates escape each value for its format
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {"yaml": _yaml, "heading": _heading}
    slug = make_slug(_EXAMPLE_DAY, _EXAMPLE, "", lambda _: False)
    places = {
        "mkdocs.yml": "mkdocs.yml",
        "topics.yml": f"{new.language}/topics.yml",
        f"entries/{_EXAMPLE_DAY.year}/{slug}.md": f"{new.language}/entry.md",
        "docs/index.md": f"{new.language}/index.md",
        "README.md": f"{new.language}/README.md",
        ".gitignore": "gitignore",
    }
    values = {field.name: getattr(new, field.name) for field in dataclasses.fields(new)}
    for path, template in places.items():
        text = environment.get_template(template).render(values)
        if path == "topics.yml" and new.topics:
            explanation = text.partition("topics:\n")[0]
            text = f"{explanation}topics:\n{''.join(map(_topic, new.topics))}"
        if new.has_example or not path.startswith("entries/"):
            yield path, text


def _topic(topic: NewTopic) -> str:
    title = strict.word(topic.title)
    return f"- id: {strict.word(topic.id)}\n  title: {title}\n  patterns: [{strict.word(topic.title, flow=True)}]\n"


def _yaml(text: str) -> str:
    """Return a text as a YAML scalar in double quotes."""
    return json.dumps(text, ensure_ascii=False)


def _heading(text: str) -> str:
    r"""Return a text as the content of a heading, escaped for GitHub's Markdown and for Python-Markdown, which knows fewer escapes, such as no `\~`."""
    plain = re.sub(r"[\\`*_{}\[\]#]", r"\\\g<0>", text)
    return re.sub("[&<~$]", lambda found: {"&": "&amp;", "<": "&lt;"}.get(found[0], f"&#{ord(found[0])};"), plain)


def start(folder: Path, new: NewList) -> list[Path]:
    """Write a new list into a folder, and return the paths of the written files.

    The folder need not exist. If it exists, it may have other files, such as the folder `.git`. An existing README.md, requirements.txt or issue form stays
    unchanged, because code hosts offer to create a README.md with a repository. An existing .gitignore gets the lines that it lacks.

    Raises:
        RefusalError: The folder has another file that this function would write, or a folder `entries`. Nothing was written.
        StoreError: A file can't be written, or an existing .gitignore can't be read.

    """
    readme, ignored = folder / "README.md", folder / ".gitignore"
    files = {folder / path: text for path, text in files_of(new)}
    needed = [
        *(files.keys() - {readme, ignored}),
        folder / "entries",
        *(folder / path for path in (workflows.paths(new.host) if new.host else ())),
    ]
    taken = [path for path in needed if path.is_symlink() or path.exists()]
    if taken:
        names = ", ".join(sorted(path.relative_to(folder).as_posix() for path in taken))
        raise RefusalError(f"the folder {show(folder)} has these files of a list already: {names}. Name another folder")
    if readme.is_symlink() or readme.exists():
        del files[readme]
    if ignored.exists():
        present = text_of(ignored)
        missing = [line for line in files.pop(ignored).splitlines() if line not in present.splitlines()]
        if missing:
            files[ignored] = "\n".join([*([present.rstrip("\n")] if present else []), *missing, ""])
    for path, text in files.items():
        with explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text)
    if new.host is None:
        return list(files)
    issue_form = form.text(ReadingList.open(str(folder / "mkdocs.yml"), None).taxonomy, new.language)
    return [*files, *workflows.add(folder, new.host, workflows.Release.installed(), issue_form, new.repository)]
