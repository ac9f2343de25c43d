"""Make the address of a tag's page on the site, and check the limits of tags."""

from __future__ import annotations

import functools
import re
import unicodedata

from llmnotes.model import MAX_TAG

MAX_ADDRESS = 240
"""The maximum number of bytes of a tag's address. The address plus an ending, such as `.json`, is a file name, and file systems allow names of 255 bytes."""


_DOTS = re.compile(r"^\.|\.$|\.(?=(?:html|json|md|xml)$)")
"""Matches dots that an address can't hold: a dot at its beginning or end, and the dot of an ending such as `.json`. With such an ending, one tag's folder
could have the same name as the JSON file of another tag."""


@functools.lru_cache(maxsize=65536)
def tag_address(tag: str) -> str:
    """Return the last part of the address of a tag's page: the tag's NFKC form in lower case.

    White space becomes a hyphen. Each other character that is not a letter, a digit, a hyphen or a dot becomes `_` and its hexadecimal code. So does a dot at
    the beginning or end, or before an ending such as `json`. The addresses `index` and `readme` get a `_` at their end, because they would name other pages.
    """
    name = re.sub(r"\s+", "-", unicodedata.normalize("NFKC", tag).lower().strip())
    address = "".join(char if char.isalnum() or char in "-." else f"_{ord(char):x}" for char in name)
    address = _DOTS.sub("_2e", address)
    return f"{address}_" if address in {"index", "readme"} else address


def tag_fault(tag: str) -> tuple[str, str] | None:
    """Return the message and the remedy for a tag that has too many characters, or whose address has too many bytes; None for other tags."""
    if len(tag) > MAX_TAG:
        return f"the tag has {len(tag):,} characters; the limit is {MAX_TAG}", "write a shorter keyword"
    # The address of an ASCII tag is never too long: each character takes at most three bytes, and the tag has at most `MAX_TAG` characters.
    if not tag.isascii() and (size := len(tag_address(tag).encode())) > MAX_ADDRESS:
        return (
            f"the address of the tag's page has {size} bytes; the limit is {MAX_ADDRESS}",
            "write fewer characters: symbols and emoji take several bytes each",
        )
    return None
