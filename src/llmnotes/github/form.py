"""Render the issue form from the taxonomy, and parse issues that people create with the form.

The body of such an issue has a section for each field of the form: https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-issue-forms

    ### URL

    https://example.org/article

    ### タイトル / Title

    _No response_

If a person chooses several options of a menu, they are on one line, separated by commas. People can edit the whole body later. Edited bodies have CRLF
line endings.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from llmnotes.model import LANGUAGES
from llmnotes.records import fields, record
from llmnotes.text.bilingual import in_language
from llmnotes.text.characters import forbidden
from llmnotes.web import url
from llmnotes.yamlio.strict import word

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from llmnotes.records.taxonomy import Taxonomy, Topic

FILE = ".github/ISSUE_TEMPLATE/add-entry.yml"
"""The path of the form in the repository. GitHub and Forgejo look for forms in this folder. In a URL that opens the form, the parameter `template` is the file's name."""
NO_RESPONSE = "_No response_"
"""The text that GitHub puts below the heading of an empty field."""
MAX_BODY = 65_536
"""The maximum length of an issue's body on GitHub, in characters."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FormField:
    """A field of the issue form: a text field or a menu."""

    id: str
    """The field's id. A URL that opens the form can have a parameter with this name, whose value GitHub writes into the field."""
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
        id="work", label="タイトル / Title",  # not `title`, because in a URL the parameter `title` sets the title
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
        id="tags", label="タグ / Tags",
        description="自由なキーワード。カンマで区切ります。 / Free keywords, separated by commas.",
    ),
    # The note is the last field. So a heading in the text of a note can't be parsed as the section of a later field.
    FormField(
        id="note", label="ノート / Note", kind="textarea",
        description="どこが役に立つかを数行で。Markdownで書けます。 / A few lines about why it is worth reading, in Markdown.",
    ),
)  # fmt: skip
_ENOUGH_HEADINGS = 3
"""An issue with at least this number of the form's headings counts as created with the form. One heading is not enough: other forms may have a field `URL`."""
_IDS = {in_language(field.label, language): field.id for field in FIELDS for language in LANGUAGES}
"""The id of each field by its heading, in every language. An old issue may have headings in another language than the form has now."""


def text(taxonomy: Taxonomy | None, language: str) -> str:
    """Return the text of the form's file in the language of a reading list. If the list has no topics, the form has no menu of topics."""
    lines = [
        "# `llmnotes github form` writes this file from topics.yml. To change the topics, edit topics.yml and run the command again.",
        f"name: {in_language('記事を追加 / Add an entry', language)}",
        f"description: {in_language('URLだけで送れます。 / Only the URL is required.', language)}",
        'title: "Add: "',
        "labels: [new-entry]",
        "body:",
    ]
    for field in FIELDS:
        options = list(choices(taxonomy, language)) if field.kind == "dropdown" else []
        if field.kind == "dropdown" and not options:
            continue
        lines += [f"- type: {field.kind}", f"  id: {field.id}", "  attributes:", f"    label: {word(in_language(field.label, language))}"]
        lines += [f"    description: {word(in_language(field.description, language))}"]
        lines += [f"    placeholder: {word(field.placeholder)}"] if field.placeholder else []
        lines += ["    multiple: true", "    options:", *(f"    - {word(option)}" for option in options)] if options else []
        lines += ["  validations:", f"    required: {str(field.required).lower()}"]
    return "\n".join([*lines, ""])


def choices(taxonomy: Taxonomy | None, language: str) -> dict[str, str]:
    """Return the options of the form's menu of topics in the language of a reading list, each with the id of its topic, in the order of topics.yml."""
    offered: dict[str, str] = {}
    for topic in taxonomy.topics if taxonomy else ():
        title = _title(topic, language)
        # GitHub refuses a form whose menu has two equal options or the option `None`. So the id is added to a title that is `None` or equals an earlier title.
        offered[f"{title} ({topic.id})" if title in offered or title.lower() == "none" else title] = topic.id
    return offered


def _title(topic: Topic, language: str) -> str:
    titles = topic.title.values() if language == "ja" else [topic.title[language]]
    return " / ".join(dict.fromkeys(" ".join(title.split()) for title in titles))


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """The valid values of the fields of an issue that was created with the form. An empty field has an empty value."""

    url: str
    title: str = ""
    date: str = ""
    topics: tuple[str, ...] = ()
    """The ids of the topics that the person chose in the form."""
    tags: tuple[str, ...] = ()
    note: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """A problem in an issue that was created with the form, and what the author can do about it."""

    label: str
    """The label of the field with the problem; empty if the problem concerns the whole issue."""
    message: str
    remedy: str


