"""Measure how often the topics that patterns find in titles and URLs are right. The right topics of sample entries were written by hand, as labels.

Usage: `python bench/topics/agreement.py [CORPUS] [--verbose]`

The first sample is a log in tests/cases/. The second sample is measured only if CORPUS is given: the file entries.jsonl of jser.info, which has one JSON
object with `title`, `url`, `notes` and `date` on each line. `--verbose` prints each entry whose topics differ from its labels.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import json
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from llmnotes.logs import grammar
from llmnotes.model import Entry
from llmnotes.records import taxonomy, taxonomy_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """How many topics that patterns suggest for a sample of entries are in the hand-written labels of the entries."""

    written: int
    """The number of suggested topics, summed over all entries."""
    right: int
    """Number of suggested topics that are in the labels."""
    before: int
    """Number of right topics that an earlier version of the code suggested. That version also searched notes."""
    kept: int
    """Number of the right topics of the earlier version that are still suggested."""
    differing: list[str]
    """One line for each entry with a wrong topic, and one for each entry that lost a right topic of the earlier version."""

    @property
    def precision(self) -> float:
        """The share of suggested topics that are right."""
        return self.right / self.written

    @property
    def share_kept(self) -> float:
        """The share of the right topics from an earlier version of the code that are still suggested."""
        return self.kept / self.before


def measure(entries: Iterable[Entry], topics: taxonomy.Taxonomy, labels: Mapping[str, Mapping[str, list[str]]]) -> Agreement:
    """Compare the topics that patterns suggest for entries with the entries' labels, by URL. Entries without labels are left out."""
    written = right = before = kept = 0
    differing = []
    for entry in entries:
        label = labels.get(entry.url)
        if label is None:
            continue
        given, true = set(topics.suggest(entry).topics), set(label["right"])
        once = set(label["before"]) & true
        written, right, before, kept = written + len(given), right + len(given & true), before + len(once), kept + len(given & once)
        if wrong := given - true:
            differing.append(f"wrong {', '.join(sorted(wrong))}: {entry.title} | {entry.url}")
        if lost := once - given:
            differing.append(f"lost {', '.join(sorted(lost))}: {entry.title} | {entry.url}")
    return Agreement(written=written, right=right, before=before, kept=kept, differing=differing)


def labels_of(sample: str) -> dict[str, dict[str, list[str]]]:
    """Return the labels of a sample, `jser` or `log`, by URL."""
    found: dict[str, dict[str, list[str]]] = yaml.safe_load((HERE / "labels.yml").read_text(encoding="utf-8"))[sample]
    return found


def of_log() -> Agreement:
    """Measure the patterns in topics.yml of this repository, with the log in tests/cases/."""
    log = grammar.parse((ROOT / "tests" / "cases" / "log" / "llm-dev.md").read_bytes(), "llm-dev", "llm-dev.md")
    entries = [Entry(slug="s", title=one.title, url=one.url, date=one.date, note=one.note) for one in log.occurrences]
    return measure(entries, _taxonomy(ROOT / "topics.yml"), labels_of("log"))


def of_jser(corpus: Path) -> Agreement:
    """Measure the patterns in jser.yml, with the labelled entries of a corpus."""
    with corpus.open(encoding="utf-8") as lines:
        entries = [
            Entry(slug="s", title=one["title"], url=one["url"], date=datetime.date.fromisoformat(one["date"]), note=one["notes"])
            for one in map(json.loads, lines)
        ]
    return measure(entries, _taxonomy(HERE / "jser.yml"), labels_of("jser"))


def _taxonomy(path: Path) -> taxonomy.Taxonomy:
    found, problems = taxonomy_file.load(path, path.name)
    if problems:
        raise SystemExit("\n".join(f"{problem.place}: {problem.message}" for problem in problems))
    return found


def main() -> None:
    """Measure the samples, and print the figures for each sample."""
    parser = argparse.ArgumentParser(description="Measure how often the topics that patterns find in titles and URLs are right.")
    parser.add_argument(
        "corpus", type=Path, nargs="?", help="The file entries.jsonl of jser.info (default: measure only the log in tests/cases/)."
    )
    parser.add_argument("--verbose", action="store_true", help="Print each entry whose topics differ from its labels.")
    options = parser.parse_args()
    for name, found in [("log", of_log()), *([("jser", of_jser(options.corpus))] if options.corpus else [])]:
        for line in found.differing if options.verbose else ():
            print(f"    {line}")
        print(
            f"{name}: {found.right} of {found.written} suggested topics are right ({found.precision:.1%}), "
            f"{found.kept} of {found.before} right topics of the earlier version are still suggested ({found.share_kept:.1%})"
        )


if __name__ == "__main__":
    main()
