"""Plan to rename, merge or split tags or topics in records and topics.yml, without writing a file."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.curation.terms.moving import Key, is_term, moved
from llmnotes.curation.terms.taxonomy_text import with_tag, with_topic
from llmnotes.errors import RefusalError
from llmnotes.records import fields
from llmnotes.records.term import tag_address
from llmnotes.text.phrases import fold
from llmnotes.yamlio.edit import Unfit

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from llmnotes.model import Problem
    from llmnotes.records.record import Record
    from llmnotes.records.taxonomy import Taxonomy
    from llmnotes.system.rewrite import Rewrite

_NOUN: Mapping[Key, str] = {"tags": "tag", "topics": "topic"}


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """The tags or the topics of a reading list."""

    key: Key
    records: Mapping[str, Record]
    taxonomy: Taxonomy | None
    """The topics and tags of topics.yml; None for a reading list without topics."""

    @property
    def used(self) -> set[str]:
        """Return the tags or the topics that records have, in all their spellings."""
        return {word for found in self.records.values() for word in getattr(found.entry, self.key)}

    def known(self, term: str) -> bool:
        """Return whether topics.yml has a topic with this id, or a tag with this name, also in another case or width. Aliases and former ids don't count."""
        if self.taxonomy is None:
            return False
        if self.key == "topics":
            return self.taxonomy.topic(term) is not None
        return any(fold(keyword.name) == fold(term) for keyword in self.taxonomy.keywords)

    def present_name(self, term: str) -> str | None:
        """Return the tag of which `term` is an alias in topics.yml, or the topic of which it is a former id; None if it is neither."""
        if self.taxonomy is None:
            return None
        if self.key == "topics":
            return next((topic.id for topic in self.taxonomy.topics if term in topic.formerly), None)
        return self.taxonomy.spelling.get(fold(term))

    def exists(self, term: str) -> bool:
        """Return whether topics.yml or any record has this tag or topic."""
        return self.known(term) or any(is_term(self.key, word, term) for word in self.used)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class TermChange:
    """The changes of files that replace a tag or topic, and a problem for each record in which it can't be replaced.

    If there are problems, the caller must not write any of the changes to disk.
    """

    rewrites: Sequence[Rewrite] = ()
    problems: Sequence[Problem] = ()


def rename(terms: Terms, old: str, new: str, taxonomy_file: Rewrite | None) -> TermChange:
    """Plan to replace `old` with `new` in topics.yml and all records. `new` must be unused, or another spelling of the tag `old`.

    Args:
        terms: The tags or the topics of the list.
        old: The term to rename.
        new: The new name of the term.
        taxonomy_file: The path and the present text of topics.yml, as a rewrite that changes nothing; None for a reading list without topics.yml.

    Raises:
        RefusalError: The term `old` doesn't exist, the term `new` exists already, the names are equal, `new` is not a valid name, or the change of
            topics.yml is impossible.

    """
    _sound(terms.key, new)
    _require(terms, old)
    if old == new:
        raise RefusalError("the old and the new name are equal, so nothing changes: write a different new name")
    same = terms.key == "tags" and (tag_address(old) == tag_address(new) or fold(old) == fold(new))
    if terms.exists(new) and not same:
        noun = _NOUN[terms.key]
        raise RefusalError(f"the {noun} '{new}' exists already: to merge both terms, run `llmnotes {terms.key} merge '{old}' '{new}'`")
    return _everywhere(terms, [old], new, taxonomy_file)


def merge(terms: Terms, olds: Sequence[str], new: str, taxonomy_file: Rewrite | None) -> TermChange:
    """Plan to replace each of `olds` with the existing term `new` in topics.yml and all records.

    Raises:
        RefusalError: One of the terms doesn't exist, `new` is also one of `olds`, `new` is not a valid name, or the change of topics.yml is impossible.

    """
    _sound(terms.key, new)
    for old in olds:
        _require(terms, old)
        if old == new:
            raise RefusalError(f"'{new}' can't be merged into itself: write the {_NOUN[terms.key]} to keep only once, as the last argument")
    if not terms.exists(new):
        raise RefusalError(f"the list has no {_NOUN[terms.key]} '{new}' to merge into: for a new name, run `llmnotes {terms.key} rename`")
    return _everywhere(terms, olds, new, taxonomy_file)


