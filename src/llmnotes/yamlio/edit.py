"""Change, add or remove single values in YAML text. All other text stays as people wrote it, with its comments, quotes and layout.

A function raises Unfit if it can't make the edit in the layout of the text. In a few unusual layouts, an edit changes another value instead of raising
Unfit. So the caller must parse the result and compare the values with the expected ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from llmnotes.yamlio import strict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Edit = tuple[int, int, str]
"""An edit of a text: the start and the end of a range of the text, and the text that replaces this range."""


class Unfit(Exception):
    """Raised if the layout of a text can't be edited by this module, or if the text doesn't have the value that is to be edited."""


class Yaml:
    """One YAML document whose root is a mapping. Methods return either the whole edited text, or edits, which the function `applied` makes."""

    def __init__(self, text: str) -> None:
        """Parse the document. Raises Unfit if the text isn't YAML, or its root isn't a mapping."""
        self.text = text
        try:
            # Use the pure Python loader. Positions from libyaml are counted in bytes or in characters, depending on its release.
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            raise Unfit from error
        self.root = as_mapping(root)

    def with_scalar(self, key: str, new: str) -> str:
        """Return the text with `new` as the value of `key`. Raises Unfit if the root lacks the key, or if the value is a list or mapping."""
        return applied(self.text, [self.scalar(child(self.root, key), new, flow=self.root.flow_style)])

    def with_items(self, key: str, new: Sequence[str | None]) -> str:
        """Return the text with other items in the list at `key`.

        `new` has one value for each old item, in the same order; None removes the item. If all values are None, the key is removed too.
        """
        items = as_sequence(child(self.root, key))
        if all(word is None for word in new):
            return applied(self.text, [self.without_key(self.root, key)])
        edits = [
            self.scalar(node, word, flow=items.flow_style)
            for node, word in zip(items.value, new, strict=True)
            if word is not None and word != node.value
        ]
        return applied(self.text, [*edits, *self.without(items, [place for place, word in enumerate(new) if word is None])])

    def scalar(self, node: yaml.Node, new: str, *, flow: bool | None) -> Edit:
        """Return the edit that replaces a scalar with `new`.

        A scalar in quotes keeps its kind of quotes if the old text has no escapes, and `new` has no quotation marks and no backslashes; otherwise it gets
        double quotes. A scalar without quotes gets double quotes only if `new` needs them. `flow` says whether the scalar is inside brackets.
        Raises Unfit if the node isn't a scalar.
        """
        if not isinstance(node, yaml.ScalarNode):
            raise Unfit
        start, end = self.span(node)
        raw = self.text[start:end]
        if node.style in {"'", '"'}:
            inner = raw[1:-1]
            # The old text has no escapes if the text between its quotes equals the value.
            plain = inner == node.value and not {"'", '"', "\\"} & set(new)
            word = f"{node.style}{new}{node.style}" if plain else strict.quoted(new)
        else:
            word = strict.word(new, flow=bool(flow))
        return start, end, word

    def with_comment(self, key: str) -> str:
        """Return the text with the value of `key` and the YAML comment after it in one pair of double quotes: `title: C #1` becomes `title: "C #1"`.

        Raises Unfit if the value has quotes already, isn't a scalar or is missing, or if no comment follows it.
        """
        node = child(self.root, key)
        if not isinstance(node, yaml.ScalarNode) or node.style:
            raise Unfit
        start, end = self.span(node)
        comment = self.text[end : self._line_end(end)].strip()
        if not comment.startswith("#"):
            raise Unfit
        place = self.text.index(comment, end)
        # An empty value ends right after the colon. The space between the colon and the comment stays.
        edit = (start if node.value else place, place + len(comment), strict.quoted(f"{node.value} {comment}".strip()))
        return applied(self.text, [edit])

    def without(self, items: yaml.SequenceNode, places: Sequence[int]) -> list[Edit]:
        """Return the edits that remove the items at the indexes `places`. At least one item must remain."""
        if not items.flow_style:
            return [self._line_of(items.value[place]) for place in places]
        edits = []
        for place in places:
            kept_before = any(other not in places for other in range(place))
            if kept_before:
                edits.append((self.span(items.value[place - 1])[1], self.span(items.value[place])[1], ""))
            else:
                edits.append((self.span(items.value[place])[0], self.span(items.value[place + 1])[0], ""))
        return edits

    def without_key(self, mapping: yaml.MappingNode, key: str) -> Edit:
        """Return the edit that removes a key with its value. The mapping must have at least one other key.

        Raises Unfit if the mapping lacks the key, or if other text, such as the dash of a list item, is before the key on its line.
        """
        place = next((place for place, (node, _) in enumerate(mapping.value) if node.value == key), None)
        if place is None:
            raise Unfit
        name, value = mapping.value[place]
        if mapping.flow_style:
            if place:
                return self.span(mapping.value[place - 1][1])[1], self.span(value)[1], ""
            return self.span(name)[0], self.span(mapping.value[place + 1][0])[0], ""
        start = self._line_start(self.span(name)[0])
        if self.text[start : self.span(name)[0]].strip():
            raise Unfit
        return start, self._line_end(self.span(value)[1]), ""

    def _line_of(self, node: yaml.Node) -> Edit:
        """Return the edit that removes all lines of one item of a block list, a YAML list whose items begin with a dash."""
        first, last = self.span(node)
        start = self._line_start(first)
        if self.text[start:first].strip() != "-":
            raise Unfit
        return start, self._line_end(last), ""

    def added(self, items: yaml.SequenceNode, words: Iterable[str]) -> list[Edit]:
        """Return the edits that append items to a list. Each of `words` is the YAML text of one item. Without words, return no edits."""
        texts = list(words)
        if not texts:
            return []
        if items.flow_style:
            end = self.span(items.value[-1])[1] if items.value else self.span(items)[1] - 1
            return [(end, end, f"{', ' if items.value else ''}{', '.join(texts)}")]
        first, (_, last) = self.span(items.value[0])[0], self.span(items.value[-1])
        indent = self.text[self._line_start(first) : first].rstrip(" ").removesuffix("-")
        if indent.strip():
            raise Unfit
        return [self._lines_behind(last, [f"{indent}- {text}" for text in texts])]

    def with_key(self, mapping: yaml.MappingNode, key: str, text: str) -> Edit:
        """Return the edit that appends a key to a mapping, which must have a key already. `text` is the new key's value, as YAML text on one line."""
        _, last = self.span(mapping.value[-1][1])
        if mapping.flow_style:
            return last, last, f", {key}: {text}"
        first = self.span(mapping.value[0][0])[0]
        return self._lines_behind(last, [f"{' ' * (first - self._line_start(first))}{key}: {text}"])

    def _lines_behind(self, place: int, lines: Sequence[str]) -> Edit:
        """Return the edit that inserts lines after the line that contains the character at index `place`."""
        newline = "\r\n" if "\r\n" in self.text else "\n"
        end = self._line_end(place)
        before = "" if self.text[:end].endswith("\n") else newline
        return end, end, f"{before}{newline.join(lines)}{newline}"

    def span(self, node: yaml.Node) -> tuple[int, int]:
        """Return the indexes in the text at which a node starts and ends. Comments and blank lines after the node don't belong to it."""
        last = node
        while isinstance(last, yaml.CollectionNode) and not last.flow_style and last.value:
            last = last.value[-1][1] if isinstance(last, yaml.MappingNode) else last.value[-1]
        end = last.end_mark.index
        if isinstance(last, yaml.ScalarNode) and last.style in {"|", ">"}:
            end = len(self.text[:end].rstrip())
        return node.start_mark.index, end

    def _line_start(self, place: int) -> int:
        return self.text.rfind("\n", 0, place) + 1

    def _line_end(self, place: int) -> int:
        end = self.text.find("\n", place)
        return len(self.text) if end < 0 else end + 1


def as_mapping(node: yaml.Node | None) -> yaml.MappingNode:
    """Return the node if it is a mapping, else raise Unfit."""
    if not isinstance(node, yaml.MappingNode):
        raise Unfit
    return node


def as_sequence(node: yaml.Node | None) -> yaml.SequenceNode:
    """Return the node if it is a list, else raise Unfit."""
    if not isinstance(node, yaml.SequenceNode):
        raise Unfit
    return node


def child(mapping: yaml.MappingNode, key: str) -> yaml.Node:
    """Return the node of a key's value. Raises Unfit if the mapping lacks the key."""
    found = find(mapping, key)
    if found is None:
        raise Unfit
    return found


def find(mapping: yaml.MappingNode, key: str) -> yaml.Node | None:
    """Return the node of a key's value, or None if the mapping lacks the key."""
    return next((value for name, value in mapping.value if name.value == key), None)


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with all edits applied. Raises Unfit if two edits overlap."""
    end_of_next = len(text)
    for start, end, word in sorted(edits, reverse=True):
        if end > end_of_next:
            raise Unfit
        text = f"{text[:start]}{word}{text[end:]}"
        end_of_next = start
    return text
