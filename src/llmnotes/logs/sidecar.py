"""Parse and render sidecars. A sidecar, `entries/.logs/<name>.yml`, stores the layout and the entries of an imported log.

An export restores the Markdown log from its sidecar and the records. The next import compares the log with the sidecar.

    version: 1
    log: notes/llm.md  # the log's path in the folder of the reading list; missing for a log elsewhere
    bom: no            # the file begins with a byte order mark
    crlf: no           # lines end with CR LF
    ending: 1          # number of line endings at the end of the file
    parts:             # in the log's order: a text, then the entries that follow it
    - kind: section    # preamble, section or left-out
      text: |+
        # LLM : 開発
      style: {marker: "###", gap: 1, after: 1, indent: 2}
      entries:
      - {slug: …, block: …, record: …, after: 2, raw: "…"}

`style` is the usual layout of the part's entries. `block` is the digest of the entry's lines in the log. `record` is the digest of the record's text at the
last import. `after` is the number of blank lines after the entry, if this number differs from that of the style. `raw` has the entry's lines, if they can't
be rendered from the record. The key `gone`, at the end, lists entries that the log no longer holds, but whose records still exist. An import with
--keep-gone removes this key.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.errors import LogError
from llmnotes.logs.shape import PartKind, Style
from llmnotes.yamlio import strict
from llmnotes.yamlio.strict import MappingNode, Node, ScalarNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION = "1"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ImportedEntry:
    """An entry of a Markdown log at the last import."""

    slug: str
    """The slug of the entry's record."""
    block: str
    """The digest of the entry's lines in the log."""
    record: str
    """The digest of the record's text at the last import."""
    after: int | None = None
    """The number of blank lines after the entry; None if it is the number that the style of the entry's part states."""
    raw: str | None = None
    """The entry's lines in the Markdown log; None if they can be rendered from the record, or if the entry was removed from the reading list."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SidecarPart:
    """A part of a Markdown log: lines that are not entries, such as a heading, and the entries between these lines and the next part."""

    kind: PartKind
    text: str
    style: Style
    entries: tuple[ImportedEntry, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Sidecar:
    """The layout and the entries of one log at its last import."""

    bom: bool
    """Whether the Markdown log's file begins with a byte order mark."""
    crlf: bool
    """Whether an export ends the lines of the Markdown log with CR LF."""
    ending: int
    """The number of line endings at the end of the Markdown log, such as 2 if one empty line follows its last line of text."""
    parts: tuple[SidecarPart, ...]
    log: str = ""
    """The Markdown log's path in the folder of the reading list, with `/`; empty for a log outside this folder, and in sidecars of earlier versions."""
    gone: tuple[ImportedEntry, ...] = ()
    """Entries that the Markdown log no longer holds, and whose records the owner has neither removed nor explicitly kept."""

    @property
    def entries(self) -> tuple[ImportedEntry, ...]:
        """Return all entries of the Markdown log, in the order of the log."""
        return tuple(known for part in self.parts for known in part.entries)


def without_text(sidecar: Sidecar, slug: str) -> Sidecar:
    """Delete the stored lines of a removed entry from a sidecar. The entry's slug and digests stay, so that an import recognizes the entry in the log."""
    return dataclasses.replace(
        sidecar,
        parts=tuple(
            dataclasses.replace(
                part, entries=tuple(dataclasses.replace(known, raw=None) if known.slug == slug else known for known in part.entries)
            )
            for part in sidecar.parts
        ),
    )


def write(sidecar: Sidecar) -> str:
    """Return the text of a sidecar's file."""
    return "".join(f"{line}\n" for line in _lines(sidecar))


def _lines(sidecar: Sidecar) -> Iterator[str]:
    yield "# Written by `llmnotes import`. `import` and `export` need it to recognize and to restore the log. Do not edit it."
    yield f"version: {VERSION}"
    if sidecar.log:
        yield f"log: {strict.quoted(sidecar.log)}"
    yield f"bom: {'yes' if sidecar.bom else 'no'}"
    yield f"crlf: {'yes' if sidecar.crlf else 'no'}"
    yield f"ending: {sidecar.ending}"
    yield "parts:" if sidecar.parts else "parts: []"
    for part in sidecar.parts:
        style = part.style
        yield f"- kind: {part.kind}"
        yield from _text(part.text)
        yield f"  style: {{marker: {strict.quoted(style.marker)}, gap: {style.gap}, after: {style.after}, indent: {style.indent}}}"
        yield "  entries:" if part.entries else "  entries: []"
        for known in part.entries:
            yield f"  - {_entry_line(known)}"
    if sidecar.gone:
        yield "gone:"
        yield from (f"- {_entry_line(known)}" for known in sidecar.gone)


