"""Find soft 404s: answers with a status of success although the server does not have the page.

`judged` decides by the answer alone. If the answer is doubtful, `judged_by_probe` compares it with the answer to a second request: for an address in
the same folder at which no page can exist.
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
    """The answer with a status of success to which a link led, directly or by redirects."""

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
    """Whether an answer before the last one said that the page is missing: it had status 404 or 410, and a refresh that led on to another address."""

    @property
    def is_at_home(self) -> bool:
        """Whether redirects led to a home page, although the link itself is not a home page."""
        return self.redirected and url_kinds.is_home(self.url) and not url_kinds.is_home(self.link)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Probe:
    """The answer, with a status of success, to an address at which no page can exist. `url_kinds.sibling` makes this address from the link's address."""

    name: str
    """The random name in the requested address, in place of the last part of the link's path, or of the parameter that chooses the page."""
    url: str
    """The address that gave the answer, after redirects."""
    redirected: bool
    page: PageBody | None
    """The page of the answer; None if the answer is not HTML, or can't be decompressed."""


def judged(arrival: Arrival) -> Judged | None:
    """Decide by the address and the words of an answer whether it is a soft 404. Return its outcome; None if neither shows a soft 404."""
    return _by_address(arrival) or _by_words(arrival) or _by_home_page(arrival)


def is_doubtful(arrival: Arrival) -> bool:
    """Return whether the answer may be a soft 404, so that it must be compared with the answer to an address at which no page can exist.

    The answer is doubtful if redirects led to a home page or to a shorter path, or if an answer on the way said that the page is missing. At a site whose words can
    show that a page is missing, it is also doubtful if the page looks like an error page, or if a page came in place of a file.
    """
    if arrival.said_missing or arrival.is_at_home or _is_above(arrival):
        return True
    return arrival.page is not None and arrival.is_readable and (looks_doubtful(arrival.page) or url_kinds.is_file(arrival.url))


def judged_by_probe(arrival: Arrival, probe: Probe) -> Judged | None:
    """Decide whether a doubtful answer is a soft 404, by comparing it with the answer to an address at which no page can exist.

    Return its outcome; None if the two answers differ, because then the page is taken to exist.
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
    """Return whether the server answers the link and the address at which no page can exist in the same way.

    For a page without words, or whose words a script fills in, return whether its title says that the page is missing.
    """
    if arrival.redirected and probe.redirected:
        return arrival.url == probe.url
    page, twin = arrival.page, probe.page
    if arrival.redirected or probe.redirected or page is None or twin is None:
        return False
    # At a site of such pages, all pages have the same words until a script fills them, so only the title can show that the page is missing.
    if page.is_made_by_script or not page.words:
        return looks_missing(page)
    own = unquote(path_and_query(arrival.link)[0].rstrip("/").rpartition("/")[2])
    return _without(page, own, probe.name) == _without(twin, own, probe.name)


def _without(page: PageBody, *names: str) -> str:
    """Return the words of a page without white space and without `names`, the last parts of the two compared addresses. Each page may show its own."""
    words = page.words
    for name in names:
        words = words.replace(folded(name) or " ", "")
    return words.replace(" ", "")
