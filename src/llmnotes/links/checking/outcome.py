"""What one answer, or its lack, means for the link that was asked."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from llmnotes.links.check import Outcome
from llmnotes.web.fetch.answer import Answer, Cause, Failure

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from llmnotes.links.checking.quirks import Quirk

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
_LIMITS = {
    "http": "an answer that this check can't read, though browsers may",
    "headers": "an answer that this check can't read, though browsers may",
    "http2": "the server speaks HTTP/2 alone, which this check doesn't",
    "tls": "the server and this machine's TLS library found no common ground",
    "certificate": "this check can't judge the certificate",
    "not-yet-valid": "this check can't judge the certificate",
    "intermediate": "the server leaves out a certificate of its chain, which could not be fetched",
    "no-route": "this machine has no route to the host, others may",
}
"""What failed on our side, by `Failure.limit`."""
_BREAKS_OFF = frozenset({Cause.REFUSED, Cause.RESET})


@dataclasses.dataclass(frozen=True, slots=True)
class Judged:
    """An outcome with its reason."""

    outcome: Outcome
    detail: str
    message: str


def of_failure(failure: Failure, quirk: Quirk) -> Judged:
    """What it means that no answer came."""
    if quirk.breaks_off and failure.cause in _BREAKS_OFF:
        return Judged(Outcome.RATE_LIMITED, failure.cause.value, f"{quirk.name} breaks connections off when it is asked too much")
    if failure.limit:
        return Judged(Outcome.UNSURE, failure.limit, f"{_LIMITS.get(failure.limit, 'this check can not tell')}: {failure.message}")
    return Judged(_CAUSES[failure.cause], _SAY_MORE.get(failure.cause, ""), failure.message)


def of_status(answer: Answer, quirk: Quirk, accept: AbstractSet[int]) -> Judged | None:
    """What an answer's status says; None where the page is there as far as that goes. `accept`: statuses that somebody says mean so."""
    status, detail = answer.status, str(answer.status)
    if status in accept:
        return None
    wall = _wall(answer)
    if wall:
        return Judged(Outcome.BLOCKED, wall, f"a wall against machines ({wall}, status {status})")
    if status in quirk.blocked:
        return Judged(Outcome.BLOCKED, detail, f"{quirk.name} answers machines so ({status})")
    if status == 202 and not answer.body:  # noqa: PLR2004 - accepted
        return Judged(Outcome.UNSURE, detail, f"an answer that only promises one (status {status})")
    if 200 <= status < 300:  # noqa: PLR2004 - RFC 9110: successful
        return None
    return _error(answer, detail)


def _error(answer: Answer, detail: str) -> Judged:
    status = answer.status
    if status in {404, 410}:
        return Judged(Outcome.GONE, detail, f"the server says that the page is gone ({status})")
    if status == 429:  # noqa: PLR2004 - too many requests
        return Judged(Outcome.RATE_LIMITED, detail, "the site wants to be asked more slowly (429)")
    if status == 403 and _STORAGE.search(answer.body[:2000]):  # noqa: PLR2004 - forbidden
        return Judged(Outcome.UNSURE, "storage", "a storage that says neither whether the file is there (403)")
    if status in {401, 403, 407, 999}:
        return Judged(Outcome.BLOCKED, detail, f"the site lets no machine look ({status})")
    if 500 <= status < 600:  # noqa: PLR2004 - RFC 9110: server errors
        return Judged(Outcome.SERVER_ERROR, detail, f"the server fails ({status})")
    return Judged(Outcome.UNSURE, detail, f"an answer that tells nothing (status {status})")


def _wall(answer: Answer) -> str:
    """The kind of wall against machines that an answer shows; empty if it shows none."""
    headers, status = answer.headers, answer.status
    if "challenge" in headers.get("cf-mitigated", ""):
        return "cf-mitigated"
    if headers.get("x-vercel-mitigated"):
        return "vercel"
    if "captcha" in headers.get("x-amzn-waf-action", "") or "challenge" in headers.get("x-amzn-waf-action", ""):
        return "waf"
    if status == 202 and b"awswaf" in answer.body[:20_000].lower():  # noqa: PLR2004 - accepted
        return "waf"
    if status in {401, 403, 429} and ("x-datadome" in headers or "x-dd-b" in headers):
        return "datadome"
    if status in {403, 406, 503} and _RIDDLE.search(answer.body[:50_000]):
        return "riddle"
    if status == 403:  # noqa: PLR2004 - forbidden
        return _GUARDS.get(re.split(r"[/\s]", headers.get("server", "").lower(), maxsplit=1)[0], "")
    return ""


_GUARDS = {
    "cloudflare": "cloudflare",
    "akamaighost": "akamai",
    "akamainetstorage": "akamai",
    "ddos-guard": "ddos-guard",
    "sucuri": "sucuri",
}
"""Servers that stand before others to keep machines out, as they name themselves."""
_RIDDLE = re.compile(
    rb"(?i)cf-challenge|challenge-platform|just a moment\.\.\.|captcha|px-captcha|are you a robot|/_Incapsula_Resource|attention required! \| cloudflare"
)
_STORAGE = re.compile(rb"<Code>(?:AccessDenied|AllAccessDisabled|AuthenticationFailed|PublicAccessNotPermitted)</Code>")
"""S3 and those like it say so of files that aren't there, too, to whoever may not list them."""
