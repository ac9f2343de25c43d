"""Decide which archived copies may replace a link: only copies of that link, at a web archive that the list accepts.

The title of a dead link leads to its copy, and any pull request can change the ledger. Therefore the whole host of a copy is compared. If the addresses of an archive
name the page that was copied, that page must be the link. Other archives only number their copies, so the summary of a pull request points out each new one.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

import ada_url

from llmnotes.web.url import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable


class _Form(NamedTuple):
    """The paths of an archive's copies, as regular expressions."""

    naming: str = ""
    """Matches the part of a path before the address of the page that was copied. Empty if the paths name no page."""
    numbered: str = ""
    """Matches whole paths that have only a number. Empty if the archive has none."""


_STAMP = r"\d{4,14}(?:[a-z]{2}_)?"
"""A time, and a letter code for the form of the page: https://en.wikipedia.org/wiki/Help:Using_the_Wayback_Machine#Specific_archive_copy."""
_TODAY = _Form(
    naming=r"/(?:\d{4,14}|\d{4}\.\d\d\.\d\d-\d{6})/", numbered=r"/(?!(?i:submit|search|newest|oldest|donate|about|blog)$)[A-Za-z0-9]{4,8}"
)

_FORMS = {
    "web.archive.org": _Form(naming=rf"/web/{_STAMP}/"),
    "wayback.archive-it.org": _Form(naming=rf"/(?:\d+|all)/{_STAMP}/"),
    **dict.fromkeys(("archive.today", "archive.ph", "archive.is", "archive.li", "archive.vn", "archive.fo", "archive.md"), _TODAY),
    "perma.cc": _Form(numbered=r"/[A-Za-z0-9]{4}(?:-[A-Za-z0-9]{4})+"),
    "ghostarchive.org": _Form(numbered=r"/archive/(?!(?i:search|submit)$)[A-Za-z0-9]{4,12}"),
    "megalodon.jp": _Form(naming=r"/\d{4}-\d{4}-\d{4}-\d\d/"),
    "warp.da.ndl.go.jp": _Form(naming=r"/info:ndljp/pid/\d+/"),
    "arquivo.pt": _Form(naming=rf"/(?:wayback|noFrame/replay)/{_STAMP}/"),
    "www.webarchive.org.uk": _Form(naming=rf"/wayback/(?:[a-z]{{2}}/)?archive/{_STAMP}/"),
    "webarchive.nationalarchives.gov.uk": _Form(naming=rf"/(?:ukgwa/)?{_STAMP}/"),
    "webarchive.loc.gov": _Form(naming=rf"/(?:all|legacy)/{_STAMP}/"),
    "webarchive.nla.gov.au": _Form(naming=rf"/awa/{_STAMP}/"),
}
"""The known archives, by host. archive.org itself is missing because anyone can upload pages there, and services that only redirect to archives are missing, too."""

# A host that every parser reads alike. Browsers take a backslash for a slash, and the text before an @ for a user name.
_ADDRESS = re.compile(r"(?i)https?://[^\s/?#\\@%\x00-\x20\x7f-\x9f]+/[^\s\\\x00-\x20\x7f-\x9f]*")
_DOUBTFUL = re.compile(r"(?i)[a-z]+:/*[^/?#]*(?:[@\\]|%(?:2f|40|5c))")
"""Matches a URL whose host programs read in different ways."""
_NESTED = re.compile(r"(?i)(?:https?|ftp|javascript|data):.*", re.DOTALL)


@dataclasses.dataclass(frozen=True, slots=True)
class Archives:
    """The archives whose copies a list accepts."""

    hosts: tuple[str, ...]
    """The hosts, as `authority` returns them."""

    def fault(self, copy: str, url: str) -> str | None:
        """Return why `copy` can't replace the link `url`; None if it can."""
        if not _ADDRESS.fullmatch(copy):
            return "the copy's address is not a plain web address"
        found = _parsed(copy)
        if found is None or (name := _authority(found)) not in self.hosts:
            return f"the copy is at {authority(copy) or 'no host'}, which is not one of this list's archives"
        original = _original(found, name)
        if original is None:
            return f"the copy's address does not have the form of addresses at {name}"
        if original and original != url and (_DOUBTFUL.match(original) or _page(original) != _page(url)):
            return f"the copy is of another page: {original}"
        return None

    def has(self, address: str) -> bool:
        """Return whether an address is at one of these archives."""
        return authority(address) in self.hosts


DEFAULT = Archives(tuple(_FORMS))


def names_its_page(copy: str) -> bool:
    """Return whether the address of an accepted copy names the page that was copied."""
    found = _parsed(copy)
    return found is not None and bool(_original(found, _authority(found)))


def authority(address: str) -> str:
    """Return the host of an address in lower case and ASCII, without a full stop at its end, and with its port unless that is the default of the scheme.

    Empty if the address has no host.
    """
    found = _parsed(address)
    return _authority(found) if found else ""


def option_fault(value: object) -> str | None:
    """Return the remedy for a value that can't be the list's archives; None if the value is valid."""
    fits = isinstance(value, list) and all(isinstance(one, str) and _option(one) for one in value)
    return None if fits else "write a list of hosts, such as [web.archive.org, archive.ph]; an empty list allows no copies"


def of_option(value: Iterable[str]) -> Archives:
    """Return the archives of a valid value."""
    return Archives(tuple(dict.fromkeys(map(_option, value))))


def _option(host: str) -> str:
    """Return a host as `authority` does; empty if it is not a host."""
    return authority(f"https://{host}/") if re.fullmatch(r"[^\s/?#\\@%*]+", host) else ""


def _parsed(address: str) -> ada_url.URL | None:
    """Return an address as browsers read it: `/web/../save/` is `/save/`. None if it can't be parsed."""
    try:
        return ada_url.URL(address)
    except (ValueError, UnicodeError):
        return None


def _authority(found: ada_url.URL) -> str:
    host = found.hostname.removesuffix(".")
    return f"{host}:{found.port}" if found.port else host


def _original(found: ada_url.URL, name: str) -> str | None:
    """Return the page that a copy's address names, empty if it names none. Return None if no copy of that archive has such an address."""
    form = _FORMS.get(name)
    if form is None:  # the list itself names this archive, so the form of its addresses is unknown; they must name no other page
        nested = _NESTED.search(unquote(unquote(f"{found.pathname}{found.search}")))
        return nested[0] if nested else ""
    if form.numbered and not found.search and re.fullmatch(form.numbered, found.pathname, re.ASCII):
        return ""
    named = re.match(form.naming, found.pathname, re.ASCII) if form.naming else None
    return f"{found.pathname[named.end() :]}{found.search}" or None if named else None


def _page(url: str) -> str:
    """Return a form that is the same for all addresses of one page: without scheme, `www.`, a slash at the end, and fragment."""
    scheme = re.match(r"(?i)(https?):/*", url)
    whole = f"{scheme[1]}://{url[scheme.end() :]}" if scheme else f"http://{url}"
    path, mark, query = canonical(whole).partition("#")[0].partition("?")
    place = unquote(path).partition("://")[2].removeprefix("www.").rstrip("/")
    return f"{place}{mark}{unquote(query)}"
