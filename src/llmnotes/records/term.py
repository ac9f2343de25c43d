"""A tag as a word: the address of its page, and what both records and topics.yml refuse."""

from __future__ import annotations

import functools
import re
import unicodedata

from llmnotes.model import MAX_TAG

MAX_ADDRESS = 240
"""Bytes of a tag's address. File systems take names of 255, and files beside a tag's page have the address and an ending for a name."""


_DOTS = re.compile(r"^\.|\.$|\.(?=(?:html|json|md|xml)$)")
"""Dots that a path can't hold at its ends, and dots that would make a tag's folder one of the files beside another tag's page."""


@functools.lru_cache(maxsize=65536)
def tag_address(tag: str) -> str:
    """A tag's part of its page's address: its NFKC, lower-case name, each character that a path can't hold as `_` and its hex code."""
    name = re.sub(r"\s+", "-", unicodedata.normalize("NFKC", tag).lower().strip())
    address = "".join(char if char.isalnum() or char in "-." else f"_{ord(char):x}" for char in name)
    address = _DOTS.sub("_2e", address)
    return f"{address}_" if address in {"index", "readme"} else address


def tag_fault(tag: str) -> tuple[str, str] | None:
    """Why a tag is too long, and the remedy; None where it is not."""
    if len(tag) > MAX_TAG:
        return f"a tag of {len(tag):,} characters", f"a tag is a keyword: at most {MAX_TAG}"
    # An ASCII character takes three bytes at most, so only other tags need to be looked at.
    if not tag.isascii() and (size := len(tag_address(tag).encode())) > MAX_ADDRESS:
        return (
            f"a tag whose address takes {size} bytes, at most {MAX_ADDRESS}",
            "write fewer characters: signs and emoji take several bytes each",
        )
    return None
