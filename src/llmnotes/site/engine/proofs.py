"""Choose the pages whose filled shells a build compares with the theme's HTML.

A theme or a plugin may treat pages differently because of their values, such as the length of the title, its writing system (Latin, kana, …) or the tags.
So the chosen pages differ in these values as much as possible.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
"""Patterns for writing systems and special characters.

For each pattern, a build chooses one page whose title matches, and compares it with the theme's HTML.
"""


def different(pages: Sequence[PageArtifact]) -> Iterator[PageArtifact]:
    """Yield pages that differ as much as possible: in the length of title and text, in the title's writing system, and in whether they have tags or topics.

    Pages without a title are left out. A page may be yielded several times.
    """
    titled = [page for page in pages if page.title]
    if not titled:
        return
    for measure in (lambda page: len(page.title), lambda page: len(page.text)):
        yield min(titled, key=measure)
        yield max(titled, key=measure)
    for kind in _KINDS:
        yield from _first(page for page in titled if kind.search(page.title))
    for labelled in (True, False):
        yield from _first(page for page in titled if page.labelled is labelled)


def number(pages: int, *, strict: bool, varied: bool) -> int:
    """Return the number of pages to compare in addition to those that `different` yields: `MANY`, or 0 if neither `strict` nor `varied` requires more.

    Args:
        pages: Number of generated pages.
        strict: Whether warnings make the build fail. If so, and there are at most `MANY` pages, all pages are compared.
        varied: Whether similar pages may get different HTML around their content, for example because a hook may change pages.

    """
    return MANY if varied or (strict and pages <= MANY) else 0


def spread(pages: Sequence[PageArtifact], count: int) -> Sequence[PageArtifact]:
    """Return at most `count` pages that are evenly spaced in `pages`. If there are no more than `count` pages, return all."""
    return pages[:: -(-len(pages) // count) or 1] if count else ()


def _first(pages: Iterator[PageArtifact]) -> Iterator[PageArtifact]:
    page = next(pages, None)
    if page:
        yield page
