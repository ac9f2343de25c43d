"""Draw a bar chart as SVG. The chart has a white background, so that its dark text is readable on a light and on a dark page."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_WIDTH, _NAMES, _ROW = 720, 210, 28


def bars(figures: Mapping[str, float], unit: str) -> str:
    """Return a chart with one bar for each figure, in ascending order. Bars whose names begin with llmnotes have their own colour."""
    most = max(figures.values())
    rows = []
    for number, (name, figure) in enumerate(sorted(figures.items(), key=lambda pair: pair[1])):
        top = number * _ROW + 4
        length = (_WIDTH - _NAMES - 80) * figure / most
        colour = "#4051b5" if name.startswith("llmnotes") else "#9aa0a6"
        rows += [
            f'<text x="{_NAMES - 8}" y="{top + 19}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{_NAMES}" y="{top + 5}" width="{length:.1f}" height="{_ROW - 10}" rx="2" fill="{colour}"/>',
            f'<text x="{_NAMES + length + 8:.1f}" y="{top + 19}">{figure:.1f}</text>',
        ]
    height = len(figures) * _ROW + 8
    label = "; ".join(f"{name}: {figure:.1f}" for name, figure in figures.items())
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(f"{unit}: {label}")}"'
            ' font-family="sans-serif" font-size="14">',
            f'<rect width="{_WIDTH}" height="{height}" rx="4" fill="#fff"/>',
            *rows,
            "</svg>",
            "",
        ]
    )
