"""Escape lines of notes that would change their meaning in a log, and remove the escapes.

Below a heading entry, a heading of the same level or above ends the note, and so does a deeper heading that is a dated link. A code fence or an HTML
block without an end would take in the entries that follow. In a bullet, the parser removes the bullet's indent from the note, and with it spaces and
tabs at the beginning of lines. The first character of such a line is written as a numeric character reference, as in `&#35; Heading`: Markdown shows
the character and doesn't read it as markup. A line of a record that begins with a reference is escaped too, so `unescaped` restores every note.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from llmnotes.logs import head
from llmnotes.logs.head import Head

_MARKDOWN = MarkdownIt("commonmark", {"maxNesting": 100}).disable("inline")
_MAY_END = re.compile(r"(?m)^[ \t>]*(?:[-*+] +|[0-9]+[.)] +)*(?:#|=+[ \t]*$|-+[ \t]*$|`{3}|~{3}|<|&#)")
"""Matches every note that may need an escape below a heading, and some others. Most notes don't match, and are not parsed."""
_REFERENCE = re.compile(r"([ \t]*)&#(9|3[2-9]|4[0-7]|5[89]|6[0-4]|9[1-6]|12[3-6]);")
"""A reference to a space, a tab or an ASCII punctuation character at the beginning of a line."""
_NEXT = "# [2000-01-01 x](https://x.example/)"


def below_heading(note: str, level: int) -> list[str]:
    """Return a note's lines for a log in which the entry is a heading of `level`."""
    lines = note.split("\n")
    if not _MAY_END.search(note):
        return lines
    lines = [_escape(line) if _REFERENCE.match(line) else line for line in lines]
    for number in _ending(lines, level):
        lines[number] = _escape(lines[number])
    if _ending(lines, level) or not _is_closed(lines):
        lines = [_escape(line) if re.match(r"[ \t]*[!-/:-@\[-`{-~]", line) and not _REFERENCE.match(line) else line for line in lines]
    return lines


def in_bullet(note: str) -> list[str]:
    """Return a note's lines for a log in which the entry is a bullet, without the bullet's indent."""
    lines = [_escape(line) if _REFERENCE.match(line) else line for line in note.split("\n")]
    indents = [len(line) - len(line.lstrip(" ")) for line in lines if line.strip(" ")]
    is_indented = min(indents, default=0) > 0
    first = next((number for number, line in enumerate(lines) if line.strip(" ")), 0)
    return [
        f"&#{ord(line[0])};{line[1:]}"
        if (is_indented and number == first) or (line and not line.strip(" \t")) or "\t" in line[: len(line) - len(line.lstrip(" \t"))]
        else line
        for number, line in enumerate(lines)
    ]


def unescaped(lines: list[str]) -> list[str]:
    """Return lines of a log without escapes, as the record has them."""
    return [_REFERENCE.sub(lambda found: f"{found[1]}{chr(int(found[2]))}", line, count=1) if "&#" in line else line for line in lines]


def _escape(line: str) -> str:
    rest = line.lstrip(" \t")
    return f"{line[: len(line) - len(rest)]}&#{ord(rest[0])};{rest[1:]}"


def _ending(lines: list[str], level: int) -> list[int]:
    """Return the indices of lines that make headings which end the note: `# …` lines, and underlines of other headings."""
    tokens = _MARKDOWN.parse("\n".join(lines))
    found = []
    for index, token in enumerate(tokens):
        if token.type != "heading_open" or token.level or not token.map:
            continue
        link = head.parse(tokens[index + 1].content)
        is_entry = isinstance(link, Head) or (link is not None and link.dated and link.linked)
        if int(token.tag[1]) <= level or is_entry:
            found.append(token.map[0] if token.markup.startswith("#") else token.map[1] - 1)
    return found


def _is_closed(lines: list[str]) -> bool:
    """Return whether a heading right behind the note is read as a heading, not as a part of an open block."""
    tokens = _MARKDOWN.parse("\n".join([*lines, _NEXT]))
    return any(token.type == "heading_open" and token.level == 0 and token.map == [len(lines), len(lines) + 1] for token in tokens)
