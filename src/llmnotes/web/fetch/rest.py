"""Send requests to a REST API, such as that of a code host, and read the JSON of its answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECONDS = 120.0
"""The time limit in seconds for each step of a request: to connect, to send, and to wait for the next part of the answer."""
_MAX_BYTES = 32 * 1024 * 1024
"""The maximum size of an answer in bytes."""


class RestError(Exception):
    """Raised if the API can't be reached, or sends an answer whose status is not 2xx, or that is too large or not JSON.

    Attributes:
        refused: Whether the API refused the request itself, with a status from 400 to 499.

    """

    def __init__(self, reason: str, *, refused: bool = False) -> None:
        """Set the reason, on one line, and whether the API refused the request."""
        super().__init__(reason)
        self.refused = refused


class RestApi:
    """A REST API at one address. Redirects are not followed, because the token in the headers must not reach another host."""

    def __init__(self, address: str, headers: Mapping[str, str]) -> None:
        """Set the URL to which paths are appended, and the headers of each request."""
        self._address, self._headers = address.rstrip("/"), dict(headers)

    def request(self, method: str, path: str, value: object = None) -> Any:
        """Send a request, and return the JSON value of the answer; None if the answer is empty.

        Args:
            method: The HTTP method.
            path: The path below the API's address, with the query.
            value: The JSON value to send; None to send no body.

        Raises:
            RestError: There was no answer, its status is not 2xx, it is too large, or it is not JSON.

        """
        body = None if value is None else json.dumps(value).encode()
        headers = self._headers | ({} if value is None else {"content-type": "application/json"})
        try:
            with (
                httpx.Client(timeout=_SECONDS, follow_redirects=False) as client,
                client.stream(method, f"{self._address}/{path}", content=body, headers=headers) as answer,
            ):
                content = bytearray()
                for part in answer.iter_bytes():
                    content += part
                    if len(content) > _MAX_BYTES:
                        raise RestError(f"the answer has more than {_MAX_BYTES // 1024 // 1024} MiB")
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise RestError(" ".join(str(error).split()) or type(error).__name__) from error
        if not answer.is_success:
            raise RestError(f"status {answer.status_code}{_reason(content)}", refused=answer.is_client_error)
        try:
            return json.loads(content or b"null")
        except (ValueError, RecursionError) as error:
            raise RestError("the answer is not JSON") from error


def _reason(content: bytearray) -> str:
    """Return the message in an answer whose status is not 2xx, with a comma before it; empty if the answer has no message."""
    try:
        plain = json.loads(content)
        message = plain.get("message") or plain.get("error") or ""
    except (ValueError, RecursionError, AttributeError):
        return ""
    return f", {' '.join(str(message).split())[:300]}" if message else ""
