"""Describe a file that is not a Markdown log: its format, if the format is known, and its first lines with links or dates."""

from __future__ import annotations

import re

_FORMATS = (
    ("bookmarks as HTML", re.compile(r"<!DOCTYPE NETSCAPE-Bookmark-file|<DT>\s*<A\s", re.IGNORECASE)),
    ("HTML", re.compile(r"\A\s*<(?:!DOCTYPE html|html)\b", re.IGNORECASE)),
    ("OPML", re.compile(r"\A\s*(?:<[?!][^>]*>\s*)*<opml\b", re.IGNORECASE)),
    ("a feed", re.compile(r"<(?:rss|feed)\b", re.IGNORECASE)),
    ("XML", re.compile(r"\A\s*<\?xml\b")),
    ("JSON", re.compile(r"\A\s*(?:\[\s*\{|\{\s*\"|\[\s*\])")),
    ("BibTeX", re.compile(r"(?m)^\s*@[a-z]+\s*\{", re.IGNORECASE)),
    ("CSV", re.compile(r"\A[^\n]*\b(?:url|href|link)\b[^\n]*[,;\t]|\A[^\n]*[,;\t][^\n]*\b(?:url|href|link)\b", re.IGNORECASE)),
    ("an Org file", re.compile(r"(?m)^\*+ .*\[\[https?://")),
    ("a list of links without dates, such as an awesome list", re.compile(r"(?m)\A(?![\s\S]*(?<![0-9])[12][0-9]{3}[-/.年][01]?[0-9])[\s\S]*^\s*[-*+] +\[[^\]]+\]\(")),
    ("a Markdown log in another style", re.compile(r"\]\(https?://|^https?://", re.MULTILINE)),
)  # fmt: skip
"""The names of known formats, each with a regular expression that recognizes the format. The first expression that matches decides."""
_MACHINE_MADE = frozenset({"HTML", "OPML", "XML", "JSON"})
"""Formats of `_FORMATS` that programs write, and that no Markdown log has."""
_LINK = re.compile(r"https?://|\]\(", re.IGNORECASE)
_DATE = re.compile(r"(?<![0-9])[12][0-9]{3}[-/.年][01]?[0-9]")


def format_of(text: str) -> str:
    """Return the name of a text's format, recognised by the first 100,000 characters; empty if the format is unknown."""
    return next((name for name, sign in _FORMATS if sign.search(text[:100_000])), "")


def machine_format_of(text: str) -> str:
    """Return the format of a text that a program wrote, such as `JSON`; empty if the text may be a Markdown log."""
    found = format_of(text)
    return found if found in _MACHINE_MADE else ""


def has_links(text: str) -> bool:
    """Return whether a text may contain a link."""
    return _LINK.search(text) is not None


def first_lines(text: str, most: int = 3) -> list[tuple[int, str]]:
    """Return the first `most` lines with a link or a date, each with its line number, counted from 1."""
    found = ((number, line.strip()) for number, line in enumerate(text.split("\n"), 1) if _LINK.search(line) or _DATE.search(line))
    return [pair for pair, _ in zip(found, range(most), strict=False)]
