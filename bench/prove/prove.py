"""A build after any changes gives the same bytes as a build from nothing: `PYTHONPATH=tests python bench/prove/prove.py [--steps N] [--seed S]`.

A list is changed at random, step by step: its records, taxonomy, ledger, settings, pages by hand and theme; its built site and its cache; and builds are
killed. After each step the list is built, and a copy of it is built from nothing, without a cache; all files of both sites are compared. The
command stops at the first difference with status 1, and names the seed, the step, its changes and the files. Both folders are kept in `.cache/prove/`.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from pathlib import Path

import building
import proof
import small_list

WORK = Path(__file__).parents[2] / ".cache" / "prove"
_SHOWN = 20
"""Differing files that are named."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench/prove", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=200, metavar="N", help="by default %(default)s")
    parser.add_argument(
        "--seed", type=int, default=time.time_ns() % 1_000_000, metavar="S", help="chooses the changes, by default another one each time"
    )
    parser.add_argument("--entries", type=int, default=60, metavar="N", help="that the list begins with, by default %(default)s")
    parser.add_argument(
        "--plain", action="store_true", help="build with a theme of one template in place of Material, in a third of the time"
    )
    options = parser.parse_args()
    folder = WORK / str(options.seed)
    shutil.rmtree(folder, ignore_errors=True)
    began = time.monotonic()
    done: list[proof.Step] = []
    theme = small_list.PLAIN if options.plain else small_list.MATERIAL
    print(f"seed {options.seed}", flush=True)
    try:
        for step in proof.steps(folder, count=options.steps, seed=options.seed, entries=options.entries, theme=theme):
            done.append(step)
            print(f"step {step.number}: {'; '.join(step.changes) or 'first build'}", flush=True)
            if step.differing:
                break
    except building.BuildError as error:
        print(f"seed {options.seed}, step {len(done)}: {error}\nThe list is in {folder}", file=sys.stderr)
        return 1
    differing = done[-1].differing if done else ()
    if differing:
        more = f"\n  and {len(differing) - _SHOWN} more" if len(differing) > _SHOWN else ""
        names = "\n  ".join(differing[:_SHOWN])
        print(
            f"seed {options.seed}, step {done[-1].number}: {len(differing)} files differ:\n  {names}{more}\nBoth sites are in {folder}",
            file=sys.stderr,
        )
        return 1
    shutil.rmtree(folder)
    changes = sum(len(step.changes) for step in done)
    print(f"seed {options.seed}: {len(done) - 1} steps, {changes} changes, {time.monotonic() - began:.0f} s: all sites are equal")
    return 0


if __name__ == "__main__":
    sys.exit(main())
