"""Fingerprints of one publication: of its entries, and of what its pages have in common."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from llmnotes.site.engine.digest import code, fingerprint, fingerprint_of_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from llmnotes.model import Entry
    from llmnotes.site.publication.publication import Publication


class Fingerprints:
    """Of one publication's entries, and of what its pages have in common."""

    def __init__(self, publication: Publication) -> None:
        """Nothing is computed yet."""
        self._publication = publication

    @functools.cached_property
    def entries(self) -> Mapping[str, str]:
        """All that is said of an entry anywhere, by its slug: its record, and how its link stands. A line of text each."""
        publication, health = self._publication, self._publication.health
        found = {
            entry.slug: f"{entry.slug} {publication.digests.get(entry.slug) or fingerprint(entry)}"
            for entry in publication.catalogue.entries
        }
        if health:
            for entry in publication.catalogue.entries:
                stands = health.of(entry.url, entry.archived), health.standing(entry.url)
                found[entry.slug] = fingerprint(found[entry.slug], stands)
        return found

    def of_all(self, entries: Iterable[Entry], *also: object) -> str:
        """Of entries in their order, and of values as `fingerprint` takes them."""
        of = self.entries
        return fingerprint_of_text("\n".join([repr(also), *[of[entry.slug] for entry in entries]]))

    @functools.cached_property
    def whole(self) -> str:
        """The whole list."""
        return self.of_all(self._publication.catalogue.entries)

    @functools.cached_property
    def common(self) -> str:
        """What all pages have in common: the site's own words, its topics, and the code that renders them."""
        publication = self._publication
        return fingerprint(
            publication.taxonomy, publication.name, publication.language, publication.addresses, publication.description,
            publication.site_url, publication.cards, publication.folder, code(),
        )  # fmt: skip