def _entry_line(known: ImportedEntry) -> str:
    more = "" if known.after is None else f", after: {known.after}"
    more += "" if known.raw is None else f", raw: {strict.quoted(known.raw)}"
    return f"{{slug: {known.slug}, block: {known.block}, record: {known.record}{more}}}"


def _text(text: str) -> Iterator[str]:
    """Yield the YAML lines of the key `text`: a block scalar (`|+`) if YAML parses it to the same text, else a quoted scalar."""
    lines = text.removesuffix("\n").split("\n")
    if lines[0].strip() and not lines[0].startswith(" ") and all(line.isprintable() and (line.strip() or not line) for line in lines):
        yield "  text: |+"
        yield from (f"    {line}" if line else "" for line in lines)
    else:
        yield f"  text: {strict.quoted(text)}"


class _DamagedError(Exception):
    """Raised if the text of a sidecar does not have the form that `write` renders."""


def read(text: str, file: str) -> Sidecar:
    """Parse a sidecar. `file` is its path, as messages show it. Raises LogError if the text is not a valid sidecar, or has another version than `VERSION`."""
    root, problems = strict.read(text, file)
    try:
        if problems:
            raise _DamagedError(f"{problems[0].place}: {problems[0].message}")  # noqa: TRY301 - the handler below turns every fault into a LogError
        if root is None:
            raise _DamagedError(f"{file}: the file is empty")  # noqa: TRY301 - the handler below turns every fault into a LogError
        top = _mapping(root)
        version = _word(_value(top, "version"))
        if version != VERSION:
            message = (
                f"{file}: the version of this sidecar is {version}, and this llmnotes reads version {VERSION}. "
                "Install the version of llmnotes that wrote the sidecar, or delete the sidecar and import the log again"
            )
            raise LogError(message)
        return Sidecar(
            bom=_word(_value(top, "bom")) == "yes",
            crlf=_word(_value(top, "crlf")) == "yes",
            ending=_number(_value(top, "ending")),
            parts=tuple(_section(node) for node in _sequence(_value(top, "parts"))),
            log=_word(top.items["log"]) if "log" in top.items else "",
            gone=tuple(_known(node) for node in _sequence(top.items["gone"])) if "gone" in top.items else (),
        )
    except _DamagedError as error:
        message = f"{error}. The sidecar {file} is damaged: restore it from git, or delete it and import the log again"
        raise LogError(message) from None


def _section(node: Node) -> SidecarPart:
    fields = _mapping(node)
    style = _mapping(_value(fields, "style"))
    return SidecarPart(
        kind=_kind(_value(fields, "kind")),
        text=_word(_value(fields, "text")),
        style=Style(
            marker=_word(_value(style, "marker")),
            gap=_number(_value(style, "gap")),
            after=_number(_value(style, "after")),
            indent=_number(_value(style, "indent")),
        ),
        entries=tuple(_known(entry) for entry in _sequence(_value(fields, "entries"))),
    )


def _known(node: Node) -> ImportedEntry:
    fields = _mapping(node)
    return ImportedEntry(
        slug=_word(_value(fields, "slug")),
        block=_word(_value(fields, "block")),
        record=_word(_value(fields, "record")),
        after=_number(fields.items["after"]) if "after" in fields.items else None,
        raw=_word(fields.items["raw"]) if "raw" in fields.items else None,
    )


def _value(mapping: MappingNode, key: str) -> Node:
    if key in mapping.items:
        return mapping.items[key]
    message = f"{mapping.place}: the key `{key}` is missing"
    raise _DamagedError(message)


def _mapping(node: Node) -> MappingNode:
    if isinstance(node, MappingNode):
        return node
    message = f"{node.place}: the value is not a mapping"
    raise _DamagedError(message)


def _sequence(node: Node) -> tuple[Node, ...]:
    if isinstance(node, SequenceNode):
        return node.items
    message = f"{node.place}: the value is not a list"
    raise _DamagedError(message)


def _word(node: Node) -> str:
    if isinstance(node, ScalarNode):
        return node.value
    message = f"{node.place}: the value is a list or a mapping instead of text"
    raise _DamagedError(message)


def _number(node: Node) -> int:
    word = _word(node)
    if word.isdecimal():
        return int(word)
    message = f"{node.place}: '{word}' is not a number"
    raise _DamagedError(message)


def _kind(node: Node) -> PartKind:
    word = _word(node)
    if word in set(PartKind):
        return PartKind(word)
    message = f"{node.place}: a part of a log can't have the kind '{word}'; the kinds are {', '.join(PartKind)}"
    raise _DamagedError(message)
