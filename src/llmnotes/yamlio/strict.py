"""YAML for people's files: every scalar stays a string, every value knows its place, nothing is guessed.

Aliases, anchors, tags, duplicate keys and second documents are problems, not features: `NO` stays a word, `2023-09-31` is left to
whoever wants a date, and a hostile file can't blow up. Writing gives one line a value, in UTF-8 as it is, quoted only where it must be.
"""

from __future__ import annotations

import dataclasses
import json
import re
from typing import TYPE_CHECKING, Any, cast

import yaml

from llmnotes.model import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

# libyaml reads 7 times faster than the pure loader; a PyYAML built without it still works.
_Loader = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))

MAX_DEPTH = 20
"""How deeply values may nest; people's files nest three deep."""


@dataclasses.dataclass(frozen=True, slots=True)
class ScalarNode:
    """A word, as written."""

    value: str
    place: Place
    comment: str = ""
    """The comment behind a value without quotes, from its `#` on: `title: C #1` has the value `C` and the comment `#1`."""


@dataclasses.dataclass(frozen=True, slots=True)
class SequenceNode:
    """A list of values."""

    items: tuple[Node, ...]
    place: Place


@dataclasses.dataclass(frozen=True, slots=True)
class MappingNode:
    """Values by key, in the order of the file."""

    items: dict[str, Node]
    keys: dict[str, Place]
    place: Place


Node = ScalarNode | SequenceNode | MappingNode


