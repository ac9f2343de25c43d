"""Render an entry as lines of a Markdown log."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from llmnotes.logs import head, note_lines

if TYPE_CHECKING:
    import datetime

    from llmnotes.logs.shape import Style


def block(date: datetime.date, title: str, url: str, note: str, style: Style) -> str:
    """Return the lines of an entry (its first line and its note) for a Markdown log of the given style, without the blank lines after the entry."""
    first = f"{style.marker} {head.write(date, title, url)}"
    if not note:
        return first
    lines = note_lines.in_bullet(note) if style.bullets else note_lines.below_heading(note, len(style.marker))
    if style.bullets:
        # With an indent below 2, Markdown would not parse the note as part of the bullet.
        indent = " " * max(style.indent, 2)
        lines = [f"{indent}{line}" if line else "" for line in lines]
    gap = style.gap
    if style.bullets and gap == 0 and not re.match(r"[-*+] \S", note):
        gap = 1  # without a blank line, Markdown would join a paragraph at the beginning of the note to the first line
    return "\n".join([first, *[""] * gap, *lines])
