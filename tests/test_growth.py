"""No reader of what anyone may send takes a time that grows faster than the text.

Times are compared with times of the same reader on shorter texts, never with seconds. `bench/growth.py` looks at many more shapes.
Coverage is not measured meanwhile: it makes Python's lines slow, and not those of libraries in C, and the readers' own tests run the same lines.
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
"""How much longer the longer text is."""
MOST = 10
"""How many times as long it may take: 4 where time grows with length, 16 where it grows with its square."""
NOISE = 0.05
"""Seconds of CPU time below which a reading says nothing: what is slow there is looked at again with longer texts."""


def taken(reader: Callable[[str], None], text: str) -> float:
    began = time.process_time()
    reader(text)
    return time.process_time() - began


def grows_too_fast(reader: Callable[[str], None], shape: Shape) -> bool:
    """Whether time grows faster than length, from one size to the next, where it can be told from noise."""
    before = taken(reader, shape.make(SIZE))
    for size in (SIZE * TIMES, SIZE * TIMES**2):
        now = taken(reader, shape.make(size))
        if now > NOISE and now > MOST * before:  # a pause of the machine makes one reading long, not two
            pairs = [(taken(reader, shape.make(size // TIMES)), taken(reader, shape.make(size))) for _ in range(3)]
            if min(long for _, long in pairs) > MOST * max(NOISE / MOST, min(short for short, _ in pairs)):
                return True
        before = now
    return False


# Some shapes for each reader, others for each: all of them take an hour.
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
"""Shapes that took minutes once."""


@pytest.mark.parametrize(("reader", "shape"), SAMPLE, ids=[f"{name}: {shape.name}" for name, shape in SAMPLE])
def test_time_grows_no_faster_than_the_text(reader: str, shape: Shape) -> None:
    assert not grows_too_fast(READERS[reader], shape)


@pytest.mark.parametrize("reader", ["lint", "render_note", "read_form"])
@pytest.mark.parametrize("name", KNOWN)
def test_shapes_that_took_minutes_take_a_time_by_their_length(reader: str, name: str) -> None:
    assert not grows_too_fast(READERS[reader], named(name))


@pytest.mark.parametrize(
    ("reader", "name"), [("read_log", "'- ' numbered"), ("import_log", "'a' repeated"), ("read_telling", "'<p>' repeated")]
)
def test_lists_and_pages_take_a_time_by_their_length(reader: str, name: str) -> None:
    assert not grows_too_fast(READERS[reader], named(name))


def test_growth_by_the_square_would_be_noticed() -> None:
    def quadratic(text: str) -> None:
        for end in range(0, len(text), 16):
            text.count("b", 0, end)

    shape = Shape(name="'a' repeated", make=lambda size: "a" * size)
    assert grows_too_fast(quadratic, shape)
