"""Parse a Markdown log's text into parts: sections, entries with their notes, and lines that look like entries but have a problem.

markdown-it-py finds the CommonMark blocks. An entry is a heading of any level, `### [YYYY-MM-DD title](url)`, or a top-level bullet,
`- [YYYY-MM-DD title](url)`. Below a heading that is an entry, bullets belong to the entry's note. This note ends before the next heading of the same or a
higher level, or before a deeper heading that is itself a dated link. The note of a bullet is the rest of the bullet.
"""

from __future__ import annotations

import bisect
import collections
import dataclasses
import itertools
import re
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from llmnotes.logs import dated_links, head, note_lines
from llmnotes.logs.head import FaultyHead, Head
from llmnotes.logs.order import out_of_order
from llmnotes.logs.shape import Log, LogPart, Occurrence, PartKind, Style
from llmnotes.model import Entry, Place, Problem
from llmnotes.records import record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markdown_it.token import Token

_MARKDOWN = MarkdownIt("commonmark", {"maxNesting": 100}).disable("inline")
"""A parser that finds blocks but doesn't parse the inline text in them, which would take most of the time and isn't needed."""


@dataclasses.dataclass(frozen=True, slots=True)
class _TopBlock:
    """A block at the top level of the document, or an item of a top-level bullet list."""

    line: int
    """The index of the block's first line."""
    end: int
    """The index of the line after a heading, after the first line of a bullet, or after any other block.

    If a heading or a bullet begins an entry, the entry's note begins at this line.
    """
    level: int = 0
    """The level of a heading; 0 for other blocks."""
    item: int = 0
    """The number of columns before the content of a bullet; 0 for other blocks."""
    head: Head | FaultyHead | None = None
    """The result of parsing a heading or the first line of a bullet as the first line of an entry; None if it doesn't look like one, and for other blocks."""

    @property
    def dated(self) -> bool:
        return isinstance(self.head, Head) or (self.head is not None and self.head.dated)


@dataclasses.dataclass(slots=True)
class _Span:
    """Consecutive lines of the Markdown log: an entry, or text outside entries, such as a heading. A span ends where the next span begins."""

    line: int
    """The index of the span's first line."""
    what: PartKind | _TopBlock
    """For an entry, the block with which it begins; for text outside entries, the kind of the text."""


