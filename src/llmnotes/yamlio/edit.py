"""Edits of YAML that leave every other byte alone: comments, quotes and layout stay as people wrote them.

What an edit made must be read again by its caller: layouts that it can't deal with raise Unfit, or come out otherwise than wanted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from llmnotes.yamlio import strict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Cut = tuple[int, int, str]
"""A stretch of the text (from, to), and what comes in its place."""


class Unfit(Exception):
    """The text can't be edited by these means."""


class Yaml:
    """One YAML document whose root has keys."""

    def __init__(self, text: str) -> None:
        """Raises Unfit where it is none."""
        self.text = text
        try:
            # The pure loader: its marks count characters in every release.
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            raise Unfit from error
        self.root = as_mapping(root)

    def with_scalar(self, key: str, new: str) -> str:
        """The text with another value for `key`."""
        return applied(self.text, [self.scalar(child(self.root, key), new, flow=self.root.flow_style)])

    def with_items(self, key: str, new: Sequence[str | None]) -> str:
        """The text with another word for each item at `key`, or without it where that is None; without the key where nothing is left."""
        items = as_sequence(child(self.root, key))
        if all(word is None for word in new):
            return applied(self.text, [self.without_key(self.root, key)])
        cuts = [
            self.scalar(node, word, flow=items.flow_style)
            for node, word in zip(items.value, new, strict=True)
            if word is not None and word != node.value
        ]
        return applied(self.text, [*cuts, *self.without(items, [place for place, word in enumerate(new) if word is None])])

    def scalar(self, node: yaml.Node, new: str, *, flow: bool | None) -> Cut:
        """Another word for one, in the same quotes, and as little of it as differs where it can be."""
        if not isinstance(node, yaml.ScalarNode):
            raise Unfit
        start, end = self.span(node)
        raw = self.text[start:end]
        if node.style in {"'", '"'}:
            inner = raw[1:-1]
            # Where the quotes hold the very value, nothing in it is escaped.
            plain = inner == node.value and not {"'", '"', "\\"} & set(new)
            word = f"{node.style}{new}{node.style}" if plain else strict.quoted(new)
        else:
            word = strict.word(new, flow=bool(flow))
        return start, end, word

    def without(self, items: yaml.SequenceNode, places: Sequence[int]) -> list[Cut]:
        """A list without the items at these places; some must be left."""
        if not items.flow_style:
            return [self._line_of(items.value[place]) for place in places]
        cuts = []
        for place in places:
            kept_before = any(other not in places for other in range(place))
            if kept_before:
                cuts.append((self.span(items.value[place - 1])[1], self.span(items.value[place])[1], ""))
            else:
                cuts.append((self.span(items.value[place])[0], self.span(items.value[place + 1])[0], ""))
        return cuts

    def without_key(self, mapping: yaml.MappingNode, key: str) -> Cut:
        """A mapping without one of its keys, which isn't its only one."""
        place = next(place for place, (node, _) in enumerate(mapping.value) if node.value == key)
        name, value = mapping.value[place]
        if mapping.flow_style:
            if place:
                return self.span(mapping.value[place - 1][1])[1], self.span(value)[1], ""
            return self.span(name)[0], self.span(mapping.value[place + 1][0])[0], ""
        start = self._line_start(self.span(name)[0])
        if self.text[start : self.span(name)[0]].strip():
            raise Unfit
        return start, self._line_end(self.span(value)[1]), ""

    def _line_of(self, node: yaml.Node) -> Cut:
        """An item of a list in lines, with its dash."""
        first, last = self.span(node)
        start = self._line_start(first)
        if self.text[start:first].strip() != "-":
            raise Unfit
        return start, self._line_end(last), ""

    def added(self, items: yaml.SequenceNode, words: Iterable[str]) -> list[Cut]:
        """A list with further items, each as YAML writes it, at its end."""
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

    def with_key(self, mapping: yaml.MappingNode, key: str, text: str) -> Cut:
        """A mapping with one more key at its end, its value as YAML writes it on one line."""
        _, last = self.span(mapping.value[-1][1])
        if mapping.flow_style:
            return last, last, f", {key}: {text}"
        first = self.span(mapping.value[0][0])[0]
        return self._lines_behind(last, [f"{' ' * (first - self._line_start(first))}{key}: {text}"])

    def _lines_behind(self, place: int, lines: Sequence[str]) -> Cut:
        """Lines behind the one that holds this place."""
        newline = "\r\n" if "\r\n" in self.text else "\n"
        end = self._line_end(place)
        before = "" if self.text[:end].endswith("\n") else newline
        return end, end, f"{before}{newline.join(lines)}{newline}"

    def span(self, node: yaml.Node) -> tuple[int, int]:
        """Where a node begins and ends, without the comments and blank lines behind it."""
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
    """The node, if it has keys. Raises Unfit."""
    if not isinstance(node, yaml.MappingNode):
        raise Unfit
    return node


def as_sequence(node: yaml.Node | None) -> yaml.SequenceNode:
    """The node, if it is a list. Raises Unfit."""
    if not isinstance(node, yaml.SequenceNode):
        raise Unfit
    return node


def child(mapping: yaml.MappingNode, key: str) -> yaml.Node:
    """The value of a key. Raises Unfit where there is none."""
    found = find(mapping, key)
    if found is None:
        raise Unfit
    return found


def find(mapping: yaml.MappingNode, key: str) -> yaml.Node | None:
    """The value of a key, if it is there."""
    return next((value for name, value in mapping.value if name.value == key), None)


def applied(text: str, cuts: Iterable[Cut]) -> str:
    """The text with all cuts made. Raises Unfit where two of them overlap."""
    end_of_next = len(text)
    for start, end, word in sorted(cuts, reverse=True):
        if end > end_of_next:
            raise Unfit
        text = f"{text[:start]}{word}{text[end:]}"
        end_of_next = start
    return text
