"""Remove characters that an XML document can't hold."""

from __future__ import annotations

import functools
import re


def xml_text(text: str) -> str:
    """Return a text without the characters that XML can't hold, not even as character references."""
    return _forbidden().sub("", text)


@functools.cache  # compiling this pattern takes 4 ms, and a build that writes no feed doesn't need the pattern
def _forbidden() -> re.Pattern[str]:
    """Return a pattern that matches the characters outside of https://www.w3.org/TR/xml/#charsets."""
    return re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
