"""The issue form: write its file from the taxonomy, and read the issues that are sent with it.

The body of such an issue has a section for each field: https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-issue-forms

    ### URL

    https://example.org/article

    ### タイトル / Title

    _No response_

Several choices of a menu are on one line, separated by commas. A person who edits the issue can change any of this; edited bodies have CRLF as line ends.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from llmnotes.records import fields, record
from llmnotes.text.characters import forbidden
from llmnotes.web import url
from llmnotes.yamlio.strict import word

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from llmnotes.records.taxonomy import Taxonomy, Topic

FILE = ".github/ISSUE_TEMPLATE/add-entry.yml"
"""The path where GitHub looks for the form. Its name is also the `template` parameter of an address that opens the form."""
NO_RESPONSE = "_No response_"
"""GitHub's text for a field that was left empty."""
MAX_BODY = 65_536
"""The largest length that GitHub allows for the body of an issue, in characters."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FormField:
    """A field of the issue form."""

    id: str
    """The field's id; also the parameter of an address that fills the field in."""
    label: str
    """The heading of the field's section in the issue."""
    description: str
    kind: str = "input"
    placeholder: str = ""
    required: bool = False


FIELDS = (
    FormField(
        id="url", label="URL", required=True, placeholder="https://",
        description="記事のアドレス。これだけで送れます。 / The address of the article. The other fields are optional.",
    ),
    FormField(
        id="work", label="タイトル / Title",  # in an address, the parameter `title` sets the title
        description="空欄ならページから読み取ります。 / Leave empty to take it from the page.",
    ),
    FormField(
        id="date", label="公開日 / Published", placeholder="2023-06-09",
        description="年-月-日。空欄ならページから読み取ります。 / Year-month-day. Leave empty to take it from the page.",
    ),
    FormField(
        id="topics", label="トピック / Topics", kind="dropdown",
        description="1つか2つ。空欄なら自動で選びます。 / One or two. Leave empty to have them chosen for you.",
    ),
    FormField(
        id="tags", label="タグ / Tags", placeholder="LangChain, Embeddings",
        description="自由なキーワード。カンマで区切ります。 / Free keywords, separated by commas.",
    ),
    # The note is last, so that no text in a note can pass for the section of a later field.
    FormField(
        id="note", label="ノート / Note", kind="textarea",
        description="どこが役に立つかを数行で。Markdownで書けます。 / A few lines about why it is worth reading, in Markdown.",
    ),
)  # fmt: skip
_ENOUGH_HEADINGS = 3
"""The number of this form's headings that an issue must have to count as one of the form. One is not enough: other forms have a field `URL` too."""
_IDS = {field.label: field.id for field in FIELDS}


def text(taxonomy: Taxonomy | None) -> str:
    """Return the text of the form's file. The menu of topics is left out where the list has no topics."""
    lines = [
        "# `llmnotes github form` writes this file from topics.yml. To change the topics, edit topics.yml and run the command again.",
        "name: 記事を追加 / Add an entry",
        "description: URLだけで送れます。 / Only the URL is required.",
        'title: "Add: "',
        "labels: [new-entry]",
        "body:",
    ]
    for field in FIELDS:
        options = list(choices(taxonomy)) if field.kind == "dropdown" else []
        if field.kind == "dropdown" and not options:
            continue
        lines += [f"- type: {field.kind}", f"  id: {field.id}", "  attributes:", f"    label: {word(field.label)}"]
        lines += [f"    description: {word(field.description)}"]
        lines += [f"    placeholder: {word(field.placeholder)}"] if field.placeholder else []
        lines += ["    multiple: true", "    options:", *(f"    - {word(option)}" for option in options)] if options else []
        lines += ["  validations:", f"    required: {str(field.required).lower()}"]
    return "\n".join([*lines, ""])


def choices(taxonomy: Taxonomy | None) -> dict[str, str]:
    """Return the choices of the form's menu of topics, each with its topic's id, in the order of topics.yml."""
    offered: dict[str, str] = {}
    for topic in taxonomy.topics if taxonomy else ():
        title = _title(topic)
        # GitHub refuses two equal choices, and reserves `None`.
        offered[f"{title} ({topic.id})" if title in offered or title.lower() == "none" else title] = topic.id
    return offered


def _title(topic: Topic) -> str:
    return " / ".join(dict.fromkeys(" ".join(title.split()) for title in topic.title.values()))


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """The valid values of a form's fields. A field that was left empty has an empty value."""

    url: str
    title: str = ""
    date: str = ""
    topics: tuple[str, ...] = ()
    """The ids of the chosen topics."""
    tags: tuple[str, ...] = ()
    note: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """A fault in an issue of the form, with its remedy."""

    label: str
    """The field's label; empty for a fault of the whole issue."""
    message: str
    remedy: str


