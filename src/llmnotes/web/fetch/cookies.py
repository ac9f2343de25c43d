"""Keep cookies for the redirects of one link. Some sites show a page only to clients that send back their cookies."""

from __future__ import annotations

from http.cookies import CookieError
from typing import TYPE_CHECKING

import aiohttp
import yarl

if TYPE_CHECKING:
    from llmnotes.web.fetch.answer import Answer

_LONGEST = 8192
"""The maximum number of characters of a Cookie header, because servers refuse longer headers. If it would be longer, no cookie is sent."""


class Cookies:
    """The cookies that one chain of redirects sets. Create this object in a running event loop, because aiohttp's cookie jar needs one."""

    def __init__(self) -> None:
        self._jar: aiohttp.CookieJar | None = None

    def keep(self, answer: Answer) -> None:
        """Keep the cookies of an answer. Each cookie applies to the host and the path that it names."""
        if not answer.cookies:
            return
        # `unsafe` makes aiohttp accept cookies from hosts that are IP addresses.
        self._jar = self._jar or aiohttp.CookieJar(unsafe=True, quote_cookie=False)
        try:
            self._jar.update_cookies_from_headers(answer.cookies, yarl.URL(answer.url))
        except (ValueError, OverflowError, CookieError):
            return

    def header(self, url: str) -> str:
        """Return the Cookie header for a request to `url`; empty if no cookie applies, or if the header would be too long or not printable ASCII."""
        if self._jar is None:
            return ""
        try:
            found = self._jar.filter_cookies(yarl.URL(url))
        except ValueError:
            return ""
        text = "; ".join(f"{name}={morsel.coded_value}" for name, morsel in found.items())
        return text if len(text) <= _LONGEST and text.isprintable() and text.isascii() else ""
