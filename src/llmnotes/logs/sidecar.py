"""The sidecar `entries/.logs/<name>.yml`: what an import must remember to give its log back, and to know it again.

    version: 1
    log: notes/llm.md  # the log's path within the list; missing for a log elsewhere
    bom: no            # the file begins with a byte order mark
    crlf: no           # lines end with CR LF
    ending: 1          # line ends after the last line that is not blank
    parts:             # in the log's order: a text, then the entries that follow it
    - kind: section    # preamble, section or left-out
      text: |
        # LLM : 開発
      style: {marker: "###", gap: 1, after: 1, indent: 2}
      entries:
      - {slug: …, block: …, record: …, after: 2, raw: "…"}

`block` is the digest of the entry's lines in the log, `record` that of the record as imported. `after` stands where the blank lines
after the entry differ from the style's, `raw` where the record can't render the block. Entries that the log no longer holds, but whose records are still in the list, are in a list `gone`.
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
    """An occurrence as it was imported."""

    slug: str
    block: str
    record: str
    after: int | None = None
    raw: str | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SidecarPart:
    """A part of the log: some text and the entries that follow it."""

    kind: PartKind
    text: str
    style: Style
    entries: tuple[ImportedEntry, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Sidecar:
    """What is remembered of one log."""

    bom: bool
    crlf: bool
    ending: int
    parts: tuple[SidecarPart, ...]
    log: str = ""
    """The log's path from the list's folder, with `/`. Empty for a log outside of it, and in sidecars that an earlier version wrote."""
    gone: tuple[ImportedEntry, ...] = ()
    """Entries that the log no longer holds, whose records are in the list, and of which the owner has not said what becomes of them."""

    @property
    def entries(self) -> tuple[ImportedEntry, ...]:
        """All occurrences in the log's order."""
        return tuple(known for part in self.parts for known in part.entries)


def without_text(sidecar: Sidecar, slug: str) -> Sidecar:
    """The sidecar without an entry's text, where it has one; the entry stays known, so that an import tells it from a new one."""
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
    """The sidecar's text."""
    return "".join(f"{line}\n" for line in _lines(sidecar))


def _lines(sidecar: Sidecar) -> Iterator[str]:
    yield "# Written by `llmnotes import`, which needs it to know the log again and to give it back. Nothing to edit here."
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
    """Text as lines one can read where YAML gives such lines back as they are, else in quotes."""
    lines = text.removesuffix("\n").split("\n")
    if lines[0].strip() and not lines[0].startswith(" ") and all(line.isprintable() and (line.strip() or not line) for line in lines):
        yield "  text: |+"
        yield from (f"    {line}" if line else "" for line in lines)
    else:
        yield f"  text: {strict.quoted(text)}"


class _Bad(Exception):
    """The sidecar is not what `write` gives."""


def read(text: str, file: str) -> Sidecar:
    """A sidecar from its text. Raises LogError where `write` can't have made it."""
    root, problems = strict.read(text, file)
    try:
        if problems:
            raise _Bad(f"{problems[0].place}: {problems[0].message}")  # noqa: TRY301 - one place turns all into LogError
        top = _mapping(root)
        if _word(top.get("version")) != VERSION:
            raise _Bad(f"{file}: version {_word(top.get('version'))} is not known here")  # noqa: TRY301 - see above
        return Sidecar(
            bom=_word(top.get("bom")) == "yes",
            crlf=_word(top.get("crlf")) == "yes",
            ending=_number(top.get("ending")),
            parts=tuple(_section(node) for node in _sequence(top.get("parts"))),
            log=_word(top["log"]) if "log" in top else "",
            gone=tuple(_known(node) for node in _sequence(top["gone"])) if "gone" in top else (),
        )
    except (_Bad, ValueError) as error:
        message = f"{error or file}. The sidecar {file} is damaged: take it back from git, or remove it and import the log again"
        raise LogError(message) from None


def _section(node: Node) -> SidecarPart:
    fields = _mapping(node)
    style = _mapping(fields.get("style"))
    return SidecarPart(
        kind=PartKind(_word(fields.get("kind"))),
        text=_word(fields.get("text")),
        style=Style(
            marker=_word(style.get("marker")),
            gap=_number(style.get("gap")),
            after=_number(style.get("after")),
            indent=_number(style.get("indent")),
        ),
        entries=tuple(_known(entry) for entry in _sequence(fields.get("entries"))),
    )


def _known(node: Node) -> ImportedEntry:
    fields = _mapping(node)
    return ImportedEntry(
        slug=_word(fields.get("slug")),
        block=_word(fields.get("block")),
        record=_word(fields.get("record")),
        after=_number(fields["after"]) if "after" in fields else None,
        raw=_word(fields["raw"]) if "raw" in fields else None,
    )


def _mapping(node: Node | None) -> dict[str, Node]:
    if isinstance(node, MappingNode):
        return node.items
    message = f"{node.place if node else 'end of file'}: keys are missing"
    raise _Bad(message)


def _sequence(node: Node | None) -> tuple[Node, ...]:
    if isinstance(node, SequenceNode):
        return node.items
    message = f"{node.place if node else 'end of file'}: a list is missing"
    raise _Bad(message)


def _word(node: Node | None) -> str:
    if isinstance(node, ScalarNode):
        return node.value
    message = f"{node.place if node else 'end of file'}: a value is missing"
    raise _Bad(message)


def _number(node: Node | None) -> int:
    return int(_word(node))
