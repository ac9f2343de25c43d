"""The issue form: its file, made from the taxonomy, and the reading of what it brings.

GitHub turns a form into an issue whose body has a section for each field: https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-issue-forms

    ### URL

    https://example.org/article

    ### タイトル / Title

    _No response_

Several choices of a menu stand on one line, with commas between. Whoever edits the issue may break any of this, and lines then end with CRLF.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from llmnotes.records import record
from llmnotes.text.characters import forbidden
from llmnotes.web import url
from llmnotes.yamlio.strict import word

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Mapping

    from llmnotes.records.taxonomy import Taxonomy, Topic

FILE = ".github/ISSUE_TEMPLATE/add-entry.yml"
"""Where GitHub looks for it; its name is also the `template` of an address that opens it."""
NO_RESPONSE = "_No response_"
MAX_BODY = 65_536
"""Characters of an issue: GitHub takes no more."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FormField:
    """A field of the form."""

    id: str
    """Also the parameter of an address that fills it in."""
    label: str
    """Heads its section of the issue."""
    description: str
    kind: str = "input"
    placeholder: str = ""
    required: bool = False


FIELDS = (
    FormField(
        id="url", label="URL", required=True, placeholder="https://",
        description="記事のアドレス。これだけで送れます。 / The address of the work. Nothing else is needed.",
    ),
    FormField(
        id="work", label="タイトル / Title",  # `title` in an address is the issue's own
        description="空欄ならページから読み取ります。 / Left empty, it is read from the page.",
    ),
    FormField(
        id="date", label="公開日 / Published", placeholder="2023-06-09",
        description="年-月-日。空欄ならページから読み取ります。 / Year-month-day. Left empty, it is read from the page.",
    ),
    FormField(
        id="topics", label="トピック / Topics", kind="dropdown",
        description="1つか2つ。空欄なら提案から選びます。 / One or two. Left empty, they are suggested.",
    ),
    FormField(
        id="tags", label="タグ / Tags", placeholder="LangChain, Embeddings",
        description="自由なキーワード。カンマ区切り。 / Free keywords, with commas between.",
    ),
    # The last one: nothing in a note, whatever it holds, can be taken for a section behind it.
    FormField(
        id="note", label="ノート / Note", kind="textarea",
        description="どこが役に立つかを数行で。Markdownで書けます。 / A few lines on what makes it worth reading, in Markdown.",
    ),
)  # fmt: skip
_TELLING = 3
"""Headings of this form by which an issue is known as one: other forms may ask for a URL too."""
_IDS = {field.label: field.id for field in FIELDS}


def text(taxonomy: Taxonomy | None) -> str:
    """The form's file. A list without topics has no menu of them."""
    lines = [
        "# Written by `llmnotes github form`, from topics.yml: change that, and run it again.",
        "name: 記事を追加 / Add an entry",
        "description: URLだけで送れます。 / A URL is all it takes.",
        'title: "Add: "',
        "labels: [new-entry]",
        "body:",
    ]
    for field in FIELDS:
        options = list(_options(taxonomy)) if field.kind == "dropdown" else []
        if field.kind == "dropdown" and not options:
            continue
        lines += [f"- type: {field.kind}", f"  id: {field.id}", "  attributes:", f"    label: {word(field.label)}"]
        lines += [f"    description: {word(field.description)}"]
        lines += [f"    placeholder: {word(field.placeholder)}"] if field.placeholder else []
        lines += ["    multiple: true", "    options:", *(f"    - {word(option)}" for option in options)] if options else []
        lines += ["  validations:", f"    required: {str(field.required).lower()}"]
    return "\n".join([*lines, ""])


def _options(taxonomy: Taxonomy | None) -> Iterator[str]:
    return iter(choices(taxonomy))


def choices(taxonomy: Taxonomy | None) -> dict[str, str]:
    """What the menu offers, with the topic's id; in the taxonomy's order."""
    offered: dict[str, str] = {}
    for topic in taxonomy.topics if taxonomy else ():
        title = _title(topic)
        # GitHub refuses two choices that are alike, and keeps `None` for itself.
        offered[f"{title} ({topic.id})" if title in offered or title.lower() == "none" else title] = topic.id
    return offered


def _title(topic: Topic) -> str:
    return " / ".join(dict.fromkeys(" ".join(title.split()) for title in topic.title.values()))


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """What was filled in, of the right form; empty where nothing was."""

    url: str
    title: str = ""
    date: str = ""
    topics: tuple[str, ...] = ()
    """Ids."""
    tags: tuple[str, ...] = ()
    note: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """Something in a form that won't do."""

    label: str
    """The field's."""
    message: str
    remedy: str


def is_form(body: str) -> bool:
    """Whether an issue's body comes from this form: GitHub writes a heading for each field, also for those left empty. Who edits may have lost one."""
    return len({id_ for line in _lines(body) if (id_ := _heads(line))}) >= _TELLING


