"""Choose the pages for which a build compares the filled shell (reused HTML of the theme) with the HTML that the theme renders.

A theme or a plugin may treat pages differently because of their values, such as the length of the title, its writing system (Latin, kana, …) or the tags.
So the chosen pages differ in these values as much as possible.
"""

from __future__ import annotations

import functools
import itertools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from llmnotes.site.engine.artifact import PageArtifact

MANY = 1000
"""The number of pages that a build compares, in addition to those of `different`, if similar pages may get different HTML. This takes about two seconds.

If warnings make the build fail, a build of at most this number of pages compares all pages.
"""
_KINDS = tuple(
    map(
        re.compile,
        (
            "[\u3041-\u309f]",  # hiragana
            "[\u30a1-\u30ff]",  # katakana
            "[\u4e00-\u9fff]",  # kanji
            "[\uac00-\ud7a3]",  # hangul
            "[\u0370-\u06ff]",  # Greek, Cyrillic, Hebrew, Arabic
            "[A-Za-z]",
            "[\u00c0-\u024f]",  # Latin letters with accents
            "[0-9]",
            "[<>&\"'{}]",  # characters that HTML or a template language treats specially
            "[\U00010000-\U0010ffff]",  # emoji and rare characters
            r"^[^\u0000-\u007f]*$",  # no ASCII at all
            r"^[\u0000-\u007f]*$",  # only ASCII
        ),
    )
)
"""Patterns for writing systems and special characters. For each pattern, a build compares a page whose title matches, if there is one."""


def different(pages: Sequence[PageArtifact]) -> list[PageArtifact]:
    """Return a few pages that differ much from each other: in the length of title and text, in the title's writing system, and in whether they have tags or topics.

    Pages without a title are left out. A page may be in the list several times.
    """
    titled = [page for page in pages if page.title]
    if not titled:
        return []
    measures: tuple[Callable[[PageArtifact], int], ...] = (lambda page: len(page.title), lambda page: len(page.text))
    chosen = [choose(titled, key=measure) for measure in measures for choose in (min, max)]

    def has(kind: re.Pattern[str], page: PageArtifact) -> bool:
        return bool(kind.search(page.title))

    properties: list[Callable[[PageArtifact], bool]] = [functools.partial(has, kind) for kind in _KINDS]
    properties += [lambda page: page.labelled, lambda page: not page.labelled]
    for holds in properties:
        if not any(map(holds, chosen)):
            chosen += itertools.islice(filter(holds, titled), 1)
    return chosen


def number(pages: int, *, strict: bool, varied: bool) -> int:
    """Return how many pages to compare in addition to those that `different` returns: `MANY` or 0.

    It is `MANY` if `varied` is true, or if `strict` is true and there are at most `MANY` pages, so that all pages are compared.

    Args:
        pages: Number of generated pages.
        strict: Whether warnings make the build fail.
        varied: Whether similar pages may get different HTML around their content, for example because a hook may change pages.

    """
    return MANY if varied or (strict and pages <= MANY) else 0


def spread(pages: Sequence[PageArtifact], count: int) -> Sequence[PageArtifact]:
    """Return at most `count` pages that are evenly spaced in `pages`. If there are no more than `count` pages, return all."""
    return pages[:: -(-len(pages) // count) or 1] if count else ()
