"""A link that a person submits to the list."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """A URL, and what the person who submits it says about it. The page and the taxonomy fill empty fields."""

    url: str
    """The URL as the person wrote it."""
    title: str = ""
    date: datetime.date | None = None
    """The day on which the source published the work."""
    note: str = ""
    topics: tuple[str, ...] = ()
    """Ids of topics."""
    tags: tuple[str, ...] = ()
    lang: str = ""
    via: str = ""