def is_form(body: str) -> bool:
    """Return whether an issue with this body was created with the form: whether it has the headings of at least three fields.

    GitHub adds a heading for each field, even for an empty field, but people may delete headings when they edit.
    """
    return len({id_ for line in _lines(body) if (id_ := _field_of_heading(line))}) >= _ENOUGH_HEADINGS


def read(body: str, taxonomy: Taxonomy | None, latest: datetime.date | None = None) -> tuple[Answers | None, list[Fault]]:
    """Parse the body of an issue that was created with the form.

    Args:
        body: The issue's body, as the code host gives it.
        taxonomy: The topics of the reading list; None for a reading list without topics.
        latest: The latest date that is accepted; None to accept all dates.

    Returns:
        The values of the fields and an empty list; or, if there are problems, None and the problems.

    """
    if len(body) > MAX_BODY:
        return None, [Fault("", f"the issue has {len(body):,} characters", f"shorten the issue to {MAX_BODY:,} characters")]
    sections = _sections(body)
    faults = [*_url(sections), *_work(sections), *_date(sections, latest)]
    topics, unknown = _topics(sections.get("topics", ""), taxonomy)
    faults += unknown
    tags = tuple(dict.fromkeys(tag.strip().lstrip("#") for tag in re.split(r"[,、，\n]", sections.get("tags", "")) if tag.strip(" #")))
    faults += [
        Fault(_label(key), *fault) for key, values in (("topics", topics), ("tags", tags)) for fault in fields.list_faults(key, values)
    ]
    if "\x00" in sections.get("note", ""):
        faults.append(Fault(_label("note"), "the note contains a NUL character", "remove the character"))
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
    """Return the text below each field's heading, by the field's id. Empty fields are left out, except the URL.

    A line counts as the heading of a field only if no heading of this field or of a later field comes before it. Other lines that look like a heading
    belong to the section above them.
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
    # White space at the beginning of a note is kept, because in Markdown four spaces begin a block of code.
    sections = {id_: text if id_ == "note" else text.strip() for id_, text in filled.items()}
    return {id_: text for id_, text in sections.items() if text or id_ == "url"}


def _lines(body: str) -> list[str]:
    return body.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _field_of_heading(line: str) -> str | None:
    """Return the id of the field whose heading is this line; None if the line is not the heading of a field."""
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
        return [Fault(_label("url"), f"the section '### {_label('url')}' is missing", "send a new form, or restore the heading")]
    if len(sections["url"].split("\n")) > 1:
        return [Fault(_label("url"), "the URL has more than one line", "write one URL, and send a separate form for each other URL")]
    fault = url.fault(sections["url"])
    return [Fault(_label("url"), *fault)] if fault else []


def _work(sections: Mapping[str, str]) -> list[Fault]:
    title = sections.get("work", "")
    if _controls(title):
        return [
            Fault(
                _label("work"),
                "the title has a line break or invisible characters",
                "write the title on one line, without invisible characters",
            )
        ]
    fault = fields.fault("title", title) if title else None
    return [Fault(_label("work"), *fault)] if fault else []


def _date(sections: Mapping[str, str], latest: datetime.date | None) -> list[Fault]:
    try:
        date = fields.parse_date(sections["date"]) if "date" in sections else None
    except ValueError as error:
        return [Fault(_label("date"), str(error), "write year-month-day, such as 2023-06-09, or leave the field empty")]
    if date and latest and date > latest:
        return [Fault(_label("date"), f"the date {date} is in the future", "write the day of publication, or leave the field empty")]
    return []


def _topics(section: str, taxonomy: Taxonomy | None) -> tuple[tuple[str, ...], list[Fault]]:
    """Parse a section with the titles of topics, separated by commas. Return the topics' ids and no problem; or no ids and the problem of an unknown title.

    The title of a topic may contain commas itself, so the longest title that matches is used.
    """
    offered = {title: id_ for language in LANGUAGES for title, id_ in choices(taxonomy, language).items()}
    longest_first = sorted(offered, key=len, reverse=True)
    chosen: list[str] = []
    rest = section.strip()
    while rest:
        fits = next((title for title in longest_first if rest.startswith(title) and rest[len(title) :].lstrip()[:1] in {"", ","}), None)
        if fits is None:
            unknown = rest.partition(",")[0].strip()
            remedy = (
                f"choose from these topics: {', '.join(choices(taxonomy, 'en'))}"
                if offered
                else "leave the field empty: this reading list has no topics"
            )
            return (), [Fault(_label("topics"), f"'{unknown}' is not a topic of this reading list", remedy)]
        chosen.append(offered[fits])
        rest = rest[len(fits) :].lstrip(" \n\t,")
    return tuple(dict.fromkeys(chosen)), []
