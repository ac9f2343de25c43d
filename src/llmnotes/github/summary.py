"""Render the summary of a pull request for reviewers: new, changed and removed entries.

Each new entry is shown as on the site, with its duplicates in the reading list and with the topics and tags that the taxonomy suggests.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.github import markdown
from llmnotes.links.archives import DEFAULT
from llmnotes.records import note
from llmnotes.text.bilingual import in_language
from llmnotes.text.markdown import code, link, text
from llmnotes.web.source import source_of
from llmnotes.web.url import alike, canonical, fault, host

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from llmnotes.links.archives import Archives
    from llmnotes.model import Entry
    from llmnotes.records.removal import Removal
    from llmnotes.records.taxonomy import Taxonomy

COMMENT = "summary"
"""The marker of the comment that a workflow adds to a pull request. By this marker, later workflow runs find the comment and update it."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ListChange:
    """The entries that a branch adds, changes and removes."""

    added: Sequence[Entry]
    changed: Sequence[tuple[Entry, Entry]]
    """The entries that the branch changes: each as it was before the change, and as it is after the change."""
    removed: Sequence[Entry]

    @property
    def nothing(self) -> bool:
        """Whether the branch changes no entry."""
        return not (self.added or self.changed or self.removed)


def change(before: Iterable[Entry], after: Iterable[Entry]) -> ListChange:
    """Compare the entries of a reading list before and after a change. Entries with the same slug are compared.

    Added and changed entries are in the order of `after`, and removed entries in the order of `before`.
    """
    old = {entry.slug: entry for entry in before}
    new = {entry.slug: entry for entry in after}
    return ListChange(
        added=[entry for slug, entry in new.items() if slug not in old],
        changed=[(old[slug], entry) for slug, entry in new.items() if slug in old and entry != old[slug]],
        removed=[entry for slug, entry in old.items() if slug not in new],
    )


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class KnownPlace:
    """A place in the reading list that has a URL: an entry with this URL, or the note of an entry, which links to the URL."""

    entry: Entry
    in_note: bool


def known(entries: Iterable[Entry]) -> dict[str, list[KnownPlace]]:
    """Return, by canonical URL, where the list has the URL: first the entries with the URL, then the entries whose notes link to it."""
    found: dict[str, list[KnownPlace]] = {}
    mentions: list[tuple[str, KnownPlace]] = []
    for entry in entries:
        found.setdefault(canonical(entry.url), []).append(KnownPlace(entry=entry, in_note=False))
        if "://" in entry.note:
            urls = dict.fromkeys(canonical(one.url) for one in note.links(entry.note))
            mentions += [(url, KnownPlace(entry=entry, in_note=True)) for url in urls]
    for url, mention in mentions:
        found.setdefault(url, []).append(mention)
    return found


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ReviewedList:
    """The content of a reading list after a change. The summary of the change is rendered from it."""

    entries: Sequence[Entry]
    """All entries of the reading list after the change."""
    taxonomy: Taxonomy | None
    """The topics of the reading list, for their titles and for suggestions; None for a reading list without topics."""
    language: str
    """The language of the reading list. Titles of topics and the number of changes are shown in this language."""
    removals: Mapping[str, Removal] = dataclasses.field(default_factory=dict)
    """The date and the reason of each removed entry, by slug."""
    archives: Archives = DEFAULT
    """The web archives whose copies the reading list accepts."""


def render(change: ListChange, after: ReviewedList, longest: int = markdown.LONGEST) -> str:
    """Return the summary of a change in GitHub's Markdown. If it is longer than `longest` characters, its last lines are left out."""
    places, archives = known(after.entries), after.archives
    lines = [f"## {in_language('記事 / Entries', after.language)}", "", _count(change, after.language), ""]
    for entry in change.added:
        lines += ["\n".join(_described(entry, places, after)), ""]
    for old, new in change.changed:
        changed = [field.name for field in dataclasses.fields(new) if getattr(old, field.name) != getattr(new, field.name)]
        lines.append(f"- changed: {link(new.title, new.url)} ({code(new.slug)}): {', '.join(changed)}")
        for key in ("url", "archived", "via"):
            if key in changed:
                lines.append(
                    f"  - {key}: {_destination(getattr(old, key))} → {_destination(getattr(new, key))}{_doubt(new, key, archives)}"
                )
    for entry in change.removed:
        gone = after.removals.get(entry.slug)
        reason = (
            text(gone.reason)
            if gone
            else "⚠ the page of this entry will no longer exist: use `llmnotes remove`, which keeps a page with the reason"
        )
        lines.append(f"- removed: {text(entry.title)} ({code(entry.slug)}): {reason}")
    return markdown.cut(lines, "This summary is too long to show completely: see the changed files for the rest.", longest)


