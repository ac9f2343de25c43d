"""A history → its verdict: the one rule by which a link is called dead; and whether a whole run can be believed.

A link is dead after three failures that count, at least 20 hours apart from one another and over at least three days; two are enough where the page or its host
is gone. Blocked, rate-limited, silent and unclear answers never make a link dead, however many. One success makes it alive again.
"""

from __future__ import annotations

import dataclasses
import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

    from llmnotes.health.check import Outcome
    from llmnotes.health.history import History


class Standing(enum.StrEnum):
    """What a link's history makes of it, worst first. The values stand in runs, in `link-health.json`, and in the search's facet."""

    DEAD = "dead"
    SUSPECT = "suspect"
    UNSURE = "unsure"
    """The last answers told nothing: blocked, rate-limited, silent for less than 30 days, or never asked because we refuse to."""
    MOVED = "moved"
    ALIVE = "alive"
    UNCHECKED = "unchecked"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What is said of a link today."""

    standing: Standing
    outcome: Outcome | None = None
    """What the last check that told something said; None if there was none, or a person decides."""
    detail: str = ""
    """As in `Check`."""
    since: datetime.datetime | None = None
    """The first failure of the row that still lasts, or when it was first found where it is."""
    found: datetime.datetime | None = None
    """The last success, while it isn't well."""
    failures: int = 0
    """Failures that count: conclusive ones, at least 20 hours apart."""
    target: str = ""
    """Where it moved."""
    lasting: bool = False
    """Whether three checks or more saw it there."""
    by: str = ""
    """The reason that a person gave, where a person decides."""


def verdict(history: History, now: datetime.datetime) -> Verdict:
    """What `history` makes of a link at `now` (UTC)."""
    raise NotImplementedError
