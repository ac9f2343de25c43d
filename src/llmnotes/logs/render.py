"""Entries back to the log's own text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from llmnotes.logs import head, note_lines

if TYPE_CHECKING:
    import datetime

    from llmnotes.logs.shape import Style


def block(date: datetime.date, title: str, url: str, note: str, style: Style) -> str:
    """An entry's lines in a log of that style, without blank lines after them."""
    first = f"{style.marker} {head.write(date, title, url)}"
    if not note:
        return first
    lines = note_lines.in_bullet(note) if style.bullets else note_lines.below_heading(note, len(style.marker))
    if style.bullets:
        # The note must stay inside its bullet, whatever the style says of others.
        indent = " " * max(style.indent, 2)
        lines = [f"{indent}{line}" if line else "" for line in lines]
    gap = style.gap
    if style.bullets and gap == 0 and not re.match(r"[-*+] \S", note):
        gap = 1  # else the note would run on from the first line
    return "\n".join([first, *[""] * gap, *lines])
