"""Keep cookies for the redirects of one link. Some sites show a page only to clients that send back their cookies."""

from __future__ import annotations

from http.cookies import CookieError
from typing import TYPE_CHECKING

import aiohttp
import yarl

if TYPE_CHECKING:
    from llmnotes.web.fetch.answer import Answer

_LONGEST = 8192
"""The most characters of a Cookie header. Servers refuse longer ones."""


class Cookies:
    """The cookies that one chain of redirects sets. Needs a running event loop."""

    def __init__(self) -> None:
        self._jar: aiohttp.CookieJar | None = None

    def keep(self, answer: Answer) -> None:
        """Keep the cookies of an answer, for the hosts and paths that they name."""
        if not answer.cookies:
            return
        self._jar = self._jar or aiohttp.CookieJar(
            unsafe=True, quote_cookie=False
        )  # `unsafe` accepts cookies of hosts that are IP addresses
        try:
            self._jar.update_cookies_from_headers(answer.cookies, yarl.URL(answer.url))
        except (ValueError, OverflowError, CookieError):
            return

    def header(self, url: str) -> str:
        """Return the Cookie header for a request; empty if there is none."""
        if self._jar is None:
            return ""
        try:
            found = self._jar.filter_cookies(yarl.URL(url))
        except ValueError:
            return ""
        text = "; ".join(f"{name}={morsel.coded_value}" for name, morsel in found.items())
        return text if len(text) <= _LONGEST and text.isprintable() and text.isascii() else ""
