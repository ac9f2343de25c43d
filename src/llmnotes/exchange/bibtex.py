"""Read BibTeX with pybtex, and write it: https://www.bibtex.org/Format/, with the fields `date`, `urldate` and `keywords` of BibLaTeX.

If an entry has no `url`, its URL is taken from the first of these that has one: the DOI, the arXiv number, `howpublished`, `note`.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from llmnotes.exchange import days, latex
from llmnotes.exchange.bookmark import FORMAT, Bookmark, BookmarkFile, counted
from llmnotes.model import Place, Problem
from llmnotes.records.slug import SLUG

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pybtex.scanner import PybtexSyntaxError

    from llmnotes.exchange.bookmark import ReadingOptions
    from llmnotes.model import Entry

_ENTRY = re.compile(r"(?mi)^[ \t]*+@[ \t]*+[a-z]++[ \t]*+[{(]\s*+[^\s,{}()=]*+\s*+[,=]")
_URL = re.compile(r"https?://[^\s{}]+", re.IGNORECASE)
_NO_ENTRIES = frozenset({"string", "preamble", "comment"})
_SAVED = ("urldate", "date-added", "creationdate", "timestamp", "date-modified")
"""Names of fields with the day on which a person saved the entry, as BibLaTeX, BibDesk and JabRef write them. The first with a valid day is used."""
_NOT_KEPT = {
    "author": "authors", "editor": "editors", "journal": "journals", "booktitle": "titles of books", "abstract": "abstracts", "file": "files",
    "publisher": "publishers", "pages": "pages", "volume": "volumes", "number": "numbers",
}  # fmt: skip
_NOTES = ("annote", "annotation", "note", "comment")
_GROUPS = ("groups", "mendeley-groups")
"""Names of fields with the folders of an entry, as JabRef and Mendeley write them."""
_READ = frozenset({
    *_SAVED, *_NOTES, *_GROUPS, *_NOT_KEPT, "url", "doi", "archiveprefix", "eprinttype", "eprint", "howpublished", "title", "keywords", "date", "year", "month",
    "day", "topics", "updated", "lang", "via", "archived",
})  # fmt: skip
"""Names of fields that are read, or that `_NOT_KEPT` names."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def is_bibtex(text: str) -> bool:
    """Return whether a text has a line that begins an entry of BibTeX, such as `@misc{key,`, or a `@string`."""
    return _ENTRY.search(text) is not None


def read(text: str, file: str, _: ReadingOptions) -> BookmarkFile:
    """Read the entries of a BibTeX file. An entry with a fault becomes a problem, and the entries after it are read."""
    from pybtex.database.input.bibtex import LowLevelParser, month_names  # noqa: PLC0415 - pybtex takes 0.1 s to load, and only files with BibTeX need it

    problems: list[Problem] = []

    def report(error: PybtexSyntaxError) -> None:
        reason = " ".join(f"{error.error_type}: {error.args[0] if error.args else ''}".split())
        message = f"the entry can't be read ({reason[:200]})"
        remedy = "correct the braces, quotes and commas of this entry, and write braces around each value that is neither a number nor the name of a @string"
        problems.append(Problem.error(Place(file, error.lineno or 0), FORMAT, message, remedy))

    macros = dict(month_names)
    parser = LowLevelParser(text, macros=macros, keyless_entries=False, handle_error=report)
    bookmarks: list[Bookmark] = []
    not_kept: list[list[str]] = []
    line, before, faults = 1, 0, 0
    for kind, content in parser:
        start = parser.command_start or 0
        line += text.count("\n", before, start)
        before = start
        if len(problems) > faults:
            faults = len(problems)
            continue
        if kind.lower() in _NO_ENTRIES:
            continue
        key, pairs = content
        fields = {name.lower(): "".join(parts) for name, parts in reversed(pairs)}
        bookmarks.append(_bookmark(fields, key or "", Place(file, line)))
        kept = "abstract" if bookmarks[-1].note == _line(fields.get("abstract", "")) else ""
        others = any(value for name, value in fields.items() if name not in _READ)
        not_kept.append([*(what for name, what in _NOT_KEPT.items() if fields.get(name) and name != kept), *(["other fields"] * others)])
    return BookmarkFile(file=file, bookmarks=bookmarks, problems=problems, not_kept=counted(not_kept))


