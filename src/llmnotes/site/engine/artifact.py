"""Files that are no pages, and the batches in which a build makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


class Asset(NamedTuple):
    """A file of the site that is no page."""

    path: str
    """From the site's root, not percent-encoded."""
    content: bytes


File = tuple[str, int, int]
"""A file that was written: path from the site's root, size in bytes, time in nanoseconds."""


def at_every_build() -> str:
    """What a batch sees that is made at every build."""
    return ""


def what_all_share() -> str:
    """What a batch sees that shows nothing but what the whole site has in common."""
    return "the same"


class Batch(NamedTuple):
    """Files of the site that are made together."""

    id: str
    """Tells it from all others, from one build to the next: its first file's path, or the folder that is all its own."""
    sees: Callable[[], str]
    """As a draft has it."""
    make: Callable[[], Iterable[Asset]]
    group: str = ""
    """Batches of a group share what they render (an entry looks the same in all lists), so one process makes them all; empty for those that don't."""
    revise: Callable[[Path, list[File], Callable[[Asset], File]], list[File] | None] | None = None
    """A shorter way where somebody sees other things than last time: brings its files below a folder up to date, which are as the last build left them,
    given what writes one; None where it can't."""
