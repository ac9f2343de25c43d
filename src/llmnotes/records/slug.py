"""Make the slug of a new record from the entry's date and URL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from llmnotes.web import url

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable

SLUG = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:-[a-z0-9]+)+")
"""The form of a slug: a date, then words of lower-case ASCII letters and digits, joined by hyphens."""
SLUG_LENGTH = 80
"""The maximum number of characters of a slug."""

ENDING = r"\.(?:html?|php|aspx?|pdf|md)$"
"""Matches the ending of a file name in a URL, such as `.html`, which a slug leaves out."""
GENERIC_SEGMENTS = frozenset([
    "n", "items", "article", "articles", "entry", "entries", "post", "posts", "status", "archives", "archive", "blog", "news", "s", "i",
    "p", "e", "d", "a", "deck", "slides", "watch", "view", "index", "default", "ja", "en", "ja-jp", "en-us", "questions", "story",
])  # fmt: skip
"""Segments of a URL's path that don't describe the page. A slug leaves them out, unless the URL has neither another segment nor a query."""
GENERIC_LABELS = frozenset(["www", "dev", "blog", "blogs", "tech", "docs", "m", "ja", "en", "jp"])
"""Labels of a host that don't name the site. A slug leaves them out, unless the host has no other label."""


def make_slug(date: datetime.date, address: str, source: str, taken: Callable[[str], bool], numbers: dict[str, int] | None = None) -> str:
    """Make a new, readable slug for an entry.

    A slug is the date, then the source, then those segments of the URL's path that describe the linked page. If no segment does, the words of the
    URL's query take their place, or all segments if the URL has no query. If the slug is in use, a number is added at its end.

    Args:
        date: The entry's date.
        address: The entry's URL.
        source: The source's name for slugs; "" to use the words of the URL's host.
        taken: Function that returns whether a slug is in use.
        numbers: For each slug without a number, the last number that was tried at its end. Pass the same dictionary to all calls, so that the
            slugs of thousands of entries with one URL don't take quadratic time.

    Returns:
        A slug of at most `SLUG_LENGTH` characters for which `taken` returns False.

    """
    numbers = {} if numbers is None else numbers
    path, query = url.path_and_query(address)
    parts = [source or _host_words(url.host(address))]
    segments = [_ascii_words(segment) for segment in re.sub(ENDING, "", path, flags=re.IGNORECASE).split("/")]
    specific = [segment for segment in segments if segment and segment not in GENERIC_SEGMENTS and not _is_date_part(segment, date)]
    parts += specific or [_ascii_words(query)] if specific or query else [segment for segment in segments if segment]
    words = "-".join(part for part in parts if part) or "entry"
    stem = _cut(f"{date.isoformat()}-{words}", SLUG_LENGTH)
    number = numbers.get(stem, 1)
    while taken(slug := _numbered(stem, number)):
        number += 1
    numbers[stem] = number
    return slug


def _numbered(stem: str, number: int) -> str:
    ending = "" if number == 1 else f"-{number}"
    return _cut(stem, SLUG_LENGTH - len(ending)) + ending


def _host_words(host: str) -> str:
    labels = host.split(".")
    if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3:  # noqa: PLR2004 - in example.co.jp, the last two labels are the domain under which sites are registered
        labels = labels[:-2]
    elif len(labels) > 1:
        labels = labels[:-1]
    specific = [label for label in labels if label not in GENERIC_LABELS]
    return _ascii_words("-".join(specific or labels))


def _ascii_words(segment: str) -> str:
    """Return the words of a segment of a URL: its ASCII letters, in lower case, and its digits. Hyphens replace all other and percent-encoded characters."""
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"%[0-9a-f]{2}", "-", segment.lower())).strip("-")


def _is_date_part(segment: str, date: datetime.date) -> bool:
    return segment in {f"{date:%Y}", f"{date:%m}", f"{date:%d}", f"{date:%Y-%m-%d}", f"{date:%Y%m%d}"}


def _cut(words: str, length: int) -> str:
    """Return at most the first `length` characters of `words`. The result ends with a whole word if a word ends in the second half of these characters."""
    if len(words) <= length:
        return words
    cut = words[: length + 1].rfind("-")
    return words[: cut if cut > length // 2 else length].rstrip("-")
