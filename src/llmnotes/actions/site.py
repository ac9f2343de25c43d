"""Read a reading list, and prepare its site for a build."""

from __future__ import annotations

import contextlib
import dataclasses
import os
from pathlib import Path
from typing import TYPE_CHECKING

from llmnotes import config
from llmnotes.actions.reading_list import ReadingList
from llmnotes.errors import ConfigError
from llmnotes.github import form, written
from llmnotes.model import Place, Problem
from llmnotes.records.catalogue import Catalogue
from llmnotes.records.parse_cache import Remembered
from llmnotes.records.relations_cache import RememberedRelations
from llmnotes.site.assemble import UNNAMED_FONTS, Site
from llmnotes.site.engine.addresses import Addresses, root_url
from llmnotes.site.engine.digest import code
from llmnotes.site.files import cards
from llmnotes.site.publication.publication import Publication
from llmnotes.site.publication.repository import repository
from llmnotes.system.files import explained, show

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterator

    from llmnotes.config import Settings
    from llmnotes.site.publication.repository import Repository
    from llmnotes.system.cache import Cache


_LICENCES = ("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "COPYING")
"""File names of a list's licence, in order of preference."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SiteOptions:
    """The options of MkDocs itself that the site needs."""

    name: str
    description: str
    site_url: str | None
    """The value of `site_url` in mkdocs.yml; None if it is not set."""
    directories: bool
    """MkDocs's `use_directory_urls`."""
    repo_url: str | None
    edit_uri: str | None
    docs: Path
    folder: Path
    """The folder of mkdocs.yml."""
    now: datetime.datetime


def site_of(settings: Settings, options: SiteOptions, cache: Cache, report: Callable[[Problem], None]) -> Site:
    """Read a reading list, and return its site.

    Args:
        settings: The settings of the reading list.
        options: The options of MkDocs.
        cache: Keeps parsed records and relations of entries from one build to the next.
        report: Called with every problem of the reading list.

    """
    remembered = Remembered(cache, code())
    reading_list = ReadingList(settings, remembered=remembered)
    for problem in reading_list.problems:
        report(problem)
    if not options.site_url:
        message = "the site has no feeds and no sitemap, because they need the URL of the site"
        report(Problem.advice(Place("mkdocs.yml"), "site-url", message, "Set site_url in mkdocs.yml"))
    catalogue = Catalogue(reading_list.entries)
    relations = RememberedRelations(cache, code(), catalogue)
    publication = Publication(
        catalogue=catalogue,
        taxonomy=reading_list.taxonomy,
        name=options.name,
        language=settings.language,
        addresses=Addresses(directories=options.directories),
        description=options.description,
        site_url=root_url(options.site_url) or None,
        cards=settings.cards if cards.drawable() else None,
        repository=_repository(reading_list, options),
        removals=tuple(reading_list.removals.values()),
        folder=show(settings.entries),
        ledger=reading_list.ledger if reading_list.ledger.histories else None,
        now=options.now,
    )
    return Site(publication, settle=relations.settle, save=remembered.save)


def create_docs(file: Path) -> Path | None:
    """Create the folder `docs` beside a mkdocs.yml that names no other folder for the author's pages, because MkDocs requires one.

    Returns:
        The folder, or None if the list needs no new folder. A mkdocs.yml that can't be read needs none; MkDocs reports the reason.

    """
    docs = file.parent / "docs"
    with contextlib.suppress(ConfigError):
        if "docs_dir" not in config.keys_of(file) and not os.path.lexists(docs):
            with explained(docs):
                docs.mkdir()
            return docs
    return None


def problems_of(settings: Settings, font: object) -> list[Problem]:
    """Return what a build assumes because a key of mkdocs.yml, a file or a library is missing. `font` is the option of the theme."""
    return list(_assumed(settings, font))


def _assumed(settings: Settings, font: object) -> Iterator[Problem]:
    place = Place("mkdocs.yml")
    if font in UNNAMED_FONTS:
        message = "pages use fonts of the reader's device, because mkdocs.yml names no fonts, and those of the theme come from Google"
        yield Problem.advice(place, "font", message, "Write font: false below theme: in mkdocs.yml, or name fonts there")
    if settings.topics is None and "topics" in settings.unset:
        message = "the site has no topics, because there is no topics.yml"
        yield Problem.advice(place, "topics", message, "Write topics: false below llmnotes: in mkdocs.yml, or create topics.yml")
    if settings.cards and "cards" not in settings.unset and not cards.drawable():
        message = "the site has no card images, because the libraries that draw them are not installed"
        yield Problem.advice(place, "cards", message, "Install llmnotes[cards], or remove the option cards from mkdocs.yml")


def _repository(reading_list: ReadingList, options: SiteOptions) -> Repository | None:
    found = repository(
        options.repo_url,
        options.edit_uri,
        docs=os.path.relpath(options.docs, options.folder),
        entries=os.path.relpath(reading_list.settings.entries, options.folder),
        form=Path(form.FILE).name if (written.root(options.folder) / form.FILE).is_file() else "",
    )
    records = {slug: reading_list.store.within(record.file) for slug, record in reading_list.records.items()}
    if found is None:
        return None
    licence = next((name for name in _LICENCES if found.shown and (options.folder / name).is_file()), "")
    return dataclasses.replace(found, records=records, licence=f"{found.shown}/{licence}" if licence else "")
