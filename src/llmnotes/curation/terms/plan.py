"""What renames, merges and splits terms: topics.yml first, then every record, so that a run that is killed is finished by the next."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.curation.terms.moving import Key, is_term, moved
from llmnotes.curation.terms.taxonomy_text import with_tag, with_topic
from llmnotes.errors import RefusalError
from llmnotes.records import fields
from llmnotes.records.taxonomy import fold
from llmnotes.records.term import tag_address
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
    """The list, as far as terms go."""

    key: Key
    records: Mapping[str, Record]
    taxonomy: Taxonomy | None
    """None for a list without topics."""

    @property
    def used(self) -> set[str]:
        """The words of all records."""
        return {word for found in self.records.values() for word in getattr(found.entry, self.key)}

    def known(self, term: str) -> bool:
        """Whether topics.yml has it under that name."""
        if self.taxonomy is None:
            return False
        if self.key == "topics":
            return self.taxonomy.topic(term) is not None
        return any(fold(keyword.name) == fold(term) for keyword in self.taxonomy.keywords)

    def there(self, term: str) -> bool:
        """Whether a record or topics.yml has it."""
        return self.known(term) or any(is_term(self.key, word, term) for word in self.used)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class TermChange:
    """What would be written; nothing of it where there are problems."""

    rewrites: Sequence[Rewrite] = ()
    problems: Sequence[Problem] = ()


def rename(terms: Terms, old: str, new: str, taxonomy_file: Rewrite | None) -> TermChange:
    """`new` for `old`, everywhere. `taxonomy_file` is topics.yml as it is, twice. Raises RefusalError."""
    _sound(terms.key, new)
    _there(terms, old)
    if old == new:
        raise RefusalError("both names are the same: there is nothing to do")
    same = terms.key == "tags" and (tag_address(old) == tag_address(new) or fold(old) == fold(new))
    if terms.there(new) and not same:
        noun = _NOUN[terms.key]
        raise RefusalError(f"the {noun} '{new}' is there already: `llmnotes {terms.key} merge '{old}' '{new}'` makes one of the two")
    return _everywhere(terms, [old], new, taxonomy_file)


def merge(terms: Terms, olds: Sequence[str], new: str, taxonomy_file: Rewrite | None) -> TermChange:
    """`new` for all of `olds`, everywhere. Raises RefusalError."""
    _sound(terms.key, new)
    for old in olds:
        _there(terms, old)
        if old == new:
            raise RefusalError(f"'{new}' can't be merged into itself: name the one to keep last")
    if not terms.there(new):
        raise RefusalError(f"there is no {_NOUN[terms.key]} '{new}' to merge into: `llmnotes {terms.key} rename` makes a new name")
    return _everywhere(terms, olds, new, taxonomy_file)


def split(terms: Terms, old: str, new: str, slugs: Collection[str]) -> TermChange:
    """`new` for `old` in the records of these slugs. Raises RefusalError."""
    _sound(terms.key, new)
    if terms.key == "topics" and not terms.known(new):
        raise RefusalError(f"topics.yml has no topic '{new}': write it there first, with its title")
    usual = terms.taxonomy.spelling.get(fold(new), new) if terms.taxonomy and terms.key == "tags" else new
    if usual != new:
        raise RefusalError(f"'{new}' is usually written '{usual}' here: name that, or take the alias out of topics.yml")
    if is_term(terms.key, new, old):
        raise RefusalError(f"'{new}' and '{old}' are one tag: they share an address")
    without = [slug for slug in slugs if not any(is_term(terms.key, word, old) for word in getattr(terms.records[slug].entry, terms.key))]
    if without:
        raise RefusalError(f"these records have no {_NOUN[terms.key]} '{old}': {', '.join(without)}")
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
        # A record that has several is edited once for each, the last edit on top.
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
            f"{file} can't be edited without touching more than '{old}': change it there by hand, then run this again"
        ) from None


def _sound(key: Key, new: str) -> None:
    fault = fields.fault(key, new)
    if fault:
        raise RefusalError(f"{fault[0]}: {fault[1]}")
    if key == "tags" and (new != new.strip() or not tag_address(new)):
        raise RefusalError(f"'{new}' gives no address for its page: write letters or digits, without spaces around them")


def _there(terms: Terms, old: str) -> None:
    if not terms.there(old):
        raise RefusalError(
            f"no record has the {_NOUN[terms.key]} '{old}', nor does topics.yml: `llmnotes {terms.key} list` says which there are"
        )
