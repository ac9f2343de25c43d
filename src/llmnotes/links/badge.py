"""Draw a badge, a small SVG that shows the share of the checked links that are not dead."""

from __future__ import annotations

import math
import unicodedata
from html import escape
from typing import TYPE_CHECKING

from llmnotes.links.verdict import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORDS = {
    "ja": ("リンク", "未確認", "{share}% 有効", "{dead} 件切れ"),
    "en": ("links", "unchecked", "{share}% alive", "{dead} dead"),
}
_GREEN, _AMBER, _RED, _GREY = "#1a7f37", "#8a6100", "#b3261e", "#57606a"
_FEW = 0.02
"""The largest share of dead links with which the badge is amber. With a larger share, the badge is red; without dead links, it is green."""


def badge(counts: Mapping[Standing, int], language: str) -> str:
    """Return a badge as SVG. It shows the share of the checked links that are not dead, and the number of dead links if there are any.

    If no link was checked, the badge says `unchecked` instead.

    Args:
        counts: The number of links of each verdict. The caller must leave out settled links: dead links whose records name an archived copy.
        language: The language of the texts, `ja` or `en`.

    """
    label, unchecked, alive, dead_ones = _WORDS[language]
    total = sum(counts.values()) - counts.get(Standing.UNCHECKED, 0)
    dead = counts.get(Standing.DEAD, 0)
    if not total:
        return _drawn(label, unchecked, _GREY)
    share = math.floor(100 * (total - dead) / total)
    text = alive.format(share=share) + (f" · {dead_ones.format(dead=f'{dead:,}')}" if dead else "")
    return _drawn(label, text, _GREEN if not dead else _AMBER if dead / total <= _FEW else _RED)


def _drawn(label: str, text: str, colour: str) -> str:
    left, right = _width(label) + 12, _width(text) + 12
    whole = left + right
    title = escape(f"{label}: {text}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="20" viewBox="0 0 {whole} 20" role="img" aria-label="{title}">'
        f"<title>{title}</title>"
        f'<rect width="{whole}" height="20" rx="3" fill="#32383f"/><path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{left}z" fill="{colour}"/>'
        '<g fill="#fff" font-family="system-ui,-apple-system,\'Hiragino Sans\',\'Noto Sans JP\',Verdana,sans-serif" font-size="11" text-anchor="middle">'
        f'<text x="{left / 2}" y="14">{escape(label)}</text><text x="{left + right / 2}" y="14">{escape(text)}</text></g></svg>\n'
    )


def _width(text: str) -> int:
    """Return the approximate width of a text in pixels at a font size of 11 pixels. The real width depends on the font of the browser."""
    return math.ceil(sum(11 if unicodedata.east_asian_width(char) in "WF" else 6.6 for char in text))
