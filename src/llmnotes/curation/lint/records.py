"""Rules on slugs, dates and languages, and on files that are generated from topics.yml.

`records/folder.py` finds the problems of the rules `slug-unique` and `removed-again`, and `github/written.py` finds those of `file-stale`.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from llmnotes.curation.lint import languages
from llmnotes.curation.lint.rule import Group, error, warning
from llmnotes.records import edit
from llmnotes.records.slug import SLUG, SLUG_LENGTH

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from llmnotes.curation.lint.context import Context
    from llmnotes.model import Problem
    from llmnotes.records.record import Record
    from llmnotes.records.taxonomy import Taxonomy

SLUG_FORM = error(
    "slug-form",
    ja=("ファイル名は日付と英小文字・数字で", "ファイル名はページのアドレスになり、公開後は変わりません"),
    en=("The name of a record's file is a date and words of a-z and 0-9", "The name becomes the address of the entry's page, and must not change after publication"),
    bad="entries/2023/My Note.md", good="entries/2023/2023-06-09-example-my-note.md",
)  # fmt: skip
SLUG_UNIQUE = error(
    "slug-unique",
    ja=("ファイル名は一つだけ", "大文字と小文字の違いしかない名前は、同じアドレスになります"),
    en=("Every record has its own slug", "Two records whose slugs are equal, or differ only in case, would have the same page"),
    bad="2023/2023-01-01-a.md, 2024/2023-01-01-A.md", good="2023/2023-01-01-a.md, 2024/2023-01-01-a-2.md", can_suppress=False,
)  # fmt: skip
DATES_ORDER = warning(
    "dates-order",
    ja=("updated は added より前にならない", "どちらかが打ちまちがいです"),
    en=("A record isn't updated before it was added", "A record can't change before it exists, so one of the two dates is wrong"),
    bad="added: 2024-01-02\nupdated: 2024-01-01", good="added: 2024-01-01\nupdated: 2024-01-02",
)  # fmt: skip
DATE_FUTURE = warning(
    "date-future",
    ja=("これからの日付を書かない", "ほとんどは年の打ちまちがいで、一覧のいちばん上に居すわります"),
    en=("A date isn't in the future", "A date in the future nearly always has a wrong year, and until that day the entry would be the first on every page"),
    bad="date: 2062-06-09", good="date: 2026-06-09",
)  # fmt: skip
DATE_PAST = warning(
    "date-past",
    ja=("1990 年より前の日付を書かない", "ウェブより古い日付は、ほとんどが年の打ちまちがいです"),
    en=("A date isn't before 1990", "The web began in 1990, so nearly always the year is wrong. An older date may be intended for a scanned work"),
    bad="date: 1923-06-09", good="date: 2023-06-09",
)  # fmt: skip
DATE_ADDED = warning(
    "date-added",
    ja=("added は date より前にならない", "まだ公開されていないものは、リストに加えられません"),
    en=("An entry isn't added before its date", "An entry can't join the reading list before the linked work is published, so one of the two dates is wrong"),
    bad="date: 2024-01-02\nadded: 2024-01-01", good="date: 2024-01-01\nadded: 2024-01-02",
)  # fmt: skip
DATE_SLUG = warning(
    "date-slug",
    ja=("ファイル名の日付は date と同じに", "どちらかが打ちまちがいです。公開後の名前は変わらないので、date を直したあとは理由を添えて規則を抑制します"),
    en=("The date in a file's name is the record's date", "If the dates differ, one of them is wrong. The name of a published record must not change, so suppress this rule for a published record whose date you corrected"),
    bad="2023-06-09-example-a.md, date: 2022-06-09", good="2023-06-09-example-a.md, date: 2023-06-09",
)  # fmt: skip
FOLDER_YEAR = warning(
    "folder-year",
    ja=("年のフォルダーはファイル名の年と同じに", "違う年のフォルダーでは、だれも探しません"),
    en=("A record is in the folder of the year in its file's name", "People look for a record in the folder of its year. If you move the file, the address of its page stays the same"),
    bad="entries/2022/2023-06-09-example-a.md", good="entries/2023/2023-06-09-example-a.md",
)  # fmt: skip
LANG_UNKNOWN = warning(
    "lang-unknown",
    ja=("lang は言語のコードに", "`jp` は国のコードで、言語は `ja` です。ブラウザーや読み上げは、知らないコードを無視します"),
    en=("The value of lang is the code of a language", "`jp` is the code of a country; its language is `ja`. Browsers and screen readers ignore unknown codes"),
    bad="lang: jp", good="lang: ja", fixable=True,
)  # fmt: skip
REMOVED_AGAIN = error(
    "removed-again",
    ja=("取り除いた記録の名前は、ふたたび使わない", "そのアドレスでは、取り除いたことを伝えています"),
    en=("The slug of a removed entry isn't used again", "The page at the entry's address shows that the entry was removed. To restore the entry, delete its file in `entries/.removed/`"),
    bad="entries/2023/2023-01-01-a.md, entries/.removed/2023-01-01-a.yml", good="entries/2023/2023-01-01-a.md", can_suppress=False,
)  # fmt: skip
FILE_STALE = warning(
    "file-stale",
    ja=("topics.yml から作るファイルは新しく", "issue フォームとスキーマが、今のトピックと違うことを言います"),
    en=("Files made from topics.yml are up to date", "If these files are old, the issue form and the schema offer other topics than the reading list has"),
    bad="entries/record.schema.json, made from last month's topics.yml", good="the same file after `llmnotes schema --write`",
)  # fmt: skip


def slug_form(found: Record, _: Context) -> Iterator[Problem]:
    """Find slugs that don't have the form of `2023-06-09-some-words`, or that have more than `SLUG_LENGTH` characters."""
    slug = found.entry.slug
    if not SLUG.fullmatch(slug) or len(slug) > SLUG_LENGTH:
        remedy = f"rename the file: YYYY-MM-DD, then words of a-z and 0-9 joined by hyphens, at most {SLUG_LENGTH} characters"
        yield SLUG_FORM.problem(found.place(""), f"'{slug}' is not a slug", remedy)


