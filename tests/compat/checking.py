"""Build a site with llmnotes and another plugin, and check what the other plugin did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from compat import expectations
from compat.small_site import write_site

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from _pytest.mark import ParameterSet

    from compat.small_site import Row


def parameters(rows: Iterable[Row]) -> list[ParameterSet]:
    """Return the parameters of a test, one for each row. A row with a known fault is expected to fail."""
    return [
        pytest.param(row, id=row.name, marks=() if row.works else pytest.mark.xfail(reason=row.know, raises=AssertionError, strict=True))
        for row in rows
    ]


def check(row: Row, folder: Path, programs: Path) -> None:
    """Build the site of a row of plugins.toml with `--strict`, and check what the plugin did."""
    site = write_site(folder, row, programs)
    run = site.build()
    assert run.returncode == 0, f"{run.stdout}{run.stderr}"
    assert any("Title 3" in site.text(path) for path in (expectations.ENTRY, expectations.FLAT) if site.has(path))
    expectations.of(row.name)(site)
