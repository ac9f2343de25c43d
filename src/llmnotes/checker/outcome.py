"""What one answer, or its lack, means for the link that was asked."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from llmnotes.fetch.answer import Answer, Cause, Failure
from llmnotes.health.check import Outcome
from llmnotes.url import host

if TYPE_CHECKING:
    from llmnotes.checker.quirks import Quirk
    from llmnotes.limits import HostRule

_CAUSES = {
    Cause.NXDOMAIN: Outcome.GONE,
    Cause.DNS: Outcome.DNS,
    Cause.REFUSED: Outcome.REFUSED,
    Cause.RESET: Outcome.RESET,
    Cause.GARBAGE: Outcome.RESET,
    Cause.TLS_EXPIRED: Outcome.TLS_EXPIRED,
    Cause.TLS_WRONG_HOST: Outcome.TLS_WRONG_HOST,
    Cause.TLS_UNTRUSTED: Outcome.TLS_UNTRUSTED,
    Cause.TLS_FAILED: Outcome.TLS_FAILED,
    Cause.TIMEOUT: Outcome.TIMEOUT,
    Cause.FORBIDDEN: Outcome.REJECTED,
    Cause.UNUSABLE: Outcome.REJECTED,
}
_SAY_MORE = {Cause.NXDOMAIN: "nxdomain", Cause.GARBAGE: "garbage"}


@dataclasses.dataclass(frozen=True, slots=True)
class Judged:
    """An outcome with its reason."""

    outcome: Outcome
    detail: str
    message: str


def of_failure(failure: Failure) -> Judged:
    """What it means that no answer came."""
    return Judged(_CAUSES[failure.cause], _SAY_MORE.get(failure.cause, ""), failure.message)


def of_status(answer: Answer, quirk: Quirk, rule: HostRule) -> Judged | None:
    """What an answer's status says; None where the page is there as far as that goes."""
    status, detail = answer.status, str(answer.status)
    if status in rule.accept:
        return None
    wall = _wall(answer)
    if wall:
        return Judged(Outcome.BLOCKED, wall, f"a wall against machines ({wall}, status {status})")
    if status in quirk.blocked and status != 429:  # noqa: PLR2004 - too many requests
        return Judged(Outcome.BLOCKED, detail, f"{quirk.name} answers machines so ({status})")
    if 200 <= status < 300:  # noqa: PLR2004 - RFC 9110: successful
        return None
    return _error(answer, detail)


def _error(answer: Answer, detail: str) -> Judged:
    status = answer.status
    if status in {404, 410}:
        return Judged(Outcome.GONE, detail, f"the server says that the page is gone ({status})")
    if status == 429:  # noqa: PLR2004 - too many requests
        return Judged(Outcome.RATE_LIMITED, detail, "the site wants to be asked more slowly (429)")
    if status == 403 and b"<Code>AccessDenied</Code>" in answer.body[:2000]:  # noqa: PLR2004 - forbidden
        return Judged(Outcome.UNSURE, "storage", "a storage that says neither whether the file is there (403)")
    if status in {401, 403, 407, 999}:
        return Judged(Outcome.BLOCKED, detail, f"the site lets no machine look ({status})")
    if status >= 500 and status < 600:  # noqa: PLR2004 - RFC 9110: server errors
        return Judged(Outcome.SERVER_ERROR, detail, f"the server fails ({status})")
    return Judged(Outcome.UNSURE, detail, f"an answer that tells nothing (status {status})")


def _wall(answer: Answer) -> str:
    """The kind of wall against machines that an answer shows; empty if it shows none."""
    headers = answer.headers
    if "challenge" in headers.get("cf-mitigated", ""):
        return "cf-mitigated"
    if "x-datadome" in headers or "x-dd-b" in headers:
        return "datadome" if answer.status in {401, 403, 429} else ""
    if answer.status == 202 and ("x-amzn-waf-action" in headers or b"awswaf" in answer.body[:20_000].lower()):  # noqa: PLR2004 - accepted
        return "waf"
    if answer.status in {403, 503} and _RIDDLE.search(answer.body[:50_000]):
        return "riddle"
    return ""


_RIDDLE = re.compile(
    rb"(?i)cf-challenge|challenge-platform|just a moment\.\.\.|captcha|px-captcha|are you a robot|/_Incapsula_Resource|attention required! \| cloudflare"
)

_ENTRANCE = re.compile(
    r"(?i)/(?:log-?in|sign-?in|signup|sso|oauth2?|auth|authwall|checkpoint|consent|cookie-?wall|captcha|challenge)(?:[/.?]|$)"
)
_ENTRANCE_HOSTS = re.compile(r"(?i)(?:login|signin|sso|auth|accounts|consent|id)\..+")
_HOME = re.compile(r"(?i)/?(?:(?:ja|jp|en|us|uk|de|fr|es|zh|cn|ko|kr|[a-z]{2}[-_][a-z]{2}|index|home|top|default)(?:\.\w+)?/?){0,2}")
_ERROR_PAGE = re.compile(r"(?i)/(?:404|error|errors|not-?found|page-?not-?found|notfound|missing|gone)(?:[/._-][^/]*)?/?$")


def is_entrance(url: str, path: str) -> bool:
    """Whether an address is a login, a consent, or a riddle that stands before pages."""
    return bool(_ENTRANCE.search(path) or _ENTRANCE_HOSTS.fullmatch(host(url)))


def is_home(path: str, query: str) -> bool:
    """Whether a path is a site's home page, in any language."""
    return not query and _HOME.fullmatch(path) is not None


def is_error_page(path: str) -> bool:
    """Whether an address is a site's page for errors."""
    return bool(_ERROR_PAGE.search(path))
