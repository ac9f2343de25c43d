"""Rules on the settings of the site in mkdocs.yml."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from llmnotes.curation.lint.rule import Group, error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from llmnotes.model import Place, Problem

SITE_PLACEHOLDER = error(
    "site-placeholder",
    ja=("site_url と repo_url は、このリストの本当のアドレス", "例のままだと、フィード、正規のアドレス、編集へのリンクが、ほかの人のサイトを指します"),
    en=("site_url and repo_url are the real addresses of this list", "With an address from an example, feeds, canonical addresses and links for editing lead to another person's site"),
    bad="site_url: https://example.org/", good="site_url: https://list.my-name.dev/   (or no site_url)", can_suppress=False,
)  # fmt: skip

SETTINGS = Group(rules=(SITE_PLACEHOLDER,))

_WORD = re.compile(r"(?:example|users?|username|user-name|owner|org|organi[sz]ation|(?:your|my)[-_]?(?:name|user|username|org|organi[sz]ation|account|site|domain))|<.*>|\{.*\}", re.IGNORECASE)  # fmt: skip
"""Matches a word that an example has in place of a real name, such as `your-name` or `<owner>`."""
_RESERVED = re.compile(r"(?:.*\.)?example\.(?:com|net|org)", re.IGNORECASE)
"""Matches hosts that are reserved for examples, such as `example.org`: https://www.rfc-editor.org/rfc/rfc2606#section-3."""
_FORGES = re.compile(r"(?:www\.)?(?:github\.com|gitlab\.com|codeberg\.org|bitbucket\.org|git\.sr\.ht)", re.IGNORECASE)


def problems(keys: Mapping[str, object], place_of: Callable[[str], Place]) -> Iterator[Problem]:
    """Yield a problem if `site_url` or `repo_url` in mkdocs.yml is still the address of an example.

    Args:
        keys: The keys of mkdocs.yml.
        place_of: Function that returns the place (file and line) of a key.

    """
    for key, remedy in (
        ("site_url", "write the address at which you publish the site, or remove site_url until you know it"),
        ("repo_url", "write the address of the list's repository, or remove repo_url"),
    ):
        value = keys.get(key)
        if isinstance(value, str) and is_placeholder(value):
            yield SITE_PLACEHOLDER.problem(place_of(key), f"{key} is the address of an example: {value}", remedy)


def is_placeholder(url: str) -> bool:
    """Return whether an address comes from an example.

    Such an address has a host that is reserved for examples, such as `example.org`; or it has a word such as `your-name` in place of a part of its host,
    or in place of the owner of a repository.
    """
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return False
    owner = parts.path.strip("/").partition("/")[0].lstrip("~")
    # The last label is not compared with `_WORD`: `org` is a top-level domain, and `my-site` alone may be a real host of a local network.
    labels = host.split(".")[:-1]
    is_owner = bool(_FORGES.fullmatch(host) and _WORD.fullmatch(owner))
    return bool(_RESERVED.fullmatch(host)) or any(map(_WORD.fullmatch, labels)) or is_owner
