"""Describe the result of an import of bookmarks in a few lines, such as how many bookmarks were added, merged and left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.cli.reporter import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.actions.bookmark_entry import BookmarkOptions
    from llmnotes.actions.import_bookmarks import BookmarkCounts, BookmarkPlan
    from llmnotes.model import Entry

_SHOWN = 10
"""The maximum number of entries that a dry run shows."""


def changes_of(plan: BookmarkPlan) -> Iterator[str]:
    """Yield a line for each of the first ten new entries of a plan. If there are more than ten, also yield a line with the number of the other new entries."""
    for entry in plan.entries[:_SHOWN]:
        yield f"add     {entry.slug}  {entry.title}{_terms(entry)}"
    if len(plan.entries) > _SHOWN:
        yield f"… and {len(plan.entries) - _SHOWN:,} more"


def _terms(entry: Entry) -> str:
    words = [*(f"topic {topic}" for topic in entry.topics), *entry.tags]
    return f"  [{', '.join(words)}]" if words else ""


def account_of(plan: BookmarkPlan, options: BookmarkOptions, *, dry_run: bool) -> Iterator[str]:
    """Yield lines about each file: how many bookmarks the import adds, merges and leaves out, and which values of bookmarks a record can't hold.

    If notes of new records have errors that lint reports, the last line gives the number of these notes.
    """
    would_be = "would be " if dry_run else ""
    for file, counts in zip(plan.files, plan.counts, strict=True):
        yield f"{file.content.file}: {file.format.title}, {count(counts.found, 'bookmark')}; records: {counts.added:,} {would_be}added{_not_added(counts)}"
        if left_out := ", ".join(_left_out(counts)):
            yield f"  left out: {left_out}"
        if not_kept := ", ".join(f"{name} ({number:,})" for name, number in file.content.not_kept.items()):
            yield f"  values that are not kept: {not_kept}"
        yield from (f"  {remark}" for remark in _remarks(counts, options))
    yield from faulty_account(plan.faulty_notes, dry_run=dry_run)


def faulty_account(number: int, *, dry_run: bool) -> Iterator[str]:
    """Yield a line about imported records whose notes have errors that lint reports; no line if `number`, the number of these records, is 0.

    In a dry run, the line says that lint would report the errors, because no record was written.
    """
    if number and dry_run:
        yield f"lint would report errors in the notes of {count(number, 'record')}: run `llmnotes lint` after the import to list them"
    elif number:
        yield f"lint reports errors in the notes of {count(number, 'record')}: run `llmnotes lint` to list them"


def _not_added(counts: BookmarkCounts) -> str:
    parts = (
        (counts.merged, "merged with another bookmark of the same page"),
        (counts.listed, "in the list already"),
        (counts.removed, "left out because their entries were removed"),
    )
    return "".join(f", {number:,} {reason}" for number, reason in parts if number)


def _left_out(counts: BookmarkCounts) -> Iterator[str]:
    if counts.private:
        yield f"{counts.private:,} private (--private imports them)"
    if counts.without_url:
        yield f"{counts.without_url:,} without the URL of a page"
    if counts.without_date:
        yield f"{counts.without_date:,} without a full date, or with a date in the future (`--date YYYY-MM-DD` gives them one)"
    if counts.unfit:
        yield f"{counts.unfit:,} whose records would be invalid"


def _remarks(counts: BookmarkCounts, options: BookmarkOptions) -> Iterator[str]:
    if counts.given_date:
        yield f"{count(counts.given_date, 'entry has', 'entries have')} the date {options.date}, which --date gives"
    if counts.to_read:
        yield f"{count(counts.to_read, 'bookmark is', 'bookmarks are')} unread: --to-read TAG gives their entries the tag TAG"
    if counts.guessed:
        yield f"{count(counts.guessed, 'bookmark has', 'bookmarks have')} no title, so the title was made from the URL"
