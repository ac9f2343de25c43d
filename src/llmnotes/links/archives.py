"""Decide which archived copies may replace a link: only copies of that link, at a web archive that the reading list accepts.

On the site, the title of an entry whose link is dead leads to the copy of the link. A pull request of a stranger can change the ledger and name any address as a
copy. Therefore the host of the copy must be one of the accepted archives. If the address of the copy contains the address of the copied page, that address must be
the link. Other addresses of copies contain only a number or code, so the summary of a pull request asks the reviewer to open each new copy with such an address.
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
    """Regular expressions for the paths of addresses at which one archive has copies of pages, such as `/web/20230609120000/https://example.org/`."""

    naming: str = ""
    """Matches the part of a path before the address of the copied page. Empty if paths at this archive don't contain such an address."""
    numbered: str = ""
    """Matches a whole path in which only a number or code identifies the copy. Empty if the archive has no such paths."""


_STAMP = r"\d{4,14}(?:[a-z]{2}_)?"
"""Matches the time of a copy in its address, such as `20230609120000`, with or without the code after it, such as `id_`.

The code chooses how the archive shows the copy: https://en.wikipedia.org/wiki/Help:Using_the_Wayback_Machine#Specific_archive_copy.
"""
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
"""The patterns for the addresses of copies at each known archive, by the archive's host.

The table leaves out archive.org, where anyone can upload pages, and services that redirect to other archives.
"""


# Matches a web address in which all programs find the same host. It has no backslash, and no `@` or `%` in the host.
# Browsers read a backslash as a slash, text before `@` as a user name, and `%2e` in a host as a full stop, but other programs may not.
_ADDRESS = re.compile(r"(?i)https?://[^\s/?#\\@%\x00-\x20\x7f-\x9f]+/[^\s\\\x00-\x20\x7f-\x9f]*")
_DOUBTFUL = re.compile(r"(?i)[a-z]+:/*[^/?#]*(?:[@\\]|%(?:2f|40|5c))")
"""Matches a URL in which two programs may find different hosts, because a backslash, an `@`, or a percent-encoded character comes before its path."""
_NESTED = re.compile(r"(?i)(?:https?|ftp|javascript|data):.*", re.DOTALL)
"""Matches an address inside the path or the query of another address."""


@dataclasses.dataclass(frozen=True, slots=True)
class Archives:
    """The archives whose copies a reading list accepts."""

    hosts: tuple[str, ...]
    """The hosts of the archives, in lower case and ASCII, each in the form that `authority` returns."""

    def fault(self, copy: str, url: str) -> str | None:
        """Return why `copy` is not accepted as the address of an archived copy of the link `url`; None if it is accepted.

        It is not accepted if its archive is not one of `hosts`, if it does not have the form of that archive's addresses, or if it is a copy of another page.
        """
        if not _ADDRESS.fullmatch(copy):
            return "the copy's address does not have the form https://HOST/PATH or http://HOST/PATH, or has a user name, white space, a backslash, or a `%` in the host"
        found = _parsed(copy)
        if found is None or (name := _authority(found)) not in self.hosts:
            return f"the copy is at {authority(copy) or 'no host'}, which is not one of the archives that this reading list accepts"
        original = _original(found, name)
        if original is None:
            return f"the copy's address does not have the form of copies at {name}"
        if original and original != url and (_DOUBTFUL.match(original) or _page(original) != _page(url)):
            return f"the address is a copy of another page: {original}"
        return None

    def has(self, address: str) -> bool:
        """Return whether an address is at one of the accepted archives."""
        return authority(address) in self.hosts


DEFAULT = Archives(tuple(_FORMS))


def names_its_page(copy: str) -> bool:
    """Return whether the address of an accepted copy contains the address of the copied page."""
    found = _parsed(copy)
    return found is not None and bool(_original(found, _authority(found)))


def authority(address: str) -> str:
    """Return the host of an address in lower case and ASCII, without a full stop at its end, and with the port unless it is the scheme's default port.

    Return an empty text if the address has no host or can't be parsed.
    """
    found = _parsed(address)
    return _authority(found) if found else ""


def option_fault(value: object) -> str | None:
    """Return the remedy if `value` is not a valid value of the option `archives` in mkdocs.yml; None if it is valid."""
    fits = isinstance(value, list) and all(isinstance(one, str) and _option(one) for one in value)
    return None if fits else "write a list of hosts, such as [web.archive.org, archive.ph]; an empty list allows no copies"


def of_option(value: Iterable[str]) -> Archives:
    """Return the archives whose hosts the option `archives` lists. `value` must be valid: see `option_fault`."""
    return Archives(tuple(dict.fromkeys(map(_option, value))))


def _option(host: str) -> str:
    """Return a host from the option `archives` in the form that `authority` returns; empty if the text is not a host."""
    return authority(f"https://{host}/") if re.fullmatch(r"[^\s/?#\\@%*]+", host) else ""


def _parsed(address: str) -> ada_url.URL | None:
    """Parse an address as browsers do: the path `/web/../save/` becomes `/save/`. Return None if the address can't be parsed."""
    try:
        return ada_url.URL(address)
    except (ValueError, UnicodeError):
        return None


def _authority(found: ada_url.URL) -> str:
    host = found.hostname.removesuffix(".")
    return f"{host}:{found.port}" if found.port else host


def _original(copy: ada_url.URL, archive: str) -> str | None:
    """Return the address of the copied page that the address `copy` contains; empty if it contains none.

    Return None if the address does not have the form of copies at the archive, whose host is `archive`.

    The form of addresses is known only for the archives in `_FORMS`. For another archive, any web address inside the copy's address counts as the address of
    the copied page, so that `Archives.fault` rejects copies of other pages.
    """
    form = _FORMS.get(archive)
    if form is None:
        nested = _NESTED.search(unquote(unquote(f"{copy.pathname}{copy.search}")))
        return nested[0] if nested else ""
    if form.numbered and not copy.search and re.fullmatch(form.numbered, copy.pathname, re.ASCII):
        return ""
    named = re.match(form.naming, copy.pathname, re.ASCII) if form.naming else None
    return f"{copy.pathname[named.end() :]}{copy.search}" or None if named else None


def _page(url: str) -> str:
    """Return a text that is equal for all addresses of a page.

    It is the canonical form of `url`, percent-decoded, without scheme, `www.`, fragment and a slash at the end.
    """
    scheme = re.match(r"(?i)(https?):/*", url)
    whole = f"{scheme[1]}://{url[scheme.end() :]}" if scheme else f"http://{url}"
    path, mark, query = canonical(whole).partition("#")[0].partition("?")
    place = unquote(path).partition("://")[2].removeprefix("www.").rstrip("/")
    return f"{place}{mark}{unquote(query)}"
