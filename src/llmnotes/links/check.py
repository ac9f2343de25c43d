"""The result of one check of a link."""

from __future__ import annotations

import dataclasses
import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime


class Outcome(enum.StrEnum):
    """The kind of a check's result. Never change the text of a member: ledgers on disk contain it."""

    OK = "ok"
    MOVED = "moved"
    """The page was found at another address, and all redirects to that address are permanent (301, 308)."""
    GONE = "gone"
    """The status is 404 or 410, the host name does not exist (NXDOMAIN), or the site says in its own way that the page is gone (`Quirk.gone`)."""
    SOFT_404 = "soft-404"
    """The status means success, but the page is an error page, the home page, or an offer to buy the domain."""
    SERVER_ERROR = "server-error"
    """The server reports an internal error: the status is 5xx."""
    REFUSED = "refused"
    """The host refuses the connection."""
    RESET = "reset"
    """The connection broke, or the answer is not HTTP."""
    TLS_EXPIRED = "tls-expired"
    TLS_WRONG_HOST = "tls-wrong-host"
    TLS_UNTRUSTED = "tls-untrusted"
    TLS_FAILED = "tls-failed"
    """The TLS handshake failed, but not because of an expired or untrusted certificate or a certificate of another host."""
    DNS = "dns"
    """The name servers gave no answer, so it is unknown whether the host exists."""
    LOOP = "loop"
    """The redirects lead back to an earlier address, or do not end."""
    FRAGMENT = "fragment-missing"
    """The page exists, but does not have the part that the link's fragment names."""
    BLOCKED = "blocked"
    """The host answers, but does not show the page to programs: it sends a wall against bots, a login page, or a status such as 401, 403, 407 or 999."""
    RATE_LIMITED = "rate-limited"
    TIMEOUT = "timeout"
    UNSURE = "unsure"
    """The answer, or the reason why no answer came, shows neither that the page exists nor that the page is gone."""
    REJECTED = "rejected"
    """The link was not requested, because its host has a private address, its scheme or port is not allowed, or the URL is invalid or has a password."""


FOUND = frozenset({Outcome.OK, Outcome.MOVED})
CONCLUSIVE = frozenset(
    {
        *(Outcome.GONE, Outcome.SOFT_404, Outcome.SERVER_ERROR, Outcome.REFUSED, Outcome.RESET, Outcome.DNS, Outcome.LOOP),
        *(Outcome.TLS_EXPIRED, Outcome.TLS_WRONG_HOST, Outcome.TLS_UNTRUSTED, Outcome.TLS_FAILED),
    }
)
"""The outcomes that make a link suspect, and dead if later checks of the link have such an outcome too.

`FRAGMENT` also makes a link suspect, but never dead.
"""
TRANSIENT = frozenset({Outcome.SERVER_ERROR, Outcome.RESET, Outcome.TIMEOUT, Outcome.DNS})
"""The outcomes that may soon change, so the same link check requests the link again, at most `Limits.retries` times."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """The result of requesting a link once, with its date."""

    url: str
    """The URL of the link, as `links.key` returns it."""
    outcome: Outcome
    time: datetime.datetime
    """The time at which the link check began that requested the link and other links. It is not the time of this request. UTC, whole minutes."""
    detail: str = ""
    """The reason for the outcome in one word, which matches `[a-z0-9-]*`: a status such as `404`, or a word such as `nxdomain` or `parked`; empty without a reason."""
    status: int | None = None
    """The status of the last answer; None if no answer came."""
    final: str = ""
    """The address of the last request, after redirects and refreshes; empty if there were none."""
    chain: tuple[tuple[int, str], ...] = ()
    """The redirects and refreshes (pages that load another page at once) in order: each status, and the absolute URL to which the answer led."""
    target: str = ""
    """The new address of a link that moved, with the link's fragment; empty if the link did not move."""
    message: str = ""
    """The reason for the outcome, in words for people; empty for a page that was found. Control characters in quotations of the server are removed."""
    seconds: float = 0.0
    """The duration of the last request in seconds."""
