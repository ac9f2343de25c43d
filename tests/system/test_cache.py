"""What a build keeps for the next one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from llmnotes.system.cache import Cache

if TYPE_CHECKING:
    from pathlib import Path


def test_a_document_that_another_process_writes_is_left_alone_and_one_that_was_never_finished_is_not(tmp_path: Path) -> None:
    young, old = tmp_path / "a.1.part", tmp_path / "b.2.part"
    young.touch()
    old.touch()
    os.utime(old, (0, 0))
    Cache(tmp_path).write("c", "key", [1])
    assert sorted(file.name for file in tmp_path.glob("[abc].*")) == ["a.1.part", "c.json"]
