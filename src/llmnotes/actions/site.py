"""Read a reading list, and prepare the build of its site."""

from __future__ import annotations

import contextlib
import dataclasses
import os
from pathlib import Path
from typing import TYPE_CHECKING

from llmnotes.actions.last_good import Content, LastGood
from llmnotes.actions.reading_list import ReadingList
from llmnotes.config import mkdocs_file
from llmnotes.errors import ConfigError
from llmnotes.github import form, written
from llmnotes.model import Place, Problem
from llmnotes.records.catalogue import Catalogue
from llmnotes.records.parse_cache import Remembered
from llmnotes.records.relations_cache import RememberedRelations
from llmnotes.site.assemble import Site
from llmnotes.site.engine.addresses import Addresses, encoded, root_url
from llmnotes.site.engine.digest import code
from llmnotes.site.files import cards
from llmnotes.site.publication.publication import Publication
from llmnotes.site.publication.repository import edit_uri_of, lacks_edit_uri, repository
from llmnotes.site.theme.theme_options import UNNAMED_FONTS
from llmnotes.site.words import Words
from llmnotes.system import git
from llmnotes.system.files import checkout, explained, show

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterator

    from llmnotes.config import Settings
    from llmnotes.site.publication.repository import Repository
    from llmnotes.system.cache import Cache


