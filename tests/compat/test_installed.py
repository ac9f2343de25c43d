"""llmnotes beside the plugins that MkDocs and Material contain, and the table in the documentation."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from compat import expectations
from compat.checking import check
from compat.small_site import rows

if TYPE_CHECKING:
    from compat.small_site import Row


@pytest.mark.parametrize("row", [row for row in rows() if not row.package], ids=lambda row: row.name)
def test_each_plugin_of_mkdocs_and_of_material_works_or_is_refused_as_the_table_of_compatibility_says(row: Row, tmp_path: Path) -> None:
    check(row, tmp_path, Path(sys.executable).parent)


def test_each_plugin_that_works_in_the_table_of_compatibility_has_a_function_that_checks_it() -> None:
    for row in rows():
        assert not row.works or callable(expectations.of(row.name))
