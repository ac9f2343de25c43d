"""Safe GitHub Markdown from texts that strangers wrote: it mentions no user, closes no issue, and can't pass for a text of this tool."""

from __future__ import annotations

import re

from llmnotes.records import note
from llmnotes.text.characters import replaced
from llmnotes.text.markdown import quiet

LONGEST = 60_000
"""The largest length of a text for GitHub, in characters. GitHub allows 65,536 in a comment or a body."""
_TAG = re.compile(r"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")
_IN_TAGS = re.compile(r"@|(?<!&)#(?=\d)")
_BEGINS = re.compile(r"^([ \t]*)([:/])", re.MULTILINE)
"""The beginning of a command: `::` for GitHub's runner, which reads what a step prints, or `/` for a bot that reads comments."""


def quoted(markdown: str) -> str:
    """Return a note as a quoted block of HTML. No content of the note can end the block. Long notes are cut to their first lines."""
    html = note.html(markdown, prefix="", heading=4)
    if len(html) > LONGEST // 2:  # the note's beginning, or nothing where the beginning is too long
        html = note.summary(markdown, prefix="", heading=4)[0]
        html = f"{html if len(html) <= LONGEST // 2 else ''}<p>…</p>"
    html = "\n".join(replaced(line, lambda char: char if char == "\t" else " " if char.isspace() else "") for line in html.split("\n"))
    parts = _TAG.split(html)
    tags = [*_TAG.findall(html), ""]
    # Attributes must be neutral too: GitHub may copy a pull request's text into a commit's message, where `@` and `#` in them would count.
    calm = "".join(quiet(part) + _IN_TAGS.sub(lambda found: f"&#{ord(found[0])};", tag) for part, tag in zip(parts, tags, strict=True))
    calm = _BEGINS.sub(lambda found: f"{found[1]}&#{ord(found[2])};", calm.replace("[", "&#91;"))
    # A blank line would end the HTML block, and GitHub would read the following lines as Markdown.
    whole = re.sub(r"\n[ \t]*(?=\n)", "\n&#10;", calm)
    return f"<blockquote>{whole}</blockquote>"


def cut(lines: list[str], rest: str, longest: int = LONGEST) -> str:
    """Return lines as one text. Where the text would be longer than `longest` characters, drop its last lines and end it with `rest`."""
    length = 0
    for index, line in enumerate(lines):
        length += len(line) + 1
        if length > longest:
            return "\n".join([*lines[:index], "", rest, ""])
    return "\n".join([*lines, ""])


def marked(text: str, marker: str) -> str:
    """Return a text that begins with an invisible marker, so that `is_marked` recognises it."""
    return f"<!-- llmnotes:{marker} -->\n{text}"


def is_marked(text: str, marker: str) -> bool:
    """Return whether a text begins with the invisible marker that `marked` writes."""
    return text.replace("\r\n", "\n").startswith(f"<!-- llmnotes:{marker} -->\n")