def parse(content: bytes, name: str, file: str) -> Log:
    """Parse a Markdown log, and find its problems.

    Args:
        content: The file's bytes.
        name: The file's name without its ending.
        file: The file's path, as messages show it.

    Raises:
        UnicodeDecodeError: The content is not UTF-8.

    """
    text = content.decode("utf-8")
    bom = text.startswith("\ufeff")
    text = text.removeprefix("\ufeff")
    crlf = "\r\n" in text
    problems: list[Problem] = []
    if "\r" in (text.replace("\r\n", "") if crlf else text) or (crlf and text.count("\r\n") != text.count("\n")):
        problems.append(
            Problem.warning(
                Place(file),
                "log-line-ends",
                "the line endings of the file are not all LF or all CRLF",
                "save the file with one of these two as the only line ending, because an export doesn't keep other line endings",
            )
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    body = text.rstrip("\n")
    lines = body.split("\n") if body else []
    definitions: dict[str, dict[str, dict[str, str]]] = {}
    tokens = _MARKDOWN.parse(body, definitions)
    blocks = list(_blocks(tokens, lines))
    spans = list(_spans(blocks, file, problems))
    parts = tuple(_parts(spans, lines, file, problems))
    log = Log(name=name, file=file, parts=parts, problems=(), bom=bom, crlf=crlf, ending=len(text) - len(body))
    problems += _dated_links(tokens, lines, spans, log, definitions.get("references", {}))
    problems += out_of_order(log.occurrences)
    return dataclasses.replace(log, problems=tuple(sorted(problems, key=lambda problem: problem.place)))


def _blocks(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[_TopBlock]:
    """Yield the document's top-level blocks in order. For a bullet list, yield each of its items instead of the list."""
    bullets = False
    for index, token in enumerate(tokens):
        if token.level == 0 and token.nesting >= 0 and token.map:
            bullets = token.type == "bullet_list_open"
            if token.type == "heading_open":
                yield _TopBlock(token.map[0], token.map[1], level=int(token.tag[1]), head=head.parse(tokens[index + 1].content))
            elif not bullets:
                yield _TopBlock(token.map[0], token.map[1])
        elif bullets and token.level == 1 and token.type == "list_item_open" and token.map:
            line = token.map[0]
            inline = tokens[index + 2] if tokens[index + 1].type == "paragraph_open" else None
            first = inline.content.split("\n")[0] if inline and inline.map and inline.map[0] == line else ""
            yield _TopBlock(line, line + 1, item=_content_column(lines[line]), head=head.parse(first))


def _content_column(line: str) -> int:
    """Return the column, counted from 0, at which a bullet's content begins, with tab stops every 4 columns.

    For an empty bullet, and for content that begins with indented code, this is 2 columns after the bullet's marker begins.
    """
    expanded = line.expandtabs(4)
    match = re.match(r" {0,3}[-*+] {1,4}(?=\S)", expanded)
    return len(match[0]) if match else len(expanded) - len(expanded.lstrip()) + 2


def _spans(blocks: Sequence[_TopBlock], file: str, problems: list[Problem]) -> Iterator[_Span]:
    """Yield a span (consecutive lines) for each block that begins an entry, and for each block outside entries, such as the heading of a section.

    The lines of an entry's note belong to the span of the entry, so no span is yielded for blocks of a note.

    For each block that looks like an entry but has a fault, append a problem to `problems`.
    """
    entry_levels = {block.level for block in blocks if block.level and isinstance(block.head, Head)}
    open_level = 0  # the heading level of the entry, valid or not, whose note the current block continues; 0 if it continues no such note
    if not blocks or blocks[0].line > 0:
        # markdown-it returns no block for link definitions, such as `[1]: https://…`. Without this span, those at the beginning of the log would be lost.
        yield _Span(0, PartKind.PREAMBLE)
    text = PartKind.PREAMBLE
    # A section ends before the next heading. If one bullet of a section has a date, all its bullets may be entries.
    sections = list(itertools.accumulate(bool(block.level) for block in blocks))
    dated = {section for section, block in zip(sections, blocks, strict=True) if block.item and block.dated}
    for block, section in zip(blocks, sections, strict=True):
        in_section = section in dated
        verdict: Head | FaultyHead | None
        if block.level:
            if open_level and block.level > open_level and not _is_deeper_entry(block):
                continue
            verdict = _heading(block, entry_levels, followed_by_bullets=in_section)
            if verdict is None:
                open_level, text = 0, PartKind.SECTION
                yield _Span(block.line, PartKind.SECTION)
                continue
            open_level = block.level
        elif open_level:
            continue
        elif block.item and in_section and block.head is not None:
            verdict = block.head
        else:
            yield _Span(block.line, text)
            continue
        if isinstance(verdict, Head):
            yield _Span(block.line, block)
        elif verdict is not None:
            problems.append(_no_entry(block, verdict, file))
            yield _Span(block.line, PartKind.LEFT_OUT)


def _no_entry(block: _TopBlock, verdict: FaultyHead, file: str) -> Problem:
    place = Place(file, block.line + 1)
    if verdict.prose and (block.item or verdict.runs_on):
        remedy = "leave the line if it is prose; to make it an entry, write [YYYY-MM-DD title](url)"
        return Problem.advice(place, "log-prose", "the line begins with a date and has no link", remedy)
    return Problem.error(place, verdict.rule, f"the line looks like an entry, but {verdict.reason}", verdict.remedy)


def _is_deeper_entry(block: _TopBlock) -> bool:
    """Return whether a heading inside the note of an entry begins another entry, valid or faulty: whether it has a date and a link."""
    return isinstance(block.head, Head) or (block.head is not None and block.head.dated and block.head.linked)


def _heading(block: _TopBlock, entry_levels: set[int], *, followed_by_bullets: bool) -> Head | FaultyHead | None:
    """Parse a heading that is not inside a note. Return the first line of an entry, or a faulty first line; None for the heading of a section."""
    found = block.head
    if isinstance(found, Head):
        return found
    if found is None:
        return None
    at_entry_level = block.level in entry_levels
    if found.dated and (found.linked or at_entry_level or not (followed_by_bullets or entry_levels)):
        return found
    if not found.dated and at_entry_level:
        return found
    return None


def _parts(spans: Sequence[_Span], lines: Sequence[str], file: str, problems: list[Problem]) -> Iterator[LogPart]:
    """Group spans into parts. Each part consists of a text, such as a heading, and the entries that follow the text.

    Append the problems of entries to `problems`. If no valid record can be made of an entry, its lines become text.
    """
    kind = PartKind.PREAMBLE
    text: list[str] = []
    found: list[Occurrence] = []
    ends = [span.line for span in spans[1:]] + [len(lines)]
    for span, end in zip(spans, ends, strict=True):
        covered = list(lines[span.line : end])
        what = span.what
        if isinstance(what, _TopBlock):
            occurrence = _occurrence(what, [*covered], file, problems)
            if not (faults := list(_unreadable(occurrence, lines[span.line]))):
                found.append(occurrence)
                continue
            problems += faults
            what = PartKind.LEFT_OUT
        if found or (text and what is not kind) or (what is PartKind.SECTION and text and covered[0].startswith("#")):
            yield LogPart(kind=kind, text="".join(f"{line}\n" for line in text), occurrences=tuple(found))
            text, found = [], []
        kind = what
        text += covered
    if text or found:
        yield LogPart(kind=kind, text="".join(f"{line}\n" for line in text), occurrences=tuple(found))


def _occurrence(block: _TopBlock, covered: list[str], file: str, problems: list[Problem]) -> Occurrence:
    found = block.head
    if not isinstance(found, Head):
        message = "the block doesn't begin with the first line of an entry"
        raise TypeError(message)
    after = 0
    while not covered[-1]:  # a line of spaces stays in the entry, because `after` counts only lines without characters
        covered.pop()
        after += 1
    place = Place(file, block.line + 1)
    if found.stripped:
        remedy = r"leave the line if the title is right without the markup; otherwise write \ before each character of the markup"
        problems.append(Problem.advice(place, "log-title-markup", f"the import removes the markup from the title: {found.title}", remedy))
    note = covered[block.end - block.line :]
    gap = next((count for count, line in enumerate(note) if line.strip(" \t")), 1)
    note = note[gap:] if any(line.strip(" \t") for line in note) else []
    indent = 2
    if block.item:
        indent, note = _dedent(note, block.item)
    note = note_lines.unescaped(note)
    if found.rest:
        note = [found.rest, *note] if gap == 0 else [found.rest, *[""] * gap, *note]
    marker = "#" * block.level if block.level else covered[0].lstrip()[0]
    return Occurrence(
        date=found.date,
        title=found.title,
        url=found.url,
        note=record.blank_ends("\n".join(note)),
        block="\n".join(covered),
        style=Style(marker=marker, gap=gap, after=after, indent=indent),
        place=place,
    )


def _unreadable(occurrence: Occurrence, line: str) -> Iterator[Problem]:
    """Yield the problems of the record that an import would write for an entry, such as a control character in its note."""
    if "\0" in line:  # markdown-it replaces NUL characters in titles, so `record.read` below would not find them
        yield Problem.error(occurrence.place, "log-record", "the entry's first line holds a NUL character", "remove the character")
        return
    entry = Entry(slug="", title=occurrence.title, url=occurrence.url, date=occurrence.date, note=occurrence.note)
    for problem in record.read(record.write(entry).encode(), slug="", file="")[1]:
        message = f"no record can hold the entry: {problem.message}"
        yield Problem.error(occurrence.place, "log-record", message, problem.remedy)


def _dated_links(
    tokens: Sequence[Token], lines: Sequence[str], spans: Sequence[_Span], log: Log, references: Mapping[str, Mapping[str, str]]
) -> Iterator[Problem]:
    """Yield a problem of severity advice for each dated link that begins a line, or follows the link on an entry's first line, but is not an entry itself.

    Lines that `_texts` leaves out, such as those of code blocks, are not searched.
    """
    taken = {span.line for span in spans if not isinstance(span.what, PartKind) or span.what is PartKind.LEFT_OUT}
    entries = [span for span in spans if isinstance(span.what, _TopBlock)]
    style = common_style(log.occurrences)
    for number, content in _texts(tokens, lines):
        if number in taken or not (wanted := dated_links.line_for(content, references)):
            continue
        at = bisect.bisect_left(entries, number, key=lambda span: span.line)
        above = entries[at - 1].what if at else None
        marker = "#" * above.level if isinstance(above, _TopBlock) and above.level else (style.marker if style else "-")
        remedy = f"leave the link if it belongs to the text; to make it an entry, write {marker} {wanted}"
        message = f"a dated link is not read as an entry and stays in the text: {content.strip()[:80]}"
        yield Problem.advice(Place(log.file, number + 1), "log-dated-link", message, remedy)
    for span in entries:
        block = span.what
        if isinstance(block, _TopBlock) and isinstance(block.head, Head) and (wanted := dated_links.line_for(block.head.rest, references)):
            marker = "#" * block.level or lines[span.line].lstrip()[0]
            remedy = f"leave the link if it belongs to the note; to make it an entry, write on its own line {marker} {wanted}"
            message = f"a second dated link on an entry's line stays in the note: {block.head.rest[:80]}"
            yield Problem.advice(Place(log.file, span.line + 1), "log-dated-link", message, remedy)


def _texts(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield each line of text with its index. Code blocks, HTML blocks such as `<pre>`, and comments in other HTML blocks are left out.

    Of lists, only these lines are included: the first line of each item of a list that is not nested, and lines without an indent.
    """
    depth, is_first = 0, False
    for token in tokens:
        if token.type.endswith("_list_open") or token.type.endswith("_list_close"):
            depth += token.nesting
        if token.type == "list_item_open":
            is_first = True
        if token.type not in {"inline", "html_block"} or not token.map:
            continue
        text = token.content if token.type == "inline" else dated_links.without_comments(token.content)
        for number, content in enumerate(text.split("\n"), token.map[0]):
            raw = lines[number] if number < len(lines) else ""
            if depth == 0 or (depth == 1 and is_first and number == token.map[0]) or not raw.startswith((" ", "\t")):
                yield number, content
        is_first = False


def _dedent(note: list[str], column: int) -> tuple[int, list[str]]:
    """Return the indent of a bullet's note as a number of columns, and the note's lines without this indent.

    The indent is that of the note's least indented line. If this line is indented 4 columns or more beyond `column`, at which the bullet's content begins,
    or if the note is blank, the indent is `column`.
    """
    expanded = [_expand(line) for line in note]
    indents = [len(line) - len(line.lstrip(" ")) for line in expanded if line.strip(" ")]
    least = min(indents, default=column)
    indent = least if least < column + 4 else column
    return indent, [line[indent:] if line.strip(" ") else "" for line in expanded]


def _expand(line: str) -> str:
    """Return a line with spaces instead of the tabs in its indent. Tab stops are every 4 columns, as in CommonMark."""
    rest = line.lstrip(" \t")
    return line[: len(line) - len(rest)].expandtabs(4) + rest


def common_style(occurrences: Sequence[Occurrence]) -> Style | None:
    """Return the most frequent layout of entries: the most frequent marker, and for each other field the most frequent value of the entries with this marker.

    `gap` and `indent` come only from entries with a note. Return None if there are no entries.
    """
    if not occurrences:
        return None

    def most(values: Iterator[object]) -> object:
        counted = collections.Counter(values).most_common(1)
        return counted[0][0] if counted else None

    marker = most(occurrence.style.marker for occurrence in occurrences)
    alike = [occurrence for occurrence in occurrences if occurrence.style.marker == marker]
    noted = [occurrence for occurrence in alike if occurrence.note]
    # The last entry doesn't count for `after`, because the number of blank lines after it often differs from that after other entries.
    inner = alike[:-1] or alike
    values = {
        "marker": marker,
        "gap": most(occurrence.style.gap for occurrence in noted),
        "after": most(occurrence.style.after for occurrence in inner),
        "indent": most(occurrence.style.indent for occurrence in noted),
    }
    return Style(**{key: value for key, value in values.items() if value is not None})  # type: ignore[arg-type] # each value comes from the field of Style with this name, so it has the right type
