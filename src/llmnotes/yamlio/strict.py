"""Parse YAML strictly, and render YAML scalars, for files that people edit.

Every scalar stays a string: `NO` doesn't become a boolean, and the caller must check dates such as `2023-09-31`. Every value has its place in the file.
Aliases, anchors, tags, duplicate keys and second documents are problems. Without aliases, a small hostile file can't expand to gigabytes in memory.
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

# libyaml reads 7 times faster than PyYAML's own parser. A PyYAML built without libyaml works too.
_Loader = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))

MAX_DEPTH = 20
"""The maximum number of levels of nesting. Files that people write have up to 3 levels."""
MAX_SKIPPED = 10
"""The maximum number of invalid values that `read_by_line` replaces by empty values.

The function parses the whole text again after each of them, so without this limit, a text with many invalid values would take quadratic time.
"""


@dataclasses.dataclass(frozen=True, slots=True)
class ScalarNode:
    """A YAML scalar: its text, without quotes and escapes, and its place in the file."""

    value: str
    place: Place
    comment: str = ""
    """The YAML comment after an unquoted value, with its `#`; else empty. `title: C #1` has the value `C` and the comment `#1`."""


@dataclasses.dataclass(frozen=True, slots=True)
class SequenceNode:
    """A YAML list, with its place in the file."""

    items: tuple[Node, ...]
    place: Place


@dataclasses.dataclass(frozen=True, slots=True)
class MappingNode:
    """A YAML mapping: its values by key, in the order of the file, and the place of each key."""

    items: dict[str, Node]
    keys: dict[str, Place]
    place: Place


Node = ScalarNode | SequenceNode | MappingNode


class _Stop(Exception):
    """Raised for a problem after which the YAML parser can't continue."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read(text: str, file: str, *, first_line: int = 1) -> tuple[Node | None, list[Problem]]:
    """Parse one YAML document.

    Args:
        text: The document.
        file: The path of its file, as messages show it.
        first_line: The line of the file on which the document begins.

    Returns:
        The root, and every problem. The root is None if the document is empty, or if it has a problem after which the parser can't continue: a syntax
        error, a second document, or too many levels of nesting. Then the problems after this one are not found.

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
            Place(file, first_line), "yaml", f"not YAML: {' '.join(str(error).split())}", "remove the character that the message names"
        )
        return None, [*reader.problems, problem]


def read_by_line(text: str, file: str) -> tuple[Node | None, list[Problem], set[str]]:
    """Parse one YAML document of `key: value` lines. A value that alone isn't valid YAML is parsed as if it were empty.

    Args:
        text: The document, which begins on line 1 of its file.
        file: The path of its file, as messages show it.

    Returns:
        The root, the problems, and the keys whose values were parsed as if they were empty. The root is None if the document is empty, has a second document
        or too many levels of nesting, or still has a syntax error after all invalid values, or the first `MAX_SKIPPED` of them, were replaced by empty
        values.

    """
    root, problems = read(text, file)
    lines = text.split("\n")
    stops: list[Problem] = []
    skipped: set[str] = set()
    while stop := next((problem for problem in problems if problem.rule == "yaml"), None):
        number = _faulty_line(lines, stop.place.line - 1) if len(stops) < MAX_SKIPPED else None
        if number is None:
            # The empty value in place of an invalid value may cause this problem, so the problem is reported only if no value was replaced.
            return None, [*stops, *(problem for problem in problems if problem is not stop or not stops)], skipped
        # Parse the value alone to find the place of its problem. In the whole text, the parser may report the problem many lines later.
        end = _end_of_value(lines, number)
        _, of_value = read("\n".join(lines[number:end]), file, first_line=number + 1)
        stops += of_value[-1:]
        key = lines[number].partition(":")[0]
        lines[number:end] = [f"{key}:", *[""] * (end - number - 1)]
        skipped.add(key)
        root, problems = read("\n".join(lines), file)
    return root, [*stops, *problems], skipped


def _faulty_line(lines: list[str], last: int) -> int | None:
    """Return the index of the last line that has the form `key: value` and whose value alone isn't valid YAML; None if there is no such line.

    Only the `_REACH` lines that end with the line at index `last` are searched.
    """
    last = min(last, len(lines) - 1)
    candidates = (number for number in range(last, max(-1, last - _REACH), -1) if _KEY_VALUE.fullmatch(lines[number]))
    return next((number for number in candidates if not _is_yaml("\n".join(lines[number : _end_of_value(lines, number)]))), None)


def _end_of_value(lines: list[str], number: int) -> int:
    """Return the index after the last line of the value that begins on the line at index `number`.

    A value has several lines only if it begins with a bracket or a quotation mark that is closed on a later line, before the next key.
    """
    found = _SPECIAL_VALUE.fullmatch(lines[number])
    close = _CLOSING.get(found["value"][0]) if found else None
    if found and close and close not in found["value"][1:]:
        for later, line in enumerate(lines[number + 1 : number + _REACH], number + 1):
            if line and line[0] not in {" ", "\t", close}:
                break
            if close in line:
                return later + 1
    return number + 1


def _unquoted(text: str, place: Place, first_line: int) -> Problem | None:
    """Return the problem for a line `key: value` that is not valid YAML because of the first character of its value, or because of a colon in its value.

    Such a value begins with a YAML syntax character, such as `@`, `[` or a quotation mark, or has a colon before a space or at its end, and usually needs
    quotes. Only the line at `place` and the line before it are searched. Return None if neither has such a value.
    """
    lines = text.split("\n")
    for number in (place.line - first_line, place.line - first_line - 1):
        found = _SPECIAL_VALUE.fullmatch(lines[number]) if 0 <= number < len(lines) else None
        if found and _end_of_value(lines, number) == number + 1 and not _is_yaml(lines[number]):
            key, value = found["key"], found["value"]
            message = f"{key}: YAML doesn't read a value that begins with {value[0]} as text"
            remedy = f"put the value in quotes: {key}: {quoted(value)}"
            close = _CLOSING.get(value[0])
            if close and close not in value[1:]:
                message, remedy = (
                    f"{key}: the {value[0]} at the beginning is not closed",
                    f"write {close} at the end of the line, or {remedy}",
                )
            elif value[0] == "[" and value.endswith("]"):
                message = f"{key}: the list in brackets is not valid YAML"
                remedy = f'put each item that is not a plain word in quotes, as in ["@a", b]; or if the value is text, {remedy}'
            where = Place(place.file, first_line + number, found.start("value") + 1)
            return Problem.error(where, "yaml", message, remedy)
        colon = _COLON_VALUE.fullmatch(lines[number]) if 0 <= number < len(lines) else None
        if colon and not _is_yaml(lines[number]):
            key, value = colon["key"], colon["value"]
            message = f"{key}: YAML doesn't read a value as text if a colon is before a space or at the end of the value"
            where = Place(place.file, first_line + number, colon.start("value") + 1)
            return Problem.error(where, "yaml", message, f"put the value in quotes: {key}: {quoted(value)}")
    return None


def _is_yaml(line: str) -> bool:
    try:
        for _ in yaml.parse(line, Loader=_Loader):
            pass
    except yaml.YAMLError:
        return False
    return True


_CLOSING = {"[": "]", "{": "}", "'": "'", '"': '"'}
_REACH = 100
"""The number of lines, up to the line that the YAML parser reports, that are searched for the line that causes the problem."""
_KEY_VALUE = re.compile(r"[\w-]+:[ ]+\S.*")
_SPECIAL_VALUE = re.compile(r"""(?P<key>[\w-]+):[ ]+(?P<value>[\[\]{}@`%\-"'&*!|>?,].*?)[ ]*""")


_COLON_VALUE = re.compile(r"(?P<key>[\w-]+):[ ]+(?P<value>[^\s\[{'\"#].*?:(?: .*)?)[ ]*")


def _remedy(text: str, line: int) -> str:
    lines = text.split("\n")
    near = lines[line] if 0 <= line < len(lines) else ""
    if re.match(r"[ -]*\t", near):
        return "replace the tab with spaces: YAML must be indented with spaces"
    if re.match(r"[ -]*[\w-]+: .*(: | #)", near) and not _is_yaml(near):
        return "put the value in quotes: YAML interprets a colon or a hash inside an unquoted value"
    return "check quotes, brackets, indentation and the space after each colon, on this line and the line before"


class _EventReader:
    """Builds nodes from the events of the YAML parser, and collects problems."""

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
        """Return the YAML comment that follows the scalar of `event` on its line; an empty string if there is none, or if the scalar has quotes."""
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
                    remedy = "keep one document, and remove the line '---' between the documents"
                    raise _Stop(Problem.error(self.place(event), "yaml-documents", "the file holds a second YAML document", remedy))
                root = self.value(next(self.events), 0)
        return root

    def value(self, event: Any, depth: int) -> Node:
        place = self.place(event)
        if depth > MAX_DEPTH:
            message = f"values are nested more than {MAX_DEPTH} levels deep"
            raise _Stop(Problem.error(place, "yaml-depth", message, "use fewer levels"))
        if isinstance(event, yaml.AliasEvent):
            remedy = "write the value itself; put text that begins with '*' in quotes"
            self.problems.append(Problem.error(place, "yaml-alias", f"the value is a YAML alias (*{event.anchor})", remedy))
            return ScalarNode("", place)
        if event.anchor:
            remedy = "remove the anchor; put text that begins with '&' in quotes"
            self.problems.append(Problem.error(place, "yaml-anchor", f"the value has a YAML anchor (&{event.anchor})", remedy))
        if event.tag is not None and event.tag != "!":
            remedy = "remove the tag; put text that begins with '!' in quotes"
            self.problems.append(Problem.error(place, "yaml-tag", f"the value has a YAML tag ({event.tag})", remedy))
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
                remedy = "write 'key: value'; put text that begins with '{', '[' or '?' in quotes"
                self.problems.append(Problem.error(key.place, "yaml-key", "a key is a list or a mapping", remedy))
            elif key.value in items:
                message = f"the key '{key.value}' occurs twice, first on line {keys[key.value].line}"
                self.problems.append(Problem.error(key.place, "duplicate-key", message, "keep one of the two lines"))
            else:
                items[key.value], keys[key.value] = value, key.place
        return MappingNode(items, keys, place)


_RAW = r"\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff"
"""Characters that YAML doesn't allow without an escape, or that editors don't show.

The text is a part of a regular expression: it must be put between brackets, as in `[{_RAW}]`.
"""


# Matches a value whose first and other characters are allowed without quotes in both YAML 1.1 and YAML 1.2.
# The value may still need quotes because of a colon, a `#` or a bracket in it: `_is_plain` looks for these.
_PLAIN = re.compile(rf"[^\s\-?:,\[\]{{}}#&*!|>'\x22%@`~=<\x00-\x1f{_RAW}][^\x00-\x1f{_RAW}]*")
_FLOW = re.compile(r"[,\[\]{}]|:\?")
_NEVER_RAW = re.compile(f"[{_RAW}]")
_RESOLVER: Any = yaml.resolver.Resolver()


def _compact(pattern: str) -> str:
    """Return a regular expression that is written for `re.VERBOSE` without its white space, except inside brackets."""
    return re.sub(r"(\[[^\]]*\])|\s+", lambda match: match[1] or "", pattern)


RULES = {
    "plain": f"^(?:{_PLAIN.pattern})$",
    "flow": _FLOW.pattern,
    "never_raw": _NEVER_RAW.pattern,
    "typed": sorted({_compact(pattern.pattern) for rows in _RESOLVER.yaml_implicit_resolvers.values() for _, pattern in rows}),
}
"""The patterns that `word` uses, as JSON values, for the JavaScript copy of `word` in `site/assets/record.js`. `typed` matches values that YAML doesn't
read as text, such as numbers and dates."""


def word(value: str, *, flow: bool = False, date: bool = False) -> str:
    """Return a YAML scalar on one line that parses to `value`. The scalar has quotes only if it needs them.

    Args:
        value: The text.
        flow: Whether the scalar is inside brackets.
        date: Whether `value` is a date, which is written without quotes.

    """
    if _is_plain(value, flow=flow) and (date or _RESOLVER.resolve(yaml.ScalarNode, value, (True, False)) == "tag:yaml.org,2002:str"):
        return value
    return quoted(value)


def _is_plain(value: str, *, flow: bool = False) -> bool:
    """Return whether the value certainly keeps all its characters when it is written without quotes.

    YAML may still read the value as another type than text, such as a number. For some values that would keep their characters, such as `-a`, the result
    is False. `flow` says whether the value is inside brackets.
    """
    return (
        _PLAIN.fullmatch(value) is not None
        and value == value.strip()
        and ": " not in value
        and " #" not in value
        and not value.endswith(":")
        and not (flow and _FLOW.search(value))
    )


def quoted(value: str) -> str:
    """Return a YAML scalar in double quotes, on one line."""
    return _NEVER_RAW.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))