def _bookmark(fields: Mapping[str, str], key: str, place: Place) -> Bookmark:
    published, vague = _published(fields)
    notes = [_lines(fields[name]) for name in _NOTES if name in fields and not _URL.match(_bare(fields[name]))]
    if not any(notes):
        notes = [_line(fields.get("abstract", ""))]
    return Bookmark(
        place=place,
        url=_address(fields),
        title=_line(fields.get("title", "")),
        note="\n\n".join(dict.fromkeys(note for note in notes if note)),
        tags=tuple(_line(tag) for tag in re.split(r"[,;](?!\{\})", fields.get("keywords", ""))),
        folders=tuple(_line(name) for field in _GROUPS for name in fields.get(field, "").split(",") if name.strip()),
        saved=next((day for name in _SAVED if (day := days.saved(fields.get(name)))), None),
        published=published,
        vague_date=vague,
        topics=tuple(fields.get("topics", "").split()),
        updated=days.read(fields.get("updated")),
        lang=fields.get("lang"),
        via=_line(fields["via"]) if "via" in fields else None,
        archived=_bare(fields["archived"]) if "archived" in fields else None,
        slug=key if SLUG.fullmatch(key) else "",
    )


def _line(markup: str) -> str:
    return latex.decoded(" ".join(markup.split("\n")).strip())


def _lines(markup: str) -> str:
    """Convert a note of several lines from LaTeX to plain text, line by line. The indents of the lines stay unchanged."""
    lines = ((line, line.lstrip()) for line in markup.strip("\n").split("\n"))
    return "\n".join(line.removesuffix(words) + latex.decoded(words) for line, words in lines)


def _bare(markup: str) -> str:
    r"""Return a URL or another value without the command `\url`, without braces, and without the backslashes before `%`, `#`, `&`, `_`, `~` and `$`."""
    return re.sub(r"\\url\b|[{}]|\\(?=[%#&_~$])", "", markup).strip()


def _published(fields: Mapping[str, str]) -> tuple[datetime.date | None, str]:
    """Return the day of publication and "". If the fields have no full date, return None and the date as written, such as `2023`; or "" without any date."""
    date = fields.get("date", "").strip()
    if day := days.read(date.partition("/")[0]):
        return day, ""
    year, month_, number = (_bare(fields.get(name, "")) for name in ("year", "month", "day"))
    month = days.month(re.sub(r"[^A-Za-z0-9]+.*", "", month_))
    if year.isdigit() and month and number.isdigit():
        try:
            return datetime.date(int(year[:5]), month, int(number[:3])), ""
        except ValueError:
            pass
    return None, date or " ".join(part for part in (year, month_, number) if part)


def _address(fields: Mapping[str, str]) -> str:
    if address := _bare(fields.get("url", "")):
        return address
    if doi := _bare(fields.get("doi", "")):
        return doi if _URL.match(doi) else f"https://doi.org/{quote(doi, safe='/:;()._-')}"
    prefix = _bare(fields.get("archiveprefix", fields.get("eprinttype", ""))).lower()
    if prefix == "arxiv" and (number := _bare(fields.get("eprint", ""))):
        return f"https://arxiv.org/abs/{quote(number, safe='/.')}"
    found = next((found for name in ("howpublished", "note") if (found := _URL.search(_bare(fields.get(name, ""))))), None)
    return found[0] if found else ""


def write(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield entries in BibTeX, each as an entry of the type `misc`, which the bibliography styles of BibTeX and of BibLaTeX support."""
    for entry in entries:
        fields = "".join(f"  {name} = {value},\n" for name, value in _fields(entry))
        yield f"@misc{{{entry.slug},\n{fields}}}\n\n"


def _fields(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "title", f"{{{{{latex.encoded(entry.title)}}}}}"
    yield "url", f"{{{_without_braces(entry.url)}}}"
    yield "date", f"{{{entry.date}}}"
    yield "year", f"{{{entry.date.year:04}}}"
    yield "month", _MONTHS[entry.date.month - 1]
    yield "day", f"{{{entry.date.day}}}"
    if entry.added:
        yield "urldate", f"{{{entry.added}}}"
    if entry.tags:
        yield "keywords", f"{{{_keywords(entry.tags)}}}"
    plain = {"topics": " ".join(entry.topics), "updated": entry.updated, "lang": entry.lang}
    yield from ((name, f"{{{value}}}") for name, value in plain.items() if value)
    if entry.via:
        yield "via", f"{{{latex.encoded(entry.via)}}}"
    if entry.archived:
        yield "archived", f"{{{_without_braces(entry.archived)}}}"
    if entry.note:
        lines = ((line, line.lstrip(" ")) for line in entry.note.split("\n"))
        yield "annote", "{" + "\n".join(line.removesuffix(words) + latex.encoded(words) for line, words in lines) + "}"


def _keywords(tags: Sequence[str]) -> str:
    """Return tags as one text, separated by commas. A comma or a semicolon inside a tag gets `{}` after it, so that `read` doesn't split the tag there."""
    return ", ".join(re.sub("[,;]", r"\g<0>{}", latex.encoded(tag)) for tag in tags)


def _without_braces(url: str) -> str:
    return url.replace("{", "%7B").replace("}", "%7D")
