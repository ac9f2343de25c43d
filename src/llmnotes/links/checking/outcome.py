"""Turn the answer to a request, or the failure of the request, into the outcome of a link."""

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
    "http": "the link check can't read the answer, but browsers may",
    "headers": "the link check can't read the answer, but browsers may",
    "http2": "the server speaks only HTTP/2, which the link check does not speak",
    "tls": "the server and this machine's TLS library have no cipher or version in common",
    "certificate": "the link check can't decide whether browsers accept the certificate",
    "not-yet-valid": "the link check can't decide whether browsers accept the certificate",
    "intermediate": "the server leaves out a certificate of its chain, and that certificate could not be fetched",
    "no-route": "this machine has no route to the host, but other machines may have one",
}
"""The messages for failures that this software, this machine or its network causes. The keys are the words in `Failure.limit`, which name the causes."""
_BREAKS_OFF = frozenset({Cause.REFUSED, Cause.RESET})


@dataclasses.dataclass(frozen=True, slots=True)
class Judged:
    """The outcome of a check with its reason: `detail` is the reason in one word, or empty; `message` is the reason in words for people."""

    outcome: Outcome
    detail: str
    message: str


def of_failure(failure: Failure, quirk: Quirk) -> Judged:
    """Return the outcome of a request that got no answer. `quirk` is the special treatment of the requested site."""
    if quirk.breaks_off and failure.cause in _BREAKS_OFF:
        return Judged(Outcome.RATE_LIMITED, failure.cause.value, f"{quirk.name} breaks connections if it gets too many requests")
    if failure.limit:
        limit = _LIMITS.get(failure.limit, "llmnotes can't check this link, but browsers may show the page")
        return Judged(Outcome.UNSURE, failure.limit, f"{limit}: {failure.message}")
    return Judged(_CAUSES[failure.cause], _SAY_MORE.get(failure.cause, ""), failure.message)


def of_status(answer: Answer, quirk: Quirk, accept: AbstractSet[int]) -> Judged | None:
    """Return the outcome if the status, the headers or a wall against bots decide it. None if they mean success, or if the status is in `accept`.

    `accept` has the statuses that mkdocs.yml accepts for the link. `quirk` is the special treatment of the site that sent the answer.
    """
    status, detail = answer.status, str(answer.status)
    if status in accept:
        return None
    wall = _wall(answer)
    if wall:
        return Judged(Outcome.BLOCKED, wall, f"a wall against bots ({wall}, status {status})")
    if status in quirk.blocked:
        return Judged(Outcome.BLOCKED, detail, f"{quirk.name} sends status {status} to programs, also for pages that exist")
    if status == 202 and not answer.body:  # noqa: PLR2004 - RFC 9110: status 202 means that the server accepted the request
        return Judged(Outcome.UNSURE, detail, f"the server accepted the request, but sent no page (status {status})")
    if 200 <= status < 300:  # noqa: PLR2004 - RFC 9110: statuses from 200 to 299 mean success
        return None
    return _error(answer, detail)


def _error(answer: Answer, detail: str) -> Judged:
    status = answer.status
    if status in {404, 410}:
        return Judged(Outcome.GONE, detail, f"the server says that the page is gone ({status})")
    if status == 429:  # noqa: PLR2004 - RFC 6585: status 429 means too many requests
        return Judged(Outcome.RATE_LIMITED, detail, "the site asks for fewer requests (429)")
    if status == 403 and _STORAGE.search(answer.body[:2000]):  # noqa: PLR2004 - RFC 9110: status 403 means that access is forbidden
        return Judged(Outcome.UNSURE, "storage", "the file storage does not show whether the file exists (403)")
    if status in {401, 403, 407, 999}:
        return Judged(Outcome.BLOCKED, detail, f"the site does not show the page to programs ({status})")
    if 500 <= status < 600:  # noqa: PLR2004 - RFC 9110: statuses from 500 on mean errors of the server
        return Judged(Outcome.SERVER_ERROR, detail, f"the server reports an internal error ({status})")
    return Judged(Outcome.UNSURE, detail, f"the status does not show whether the page exists ({status})")


def _wall(answer: Answer) -> str:
    """Return the kind of wall against bots that an answer shows, such as `cloudflare`; empty if the answer shows no wall."""
    headers, status = answer.headers, answer.status
    if "challenge" in headers.get("cf-mitigated", ""):
        return "cf-mitigated"
    if headers.get("x-vercel-mitigated"):
        return "vercel"
    if "captcha" in headers.get("x-amzn-waf-action", "") or "challenge" in headers.get("x-amzn-waf-action", ""):
        return "waf"
    if status == 202 and b"awswaf" in answer.body[:20_000].lower():  # noqa: PLR2004 - RFC 9110: status 202 means that the server accepted the request
        return "waf"
    if status in {401, 403, 429} and ("x-datadome" in headers or "x-dd-b" in headers):
        return "datadome"
    if status in {403, 406, 503} and _RIDDLE.search(answer.body[:50_000]):
        return "riddle"
    if status == 403:  # noqa: PLR2004 - RFC 9110: status 403 means that access is forbidden
        return _GUARDS.get(re.split(r"[/\s]", headers.get("server", "").lower(), maxsplit=1)[0], "")
    return ""


_GUARDS = {
    "cloudflare": "cloudflare",
    "akamaighost": "akamai",
    "akamainetstorage": "akamai",
    "ddos-guard": "ddos-guard",
    "sucuri": "sucuri",
}
"""The kinds of walls against bots, by the `server` header of the answer. The header names a service in front of the site that refuses the requests of bots."""
_RIDDLE = re.compile(
    rb"(?i)cf-challenge|challenge-platform|just a moment\.\.\.|captcha|px-captcha|are you a robot|/_Incapsula_Resource|attention required! \| cloudflare"
)
_STORAGE = re.compile(rb"<Code>(?:AccessDenied|AllAccessDisabled|AuthenticationFailed|PublicAccessNotPermitted)</Code>")
"""Matches the answer with which S3 and similar file storages refuse access. They also send it for a missing file, unless the client may list the files."""
