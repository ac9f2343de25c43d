"""A link that a person submits to the reading list."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """A URL, with the values that a person gives for the new entry.

    If the title, date or language is empty, it is read from the linked page. If topics or tags are empty, topics.yml suggests them. An empty note or `via`
    stays empty.
    """

    url: str
    """The URL as the person wrote it."""
    title: str = ""
    date: datetime.date | None = None
    """The day on which the source published the work."""
    note: str = ""
    topics: tuple[str, ...] = ()
    """The ids of the topics that the person chose."""
    tags: tuple[str, ...] = ()
    lang: str = ""
    """The language of the linked page, as a language tag such as `en`."""
    via: str = ""
    """Where the person found the link, as text or as a URL."""
