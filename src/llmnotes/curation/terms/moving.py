"""Plan to replace a tag or topic with another one in records. Each change of a record changes only the bytes of this tag or topic."""

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
    """Return whether `word`, a tag or topic of a record, is the tag or topic `term`. Topics must have equal ids; tags must have the same page address."""
    return word == term if key == "topics" else word == term or tag_address(word) == tag_address(term)


def moved(
    records: Iterable[Record], key: Key, old: str, new: str, edited: Mapping[str, str] | None = None
) -> tuple[list[Rewrite], list[Problem]]:
    """Return the changes of files that replace `old` with `new` in records, and a problem for each record that can't be edited.

    Args:
        records: The records to edit.
        key: `tags` or `topics`.
        old: The tag or topic to replace.
        new: The tag or topic that replaces `old`. If a record has `new` already, `old` is only removed.
        edited: The texts of records after the changes that earlier calls returned and that are not on disk yet, by path.

    Raises:
        StoreError: A record can't be read.

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
                    f"the list of {key} can't be edited without changing more than '{old}'",
                    f"write the list as '{key}: [one, two]', and run the command again",
                )
            )
        else:
            rewrites.append(Rewrite(file=found.file, before=before, after=after))
    return rewrites, problems


def moved_words(key: Key, words: tuple[str, ...], old: str, new: str) -> list[str | None]:
    """Return the tags or topics of a record with `new` in place of `old`.

    In the result, None marks an item to delete: each `old` if the record has `new` already, and otherwise each `old` after the first.
    """
    there = any(is_term(key, word, new) and not is_term(key, word, old) for word in words)
    moved_: list[str | None] = []
    for word in words:
        if not is_term(key, word, old):
            moved_.append(word)
        else:
            moved_.append(None if there else new)
            there = True
    return moved_