_LICENCES = ("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "COPYING")
"""The file names that a list's licence may have. If several of these files exist, the first is used."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SiteOptions:
    """The values of MkDocs's own options on which the site depends, and the time of the build."""

    name: str
    description: str
    site_url: str | None
    """The value of `site_url` in mkdocs.yml; None if it is not set."""
    directories: bool
    """The value of MkDocs's option `use_directory_urls`: whether the address of a page ends with `/` instead of `.html`."""
    repo_url: str | None
    edit_uri: str | None
    names_edit_uri: bool = True
    """Whether mkdocs.yml has the key `edit_uri`."""
    docs: Path
    folder: Path
    """The path of the folder that contains mkdocs.yml."""
    now: datetime.datetime


def site_of(
    settings: Settings, options: SiteOptions, cache: Cache, report: Callable[[Problem], None], last_good: LastGood | None = None
) -> Site:  # fmt: skip
    """Read a reading list, and return its site, which is not built yet.

    Args:
        settings: The settings of the reading list.
        options: The values of MkDocs's own options.
        cache: Keeps parsed records and relations of entries from one build to the next.
        report: Called with every problem of the reading list, and with problems of severity advice about parts that the site lacks, such as feeds.
        last_good: In a preview, the last valid content of each file, which is used for files that have errors now. None to leave out such files.

    """
    remembered = Remembered(cache, code())
    reading_list = ReadingList(settings, remembered=remembered)
    content, missing = (last_good or LastGood()).content_of(reading_list)
    for problem in [*missing, *reading_list.problems]:
        report(problem)
    catalogue = Catalogue(content.entries)
    if not options.site_url:
        message = "the site has no feeds and no sitemap, because they need the URL of the site"
        report(Problem.advice(Place("mkdocs.yml"), "site-url", message, "Set site_url in mkdocs.yml"))
    # In a preview that shows the last valid entries, `missing` already contains the problem that the folder of records is missing.
    if not reading_list.store.folder.is_dir() and not missing:
        message = f"the site has no entries, because the folder of records does not exist: {show(settings.entries)}"
        remedy = "add the first entry with `llmnotes add`, or name the right folder with the option `entries` of the plugin llmnotes"
        report(Problem.advice(Place("mkdocs.yml"), "entries-missing", message, remedy))
    relations = RememberedRelations(cache, code(), catalogue)
    addresses = Addresses(directories=options.directories, prefix=settings.prefix)
    url = root_url(options.site_url)
    publication = Publication(
        catalogue=catalogue,
        taxonomy=content.taxonomy,
        name=settings.name or Words(settings.language).raw("reading_list") if settings.prefix else options.name,
        language=settings.language,
        addresses=addresses,
        description=settings.description if settings.prefix else options.description,
        site_url=f"{url}{encoded(settings.prefix)}" if url else None,
        cards=settings.cards if cards.drawable() else None,
        repository=_repository(reading_list, content, options, report),
        removals=tuple(content.removals.values()),
        folder=Path(os.path.relpath(settings.entries, checkout(options.folder))).as_posix(),
        ledger=content.ledger if content.ledger.histories else None,
        now=options.now,
    )
    return Site(publication, settle=relations.settle, save=remembered.save)


def create_docs(file: Path) -> Path | None:
    """Create the folder `docs` beside a mkdocs.yml that names no other folder for the author's pages, because MkDocs requires one.

    Returns:
        The new folder; None if the list needs no new folder, or if mkdocs.yml can't be read. MkDocs reports the reason in the second case.

    Raises:
        StoreError: The folder can't be created.

    """
    docs = file.parent / "docs"
    with contextlib.suppress(ConfigError):
        if "docs_dir" not in mkdocs_file.keys_of(file) and not os.path.lexists(docs):
            with explained(docs):
                docs.mkdir()
            return docs
    return None


def problems_of(settings: Settings, font: object) -> list[Problem]:
    """Return problems of severity advice if the site lacks fonts, topics or card images because a key of mkdocs.yml, a file or a library is missing.

    `font` is the value of the theme's option `font` in mkdocs.yml.
    """
    return list(_assumed(settings, font))


def _assumed(settings: Settings, font: object) -> Iterator[Problem]:
    place = Place("mkdocs.yml")
    if font in UNNAMED_FONTS and not settings.prefix:  # in a folder of a larger site, pages keep the fonts of that site
        message = "pages use the fonts of the reader's device: mkdocs.yml names no fonts, and the theme's default fonts would be loaded from Google"
        yield Problem.advice(place, "font", message, "In mkdocs.yml, set the option `font` of the theme to false, or name fonts there")
    if settings.topics is None and "topics" in settings.unset:
        message = "the site has no pages of topics, because the list has no topics.yml"
        yield Problem.advice(
            place, "topics", message, "In mkdocs.yml, set the option `topics` of the plugin llmnotes to false, or create topics.yml"
        )
    if settings.cards and "cards" not in settings.unset and not cards.drawable():
        message = "the site has no card images, because the libraries that draw them are not installed"
        yield Problem.advice(place, "cards", message, "Install llmnotes[cards], or remove the option cards from mkdocs.yml")


def _repository(reading_list: ReadingList, content: Content, options: SiteOptions, report: Callable[[Problem], None]) -> Repository | None:
    docs = os.path.relpath(options.docs, options.folder)
    edit_uri = options.edit_uri
    if options.repo_url and not options.names_edit_uri and lacks_edit_uri(options.repo_url, edit_uri):
        folder = os.path.relpath(options.folder, checkout(options.folder))
        edit_uri = edit_uri_of(options.repo_url, git.default_branch(options.folder), folder, docs)
        if not edit_uri:
            message = "pages of entries have no link for editing the record, because the default branch of the repository is unknown"
            remedy = f"set edit_uri in mkdocs.yml, such as edit_uri: {edit_uri_of(options.repo_url, 'main', folder, docs)}"
            report(Problem.advice(Place("mkdocs.yml"), "edit-uri", message, remedy))
    found = repository(
        options.repo_url,
        edit_uri,
        docs=docs,
        entries=os.path.relpath(reading_list.settings.entries, options.folder),
        form=Path(form.FILE).name if (written.root(options.folder) / form.FILE).is_file() else "",
    )
    records = {slug: reading_list.store.within(record.file) for slug, record in content.records.items()}
    if found is None:
        return None
    licence = next((name for name in _LICENCES if found.shown and (options.folder / name).is_file()), "")
    return dataclasses.replace(found, records=records, licence=f"{found.shown}/{licence}" if licence else "")
