"""Texts that may slow a parser down: repeated tokens of Markdown, HTML, YAML and white space, in many patterns.

A shape is a pattern from which a text of any length can be made. The time that a parser takes for such a text must not grow faster than the text's length.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TOKENS = (
    *("a", "A", "0", "あ", "ｶ", "ﬃ", "\u0301", "\U0001f600", "-a", "a.", "--", "gh-1 ", "@a "),
    *(" ", "\t", "\n", "\n\n", "\n  ", "\n    ", "\r\n", "\u3000", "\xa0", "\u2028", "  \n", "\\\n"),
    *("[", "]", "![", "](", "](<", "(", ")", "（", "）", "[a](", "[a](b)", '[a](b "', "![a](b)", "[a]", "[a][", "[a]:", '[a]: b "', "[a]: b\n", "[^a]"),
    *("<", ">", "<a", "<a b='", "</", "<!--", "-->", "<![CDATA[", "<?", "<!A", "<http:", "<http:a>", "<a@b>", "<p>", "<a href=x>"),
    *("*", "**", "_", "~", "~~", "`", "``", "```", "~~~", "\\", "\\`", "&", "&amp;", "&#", "&#1;"),
    *("#", "# ", "> ", ">", "- ", "-", "+ ", "* ", "1. ", "=", "---", "|", "|a", "|-|\n", ":-:|", "a|b\n-|-\n", "    a"),
    *(":", "/", "//", "://", "http://", "https://a.example/", "https://a.example/(", "https://a.example/'", "mailto:", "mailto:a@b.c", "www.", "@", ".", ",", "%", "?", "!"),
    *('"', "'", "{", "}", "a: ", "- a: ", "---\n", "#a", " #", ": ", "&a", "*a", "!a", "\ufeff", "\u202e"),
)  # fmt: skip


_FEW = 1_000
"""The number of tokens in each text of the shapes that `sparse` returns."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """A pattern from which a text of any length can be made."""

    name: str
    make: Callable[[int], str]
    """Takes a number of characters, and returns a text with at least this length and not much longer."""


def single() -> Iterator[Shape]:
    """Yield shapes whose texts repeat one token."""
    for token in TOKENS:
        yield _shape(f"{token!r} repeated", _run, token)
        yield _shape(f"{token!r} on lines", _run, f"{token}\n")
        yield _shape(f"{token!r} in paragraphs", _run, f"{token}\n\n")
        yield _shape(f"{token!r} before words", _run, f"{token}a ")
        yield _shape(f"{token!r} between two words", _between, "a", token, "b")
        yield _shape(f"{token!r} in growing runs", _growing, token)
        yield _shape(f"{token!r} numbered", _numbered, token)


def sparse() -> Iterator[Shape]:
    """Yield shapes whose texts have about 1,000 tokens, at any length. A parser's limit on the number of tokens doesn't apply to such texts."""
    for token in TOKENS:
        for filler in ("a", "a ", "あ"):
            yield _shape(f"{token!r} far apart in {filler!r}", _far_apart, token, filler)
            yield _shape(f"{token!r} many times before {filler!r}", _between, token * _FEW, filler, token)


def double() -> Iterator[Shape]:
    """Yield shapes whose texts repeat two tokens."""
    for one, other in itertools.permutations(TOKENS, 2):
        yield _shape(f"{one!r} {other!r} alternated", _run, f"{one}{other}")
        yield _shape(f"{one!r} {other!r} on lines", _run, f"{one}a{other}\n")
        yield _shape(f"{one!r} {other!r} nested", _nested, one, other)
        yield _shape(f"{one!r} once, {other!r} repeated", _between, one, other, one)


def named(name: str) -> Shape:
    """Return the shape with this name, among the shapes that `single`, `sparse` and `double` yield."""
    return next(shape for shape in itertools.chain(single(), sparse(), double()) if shape.name == name)


def _shape(name: str, make: Callable[..., str], *pieces: str) -> Shape:
    return Shape(name=name, make=functools.partial(make, *pieces))


def _run(piece: str, size: int) -> str:
    return piece * -(-size // len(piece))


def _between(before: str, piece: str, after: str, size: int) -> str:
    return f"{before}{_run(piece, size)}{after}"


def _nested(one: str, other: str, size: int) -> str:
    return f"{_run(one, size // 2)}a{_run(other, size // 2)}"


def _far_apart(token: str, filler: str, size: int) -> str:
    return _run(token + _run(filler, size // _FEW), size)


def _growing(token: str, size: int) -> str:
    """Return a text with one token, then two tokens in a row, then three, and so on, separated by words."""
    pieces: list[str] = []
    length = 0
    while length < size:
        pieces.append(f"{token * (len(pieces) + 1)}a ")
        length += len(pieces[-1])
    return "".join(pieces)


def _numbered(token: str, size: int) -> str:
    """Return numbered lines, so that all lines are different."""
    pieces: list[str] = []
    length = 0
    while length < size:
        pieces.append(f"{token}{len(pieces)}\n")
        length += len(pieces[-1])
    return "".join(pieces)
