"""Remove characters that an XML document can't hold."""

from __future__ import annotations

import functools
import re


def xml_text(text: str) -> str:
    """Remove the characters that XML can't hold in any spelling."""
    return _forbidden().sub("", text)


@functools.cache  # compiling so large a class takes 4 ms, and most builds write no feed
def _forbidden() -> re.Pattern[str]:
    """Match the characters outside of https://www.w3.org/TR/xml/#charsets."""
    return re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
