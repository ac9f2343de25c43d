"""Measure how often the topics that titles, URLs and notes give are right, against entries that were labelled by hand.

    python -m bench.topics.measure CORPUS

`CORPUS` is the file entries.jsonl of jser.info: one JSON object a line with `title`, `url`, `notes` and `date`. Without it, the log alone is measured.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from llmnotes.logs import grammar
from llmnotes.model import Entry
from llmnotes.records import taxonomy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """How the topics that are written for a sample of entries agree with its labels."""

    written: int
    """Topics that are written, over all entries."""
    right: int
    """Those of them that the labels have."""
    before: int
    """Right topics of the rule that the labels were drawn with, which counted notes like titles."""
    kept: int
    """Those of them that are still written."""

    @property
    def precision(self) -> float:
        """The share of written topics that are right."""
        return self.right / self.written

    @property
    def share_kept(self) -> float:
        """The share of the earlier rule's right topics that are still written."""
        return self.kept / self.before


def measure(entries: Iterable[Entry], topics: taxonomy.Taxonomy, labels: Mapping[str, Mapping[str, list[str]]]) -> Measured:
    """Compare the topics that are written for labelled entries with their labels. Entries without a label are left out."""
    written = right = before = kept = 0
    for entry in entries:
        label = labels.get(entry.url)
        if label is None:
            continue
        given, true = set(topics.suggest(entry).topics), set(label["right"])
        once = set(label["before"]) & true
        written, right, before, kept = written + len(given), right + len(given & true), before + len(once), kept + len(given & once)
        if "-v" in sys.argv and (given - true or once - given):
            print(f"{entry.title} | {entry.url}\n    wrong {given - true or ''} lost {once - given or ''}")
    return Measured(written=written, right=right, before=before, kept=kept)


def labels_of(sample: str) -> dict[str, dict[str, list[str]]]:
    """Return the labels of a sample, `jser` or `log`, by URL."""
    found: dict[str, dict[str, list[str]]] = yaml.safe_load((HERE / "labels.yml").read_text(encoding="utf-8"))[sample]
    return found


def of_log() -> Measured:
    """Measure the topics of this list on the log in the tests' cases."""
    log = grammar.parse((ROOT / "tests" / "cases" / "log" / "llm-dev.md").read_bytes(), "llm-dev", "llm-dev.md")
    entries = [Entry(slug="s", title=one.title, url=one.url, date=one.date, note=one.note) for one in log.occurrences]
    return measure(entries, _taxonomy(ROOT / "topics.yml"), labels_of("log"))


def of_jser(corpus: Path) -> Measured:
    """Measure the topics of jser.yml on the labelled entries of a corpus."""
    with corpus.open(encoding="utf-8") as lines:
        entries = [
            Entry(slug="s", title=one["title"], url=one["url"], date=datetime.date.fromisoformat(one["date"]), note=one["notes"])
            for one in map(json.loads, lines)
        ]
    return measure(entries, _taxonomy(HERE / "jser.yml"), labels_of("jser"))


def _taxonomy(path: Path) -> taxonomy.Taxonomy:
    found, problems = taxonomy.load(path, path.name)
    if problems:
        raise SystemExit("\n".join(f"{problem.place}: {problem.message}" for problem in problems))
    return found


def main() -> None:
    """Print both samples' figures."""
    corpora = [Path(word) for word in sys.argv[1:] if word != "-v"]
    for name, found in [("log", of_log()), *(("jser", of_jser(corpus)) for corpus in corpora)]:
        print(
            f"{name}: {found.right} of {found.written} written topics are right ({found.precision:.1%}), "
            f"{found.kept} of {found.before} topics that were right before are written ({found.share_kept:.1%})"
        )


if __name__ == "__main__":
    main()
