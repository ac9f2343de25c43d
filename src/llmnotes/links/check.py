"""What one check of a link says."""

from __future__ import annotations

import dataclasses
import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime


class Outcome(enum.StrEnum):
    """What a check found. The values stand in ledgers: they never change."""

    OK = "ok"
    MOVED = "moved"
    """Found, by permanent redirects (301, 308) alone, at another address."""
    GONE = "gone"
    """404, 410, or a name that doesn't exist (NXDOMAIN)."""
    SOFT_404 = "soft-404"
    """Found, but what was found is an error page, the home page, or a parked domain's."""
    SERVER_ERROR = "server-error"
    """5xx."""
    REFUSED = "refused"
    """The host takes no connection, or can't be reached."""
    RESET = "reset"
    """The connection broke, or what came was no HTTP."""
    TLS_EXPIRED = "tls-expired"
    TLS_WRONG_HOST = "tls-wrong-host"
    TLS_UNTRUSTED = "tls-untrusted"
    TLS_FAILED = "tls-failed"
    """A handshake that failed in any other way."""
    DNS = "dns"
    """No answer from the name's servers: for now nobody knows."""
    LOOP = "loop"
    """Redirects that come back or don't end."""
    FRAGMENT = "fragment-missing"
    """The page is there, its part that the link names is not."""
    BLOCKED = "blocked"
    """The host is there and lets no machine look: 401, 403 of a bot wall, 999."""
    RATE_LIMITED = "rate-limited"
    TIMEOUT = "timeout"
    UNSURE = "unsure"
    """An answer that says neither."""
    REJECTED = "rejected"
    """Never asked: a private address, a scheme, or a port that we refuse."""


FOUND = frozenset({Outcome.OK, Outcome.MOVED})
CONCLUSIVE = frozenset(
    {
        *(Outcome.GONE, Outcome.SOFT_404, Outcome.SERVER_ERROR, Outcome.REFUSED, Outcome.RESET, Outcome.DNS, Outcome.LOOP),
        *(Outcome.TLS_EXPIRED, Outcome.TLS_WRONG_HOST, Outcome.TLS_UNTRUSTED, Outcome.TLS_FAILED),
    }
)
"""Failures that make a link suspect, and dead when they last."""
TRANSIENT = frozenset({Outcome.SERVER_ERROR, Outcome.RESET, Outcome.TIMEOUT, Outcome.DNS})
"""What a second attempt in the same run may mend."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One dated probe of a link, with its evidence."""

    url: str
    """The link, as written."""
    outcome: Outcome
    time: datetime.datetime
    """When its run began: UTC, whole minutes. All checks of a run have one time."""
    detail: str = ""
    """The reason in a word: a status (`404`), or `nxdomain`, `title`, `home`, `sibling`, `parked`, `cf-mitigated`. Matches `[a-z0-9-]*`."""
    status: int | None = None
    """Of the last answer, if there was one."""
    final: str = ""
    """Where the last answer came from; empty if it came from the link's own address."""
    chain: tuple[tuple[int, str], ...] = ()
    """The redirects on the way: status, and the absolute URL that it led to."""
    target: str = ""
    """For MOVED: where it moved, with the link's fragment if it has one."""
    message: str = ""
    """A sentence for people, plain text. It may quote what a server said, so it holds no control characters (`terminal_text.sentence`)."""
    seconds: float = 0.0
    """How long the last request took."""
