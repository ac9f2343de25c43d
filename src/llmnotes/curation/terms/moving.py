"""Another term in all records that have it: planned first, each by the bytes that must change alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from llmnotes.model import Problem
from llmnotes.records import edit, record
from llmnotes.records.term import tag_address
from llmnotes.system.rewrite import Rewrite, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from llmnotes.records.record import Record

Key = Literal["tags", "topics"]


def is_term(key: Key, word: str, term: str) -> bool:
    """Whether a record's word is that term: an id of a topic as it is, a tag in any spelling of its address."""
    return word == term if key == "topics" else word == term or tag_address(word) == tag_address(term)


def moved(
    records: Iterable[Record], key: Key, old: str, new: str, edited: Mapping[str, str] | None = None
) -> tuple[list[Rewrite], list[Problem]]:
    """What writes `new` for `old` wherever it stands, once; and a problem for each record in which that can't be done. Raises StoreError.

    `edited` are the texts of files that an earlier move changed already.
    """
    rewrites, problems = [], []
    for found in records:
        before, entry = edited.get(found.file) if edited else None, found.entry
        if before is not None:
            again, _ = record.read(before.encode(), slug=entry.slug, file=found.file)
            entry = again.entry if again else entry
        words = moved_words(key, getattr(entry, key), old, new)
        if words == list(getattr(entry, key)):
            continue
        before = before or text_of(found.file)
        after = edit.with_items(before, found.file, key, words)
        if after is None:
            problems.append(
                Problem.error(
                    found.place(key),
                    "term-edit",
                    f"the line can't be changed without changing more than '{old}'",
                    f"write it as '{key}: [one, two]', and run this again",
                )
            )
        else:
            rewrites.append(Rewrite(file=found.file, before=before, after=after))
    return rewrites, problems


def moved_words(key: Key, words: tuple[str, ...], old: str, new: str) -> list[str | None]:
    """The word that comes for each, None for those that go, as the new one stands there already."""
    there = any(is_term(key, word, new) and not is_term(key, word, old) for word in words)
    moved_: list[str | None] = []
    for word in words:
        if not is_term(key, word, old):
            moved_.append(word)
        else:
            moved_.append(None if there else new)
            there = True
    return moved_
