"""Check that a build after any changes gives the same files as a build from nothing.

Usage: `PYTHONPATH=tests python bench/prove/prove.py [--steps N] [--seed S]`

The command changes a reading list at random, step by step: its records, topics, ledger, settings, hand-written pages and theme, its built site and its
cache. It also kills builds. After each step, the command builds the list, builds a copy of the list that has no site and no cache, and compares all files
of both sites. At the first difference, it prints the seed, the step, the changes and the files, keeps both folders in `.cache/prove/`, and stops with
exit status 1.
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
"""Maximum number of different files that a message names."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench/prove", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=200, metavar="N", help="Number of steps (default: %(default)s).")
    parser.add_argument(
        "--seed",
        type=int,
        default=time.time_ns() % 1_000_000,
        metavar="S",
        help="Seed for choosing the changes (default: a seed from the current time).",
    )
    parser.add_argument(
        "--entries", type=int, default=60, metavar="N", help="Number of entries of the list before the first change (default: %(default)s)."
    )
    parser.add_argument(
        "--plain",
        action="store_true",
        help="Build with a theme of one template instead of Material for MkDocs. A build then takes a third of the time.",
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
