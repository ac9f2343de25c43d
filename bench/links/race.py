"""Let llmnotes and lychee request the same links from the same server: `python bench/links/race.py [--scenario N …] [--runs 3] [--write FILE]`.

The server is a separate process. It listens on many addresses of 127.0.0.0/8, answers after 50 ms and logs every request. The log shows whether a
program did its work correctly. Both programs send requests at the same pace, one program after the other, as often as `--runs` says. llmnotes works
like `llmnotes links check`, except that private addresses are allowed. llmnotes reads every page, and lychee reads only the status of each
answer. pip installs lychee into `.cache/`.

A figure is the median of all repetitions, followed by the smallest and the largest value. A ratio is computed within each repetition. With `--write`,
the tables replace the earlier tables in the Markdown file FILE.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import platform
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import contenders
import server
from judging import Judged, judge
from marked import write_between
from scenarios import SCENARIOS, Scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LYCHEE = "lychee"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A value that a figure of a scenario should reach."""

    number: int
    ours: str
    """The name of the row of llmnotes in the table, such as `llmnotes --workers 2`."""
    what: str
    figure: Callable[[Judged, Judged], float]
    """Computes the figure from the results of llmnotes and of lychee."""
    reached: Callable[[float], bool]


TARGETS = (
    Target(
        number=1,
        ours="llmnotes",
        what="links per second, relative to lychee: ≥ 0.6",
        figure=lambda ours, other: ours.rate / other.rate,
        reached=lambda x: x >= 0.6,
    ),
    Target(
        number=1,
        ours="llmnotes --workers 2",
        what="links per second, relative to lychee: ≥ 1.0",
        figure=lambda ours, other: ours.rate / other.rate,
        reached=lambda x: x >= 1.0,
    ),
    Target(
        number=3,
        ours="llmnotes",
        what="time until the last answer of the other hosts, shorter than with lychee by: ≥ 5 ×",
        figure=lambda ours, other: other.others / ours.others,
        reached=lambda x: x >= 5,
    ),
    Target(
        number=4,
        ours="llmnotes",
        what="time, relative to lychee: ≤ 0.6",
        figure=lambda ours, other: ours.span / other.span,
        reached=lambda x: x <= 0.6,
    ),
    Target(
        number=5,
        ours="llmnotes",
        what="time, relative to lychee: ≤ 0.4",
        figure=lambda ours, other: ours.span / other.span,
        reached=lambda x: x <= 0.4,
    ),
    Target(number=6, ours="llmnotes", what="memory, MB: < 300", figure=lambda ours, _: ours.ran.memory / 1e6, reached=lambda x: x < 300),
    Target(
        number=7,
        ours="llmnotes",
        what="time of the host that never answers, in timeouts: ≤ 2.5",
        figure=lambda ours, _: ours.span / 2,
        reached=lambda x: x <= 2.5,
    ),
    Target(
        number=7,
        ours="llmnotes",
        what="time until the last answer of the other hosts, relative to lychee: ≤ 1.0",
        figure=lambda ours, other: ours.others / other.others,
        reached=lambda x: x <= 1.0,
    ),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench/links", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--scenario",
        type=int,
        action="append",
        choices=list(SCENARIOS),
        help="the number of a scenario to measure; may be repeated; the default is all scenarios",
    )
    parser.add_argument("--runs", type=int, default=3, help="how often each program is started; the default is %(default)s")
    parser.add_argument(
        "--write",
        type=Path,
        metavar="FILE",
        help="write the tables into this Markdown file, between its comments “bench/links begins” and “bench/links ends”",
    )
    options = parser.parse_args()
    contenders.CACHE.mkdir(parents=True, exist_ok=True)
    contenders.lychee()
    chosen = {number: SCENARIOS[number] for number in options.scenario or SCENARIOS}
    with server.serve() as web:
        results = {number: _compared(scenario, web, options.runs) for number, scenario in chosen.items()}
    text = "\n".join([*_about(options.runs), "", *_table(results), "", *_targets(results)])
    print(text)
    if options.write:
        write_between(options.write, "bench/links", text)
    return 0


def _compared(scenario: Scenario, web: server.Server, runs: int) -> dict[str, list[Judged]]:
    """Start each program `runs` times, and return the figures of each time by the name of the program."""
    urls = scenario.urls(web.port)
    found: dict[str, list[Judged]] = {}
    for _ in range(runs):
        for workers in (0, *scenario.workers):
            name = "llmnotes" + (f" --workers {workers}" if workers > 1 else "") if workers else LYCHEE
            web.begin(scenario.limited, scenario.silent)
            ran = contenders.run_ours(scenario, urls, workers) if workers else contenders.run_lychee(scenario, urls)
            judged = judge(scenario, urls, web.log(), ran)
            found.setdefault(name, []).append(judged)
            print(f"{scenario.title}: {name}: {ran.seconds:.2f} s, {judged.rate:,.0f}/s, {judged.faults or 'right'}", file=sys.stderr)
    return found


def _about(runs: int) -> list[str]:
    return [
        f"Medians of {runs} {'run' if runs == 1 else 'runs'} (least to most), {os.cpu_count()} cores ({platform.machine()}, {platform.system()}), Python {platform.python_version()}, "
        f"lychee {contenders.LYCHEE}."
    ]


def _table(results: dict[int, dict[str, list[Judged]]]) -> list[str]:
    lines = [
        "| scenario | | first request to last answer, s | whole process, s | links/s | processor, s | memory, MB | pause between two requests to one host (1st percentile), ms | wrong |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for number, by_name in results.items():
        for name, all_of_it in by_name.items():
            cells = [
                f"{number}. {SCENARIOS[number].title}" if name == LYCHEE else "",
                name,
                _spread(one.span for one in all_of_it),
                _spread(one.ran.seconds for one in all_of_it),
                _spread((one.rate for one in all_of_it), ",.0f"),
                _spread(one.ran.processor for one in all_of_it),
                _spread((one.ran.memory / 1e6 for one in all_of_it), ".0f"),
                _spread((one.pause * 1000 for one in all_of_it), ".0f"),
                "; ".join(dict.fromkeys(one.faults for one in all_of_it if one.faults)) or "nothing",
            ]
            lines.append(f"| {' | '.join(cells)} |")
    return lines


def _targets(results: dict[int, dict[str, list[Judged]]]) -> list[str]:
    lines = ["| scenario | | target | reached |", "|---|---|---|---|"]
    for target in TARGETS:
        if target.number in results:
            by_name = results[target.number]
            figures = [target.figure(ours, other) for ours, other in zip(by_name[target.ours], by_name[LYCHEE], strict=True)]
            verdict = "yes" if target.reached(statistics.median(figures)) else "**no**"
            lines.append(f"| {target.number} | {target.ours} | {target.what} | {_spread(figures)}: {verdict} |")
    return lines


def _spread(figures: Iterable[float], form: str = ".2f") -> str:
    found = sorted(figures)
    middle = f"{statistics.median(found):{form}}"
    return (
        middle
        if len(found) == 1 or f"{found[0]:{form}}" == f"{found[-1]:{form}}"
        else f"{middle} ({found[0]:{form}} to {found[-1]:{form}})"
    )


if __name__ == "__main__":
    sys.exit(main())
