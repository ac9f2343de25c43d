"""Tests for the cache that a build saves for the next build."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from llmnotes.system.cache import Cache

if TYPE_CHECKING:
    from pathlib import Path


def test_writing_to_the_cache_deletes_old_unfinished_documents_but_keeps_recent_ones(tmp_path: Path) -> None:
    young, old = tmp_path / "a.1.part", tmp_path / "b.2.part"
    young.touch()
    old.touch()
    os.utime(old, (0, 0))
    Cache(tmp_path).write("c", "key", [1])
    assert sorted(file.name for file in tmp_path.glob("[abc].*")) == ["a.1.part", "c.json"]
