"""Measure the work that every build of a site must do, on one core: reading records, parsing their YAML, rendering their Markdown, writing files."""

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
    """Return the seconds for each part of the work.

    The list in `folder` must have been built with `phases.yml`, because the files of that build are written again. The parts use only libraries, except that
    llmnotes's function for notes renders the Markdown.
    """
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
        os.makedirs(parent, exist_ok=True)  # noqa: PTH103 - os is faster than pathlib, and the fastest way is measured
        with open(name, "wb") as file:  # noqa: PTH123 - os is faster than pathlib, and the fastest way is measured
            file.write(content)
        spent += time.perf_counter() - began
    taken["writing"] = spent
    measure.remove(copy)
    return taken
