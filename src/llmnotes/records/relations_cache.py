"""Which entries are related, as a cache keeps it from one build to the next."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
from typing import TYPE_CHECKING, Any

from llmnotes.records.catalogue import RELATED
from llmnotes.system import compact_json, processes
from llmnotes.system.processes import Aside

if TYPE_CHECKING:
    from llmnotes.records.catalogue import Catalogue
    from llmnotes.system.cache import Cache

_NAME = "relations"
_FEW = 500
"""Entries whose relations aren't worth a second process."""


class RememberedRelations:
    """Which entries were related, which changes only where one is filed otherwise."""

    def __init__(self, cache: Cache, key: str, catalogue: Catalogue) -> None:
        """Give the catalogue what the cache knows; else begin to find it in another process, if that is worth it. `key` says which code found it."""
        self._cache, self._catalogue = cache, catalogue
        self._key = hashlib.blake2b(compact_json.dumps([key, catalogue.filing]), digest_size=16).hexdigest()
        self._aside: Aside[list[list[int]]] | None = None
        self._known = self._give(cache.read(_NAME, self._key))
        if not self._known and len(catalogue.entries) > _FEW and processes.cores() > 1 and processes.can_fork():
            self._aside = Aside(self._found)

    def settle(self) -> None:
        """Give the catalogue what the other process found, and left for the next build. Until then it finds by itself what somebody asks for."""
        if self._aside:
            self._known = self._give(self._aside.result())
            self._aside = None

    def save(self) -> None:
        """Leave it for the next build, if it is new."""
        if not self._known:
            self._found()

    def _found(self) -> list[list[int]]:
        found = self._catalogue.relations
        self._cache.write(_NAME, self._key, found)
        return found

    def _give(self, found: Any) -> bool:
        with contextlib.suppress(TypeError, ValueError, IndexError):
            places = list(itertools.chain.from_iterable(found))
            if {*map(type, places)} <= {int} and min(places, default=0) >= 0 and max(map(len, found), default=0) <= RELATED:
                self._catalogue.relations = found
                return True
        return False