def read(body: str, taxonomy: Taxonomy | None, latest: datetime.date | None = None) -> tuple[Answers | None, list[Fault]]:
    """What an issue's body says, or None, and everything that is wrong with it. `latest` is the last day that isn't yet to come."""
    if len(body) > MAX_BODY:
        return None, [Fault("", f"the issue has {len(body):,} characters", f"shorten it to {MAX_BODY:,}")]
    sections = _sections(body)
    faults = [*_url(sections), *_work(sections), *_date(sections, latest)]
    topics, unknown = _topics(sections.get("topics", ""), taxonomy)
    faults += unknown
    tags = tuple(dict.fromkeys(tag.strip().lstrip("#") for tag in re.split(r"[,、，\n]", sections.get("tags", "")) if tag.strip(" #")))
    faults += [
        Fault(_label(key), *fault) for key, values in (("topics", topics), ("tags", tags)) for fault in record.list_faults(key, values)
    ]
    if "\x00" in sections.get("note", ""):
        faults.append(Fault(_label("note"), "the note holds a NUL character", "remove it"))
    if faults:
        return None, faults
    return (
        Answers(
            url=sections["url"],
            title=sections.get("work", ""),
            date=sections.get("date", ""),
            topics=topics,
            tags=tags,
            note=sections.get("note", ""),
        ),
        [],
    )


def _sections(body: str) -> dict[str, str]:
    """What stands below each field's heading, by id; nothing for a field left empty. Headings count in the form's order, each once."""
    order = [field.id for field in FIELDS]
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    last = -1
    for line in _lines(body):
        id_ = _heads(line)
        if id_ and order.index(id_) > last:
            last, lines = order.index(id_), found.setdefault(id_, [])
        else:
            lines.append(line)
    filled = {id_: _filled("\n".join(lines)) for id_, lines in found.items()}
    # Of a note, white space before the first line is Markdown.
    sections = {id_: text if id_ == "note" else text.strip() for id_, text in filled.items()}
    return {id_: text for id_, text in sections.items() if text or id_ == "url"}


def _lines(body: str) -> list[str]:
    return body.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _heads(line: str) -> str | None:
    """The id of the field whose section a line heads."""
    return _IDS.get(line[3:].strip()) if line.startswith("###") and line[3:4].isspace() else None


def _filled(section: str) -> str:
    text = record.blank_ends(section).rstrip()
    return "" if text.strip() == NO_RESPONSE else text


def _label(id_: str) -> str:
    return next(field.label for field in FIELDS if field.id == id_)


def _controls(value: str) -> bool:
    return forbidden(value) is not None


def _url(sections: Mapping[str, str]) -> list[Fault]:
    if "url" not in sections:
        return [Fault(_label("url"), f"there is no section '### {_label('url')}'", "open the form anew, or put the heading back")]
    if len(sections["url"].split("\n")) > 1:
        return [Fault(_label("url"), "it holds more than one line", "write one URL, and send the others by forms of their own")]
    fault = url.fault(sections["url"])
    return [Fault(_label("url"), *fault)] if fault else []


def _work(sections: Mapping[str, str]) -> list[Fault]:
    title = sections.get("work", "")
    if _controls(title):
        return [Fault(_label("work"), "it holds a line break, or characters that can't be seen", "write it on one line")]
    fault = record.fault("title", title) if title else None
    return [Fault(_label("work"), *fault)] if fault else []


def _date(sections: Mapping[str, str], latest: datetime.date | None) -> list[Fault]:
    try:
        date = record.parse_date(sections["date"]) if "date" in sections else None
    except ValueError as error:
        return [Fault(_label("date"), str(error), "write year-month-day, such as 2023-06-09, or leave it empty")]
    if date and latest and date > latest:
        return [Fault(_label("date"), f"{date} is yet to come", "write the day on which it was published, or leave it empty")]
    return []


def _topics(section: str, taxonomy: Taxonomy | None) -> tuple[tuple[str, ...], list[Fault]]:
    """Ids from a line of choices. A choice may hold commas itself, so the longest that fits is taken."""
    offered = choices(taxonomy)
    longest_first = sorted(offered, key=len, reverse=True)
    chosen: list[str] = []
    rest = section.strip()
    while rest:
        fits = next((title for title in longest_first if rest.startswith(title) and rest[len(title) :].lstrip()[:1] in {"", ","}), None)
        if fits is None:
            unknown = rest.partition(",")[0].strip()
            remedy = f"choose of: {', '.join(offered)}" if offered else "leave it empty: this list has no topics"
            return (), [Fault(_label("topics"), f"'{unknown}' is no topic of this list", remedy)]
        chosen.append(offered[fits])
        rest = rest[len(fits) :].lstrip(" \n\t,")
    return tuple(dict.fromkeys(chosen)), []
