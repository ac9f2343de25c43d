"""The address of a tag's page, and the limits of tags in records and topics.yml."""

from __future__ import annotations

import functools
import re
import unicodedata

from llmnotes.model import MAX_TAG

MAX_ADDRESS = 240
"""The maximum number of bytes of a tag's address. File systems allow names of 255 bytes, and files beside a tag's page add an ending to the address."""


_DOTS = re.compile(r"^\.|\.$|\.(?=(?:html|json|md|xml)$)")
"""Dots at the ends of a path, and dots that would give a tag's folder the name of a file beside another tag's page."""


@functools.lru_cache(maxsize=65536)
def tag_address(tag: str) -> str:
    """Return the last part of the address of a tag's page: the NFKC form in lower case, with `_` and the hexadecimal code for special characters."""
    name = re.sub(r"\s+", "-", unicodedata.normalize("NFKC", tag).lower().strip())
    address = "".join(char if char.isalnum() or char in "-." else f"_{ord(char):x}" for char in name)
    address = _DOTS.sub("_2e", address)
    return f"{address}_" if address in {"index", "readme"} else address


def tag_fault(tag: str) -> tuple[str, str] | None:
    """Return the message and the remedy for a tag that is too long, else None."""
    if len(tag) > MAX_TAG:
        return f"the tag has {len(tag):,} characters; the limit is {MAX_TAG}", "write a shorter keyword"
    # An ASCII character takes at most three bytes of an address, so an ASCII tag within the limit above is short enough.
    if not tag.isascii() and (size := len(tag_address(tag).encode())) > MAX_ADDRESS:
        return (
            f"the address of the tag's page has {size} bytes; the limit is {MAX_ADDRESS}",
            "write fewer characters: symbols and emoji take several bytes each",
        )
    return None
