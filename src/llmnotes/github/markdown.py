"""Make safe GitHub Markdown from texts that strangers wrote: Markdown that notifies no user, closes no issue, and doesn't look like a text by llmnotes."""

from __future__ import annotations

import itertools
import re

from llmnotes.records import note
from llmnotes.text.characters import replaced
from llmnotes.text.markdown import quiet

LONGEST = 60_000
"""The maximum length of a text for a code host, in characters. Longer texts are cut. GitHub allows 65,536 characters in a comment or in the text of an issue."""
_TAG = re.compile(r"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")
_IN_TAGS = re.compile(r"@|(?<!&)#(?=\d)")
_BEGINS = re.compile(r"^([ \t]*)([:/])", re.MULTILINE)
"""Matches `:` or `/` at the beginning of a line, also after spaces. In this position, `::` begins a command to GitHub's runner, and `/` a command to a bot."""


def quoted(markdown: str) -> str:
    """Return a note as a block quote in HTML. Nothing in the note can end the block quote. Of a long note, only the first blocks are kept."""
    html = note.html(markdown, prefix="", heading=4)
    if len(html) > LONGEST // 2:  # keep only the first blocks of the note, or nothing if they are still too long
        html = note.summary(markdown, prefix="", heading=4)[0]
        html = f"{html if len(html) <= LONGEST // 2 else ''}<p>…</p>"
    html = "\n".join(replaced(line, lambda char: char if char == "\t" else " " if char.isspace() else "") for line in html.split("\n"))
    parts = _TAG.split(html)
    tags = [*_TAG.findall(html), ""]
    # Escape attributes too, because GitHub may copy the text of a pull request into a commit message, where `@` and `#` in attributes have an effect.
    calm = "".join(quiet(part) + _IN_TAGS.sub(lambda found: f"&#{ord(found[0])};", tag) for part, tag in zip(parts, tags, strict=True))
    calm = _BEGINS.sub(lambda found: f"{found[1]}&#{ord(found[2])};", calm.replace("[", "&#91;"))
    # Blank lines are filled, because a blank line would end the HTML block, and GitHub would interpret the lines after it as Markdown.
    whole = re.sub(r"\n[ \t]*(?=\n)", "\n&#10;", calm)
    return f"<blockquote>{whole}</blockquote>"


def cut(lines: list[str], rest: str, longest: int = LONGEST) -> str:
    """Join lines to one text. If it would have more than `longest` characters, leave out its last lines, and end it with the line `rest`."""
    whole = "\n".join([*lines, ""])
    if len(whole) <= longest:
        return whole
    ends = itertools.accumulate(len(line) + 1 for line in lines)
    kept = sum(end + len(rest) + 2 <= longest for end in ends)
    return "\n".join([*lines[:kept], "", rest, ""])


def marked(text: str, marker: str) -> str:
    """Return a text that begins with an invisible marker, by which `is_marked` recognises the text later."""
    return f"<!-- llmnotes:{marker} -->\n{text}"


def is_marked(text: str, marker: str) -> bool:
    """Return whether a text begins with the invisible marker that `marked` writes before a text."""
    return text.replace("\r\n", "\n").startswith(f"<!-- llmnotes:{marker} -->\n")
