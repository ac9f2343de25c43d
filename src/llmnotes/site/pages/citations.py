"""Citations of the work that an entry links to, in BibTeX, CSL-JSON and Markdown.

Formats: https://www.bibtex.org/Format/ (with the BibTeX type `misc`, which old and new styles support),
https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from llmnotes.site.files import markdown_exports
from llmnotes.system import compact_json

if TYPE_CHECKING:
    from llmnotes.model import Entry
    from llmnotes.web.source import Source

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPECIAL = re.compile(r"[\\~^#$%&_{}]")
_LATEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def citations(entry: Entry, source: Source, language: str) -> tuple[tuple[str, str], ...]:
    """Return each citation of an entry's work: the name of its format, and its text.

    `language` is the list's language. It is used for an entry whose record has no `lang`.
    """
    title = source.displayed(entry.title)
    return (
        ("BibTeX", _bibtex(entry, title, source)),
        ("CSL-JSON", _csl(entry, title, source, language)),
        ("Markdown", f"{markdown_exports.link(title, entry.url)} ({markdown_exports.escaped(source.name)}, {entry.date})"),
    )


def _bibtex(entry: Entry, title: str, source: Source) -> str:
    fields = (
        ("title", f"{{{{{_latex(title)}}}}}"),
        ("howpublished", f"{{{_latex(source.name)}}}"),
        ("year", f"{{{entry.date.year}}}"),
        ("month", _MONTHS[entry.date.month - 1]),
        ("url", f"{{{entry.url.replace('{', '%7B').replace('}', '%7D')}}}"),
    )
    return f"@misc{{{entry.slug},\n" + "".join(f"  {name} = {value},\n" for name, value in fields) + "}"


def _latex(text: str) -> str:
    """Escape plain text for LaTeX. Braces are removed, because BibTeX counts a brace even after a backslash."""
    return _SPECIAL.sub(lambda match: _LATEX.get(match[0]) or ("" if match[0] in "{}" else f"\\{match[0]}"), text)


def _csl(entry: Entry, title: str, source: Source, language: str) -> str:
    work = {"id": entry.slug, "type": "webpage", "title": title, "container-title": source.name, "URL": entry.url}
    work["language"] = entry.lang or language
    issued = f'  "issued": {{"date-parts": [[{entry.date.year}, {entry.date.month}, {entry.date.day}]]}}'
    members = ",\n".join([*(f'  "{name}": {compact_json.dumps(value).decode()}' for name, value in work.items()), issued])
    return f"[{{\n{members}\n}}]"
