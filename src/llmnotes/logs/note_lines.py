"""Escape lines of notes that would have another meaning in a Markdown log than in a record, and remove these escapes.

If an entry is a heading, a heading of the same or a higher level in its note would end the note, and so would a deeper heading that is a dated link. A code
fence or an HTML block without an end would make the entries after the note a part of the note. In the note of a bullet, the parser could take spaces
and tabs at the beginning of a line for a part of the bullet's indent, and remove them. To escape such a line, this module writes one character as a
numeric character reference, as in `&#35; Heading`: below a heading, the first character after the line's indent; below a bullet, the first character of
the indent. Markdown displays the character, but doesn't interpret it. A line that begins with such a reference in the record is escaped too, so that
`unescaped` restores every note.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from llmnotes.logs import head
from llmnotes.logs.head import Head

_MARKDOWN = MarkdownIt("commonmark", {"maxNesting": 100}).disable("inline")
_MAY_END = re.compile(r"(?m)^[ \t>]*(?:[-*+] +|[0-9]+[.)] +)*(?:#|=+[ \t]*$|-+[ \t]*$|`{3}|~{3}|<|&#)")
"""Matches every note that may need an escape below a heading, and a few notes that need none. Notes that don't match are not parsed, which saves time."""
_REFERENCE = re.compile(r"([ \t]*)&#(9|3[2-9]|4[0-7]|5[89]|6[0-4]|9[1-6]|12[3-6]);")
"""Matches a numeric reference to a space, a tab or an ASCII punctuation character, with the indent before the reference."""
_NEXT = "# [2000-01-01 x](https://x.example/)"


def below_heading(note: str, level: int) -> list[str]:
    """Return a note's lines for a Markdown log in which the entry is a heading of this level.

    Lines that would end the note, such as headings, are escaped. So are lines such as an open code fence, which would make the next entry a part of the note.
    """
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
    """Return a note's lines, escaped where needed, for a Markdown log in which the entry is a bullet. The caller adds the indent of the bullet's note."""
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
    """Return the lines of a note in a Markdown log without their escapes, as they are in the record."""
    return [_REFERENCE.sub(lambda found: f"{found[1]}{chr(int(found[2]))}", line, count=1) if "&#" in line else line for line in lines]


def _escape(line: str) -> str:
    rest = line.lstrip(" \t")
    indent = line.removesuffix(rest)
    return f"{indent}&#{ord(rest[0])};{rest[1:]}"


def _ending(lines: list[str], level: int) -> list[int]:
    """Return the indices of the lines with headings that would end a note below a heading of this level.

    These are headings of the same or a higher level, and headings that are dated links. For a heading with an underline (`===` or `---`), the index is
    that of the underline.
    """
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
    """Return whether a heading after the note would be parsed as a heading, and not as part of the note's last block, such as a code block without an end."""
    tokens = _MARKDOWN.parse("\n".join([*lines, _NEXT]))
    return any(token.type == "heading_open" and token.level == 0 and token.map == [len(lines), len(lines) + 1] for token in tokens)
