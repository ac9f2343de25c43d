"""What somebody asks for: a URL, and what they say of it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """A link to add. What is empty is taken from the page, or suggested."""

    url: str
    """As given."""
    title: str = ""
    date: datetime.date | None = None
    """When the source published it."""
    note: str = ""
    topics: tuple[str, ...] = ()
    """Ids."""
    tags: tuple[str, ...] = ()
    lang: str = ""
    via: str = ""
