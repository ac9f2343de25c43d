"""Which archived copies may stand in for a link: those at a web archive that the list trusts, and of that link.

The title of a dead link leads to its copy, and a ledger is a file that any pull request can change. So the host of a copy is compared whole, and where an
archive's addresses name the page that was copied, that page must be the link. Other archives number their copies; a summary says so of each new one.
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
    """The addresses that an archive gives its copies, as regular expressions of paths."""

    naming: str = ""
    """What stands before the address of the page that was copied; empty where no address names it."""
    numbered: str = ""
    """Paths of copies that have a number only; empty where there are none."""


_STAMP = r"\d{4,14}(?:[a-z]{2}_)?"
"""A time, and which form of the page: https://en.wikipedia.org/wiki/Help:Using_the_Wayback_Machine#Specific_archive_copy."""
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
"""Archives by host. Not here: archive.org itself, where anyone can upload a page, and services that only redirect to archives."""

# An authority that every parser reads alike, because browsers take a backslash for a slash and what stands before an @ for a user.
_ADDRESS = re.compile(r"(?i)https?://[^\s/?#\\@%\x00-\x20\x7f-\x9f]+/[^\s\\\x00-\x20\x7f-\x9f]*")
_DOUBTFUL = re.compile(r"(?i)[a-z]+:/*[^/?#]*(?:[@\\]|%(?:2f|40|5c))")
"""A host that programs read in different ways."""
_NESTED = re.compile(r"(?i)(?:https?|ftp|javascript|data):.*", re.DOTALL)


@dataclasses.dataclass(frozen=True, slots=True)
class Archives:
    """The archives that a list takes copies from."""

    hosts: tuple[str, ...]
    """As `authority` gives them."""

    def fault(self, copy: str, url: str) -> str | None:
        """Why `copy` can't stand in for the link `url`; None where it can."""
        if not _ADDRESS.fullmatch(copy):
            return "the copy's address is no plain web address"
        found = _parsed(copy)
        if found is None or (name := _authority(found)) not in self.hosts:
            return f"the copy is at {authority(copy) or 'no host'}, which is not one of this list's archives"
        original = _original(found, name)
        if original is None:
            return f"the copy's address is none of those that {name} gives its copies"
        if original and original != url and (_DOUBTFUL.match(original) or _page(original) != _page(url)):
            return f"the copy is of another page: {original}"
        return None

    def has(self, address: str) -> bool:
        """Whether an address is at one of these archives."""
        return authority(address) in self.hosts


DEFAULT = Archives(tuple(_FORMS))


def names_its_page(copy: str) -> bool:
    """Whether the address of a sound copy names the page that was copied."""
    found = _parsed(copy)
    return found is not None and bool(_original(found, _authority(found)))


def authority(address: str) -> str:
    """The host of an address in lower case and ASCII, without a full stop at its end, with its port unless that is the scheme's own; empty where there is none."""
    found = _parsed(address)
    return _authority(found) if found else ""


def option_fault(value: object) -> str | None:
    """Why a value can't be the list's archives: the remedy, or None."""
    fits = isinstance(value, list) and all(isinstance(one, str) and _option(one) for one in value)
    return None if fits else "write a list of hosts, such as [web.archive.org, archive.ph]; an empty one for no copies"


def of_option(value: Iterable[str]) -> Archives:
    """The archives of a value without fault."""
    return Archives(tuple(dict.fromkeys(map(_option, value))))


def _option(host: str) -> str:
    """A host as `authority` gives it; empty where it is none."""
    return authority(f"https://{host}/") if re.fullmatch(r"[^\s/?#\\@%*]+", host) else ""


def _parsed(address: str) -> ada_url.URL | None:
    """An address as browsers read it: `/web/../save/` is `/save/`."""
    try:
        return ada_url.URL(address)
    except (ValueError, UnicodeError):
        return None


def _authority(found: ada_url.URL) -> str:
    host = found.hostname.removesuffix(".")
    return f"{host}:{found.port}" if found.port else host


def _original(found: ada_url.URL, name: str) -> str | None:
    """The page that a copy's address names, empty where it names none; None where no copy of that archive has such an address."""
    form = _FORMS.get(name)
    if form is None:  # an archive of the list's own: its addresses may have any form, but name no other page
        nested = _NESTED.search(unquote(unquote(f"{found.pathname}{found.search}")))
        return nested[0] if nested else ""
    if form.numbered and not found.search and re.fullmatch(form.numbered, found.pathname, re.ASCII):
        return ""
    named = re.match(form.naming, found.pathname, re.ASCII) if form.naming else None
    return f"{found.pathname[named.end() :]}{found.search}" or None if named else None


def _page(url: str) -> str:
    """A form that is equal for all addresses of one page: without scheme, `www.`, a slash at its end, and fragment."""
    scheme = re.match(r"(?i)(https?):/*", url)
    whole = f"{scheme[1]}://{url[scheme.end() :]}" if scheme else f"http://{url}"
    path, mark, query = canonical(whole).partition("#")[0].partition("?")
    place = unquote(path).partition("://")[2].removeprefix("www.").rstrip("/")
    return f"{place}{mark}{unquote(query)}"
