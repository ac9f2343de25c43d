"""The floor: what no build of these pages can do without, on one core, each part alone: reading records, parsing them, Markdown, writing files."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import measure
import yaml

from llmnotes.records.note import html

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def take(folder: Path) -> Mapping[str, float]:
    """Seconds by part, for a list that has been built by `phases.yml`: libraries do all the work, and what is written is what was built."""
    site = folder / "site-phases"
    taken = {}
    began = time.perf_counter()
    texts = [path.read_text(encoding="utf-8") for path in (folder / "entries").rglob("*.md")]
    taken["reading"] = time.perf_counter() - began

    began = time.perf_counter()
    notes = []
    for text in texts:
        _, front, body = text.split("---\n", 2)
        yaml.load(front, Loader=yaml.CSafeLoader)
        notes.append(body)
    taken["YAML"] = time.perf_counter() - began

    began = time.perf_counter()
    for note in notes:
        html(note.strip(), prefix="note")
    taken["Markdown, once"] = time.perf_counter() - began

    copy = folder / "site-copy"
    names = [path for path in site.rglob("*") if path.is_file()]
    os.sync()
    spent = 0.0
    for path in names:
        content = path.read_bytes()
        to = copy / path.relative_to(site)
        name, parent = str(to), str(to.parent)
        began = time.perf_counter()
        os.makedirs(parent, exist_ok=True)  # noqa: PTH103 - the quickest way is to be measured
        with open(name, "wb") as file:  # noqa: PTH123 - the same
            file.write(content)
        spent += time.perf_counter() - began
    taken["writing"] = spent
    measure.remove(copy)
    return taken
