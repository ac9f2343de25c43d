"""The taxonomy and the settings that the rules of lint need to check records."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.links.archives import DEFAULT

if TYPE_CHECKING:
    import datetime

    from llmnotes.links.archives import Archives
    from llmnotes.records.taxonomy import Taxonomy


@dataclasses.dataclass(frozen=True, slots=True)
class Context:
    """The taxonomy and the settings that the rules of lint need to check records."""

    taxonomy: Taxonomy | None
    """The topics and tags of the reading list; None for a reading list without topics."""
    latest: datetime.date | None = None
    """The latest date that a record may have: today in the time zone that is furthest ahead (UTC+14). None to accept dates in the future."""
    archives: Archives = DEFAULT
    """The web archives whose copies the reading list accepts."""
    has_topics: bool = True
    """Whether lint checks the topics of records against topics.yml. False if topics.yml could not be read."""
