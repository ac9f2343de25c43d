"""Export the entries of a reading list, all or a selection, in a format that other programs read."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING

from llmnotes.errors import RefusalError
from llmnotes.exchange import bibtex, csv_table, entries_json, netscape
from llmnotes.logs import exporting, render
from llmnotes.logs.shape import Style
from llmnotes.records.catalogue import Catalogue
from llmnotes.records.term import tag_address

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Mapping, Sequence

    from llmnotes.actions.reading_list import ReadingList
    from llmnotes.model import Entry


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class EntrySelection:
    """Conditions for the entries to export. Empty fields set no condition; without conditions, all entries are exported.

    An entry fits a field if it has one of the field's values. It must fit each field that is not empty.
    """

    topics: Sequence[str] = ()
    """Ids of topics."""
    tags: Sequence[str] = ()
    """Tags. Spellings whose page on the site has one address, such as `LLM` and `llm`, count as one tag."""
    years: Sequence[int] = ()
    since: datetime.date | None = None
    """The earliest date that an entry may have; None for no limit."""

    @property
    def is_whole(self) -> bool:
        """Whether the selection has no conditions, so that all entries are selected."""
        return not (self.topics or self.tags or self.years or self.since)

    def has(self, entry: Entry) -> bool:
        """Return whether an entry fits the conditions."""
        return (
            (not self.topics or not set(self.topics).isdisjoint(entry.topics))
            and (not self.tags or not {tag_address(tag) for tag in self.tags}.isdisjoint(map(tag_address, entry.tags)))
            and (not self.years or entry.date.year in self.years)
            and (self.since is None or entry.date >= self.since)
        )


def selected(reading_list: ReadingList, selection: EntrySelection) -> Sequence[Entry]:
    """Return the entries that fit all conditions of the selection. The entry that was added to the list last comes first.

    Raises RefusalError if no entry of the list has a topic or tag of the selection, because such a name is probably misspelt.
    """
    catalogue = Catalogue(reading_list.entries)
    known_tags = {tag_address(tag) for tag in catalogue.by_tag}
    unknown = [
        *(f"topic '{topic}'" for topic in selection.topics if topic not in catalogue.by_topic),
        *(f"tag '{tag}'" for tag in selection.tags if tag_address(tag) not in known_tags),
    ]
    if unknown:
        topic_or_tag = unknown[0]
        raise RefusalError(
            f"no entry has the {topic_or_tag}. Use `llmnotes topics list` and `llmnotes tags list` to see the topics and tags of the list"
        )
    return [entry for entry in catalogue.newest if selection.has(entry)]


def export_entries(reading_list: ReadingList, form: str, selection: EntrySelection) -> str:
    """Return the selected entries as text in the format `form`, such as `csv`. Raises RefusalError if no entry has a topic or tag of the selection."""
    return WRITERS[form](reading_list, selected(reading_list, selection))


def _name(reading_list: ReadingList) -> str:
    """Return the name of the reading list on one line: its own name if it is only a part of a site, or else the name of the site."""
    settings = reading_list.settings
    return " ".join((settings.name if settings.prefix else settings.site_name).split()) or "Reading list"


def _html(reading_list: ReadingList, entries: Sequence[Entry]) -> str:
    return "".join(netscape.write(_name(reading_list), entries))


def _csv(_: ReadingList, entries: Sequence[Entry]) -> str:
    return "".join(csv_table.write(entries))


def _json(reading_list: ReadingList, entries: Sequence[Entry]) -> str:
    settings, taxonomy = reading_list.settings, reading_list.taxonomy
    titles = {topic.id: topic.title[settings.language] for topic in taxonomy.topics} if taxonomy else {}
    description = settings.description if settings.prefix else settings.site_description
    home = f"{settings.site_url}{settings.prefix}" if settings.site_url else ""
    head = {"name": _name(reading_list), "description": description, "language": settings.language, "home": home}
    return b"".join(entries_json.write(head, entries, titles, lambda entry: f"{home}entries/{entry.slug}/")).decode()


def _bibtex(_: ReadingList, entries: Sequence[Entry]) -> str:
    return "".join(bibtex.write(entries))


def _log(_: ReadingList, entries: Sequence[Entry]) -> str:
    return exporting.export(exporting.PLAIN, {}, entries)


_BULLET = Style(marker="-", gap=0, after=0)


def _markdown(reading_list: ReadingList, entries: Sequence[Entry]) -> str:
    """Return a document with a section for each year, in the form of a Markdown log, so that `llmnotes import` reads it."""
    parts = [f"# {_name(reading_list)}\n"]
    by_date = sorted(entries, key=lambda entry: (entry.date, entry.slug), reverse=True)
    for year, group in itertools.groupby(by_date, key=lambda entry: entry.date.year):
        blocks = (render.block(entry.date, entry.title, entry.url, entry.note, _BULLET) for entry in group)
        parts.append(f"\n## {year}\n\n" + "".join(f"{block}\n" for block in blocks))
    return "".join(parts)


WRITERS: Mapping[str, Callable[[ReadingList, Sequence[Entry]], str]] = {
    "log": _log,
    "html": _html,
    "csv": _csv,
    "json": _json,
    "bibtex": _bibtex,
    "markdown": _markdown,
}
"""The function that turns entries into text, by the name of the format, such as `csv`."""