class _Stop(Exception):
    """Reading can't go on; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read(text: str, file: str, *, first_line: int = 1) -> tuple[Node | None, list[Problem]]:
    """Parse one YAML document that starts on `first_line` of `file`.

    Returns the root, or None where the document is empty or not YAML at all, and every problem met.
    """
    reader = _EventReader(text, file, first_line)
    try:
        return reader.document(), reader.problems
    except _Stop as stop:
        return None, [*reader.problems, stop.problem]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, first_line + mark.line, mark.column + 1) if mark else Place(file)
        what = ", ".join(part for part in (error.context, error.problem) if part)
        problem = _unquoted(text, place, first_line) or Problem.error(
            place, "yaml", f"not YAML: {what}", _remedy(text, place.line - first_line)
        )
        return None, [*reader.problems, problem]
    except yaml.YAMLError as error:
        problem = Problem.error(
            Place(file, first_line), "yaml", f"not YAML: {' '.join(str(error).split())}", "remove the character that it names"
        )
        return None, [*reader.problems, problem]


def _unquoted(text: str, place: Place, first_line: int) -> Problem | None:
    """The problem of a value that begins with a character of YAML's own and isn't in quotes, on the line of a fault or the one before."""
    lines = text.split("\n")
    for number in (place.line - first_line, place.line - first_line - 1):
        found = _SPECIAL_VALUE.fullmatch(lines[number]) if 0 <= number < len(lines) else None
        if found and not _is_yaml(lines[number]):
            key, value = found["key"], found["value"]
            message = f"{key}: a value that begins with {value[0]} is read as something else than text"
            where = Place(place.file, first_line + number, found.start("value") + 1)
            return Problem.error(where, "yaml", message, f"put the value in quotes: {key}: {quoted(value)}")
    return None


def _is_yaml(line: str) -> bool:
    try:
        for _ in yaml.parse(line, Loader=_Loader):
            pass
    except yaml.YAMLError:
        return False
    return True


_SPECIAL_VALUE = re.compile(r"""(?P<key>[\w-]+):[ ]+(?P<value>[\[\]{}@`%\-"'&*!|>?,].*?)[ ]*""")


def _remedy(text: str, line: int) -> str:
    lines = text.split("\n")
    near = lines[line] if 0 <= line < len(lines) else ""
    if "\t" in near:
        return "YAML is indented by spaces: replace the tab"
    if re.match(r"\s*[\w-]+: .*(: | #)", near):
        return "put the value in quotes: a colon or hash inside it means something to YAML"
    return "check quotes, brackets and indentation on this line and the one before"


class _EventReader:
    """Walks the parser's events and builds nodes."""

    def __init__(self, text: str, file: str, first_line: int) -> None:
        self.file = file
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.events: Iterator[Any] = yaml.parse(text, Loader=_Loader)
        self.lines = text.split("\n")

    def place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self.file, self.first_line + mark.line, mark.column + 1)

    def comment(self, event: Any) -> str:
        """The comment on the line on which a plain scalar ends."""
        mark = event.end_mark
        if event.style or mark.line >= len(self.lines):
            return ""
        rest = self.lines[mark.line][mark.column :].strip()
        return rest if rest.startswith("#") else ""

    def document(self) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Stop(
                        Problem.error(
                            self.place(event), "yaml-documents", "a second YAML document", "keep one, remove the '---' between them"
                        )
                    )
                root = self.value(next(self.events), 0)
        return root

    def value(self, event: Any, depth: int) -> Node:
        place = self.place(event)
        if depth > MAX_DEPTH:
            raise _Stop(Problem.error(place, "yaml-depth", f"nested more than {MAX_DEPTH} deep", "flatten it"))
        if isinstance(event, yaml.AliasEvent):
            self.problems.append(
                Problem.error(place, "yaml-alias", f"an alias (*{event.anchor})", "write the value out; quote a word that starts with '*'")
            )
            return ScalarNode("", place)
        if event.anchor:
            self.problems.append(
                Problem.error(place, "yaml-anchor", f"an anchor (&{event.anchor})", "remove it; quote a word that starts with '&'")
            )
        if event.tag is not None and event.tag != "!":
            self.problems.append(
                Problem.error(place, "yaml-tag", f"a YAML tag ({event.tag})", "remove it; quote a word that starts with '!'")
            )
        if isinstance(event, yaml.ScalarEvent):
            return ScalarNode(event.value, place, self.comment(event))
        if isinstance(event, yaml.SequenceStartEvent):
            return SequenceNode(tuple(self.sequence(depth)), place)
        return self.mapping(place, depth)

    def sequence(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            yield self.value(event, depth + 1)

    def mapping(self, place: Place, depth: int) -> MappingNode:
        items: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.value(event, depth + 1)
            value = self.value(next(self.events), depth + 1)
            if not isinstance(key, ScalarNode):
                self.problems.append(Problem.error(key.place, "yaml-key", "a key that is no word", "write 'key: value'"))
            elif key.value in items:
                first = keys[key.value].line
                self.problems.append(
                    Problem.error(key.place, "duplicate-key", f"'{key.value}' stands twice, first on line {first}", "keep one of the two")
                )
            else:
                items[key.value], keys[key.value] = value, key.place
        return MappingNode(items, keys, place)


_RAW = r"\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff"
"""Characters that YAML lets nobody write as they are, or that no editor shows, as a regular expression has them in brackets."""

# A word that is safe without quotes wherever a value may stand, in YAML 1.1 and 1.2 alike.
_PLAIN = re.compile(rf"[^\s\-?:,\[\]{{}}#&*!|>'\x22%@`~=<\x00-\x1f{_RAW}][^\x00-\x1f{_RAW}]*")
_FLOW = re.compile(r"[,\[\]{}]|:\?")
_NEVER_RAW = re.compile(f"[{_RAW}]")
_RESOLVER: Any = yaml.resolver.Resolver()


def _compact(pattern: str) -> str:
    """A verbose pattern without its white space, but for that inside of brackets."""
    return re.sub(r"(\[[^\]]*\])|\s+", lambda match: match[1] or "", pattern)


RULES = {
    "plain": f"^(?:{_PLAIN.pattern})$",
    "flow": _FLOW.pattern,
    "never_raw": _NEVER_RAW.pattern,
    "typed": sorted({_compact(pattern.pattern) for rows in _RESOLVER.yaml_implicit_resolvers.values() for _, pattern in rows}),
}
"""What `word` goes by, as JSON takes it, for the browser's `word` (`site/assets/record.js`). `typed` is what YAML would take for no text."""


def word(value: str, *, flow: bool = False, date: bool = False) -> str:
    """One YAML scalar on one line that reads back as `value`, quoted only where it must be.

    `flow` is for a value inside brackets. `date` lets a date stand plain, as people write it.
    """
    if _stands_plain(value, flow=flow) and (date or _RESOLVER.resolve(yaml.ScalarNode, value, (True, False)) == "tag:yaml.org,2002:str"):
        return value
    return quoted(value)


def _stands_plain(value: str, *, flow: bool = False) -> bool:
    """Whether a word reads back as it is without quotes, if only as some type of YAML's."""
    return (
        _PLAIN.fullmatch(value) is not None
        and value == value.strip()
        and ": " not in value
        and " #" not in value
        and not value.endswith(":")
        and not (flow and _FLOW.search(value))
    )


def quoted(value: str) -> str:
    """A YAML scalar in double quotes, on one line."""
    return _NEVER_RAW.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))
