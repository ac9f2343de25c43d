"""Find soft 404s: answers with a status of success although the server does not have the page.

`judged` decides by the answer alone. If this answer may be an error page, `judged_by_probe` compares it with the answer to a second request: for a made-up
address in the same folder, at which no page can exist.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING
from urllib.parse import unquote

from llmnotes.links.check import Outcome
from llmnotes.links.checking.disguise import is_parking, looks_doubtful, looks_missing, looks_parked
from llmnotes.links.checking.outcome import Judged
from llmnotes.text.terminal import sentence
from llmnotes.web import url_kinds
from llmnotes.web.markup import folded
from llmnotes.web.url import host, path_and_query

if TYPE_CHECKING:
    from llmnotes.links.checking.page import PageBody


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """The answer to which a link led, directly or by redirects. Its status means success."""

    link: str
    """The address of the link that was requested."""
    url: str
    """The address that gave the answer, after redirects."""
    redirected: bool
    page: PageBody | None
    """The page of the answer; None if the answer is not HTML, or can't be decompressed."""
    is_readable: bool = True
    """Whether the words of pages at this site can show that a page is missing. False for example for sites whose pages have no text until a script fills them."""
    said_missing: bool = False
    """Whether an earlier answer had status 404 or 410, and a refresh, which makes browsers load another page, so that the link led to a later answer."""

    @property
    def is_at_home(self) -> bool:
        """Whether redirects led to a home page, although the link itself is not a home page."""
        return self.redirected and url_kinds.is_home(self.url) and not url_kinds.is_home(self.link)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Probe:
    """The answer to the request for a made-up address like the link's, at which no page can exist. Its status means success."""

    name: str
    """The random name in the made-up address. It replaces the last part of the link's path, or the value of the parameter that chooses the page."""
    url: str
    """The address that gave the answer, after redirects."""
    redirected: bool
    page: PageBody | None
    """The page of the answer; None if the answer is not HTML, or can't be decompressed."""


def judged(arrival: Arrival) -> Judged | None:
    """Decide whether an answer is a soft 404, by the address that sent it and by its words. Return the outcome; None if neither shows a soft 404."""
    return _by_address(arrival) or _by_words(arrival) or _by_home_page(arrival)


def is_doubtful(arrival: Arrival) -> bool:
    """Return whether an answer may be a soft 404. The caller then compares it with the answer to a made-up address, at which no page can exist.

    The answer is doubtful if redirects led to a home page or to a shorter path, or if an earlier answer had status 404 or 410. At a site whose words can show
    that a page is missing, the answer is also doubtful if it looks like an error page, or if it is a page although the address is that of a file, such as a
    PDF.
    """
    if arrival.said_missing or arrival.is_at_home or _is_above(arrival):
        return True
    return arrival.page is not None and arrival.is_readable and (looks_doubtful(arrival.page) or url_kinds.is_file(arrival.url))


def judged_by_probe(arrival: Arrival, probe: Probe) -> Judged | None:
    """Decide whether a doubtful answer is a soft 404, by comparing it with `probe`, the answer to a made-up address at which no page can exist.

    Return the outcome; None if the two answers differ. The page is then considered to exist.
    """
    if not _is_same(arrival, probe):
        return None
    if arrival.is_at_home:
        return Judged(Outcome.SOFT_404, "home", "the link leads to the home page, as a made-up address in the same folder does")
    return Judged(Outcome.SOFT_404, "sibling", "a made-up address in the same folder gets the same answer as the link")


def _by_address(arrival: Arrival) -> Judged | None:
    if not arrival.redirected:
        return None
    if url_kinds.is_error_page(arrival.url) and not url_kinds.is_error_page(arrival.link):
        return Judged(Outcome.SOFT_404, "redirect", "the link leads to the site's error page")
    if is_parking(arrival.url) and not is_parking(arrival.link):
        return Judged(Outcome.SOFT_404, "parked", "the link leads to a company that sells domains")
    return None


def _by_words(arrival: Arrival) -> Judged | None:
    page = arrival.page
    if page is None or not arrival.is_readable:
        return None
    if looks_missing(page, path_and_query(arrival.url)[0]):
        return Judged(Outcome.SOFT_404, "title", f"the title says that the page does not exist: {sentence(page.title, 80)}")
    if looks_parked(page):
        return Judged(Outcome.SOFT_404, "parked", "the page only offers the domain for sale")
    return None


def _by_home_page(arrival: Arrival) -> Judged | None:
    if arrival.is_at_home and url_kinds.are_of_one_site(arrival.url, arrival.link) and url_kinds.is_one_of_many(arrival.link):
        return Judged(Outcome.SOFT_404, "home", "the link leads to the home page")
    return None


def _is_above(arrival: Arrival) -> bool:
    """Return whether redirects led to an address of the same host whose path has fewer parts."""
    if not arrival.redirected or host(arrival.url) != host(arrival.link):
        return False
    depth, wanted = (path_and_query(url)[0].rstrip("/").count("/") for url in (arrival.url, arrival.link))
    return depth < wanted


def _is_same(arrival: Arrival, probe: Probe) -> bool:
    """Return whether the server gives the same answer for the link as for the made-up address, at which no page can exist.

    If the page has no words, or its words come from a script, return whether its title says that the page is missing.
    """
    if arrival.redirected and probe.redirected:
        return arrival.url == probe.url
    page, twin = arrival.page, probe.page
    if arrival.redirected or probe.redirected or page is None or twin is None:
        return False
    # Before its scripts run, such a page has the same words as other pages of its site. So only its title can show that it is missing.
    if page.is_made_by_script or not page.words:
        return looks_missing(page)
    own = unquote(path_and_query(arrival.link)[0].rstrip("/").rpartition("/")[2])
    return _without(page, own, probe.name) == _without(twin, own, probe.name)


def _without(page: PageBody, *names: str) -> str:
    """Return the words of a page without white space and without `names`, the last parts of the two compared addresses. A page may show its own address."""
    words = page.words
    for name in names:
        words = words.replace(folded(name) or " ", "")
    return words.replace(" ", "")