def is_form(body: str) -> bool:
    """Return whether an issue's body comes from this form.

    GitHub writes a heading for each field, also for empty ones. Three of the headings are enough, as a person who edits the issue may delete some.
    """
    return len({id_ for line in _lines(body) if (id_ := _field_of_heading(line))}) >= _ENOUGH_HEADINGS


def read(body: str, taxonomy: Taxonomy | None, latest: datetime.date | None = None) -> tuple[Answers | None, list[Fault]]:
    """Read an issue's body.

    Args:
        body: The issue's body, as GitHub gives it.
        taxonomy: The list's topics; None for a list without topics.
        latest: The last day that is accepted as a date; None to accept future dates.

    Returns:
        The answers and no faults; or None and all faults.

    """
    if len(body) > MAX_BODY:
        return None, [Fault("", f"the issue has {len(body):,} characters", f"shorten it to {MAX_BODY:,} characters")]
    sections = _sections(body)
    faults = [*_url(sections), *_work(sections), *_date(sections, latest)]
    topics, unknown = _topics(sections.get("topics", ""), taxonomy)
    faults += unknown
    tags = tuple(dict.fromkeys(tag.strip().lstrip("#") for tag in re.split(r"[,、，\n]", sections.get("tags", "")) if tag.strip(" #")))
    faults += [
        Fault(_label(key), *fault) for key, values in (("topics", topics), ("tags", tags)) for fault in fields.list_faults(key, values)
    ]
    if "\x00" in sections.get("note", ""):
        faults.append(Fault(_label("note"), "the note has a NUL character", "remove the character"))
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
    """Return the text below each field's heading, by the field's id. Fields that were left empty are missing, except for the URL.

    A heading counts only once, and only after the headings of earlier fields: other lines that look like headings belong to the section above them.
    """
    order = [field.id for field in FIELDS]
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    last = -1
    for line in _lines(body):
        id_ = _field_of_heading(line)
        if id_ and order.index(id_) > last:
            last, lines = order.index(id_), found.setdefault(id_, [])
        else:
            lines.append(line)
    filled = {id_: _filled("\n".join(lines)) for id_, lines in found.items()}
    # White space at the beginning of a note has a meaning in Markdown.
    sections = {id_: text if id_ == "note" else text.strip() for id_, text in filled.items()}
    return {id_: text for id_, text in sections.items() if text or id_ == "url"}


def _lines(body: str) -> list[str]:
    return body.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _field_of_heading(line: str) -> str | None:
    """Return the id of the field whose heading a line is, or None."""
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
        return [Fault(_label("url"), f"the section '### {_label('url')}' is missing", "send the form again, or add the heading again")]
    if len(sections["url"].split("\n")) > 1:
        return [Fault(_label("url"), "it has more than one line", "write one URL, and send a separate form for each other URL")]
    fault = url.fault(sections["url"])
    return [Fault(_label("url"), *fault)] if fault else []


def _work(sections: Mapping[str, str]) -> list[Fault]:
    title = sections.get("work", "")
    if _controls(title):
        return [Fault(_label("work"), "it has a line break or invisible characters", "write the title on one line")]
    fault = fields.fault("title", title) if title else None
    return [Fault(_label("work"), *fault)] if fault else []


def _date(sections: Mapping[str, str], latest: datetime.date | None) -> list[Fault]:
    try:
        date = fields.parse_date(sections["date"]) if "date" in sections else None
    except ValueError as error:
        return [Fault(_label("date"), str(error), "write year-month-day, such as 2023-06-09, or leave the field empty")]
    if date and latest and date > latest:
        return [Fault(_label("date"), f"{date} is in the future", "write the day of publication, or leave the field empty")]
    return []


def _topics(section: str, taxonomy: Taxonomy | None) -> tuple[tuple[str, ...], list[Fault]]:
    """Return the ids of the topics on a line of choices, and the faults. A choice may contain commas itself, so the longest match counts."""
    offered = choices(taxonomy)
    longest_first = sorted(offered, key=len, reverse=True)
    chosen: list[str] = []
    rest = section.strip()
    while rest:
        fits = next((title for title in longest_first if rest.startswith(title) and rest[len(title) :].lstrip()[:1] in {"", ","}), None)
        if fits is None:
            unknown = rest.partition(",")[0].strip()
            remedy = f"choose from: {', '.join(offered)}" if offered else "leave the field empty: this list has no topics"
            return (), [Fault(_label("topics"), f"'{unknown}' is not a topic of this list", remedy)]
        chosen.append(offered[fits])
        rest = rest[len(fits) :].lstrip(" \n\t,")
    return tuple(dict.fromkeys(chosen)), []
