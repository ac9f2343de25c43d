"""Measure how the time of each parser grows with the size of its input: `PYTHONPATH=tests python bench/growth.py`.

tests/readers.py lists the parsers of untrusted input, and tests/shapes.py lists shapes of input, such as a repeated character. For each parser, the
command prints the shapes for which the parser takes longest, with the time at each size.
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
    """Return the processor time that a parser takes for a text, in seconds. Stop the parser after `most` seconds, and return `most`."""
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
    """Return the processor time at each size, in seconds. After a size that takes `most` seconds, return `most` for all larger sizes."""
    found: list[float] = []
    for size in sizes:
        found.append(most if found and found[-1] >= most else seconds(reader, shape.make(size), most))
    return found


def shown(taken: float, most: float) -> str:
    return f"{'over ' if taken >= most else ''}{taken:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--reader", action="append", choices=READERS, help="Measure only this parser. Can be given more than once (default: all parsers)."
    )
    parser.add_argument(
        "--shapes",
        choices=SHAPES,
        default="single",
        help="Set of shapes (default: %(default)s). “double” has 60,000 shapes; use it with --every 50.",
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
    parser.add_argument(
        "--most", type=float, default=20, metavar="SECONDS", help="Stop a parser after this processor time (default: %(default)s)."
    )
    parser.add_argument("--rows", type=int, default=5, help="Number of shapes to show for each parser (default: %(default)s).")
    given = parser.parse_args()
    sizes = sorted(given.size or [10_000, 100_000, 1_000_000])
    chosen = [shape for shape in SHAPES[given.shapes]() if not given.shape or shape.name.startswith(tuple(given.shape))]
    print("| reader | shape |", " | ".join(f"{size:,}" for size in sizes), "|")
    print("|---|---|", "--:|" * len(sizes), sep="")
    for number, name in enumerate(given.reader or READERS):
        # Each parser gets texts with other lengths than the other parsers get, so that no parser finds a text in a cache that another parser filled.
        lengths = [size + number for size in sizes]
        rows = [(row(READERS[name], shape, lengths, given.most), shape.name) for shape in itertools.islice(chosen, 0, None, given.every)]
        for taken, shape_name in sorted(rows, key=lambda found: found[0][::-1], reverse=True)[: given.rows]:
            cells = " | ".join(shown(one, given.most) for one in taken)
            print(f"| {name} | `` {shape_name.replace('|', chr(92) + '|')} `` | {cells} |", flush=True)


if __name__ == "__main__":
    main()
