"""Measures how the time of parsers grows with the size of their input: `PYTHONPATH=tests python bench/growth.py`.

For each parser of untrusted input (tests/readers.py), it prints the input shapes (tests/shapes.py) that take longest, with the time at each size.
"""

from __future__ import annotations

import argparse
import itertools
import signal
import time
from typing import TYPE_CHECKING

from readers import READERS
from shapes import double, single, sparse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import FrameType

    from shapes import Shape

SHAPES = {"single": single, "sparse": sparse, "double": double}


class _TooLong(Exception):
    pass


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise _TooLong


def seconds(reader: Callable[[str], None], text: str, most: float) -> float:
    """Return the CPU seconds that a parser takes for a text, at most `most`."""
    signal.signal(signal.SIGVTALRM, _interrupt)
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    began = time.process_time()
    try:
        reader(text)
    except _TooLong:
        return most
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - began


def row(reader: Callable[[str], None], shape: Shape, sizes: Sequence[int], most: float) -> list[float]:
    """Return the CPU seconds at each size. After a size that takes `most` seconds, larger ones are not tried."""
    found: list[float] = []
    for size in sizes:
        found.append(most if found and found[-1] >= most else seconds(reader, shape.make(size), most))
    return found


def shown(taken: float, most: float) -> str:
    return f"{'over ' if taken >= most else ''}{taken:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reader", action="append", choices=READERS, help="Measure this parser only. Can be given more than once.")
    parser.add_argument(
        "--shapes", choices=SHAPES, default="single", help="Set of shapes. “double” has 70,000 shapes; use it with --every 50."
    )
    parser.add_argument(
        "--shape",
        action="append",
        default=[],
        metavar="NAME",
        help="Measure only shapes whose names begin with NAME. Can be given more than once.",
    )
    parser.add_argument("--every", type=int, default=1, metavar="N", help="Measure only every Nth shape.")
    parser.add_argument(
        "--size",
        type=int,
        action="append",
        metavar="CHARACTERS",
        help="Size of the input. Can be given more than once (default: 10,000, 100,000 and 1,000,000).",
    )
    parser.add_argument("--most", type=float, default=20, metavar="SECONDS", help="Stop a parser after this time (default: %(default)s).")
    parser.add_argument("--rows", type=int, default=5, help="Number of shapes to show for each parser (default: %(default)s).")
    given = parser.parse_args()
    sizes = sorted(given.size or [10_000, 100_000, 1_000_000])
    chosen = [shape for shape in SHAPES[given.shapes]() if not given.shape or shape.name.startswith(tuple(given.shape))]
    print("| reader | shape |", " | ".join(f"{size:,}" for size in sizes), "|")
    print("|---|---|", "--:|" * len(sizes), sep="")
    for number, name in enumerate(given.reader or READERS):
        # Each parser gets texts of a different length, so that it can't profit from caches that another one filled.
        lengths = [size + number for size in sizes]
        rows = [(row(READERS[name], shape, lengths, given.most), shape.name) for shape in itertools.islice(chosen, 0, None, given.every)]
        for taken, shape_name in sorted(rows, key=lambda found: found[0][::-1], reverse=True)[: given.rows]:
            cells = " | ".join(shown(one, given.most) for one in taken)
            print(f"| {name} | `` {shape_name.replace('|', chr(92) + '|')} `` | {cells} |", flush=True)


if __name__ == "__main__":
    main()
