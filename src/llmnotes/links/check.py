"""The result of one check of a link."""

from __future__ import annotations

import dataclasses
import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime


class Outcome(enum.StrEnum):
    """The kind of a check's result. The values are written to ledgers: they never change."""

    OK = "ok"
    MOVED = "moved"
    """Found at another address, to which only permanent redirects (301, 308) lead."""
    GONE = "gone"
    """Status 404 or 410, or a host name that does not exist (NXDOMAIN)."""
    SOFT_404 = "soft-404"
    """An answer of success, but it shows an error page, the home page, or a domain for sale."""
    SERVER_ERROR = "server-error"
    """Status 5xx."""
    REFUSED = "refused"
    """The host refuses connections."""
    RESET = "reset"
    """The connection broke, or the answer is not HTTP."""
    TLS_EXPIRED = "tls-expired"
    TLS_WRONG_HOST = "tls-wrong-host"
    TLS_UNTRUSTED = "tls-untrusted"
    TLS_FAILED = "tls-failed"
    """The TLS handshake failed in any other way."""
    DNS = "dns"
    """The name servers gave no answer, so the host may exist."""
    LOOP = "loop"
    """Redirects that lead back to an earlier address, or do not end."""
    FRAGMENT = "fragment-missing"
    """The page exists, but lacks the part that the link names."""
    BLOCKED = "blocked"
    """The host answers, but does not let programs see the page: 401, 403 of a bot wall, 999."""
    RATE_LIMITED = "rate-limited"
    TIMEOUT = "timeout"
    UNSURE = "unsure"
    """An answer that shows neither that the page exists nor that it is gone."""
    REJECTED = "rejected"
    """Not requested: a private address, or a scheme or port that the check refuses."""


FOUND = frozenset({Outcome.OK, Outcome.MOVED})
CONCLUSIVE = frozenset(
    {
        *(Outcome.GONE, Outcome.SOFT_404, Outcome.SERVER_ERROR, Outcome.REFUSED, Outcome.RESET, Outcome.DNS, Outcome.LOOP),
        *(Outcome.TLS_EXPIRED, Outcome.TLS_WRONG_HOST, Outcome.TLS_UNTRUSTED, Outcome.TLS_FAILED),
    }
)
"""Failures that make a link suspect, and dead if they last."""
TRANSIENT = frozenset({Outcome.SERVER_ERROR, Outcome.RESET, Outcome.TIMEOUT, Outcome.DNS})
"""Outcomes after which the same run tries a link again."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """The result of one dated request for a link."""

    url: str
    """The link, as written in the list."""
    outcome: Outcome
    time: datetime.datetime
    """The beginning of the run: UTC, whole minutes. All checks of a run have the same time."""
    detail: str = ""
    """The reason in a word: a status (`404`), or `nxdomain`, `title`, `home`, `sibling`, `parked`, `cf-mitigated`. Matches `[a-z0-9-]*`."""
    status: int | None = None
    """The status of the last answer; None if no answer came."""
    final: str = ""
    """The address of the last answer; empty if it is the link's own address."""
    chain: tuple[tuple[int, str], ...] = ()
    """The redirects: each status, and the absolute URL to which it led."""
    target: str = ""
    """The new address of a link that moved, with the link's fragment."""
    message: str = ""
    """A sentence for people. It may quote a server, so it holds no control characters (see `text.terminal.sentence`)."""
    seconds: float = 0.0
    """The duration of the last request."""
