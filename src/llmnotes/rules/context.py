"""What rules may look at besides the record."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

    from llmnotes.topics import Taxonomy


@dataclasses.dataclass(frozen=True, slots=True)
class Context:
    """What rules may look at besides the record."""

    taxonomy: Taxonomy | None
    """None for a list without topics."""
    today: datetime.date | None = None
    """The latest day that it is anywhere; None where the clock shall count for nothing."""
