"""The result of one check of a link."""

from __future__ import annotations

import dataclasses
import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime


class Outcome(enum.StrEnum):
    """The kinds of results of a check, such as `ok`, `gone` and `timeout`. Never change the text of a member: ledgers on disk contain it."""

    OK = "ok"
    """The page was found at its own address, or at another address that need not replace it in a record, for example after a temporary redirect."""
    MOVED = "moved"
    """The page was found at another address that may replace the old one: all redirects are permanent (301, 308), and it is not, for example, a login page."""
    GONE = "gone"
    """The status is 404 or 410, the host name does not exist (NXDOMAIN), or the site has another way to say that the page is gone (`Quirk.gone`)."""
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
    """The redirects lead back to an earlier address, or there are more of them than `Limits.max_redirects`."""
    FRAGMENT = "fragment-missing"
    """The page exists, but does not have the part that the link's fragment names."""
    BLOCKED = "blocked"
    """The host answers, but does not show the page to programs: it sends a wall against bots, a login page, or a status such as 401, 403, 407 or 999."""
    RATE_LIMITED = "rate-limited"
    TIMEOUT = "timeout"
    UNSURE = "unsure"
    """The check shows neither that the page exists nor that it is gone, for example because of an unusual status."""
    REJECTED = "rejected"
    """The link, or an address to which it redirects, was not requested, because it is not allowed: for example, it has a private address, a user name or an unusual port."""


FOUND = frozenset({Outcome.OK, Outcome.MOVED})
CONCLUSIVE = frozenset(
    {
        *(Outcome.GONE, Outcome.SOFT_404, Outcome.SERVER_ERROR, Outcome.REFUSED, Outcome.RESET, Outcome.DNS, Outcome.LOOP),
        *(Outcome.TLS_EXPIRED, Outcome.TLS_WRONG_HOST, Outcome.TLS_UNTRUSTED, Outcome.TLS_FAILED),
    }
)
"""The outcomes that show that a link fails. After one such check, the link is suspect; after several, it is dead.

`FRAGMENT` also makes a link suspect, but never dead.
"""
TRANSIENT = frozenset({Outcome.SERVER_ERROR, Outcome.RESET, Outcome.TIMEOUT, Outcome.DNS})
"""The outcomes that may soon change. After one of them, the same link check requests the link again, at most `Limits.retries` times."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """The result of one check of a link. The check may have needed several requests, for example to follow redirects."""

    url: str
    """The URL of the link, as `links.key` returns it."""
    outcome: Outcome
    time: datetime.datetime
    """The time at which the whole link check began, not the time of the request for this link: UTC, whole minutes."""
    detail: str = ""
    """The reason for the outcome in one word, which matches `[a-z0-9-]*`: a status such as `404`, or a word such as `nxdomain` or `parked`; empty if the outcome alone says enough."""
    status: int | None = None
    """The status of the answer at which the redirects ended; None if the last request got no answer or was not sent."""
    final: str = ""
    """The address at which the redirects and refreshes ended; empty if none was followed."""
    chain: tuple[tuple[int, str], ...] = ()
    """The redirects and refreshes (pages that load another page at once) that were followed, in order: each status, and the absolute URL to which the answer led."""
    target: str = ""
    """The new address of a link whose outcome is `moved`, with the fragment of a redirect or else that of the link. Empty with any other outcome."""
    message: str = ""
    """The reason for the outcome, in words for people; empty for a page that was found. Control characters in quotations of the server are removed."""
    seconds: float = 0.0
    """The duration of the last request in seconds."""