def _count(change: ListChange, language: str) -> str:
    counts = {"新規 / new": len(change.added), "変更 / changed": len(change.changed), "削除 / removed": len(change.removed)}
    named = [(number, *what.split(" / ")) for what, number in counts.items() if number]
    japanese = "、".join(f"{what} {number:,} 件" for number, what, _ in named)
    english = ", ".join(f"{number:,} {what}" for number, _, what in named)
    return in_language(
        f"{japanese}。 / {english}." if named else "記事の変更はありません。 / No entries are new, changed or removed.", language
    )


def _destination(value: str | None) -> str:
    """Return the value of a key of a record in Markdown: a URL as a link that shows the whole URL, any other value as text, and `none` for no value."""
    return "none" if not value else text(value) if fault(value) else link(value, value)


def _doubt(entry: Entry, key: str, archives: Archives) -> str:
    """Return a warning if the value of the key `archived` is not a copy of the entry's page at an accepted archive; empty otherwise, and for other keys."""
    why = archives.fault(entry.archived, entry.url) if key == "archived" and entry.archived else None
    return f" ⚠ {text(why)}" if why else ""


def described(entry: Entry, after: ReviewedList) -> str:
    """Return a new entry in GitHub's Markdown: as the site shows it, followed by its duplicates, archived copy, `via`, suggested topics and tags, and slug."""
    return "\n".join(_described(entry, known(after.entries), after))


def _described(entry: Entry, places: Mapping[str, Sequence[KnownPlace]], after: ReviewedList) -> Iterator[str]:
    source, taxonomy = source_of(host(entry.url)), after.taxonomy
    titles = {topic.id: topic.title[after.language] for topic in taxonomy.topics} if taxonomy else {}
    terms = [f"**{text(titles.get(id_, id_))}**" for id_ in entry.topics] + [text(tag) for tag in entry.tags]
    yield f"### {link(source.displayed(entry.title), entry.url)}"
    yield ""
    yield " · ".join([text(source.name), str(entry.date), *([text(entry.lang)] if entry.lang else []), *terms])
    yield ""
    if entry.note:
        yield markdown.quoted(entry.note)
        yield ""
    yield from _already(entry, places)
    for key in ("archived", "via"):
        if value := getattr(entry, key):
            yield f"- {key}: {_destination(value)}{_doubt(entry, key, after.archives)}"
    if taxonomy:
        yield from _suggested(entry, taxonomy, titles)
    yield f"- record: {code(entry.slug)}"


def _already(entry: Entry, places: Mapping[str, Sequence[KnownPlace]]) -> Iterator[str]:
    for one in (one for form in alike(entry.url) for one in places.get(form, ())):
        if one.entry.slug != entry.slug:
            entry_link = f"{link(one.entry.title, one.entry.url)} ({code(one.entry.slug)})"
            yield f"- ⚠ already listed in the note of {entry_link}" if one.in_note else f"- ⚠ already listed as {entry_link}"


def _suggested(entry: Entry, taxonomy: Taxonomy, titles: Mapping[str, str]) -> Iterator[str]:
    suggestion = taxonomy.suggest(entry)
    reasons = {reason.term: reason for reason in reversed(suggestion.reasons)}
    for kind, terms, has in (("topic", (*suggestion.topics, *suggestion.by_note), entry.topics), ("tag", suggestion.tags, entry.tags)):
        for term in terms:
            if term not in has:
                reason = reasons[term]
                yield f"- suggested {kind}: {text(titles.get(term, term))} ({code(term)}), because “{text(reason.phrase)}” is in the {reason.where}"
