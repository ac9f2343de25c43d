"""Cookies for the length of one link's redirects: some sites show a page only to those who bring back what they were given."""

from __future__ import annotations

from http.cookies import CookieError
from typing import TYPE_CHECKING

import aiohttp
import yarl

if TYPE_CHECKING:
    from llmnotes.web.fetch.answer import Answer

_LONGEST = 8192
"""Characters of a Cookie header; servers refuse longer ones."""


class Cookies:
    """What the answers of one chain of redirects set. Needs a running loop."""

    def __init__(self) -> None:
        self._jar: aiohttp.CookieJar | None = None

    def keep(self, answer: Answer) -> None:
        """Keep what an answer sets, for the hosts and paths that it names."""
        if not answer.cookies:
            return
        self._jar = self._jar or aiohttp.CookieJar(unsafe=True, quote_cookie=False)  # unsafe: also of hosts that are addresses
        try:
            self._jar.update_cookies_from_headers(answer.cookies, yarl.URL(answer.url))
        except (ValueError, OverflowError, CookieError):
            return

    def header(self, url: str) -> str:
        """The Cookie header of a request; empty if it has none."""
        if self._jar is None:
            return ""
        try:
            found = self._jar.filter_cookies(yarl.URL(url))
        except ValueError:
            return ""
        text = "; ".join(f"{name}={morsel.coded_value}" for name, morsel in found.items())
        return text if len(text) <= _LONGEST and text.isprintable() and text.isascii() else ""
