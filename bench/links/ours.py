"""Check the URLs in a file as `llmnotes links check` does, but allow addresses on loopback: `python bench/links/ours.py OUTCOMES OPTIONS URLS`.

OPTIONS is JSON with `concurrency`, `interval`, `requests`, `timeout` and `workers`. The results are written to the file OUTCOMES as JSON: the outcome of each URL, and
the URLs that were not checked.
"""

from __future__ import annotations

import asyncio
import datetime
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from llmnotes.links.checking.workers import RequestOptions, check_all
from llmnotes.links.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmnotes.links.check import Check


def main(outcomes: str, options: str, urls: str) -> None:
    chosen = json.loads(options)
    workers = chosen.pop("workers")
    found: dict[str, str] = {}

    def report(checks: Sequence[Check]) -> None:
        for check in checks:
            found[check.url] = check.outcome.value

    request_options = RequestOptions(limits=Limits(**chosen), time=datetime.datetime.now(datetime.UTC), allow_private=True)
    left = asyncio.run(check_all(Path(urls).read_text(encoding="utf-8").split(), request_options, report, processes=workers))
    Path(outcomes).write_text(json.dumps({"found": found, "left": left}), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
