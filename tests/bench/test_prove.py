"""A few steps of `make prove`, and its comparison of two sites."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from conftest import ROOT

sys.path.append(str(ROOT / "bench" / "prove"))

import proof
import small_list

if TYPE_CHECKING:
    from pathlib import Path

SEED, STEPS, ENTRIES = 3, 8, 14


def test_a_site_built_after_random_changes_and_killed_builds_equals_a_build_from_nothing(tmp_path: Path) -> None:
    done = []
    for step in proof.steps(tmp_path, count=STEPS, seed=SEED, entries=ENTRIES, theme=small_list.PLAIN):
        done.append(step.changes)
        assert not step.differing, f"seed {SEED}, step {step.number}: {step.changes}"
    kinds = {change.partition(":")[0] for changes in done for change in changes}
    assert len(done) == STEPS + 1
    assert {"build killed", "note"} < kinds


def test_comparing_two_sites_names_the_files_links_and_empty_folders_that_differ(tmp_path: Path) -> None:
    for name, text in (("built", "old"), ("from-nothing", "new")):
        (tmp_path / name / "tags").mkdir(parents=True)
        (tmp_path / name / "same.html").write_text("same", encoding="utf-8")
        (tmp_path / name / "page.html").write_text(text, encoding="utf-8")
    (tmp_path / "built" / "years").mkdir()
    (tmp_path / "built" / "link").symlink_to("same.html")
    (tmp_path / "from-nothing" / "tags" / "a.html").write_text("a", encoding="utf-8")
    built, expected = (proof.tree(tmp_path / name) for name in ("built", "from-nothing"))
    assert proof.differing(built, expected) == [
        "link: not in the build from nothing",
        "page.html: different bytes",
        "tags/: not in the build from nothing",
        "tags/a.html: missing",
        "years/: not in the build from nothing",
    ]
