"""What rules need besides the record that they check."""

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
    """What rules need besides the record that they check."""

    taxonomy: Taxonomy | None
    """The list's topics and tags; None for a list without topics."""
    latest: datetime.date | None = None
    """The last day that has begun anywhere on earth; None if the rules shall accept dates in the future."""
    archives: Archives = DEFAULT
    """The archives whose copies the list accepts."""
    has_topics: bool = True
    """False if topics.yml could not be read, so that no record's topics can be judged."""
