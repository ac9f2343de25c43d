"""GitHub's Markdown from strangers' words: what they wrote shows as they meant it, and nothing in it calls anybody, closes anything or looks like ours."""

from __future__ import annotations

import re

from llmnotes.records import note
from llmnotes.text.characters import replaced
from llmnotes.text.markdown import quiet

LONGEST = 60_000
"""Characters: GitHub takes 65,536 in a comment or a body."""
_TAG = re.compile(r"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")
_IN_TAGS = re.compile(r"@|(?<!&)#(?=\d)")
_BEGINS = re.compile(r"^([ \t]*)([:/])", re.MULTILINE)
"""A command for GitHub's runner, where the HTML is printed, or for a bot that reads comments."""


def quoted(markdown: str) -> str:
    """A note as the site shows it, in a block of quoted HTML that ends where we end it."""
    html = note.html(markdown, prefix="", heading=4)
    if len(html) > LONGEST // 2:  # its beginning, or nothing where that is as long
        html = note.summary(markdown, prefix="", heading=4)[0]
        html = f"{html if len(html) <= LONGEST // 2 else ''}<p>…</p>"
    html = "\n".join(replaced(line, lambda char: char if char == "\t" else " " if char.isspace() else "") for line in html.split("\n"))
    parts = _TAG.split(html)
    tags = [*_TAG.findall(html), ""]
    # Attributes are read too where a description becomes the message of a commit.
    calm = "".join(quiet(part) + _IN_TAGS.sub(lambda found: f"&#{ord(found[0])};", tag) for part, tag in zip(parts, tags, strict=True))
    calm = _BEGINS.sub(lambda found: f"{found[1]}&#{ord(found[2])};", calm.replace("[", "&#91;"))
    # A blank line would end the block, and what follows would be Markdown.
    whole = re.sub(r"\n[ \t]*(?=\n)", "\n&#10;", calm)
    return f"<blockquote>{whole}</blockquote>"


def cut(lines: list[str], rest: str, longest: int = LONGEST) -> str:
    """Lines as one text, which ends with `rest` where the whole would be longer than `longest`; by default, where GitHub would refuse it."""
    length = 0
    for index, line in enumerate(lines):
        length += len(line) + 1
        if length > longest:
            return "\n".join([*lines[:index], "", rest, ""])
    return "\n".join([*lines, ""])


def marked(text: str, marker: str) -> str:
    """A text that we know again: `marker` is a word of ours."""
    return f"<!-- llmnotes:{marker} -->\n{text}"


def is_marked(text: str, marker: str) -> bool:
    """Whether it is `marked` so."""
    return text.replace("\r\n", "\n").startswith(f"<!-- llmnotes:{marker} -->\n")
