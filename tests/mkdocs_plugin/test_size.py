from __future__ import annotations

import os
from typing import TYPE_CHECKING

import forkserver
import pytest
from preview_server import SETTINGS, make_list

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("limit", "warns"), [("1", True), ("1000", False), ("false", False)])
def test_a_build_warns_if_the_site_has_more_than_four_fifths_of_the_limit(tmp_path: Path, limit: str, *, warns: bool) -> None:
    make_list(tmp_path, SETTINGS.replace("entries: entries", f"entries: entries, topics: false, size_limit: {limit}"))
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    result = forkserver.shared().run_text("mkdocs", "build", "--strict", cwd=tmp_path, env=env, timeout=300)
    assert ("of the 1 MB that its host publishes at most" in result.stderr) is warns
    assert (result.returncode == 0) is not warns
