"""llmnotes beside plugins of other packages. `make compat` runs these tests, because they install packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from compat.checking import check
from compat.environments import ROOT, environment
from compat.small_site import rows

if TYPE_CHECKING:
    from pathlib import Path

    from compat.small_site import Row

PACKAGES = [row.package for row in rows() if row.package]


@pytest.fixture(scope="session")
def programs() -> Path:
    """Return the folder with the programs of an environment in which all plugins are installed."""
    return environment("plugins", ["-r", str(ROOT / "requirements" / "site.txt"), *PACKAGES, "-e", str(ROOT)])


@pytest.mark.parametrize("row", [row for row in rows() if row.package], ids=lambda row: row.name)
def test_each_plugin_of_another_package_works_or_is_refused_as_the_table_of_compatibility_says(
    row: Row, tmp_path: Path, programs: Path
) -> None:
    check(row, tmp_path, programs)
