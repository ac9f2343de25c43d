"""What rules may look at besides the record."""

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
    """What rules may look at besides the record."""

    taxonomy: Taxonomy | None
    """None for a list without topics."""
    latest: datetime.date | None = None
    """The last day that isn't yet to come; None where the clock shall count for nothing."""
    archives: Archives = DEFAULT
    """Those that the list takes copies from."""
    has_topics: bool = True
    """False where topics.yml could not be read, so that no record's topics can be judged."""
