"""Rules on slugs and dates, and on files beside the records, with what they find.

`records/folder.py` finds `slug-unique` and `removed-again`, `github/written.py` finds `file-stale`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.curation.lint.rule import Group, error, warning
from llmnotes.records import record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.curation.lint.context import Context
    from llmnotes.model import Problem
    from llmnotes.records.record import Record

SLUG_FORM = error(
    "slug-form",
    ja=("ファイル名は日付と英小文字・数字で", "ファイル名はページのアドレスになり、公開後は変わりません"),
    en=("A file's name is a date and words of a-z and 0-9", "It becomes the page's address, and never changes once it is published"),
    bad="entries/2023/My Note.md", good="entries/2023/2023-06-09-example-my-note.md",
)  # fmt: skip
SLUG_UNIQUE = error(
    "slug-unique",
    ja=("ファイル名は一つだけ", "大文字と小文字の違いしかない名前は、同じアドレスになります"),
    en=("A slug stands once", "Names that differ only by case would share a page"),
    bad="2023/2023-01-01-a.md, 2024/2023-01-01-A.md", good="2023/2023-01-01-a.md, 2024/2023-01-01-a-2.md", silent=False,
)  # fmt: skip
DATES_ORDER = warning(
    "dates-order",
    ja=("updated は added より前にならない", "どちらかが打ちまちがいです"),
    en=("A record isn't changed before it was added", "One of the two dates is a slip"),
    bad="added: 2024-01-02\nupdated: 2024-01-01", good="added: 2024-01-01\nupdated: 2024-01-02",
)  # fmt: skip
DATE_FUTURE = warning(
    "date-future",
    ja=("これからの日付を書かない", "ほとんどは年の打ちまちがいで、一覧のいちばん上に居すわります"),
    en=("No day is yet to come", "It is nearly always a slip in the year, and stays at the top of each list"),
    bad="date: 2062-06-09", good="date: 2026-06-09",
)  # fmt: skip
REMOVED_AGAIN = error(
    "removed-again",
    ja=("取り除いた記録の名前は、ふたたび使わない", "そのアドレスでは、取り除いたことを伝えています"),
    en=("A removed entry's slug is not taken again", "Its address tells of the removal. To bring the entry back, delete its file in `entries/.removed/`"),
    bad="entries/2023/2023-01-01-a.md, entries/.removed/2023-01-01-a.yml", good="entries/2023/2023-01-01-a.md", silent=False,
)  # fmt: skip
FILE_STALE = warning(
    "file-stale",
    ja=("topics.yml から作るファイルは新しく", "issue フォームとスキーマが、今のトピックと違うことを言います"),
    en=("Files made from topics.yml are fresh", "Else the issue form and the schema offer other topics than the list has"),
    bad="entries/record.schema.json, of last month's topics.yml", good="the same, after `llmnotes schema --write`",
)  # fmt: skip


def slug_form(found: Record, _: Context) -> Iterator[Problem]:
    """A slug is a date and words of lower-case ASCII letters and digits."""
    slug = found.entry.slug
    if not record.SLUG.fullmatch(slug) or len(slug) > record.SLUG_LENGTH:
        remedy = f"rename it: YYYY-MM-DD, then words of a-z and 0-9 joined by hyphens, at most {record.SLUG_LENGTH} characters"
        yield SLUG_FORM.problem(found.place(""), f"'{slug}' is no slug", remedy)


def dates_past(found: Record, context: Context) -> Iterator[Problem]:
    """No day is yet to come."""
    for key in ("date", "added", "updated"):
        day = getattr(found.entry, key)
        if context.latest and day and day > context.latest:
            remedy = "write the day on which it was published, added or changed"
            yield DATE_FUTURE.problem(found.place(key), f"{day} is yet to come", remedy)


def dates_order(found: Record, _: Context) -> Iterator[Problem]:
    """A record is not changed before it was added."""
    entry = found.entry
    if entry.added and entry.updated and entry.updated < entry.added:
        message = f"updated on {entry.updated}, before it was added on {entry.added}"
        yield DATES_ORDER.problem(found.place("updated"), message, "correct one of the two")


RECORDS = Group(
    rules=(SLUG_FORM, SLUG_UNIQUE, DATES_ORDER, DATE_FUTURE, REMOVED_AGAIN, FILE_STALE),
    checks=(slug_form, dates_past, dates_order),
)