def dates_possible(found: Record, context: Context) -> Iterator[Problem]:
    """Find values of `date`, `added` and `updated` that are in the future, or before 1990, when the web began."""
    for key in ("date", "added", "updated"):
        day = getattr(found.entry, key)
        if context.latest and day and day > context.latest:
            remedy = f"write the day on which {_EVENTS[key]}"
            yield DATE_FUTURE.problem(found.place(key), f"{day} is in the future", remedy)
        elif day and day.year < _FIRST_YEAR:
            remedy = f"write the day on which {_EVENTS[key]}{'; if the work is that old, suppress the rule' if key == 'date' else ''}"
            yield DATE_PAST.problem(found.place(key), f"{day} is before the web began", remedy)


def dates_order(found: Record, _: Context) -> Iterator[Problem]:
    """Find records whose `updated` is before `added`, and records whose `added` is before `date`."""
    entry = found.entry
    if entry.added and entry.updated and entry.updated < entry.added:
        message = f"the record was updated on {entry.updated}, before it was added on {entry.added}"
        yield DATES_ORDER.problem(found.place("updated"), message, "correct one of the two dates")
    if entry.added and entry.date > entry.added:
        message = f"the work was published on {entry.date}, after the entry was added on {entry.added}"
        yield DATE_ADDED.problem(found.place("date"), message, "correct one of the two dates")


def date_in_path(found: Record, _: Context) -> Iterator[Problem]:
    """Find records whose `date` or whose folder, such as `2023/`, differs from the date at the beginning of the file's name."""
    slug, date = found.entry.slug, found.entry.date.isoformat()
    named = slug[: len(date)]
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", named):
        return
    if named != date:
        remedy = "correct the date if it is wrong; otherwise rename the file, or suppress the rule if the entry is already published"
        yield DATE_SLUG.problem(found.place("date"), f"the date is {date}, but the file's name begins with {named}", remedy)
    folder = PurePath(found.file).parent.name
    if re.fullmatch(r"(?:19|20)[0-9]{2}", folder) and folder != named[:4]:
        yield FOLDER_YEAR.problem(
            found.place(""), f"a record of {named[:4]} is in the folder {folder}", f"move the file to the folder {named[:4]}"
        )


def lang_known(found: Record, _: Context) -> Iterator[Problem]:
    """Find values of `lang` with an unknown language code, or with a usual mistake such as `jp` for `ja`."""
    lang = found.entry.lang or ""
    right = languages.corrected(lang)
    if lang and right != lang:
        yield LANG_UNKNOWN.problem(
            found.place("lang"), f"'{lang}' is often written by mistake for the language tag '{right}'", f"write '{right}'"
        )
    elif lang and not languages.is_known(lang):
        remedy = "write a code of ISO 639, such as en, ja or zh-Hant"
        yield LANG_UNKNOWN.problem(found.place("lang"), f"'{lang}' is not the code of a language", remedy)


def fix_lang(text: str, found: Record, _: Taxonomy | None, rules: Collection[str]) -> str:
    """Correct the usual mistakes in the value of `lang`: for example, replace `jp`, the code of a country, with `ja`."""
    lang = found.entry.lang or ""
    right = languages.corrected(lang)
    if LANG_UNKNOWN.id in rules and right != lang:
        text = edit.with_value(text, found.file, "lang", right) or text
    return text


_EVENTS = {"date": "the work was published", "added": "the entry was added", "updated": "the record was changed"}
_FIRST_YEAR = 1990
"""The first year that is accepted. The first web page appeared in 1990."""


RECORDS = Group(
    rules=(
        SLUG_FORM,
        SLUG_UNIQUE,
        *(DATES_ORDER, DATE_FUTURE, DATE_PAST, DATE_ADDED, DATE_SLUG, FOLDER_YEAR, LANG_UNKNOWN),
        REMOVED_AGAIN,
        FILE_STALE,
    ),
    checks=(slug_form, dates_possible, dates_order, date_in_path, lang_known),
    fix=fix_lang,
)
