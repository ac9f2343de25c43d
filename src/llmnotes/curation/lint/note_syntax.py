"""The rule on Markdown syntax that the site doesn't render, such as footnotes. The site shows this syntax literally."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from llmnotes.curation.lint.rule import Group, warning
from llmnotes.records import note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.curation.lint.context import Context
    from llmnotes.model import Problem
    from llmnotes.records.record import Record

NOTE_SYNTAX = warning(
    "note-syntax",
    ja=("ノートは CommonMark で書く", "表、取り消し線、タスクリストも使えます。脚注や ==強調== などの拡張と HTML は、書いたままの文字で表示されます"),
    en=(
        "A note is written in CommonMark",
        "Tables, strikethrough and task lists are supported too. The site shows other extensions, such as footnotes and ==highlights==, and HTML as they are written",
    ),
    bad="A claim.[^1]\n\n[^1]: Its source", good="A claim ([its source](https://example.org/))",
)  # fmt: skip
_HTML = "b|i|u|em|strong|small|sub|sup|kbd|mark|details|summary|span|div|p|font|center|ruby|del|ins|h[1-6]|table|ul|ol|li|blockquote|a"
_SYNTAX: tuple[tuple[str, str, str], ...] = (
    ("a footnote", "write the footnote's text into the paragraph, or write a link", r"\[\^[^\]\s]+\]"),
    ("a highlight", "write **text** for emphasis", r"(?<![A-Za-z0-9=])==(?=[^\s=])[^=\n]*(?<=\S)==(?![A-Za-z0-9=])"),
    ("an insertion", "write the text without the plus signs", r"(?<![A-Za-z0-9+])\+\+(?=[^\s+])[^+\n]*(?<=\S)\+\+(?![A-Za-z0-9+])"),
    ("an admonition", "write a quotation, with > before each line", r"(?m)^(?:!!!|\?\?\?\+?)[ ]+[a-z]\w*|^\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]|^:::+[ ]?[a-z]\w*"),
    ("a definition list", "write a list, with - before each term", r"(?m)(?<=\n):[ ]{1,3}\S"),
    ("an abbreviation", "write the long form where the abbreviation first occurs", r"(?m)^\*\[[^\]\n]+\]:"),
    ("an attribute list", "remove the attributes", r"(?m)\{:[ ]*[.#]?[\w-]+[^{}\n]*\}|(?:(?<=\S)\{|\{(?=[^{}\n]*\}$))[ ]*[.#][A-Za-z][\w-]*[^{}\n]*\}"),
    ("a formula", "write the formula as code, between backticks", r"(?m)^\$\$"),
    ("a wiki link", "write [text](https://…) for a link; write a name with double brackets as code, between backticks", r"\[\[[^\[\]\n]+\]\](?!\()"),
    ("a table of contents", "remove the line", r"(?m)^\[TOC\]$"),
    ("an icon", "write an emoji instead of the icon's name, or remove the name", r":(?:material|fontawesome|octicons|simple)-[a-z0-9-]+:"),
    ("HTML", "write Markdown instead of HTML; if readers should see the HTML itself, write it as code, between backticks", rf"(?is)<(?P<tag>{_HTML})(?:\s[^<>\n]*)?>.*</(?P=tag)>|<br\s*/?>|<img\s[^<>\n]*>"),
)  # fmt: skip
"""Each Markdown syntax that the site doesn't render: its name, the remedy, and a pattern that finds the syntax in the text of a paragraph."""
_KNOWN = tuple((name, remedy, re.compile(pattern)) for name, remedy, pattern in _SYNTAX)
_SIGNS = re.compile(r"\[\^|==|\+\+|!!!|\?\?\?|\[!|:::|\n:|\*\[|\{|\$\$|\[\[|\[TOC|:-|[a-z]-[a-z0-9-]+:|<")
"""Matches in each note that has a syntax of `_SYNTAX`. This search is faster than a search for each pattern, and excludes most notes."""
_URL = re.compile(r"https?://[!-~]+")
_SHOWN = 40
"""The maximum number of characters of a syntax that a message shows."""


def note_syntax(found: Record, _: Context) -> Iterator[Problem]:
    """Find Markdown that the site doesn't render: the first use of each syntax in a note."""
    written = found.entry.note
    if not _SIGNS.search(written):
        return
    left = list(_KNOWN)
    for line, paragraph in note.paragraphs(written):
        text = _URL.sub("", paragraph)
        for syntax in left.copy():
            name, remedy, pattern = syntax
            if match := pattern.search(text):
                left.remove(syntax)
                place = found.place("note")
                shown = match[0].split("\n")[0].strip()
                shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
                place = dataclasses.replace(place, line=place.line + line + text.count("\n", 0, match.start()))
                yield NOTE_SYNTAX.problem(place, f"the site shows {name} as it is written: '{shown}'", remedy)


NOTE_SYNTAXES = Group(rules=(NOTE_SYNTAX,), checks=(note_syntax,))