def split(terms: Terms, old: str, new: str, slugs: Collection[str]) -> TermChange:
    """Plan to replace `old` with `new` only in the records with these slugs. topics.yml stays unchanged.

    Raises:
        RefusalError: One of the records doesn't have `old`; or `new` is not a valid name, is a topic that topics.yml lacks, is an alias in topics.yml, or is
            the same term as `old`.

    """
    _sound(terms.key, new)
    if terms.key == "topics" and not terms.known(new):
        raise RefusalError(f"topics.yml has no topic '{new}': first add '{new}' to topics.yml, with its title")
    if is_term(terms.key, new, old):
        raise RefusalError(f"'{new}' and '{old}' are the same {_NOUN[terms.key]}: write a different new {_NOUN[terms.key]}")
    usual = terms.taxonomy.spelling.get(fold(new), new) if terms.taxonomy and terms.key == "tags" else new
    if usual != new:
        is_alias = fold(usual) != fold(new)
        instead = f"has '{new}' as an alias of '{usual}'" if is_alias else f"spells the tag '{new}' as '{usual}'"
        remedy = f"write '{usual}' in the command{', or remove the alias from topics.yml' if is_alias else ''}"
        raise RefusalError(f"topics.yml {instead}: {remedy}")
    without = [slug for slug in slugs if not any(is_term(terms.key, word, old) for word in getattr(terms.records[slug].entry, terms.key))]
    if without:
        raise RefusalError(f"these records have no {_NOUN[terms.key]} '{old}': {', '.join(without)}. Leave them out of the command")
    rewrites, problems = moved([terms.records[slug] for slug in slugs], terms.key, old, new)
    return TermChange(rewrites=rewrites, problems=problems)


def _everywhere(terms: Terms, olds: Sequence[str], new: str, taxonomy_file: Rewrite | None) -> TermChange:
    rewrites: list[Rewrite] = []
    if taxonomy_file:
        text = taxonomy_file.before
        for old in olds:
            text = _edited(terms.key, text, old, new, taxonomy_file.file)
        if text != taxonomy_file.before:
            rewrites.append(dataclasses.replace(taxonomy_file, after=text))
    problems: list[Problem] = []
    by_file: dict[str, Rewrite] = {}
    for old in olds:
        # A record may have several of the old tags or topics. Each edit changes the text that results from the edits before it.
        done, faults = moved(terms.records.values(), terms.key, old, new, {file: one.after for file, one in by_file.items()})
        problems += faults
        for one in done:
            first = by_file.get(one.file, one)
            by_file[one.file] = dataclasses.replace(one, before=first.before)
    return TermChange(rewrites=[*rewrites, *by_file.values()], problems=problems)


def _edited(key: Key, text: str, old: str, new: str, file: str) -> str:
    try:
        return with_tag(text, old, new) if key == "tags" else with_topic(text, old, new)
    except Unfit:
        raise RefusalError(
            f"{file} can't be edited without changing more than '{old}': edit it by hand, then run the command again"
        ) from None


def _sound(key: Key, new: str) -> None:
    fault = fields.fault(key, new)
    if fault:
        raise RefusalError(f"{fault[0]}: {fault[1]}")
    if key == "tags" and new != new.strip():
        raise RefusalError(f"the tag '{new}' begins or ends with a space: write it without this space")


def _require(terms: Terms, old: str) -> None:
    if terms.exists(old):
        return
    noun = _NOUN[terms.key]
    if name := terms.present_name(old):
        other = "an alias" if terms.key == "tags" else "a former id"
        raise RefusalError(f"'{old}' is {other} of the {noun} '{name}' in topics.yml: write '{name}' in the command")
    raise RefusalError(f"neither a record nor topics.yml has the {noun} '{old}': `llmnotes {terms.key} list` shows those that exist")
