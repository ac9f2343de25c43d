"""The time of each parser of untrusted input grows no faster than the text.

The tests compare the time for a text with the time of the same parser for a shorter text. `bench/growth.py` tries many more shapes.
Coverage is not measured in these tests, because it slows down Python code and not libraries in C. The parsers' own tests cover the same lines.
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
"""The length of the longer text, as a multiple of the shorter one's."""
MOST = 10
"""The most time for the longer text, as a multiple of the shorter one's. Linear growth gives 4, quadratic growth 16."""
NOISE = 0.05
"""The CPU time in seconds below which a measurement is too uncertain, so that longer texts must be measured."""
CERTAIN = 0.5
"""The CPU time in seconds from which a measurement shows the kind of growth, so that no longer text needs to be measured."""


def taken(reader: Callable[[str], None], text: str) -> float:
    began = time.process_time()
    reader(text)
    return time.process_time() - began


def grows_too_fast(reader: Callable[[str], None], shape: Shape) -> bool:
    """Return whether the time grows faster than the text's length, from one size to the next."""
    before = taken(reader, shape.make(SIZE))
    for size in (SIZE * TIMES, SIZE * TIMES**2):
        now = taken(reader, shape.make(size))
        if now > NOISE and now > MOST * before:  # measure again: a pause of the machine can spoil one measurement
            pairs = [(taken(reader, shape.make(size // TIMES)), taken(reader, shape.make(size))) for _ in range(3)]
            if min(long for _, long in pairs) > MOST * max(NOISE / MOST, min(short for short, _ in pairs)):
                return True
        if now > CERTAIN:
            return False
        before = now
    return False


# Every parser gets a different sample of the shapes, because all shapes for all parsers take an hour.
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
"""Shapes that took minutes in earlier versions."""


@pytest.mark.parametrize(("reader", "shape"), SAMPLE, ids=[f"{name}: {shape.name}" for name, shape in SAMPLE])
def test_time_grows_no_faster_than_the_text(reader: str, shape: Shape) -> None:
    assert not grows_too_fast(READERS[reader], shape)


@pytest.mark.parametrize("reader", ["lint", "render_note", "read_form"])
@pytest.mark.parametrize("name", KNOWN)
def test_time_grows_no_faster_than_the_text_for_shapes_that_were_slow_once(reader: str, name: str) -> None:
    assert not grows_too_fast(READERS[reader], named(name))


@pytest.mark.parametrize(
    ("reader", "name"), [("read_log", "'- ' numbered"), ("import_log", "'a' repeated"), ("read_page_metadata", "'<p>' repeated")]
)
def test_time_grows_no_faster_than_the_text_for_long_lists_and_pages(reader: str, name: str) -> None:
    assert not grows_too_fast(READERS[reader], named(name))


def test_quadratic_growth_is_detected() -> None:
    def quadratic(text: str) -> None:
        for end in range(0, len(text), 16):
            text.count("b", 0, end)

    shape = Shape(name="'a' repeated", make=lambda size: "a" * size)
    assert grows_too_fast(quadratic, shape)
