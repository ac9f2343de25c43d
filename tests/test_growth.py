"""Tests that the time of each parser of untrusted input does not grow faster than the length of the text.

The tests compare the time for a text with the time of the same parser for a shorter text. `bench/growth.py` uses many more shapes.
Coverage is not measured in these tests. It slows down Python code but not C libraries, which would distort the comparison.
"""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING

import pytest
from readers import READERS
from shapes import Shape, double, named, single, sparse

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.no_cover
SIZE = 6_000
TIMES = 4
"""The length of the longer text, as a multiple of the length of the shorter text."""
MOST = 10
"""The maximum time for the longer text, as a multiple of the time for the shorter text. Linear growth gives 4, and quadratic growth 16."""
NOISE = 0.05
"""The minimum CPU time in seconds of a useful measurement. If a text takes less, a longer text is measured."""
CERTAIN = 0.5
"""The CPU time in seconds from which the result is certain. If a text takes this time, no longer text is measured."""


def taken(reader: Callable[[str], None], text: str) -> float:
    began = time.process_time()
    reader(text)
    return time.process_time() - began


def grows_too_fast(reader: Callable[[str], None], shape: Shape) -> bool:
    """Return whether the time that `reader` takes for texts of a shape grows faster than the length of the text."""
    before = taken(reader, shape.make(SIZE))
    for size in (SIZE * TIMES, SIZE * TIMES**2):
        now = taken(reader, shape.make(size))
        if now > NOISE and now > MOST * before:  # measure three more times, because a pause of the machine can falsify one measurement
            pairs = [(taken(reader, shape.make(size // TIMES)), taken(reader, shape.make(size))) for _ in range(3)]
            if min(long for _, long in pairs) > MOST * max(NOISE / MOST, min(short for short, _ in pairs)):
                return True
        if now > CERTAIN:
            return False
        before = now
    return False


# Each parser is tested with another sample of the shapes, because all shapes with all parsers would take an hour.
SAMPLE = [
    (name, shape)
    for offset, name in enumerate(READERS)
    for shape in itertools.chain(
        itertools.islice(single(), 7 * offset, None, 150),
        itertools.islice(sparse(), 7 * offset, None, 300),
        itertools.islice(double(), 700 * offset, None, 25_000),
    )
]
KNOWN = [
    "'\\n' between two words",
    "' ' between two words",
    "'://' repeated",
    "'://' before words",
    "'# ' on lines",
    "'<!--' repeated",
    "'![a](b)' repeated",
    "'[a](b)' repeated",
    "'[' repeated",
    "'![' repeated",
    "'<![CDATA[' repeated",
    "'- ' numbered",
    "'\u0301' repeated",
]
"""Names of shapes of text for which a parser took minutes in earlier versions."""


@pytest.mark.parametrize(("reader", "shape"), SAMPLE, ids=[f"{name}: {shape.name}" for name, shape in SAMPLE])
def test_the_time_to_read_a_text_does_not_grow_faster_than_its_length(reader: str, shape: Shape) -> None:
    assert not grows_too_fast(READERS[reader], shape)


@pytest.mark.parametrize("reader", ["lint", "render_note", "read_form"])
@pytest.mark.parametrize("name", KNOWN)
def test_the_time_to_read_texts_that_were_slow_in_earlier_versions_does_not_grow_faster_than_their_length(reader: str, name: str) -> None:
    assert not grows_too_fast(READERS[reader], named(name))


@pytest.mark.parametrize(
    ("reader", "name"), [("read_log", "'- ' numbered"), ("import_log", "'a' repeated"), ("read_page_metadata", "'<p>' repeated")]
)
def test_the_time_to_read_long_lists_and_pages_does_not_grow_faster_than_their_length(reader: str, name: str) -> None:
    assert not grows_too_fast(READERS[reader], named(name))


def test_the_test_of_growth_detects_a_function_whose_time_grows_with_the_square_of_the_length() -> None:
    def quadratic(text: str) -> None:
        for end in range(0, len(text), 16):
            text.count("b", 0, end)

    shape = Shape(name="'a' repeated", make=lambda size: "a" * size)
    assert grows_too_fast(quadratic, shape)
