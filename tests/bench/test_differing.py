from __future__ import annotations

import gzip
import sys
from typing import TYPE_CHECKING

from conftest import ROOT

sys.path.append(str(ROOT / "bench" / "same"))

import differing

if TYPE_CHECKING:
    from pathlib import Path


def _folders(tmp_path: Path, before: dict[str, bytes], after: dict[str, bytes]) -> list[tuple[str, str]]:
    for side, files in (("before", before), ("after", after)):
        for name, content in files.items():
            file = tmp_path / side / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    found = differing.compare(tmp_path / "before", tmp_path / "after", differing.Compared())
    return [(difference.file, difference.where) for difference in found]


def test_comparing_two_sites_names_the_first_different_line_and_column_of_a_file(tmp_path: Path) -> None:
    assert _folders(tmp_path, {"site/a.html": "一\n<p>二</p>\n".encode()}, {"site/a.html": "一\n<p>三</p>\n".encode()}) == [
        ("site/a.html", "line 2, column 4")
    ]


def test_comparing_two_sites_names_the_first_different_byte_of_a_binary_file(tmp_path: Path) -> None:
    assert _folders(tmp_path, {"a.bin": b"\xff\x00\x01"}, {"a.bin": b"\xff\x00\x02\x03"}) == [("a.bin", "byte 2 of 3 and 4")]


def test_comparing_two_sites_names_the_site_that_lacks_a_file(tmp_path: Path) -> None:
    assert _folders(tmp_path, {"a": b"", "b": b""}, {"b": b"", "c/d": b""}) == [("a", "only before"), ("c/d", "only after")]


def test_comparing_two_sites_ignores_caches_build_times_and_times_in_compressed_files(tmp_path: Path) -> None:
    before = {".cache/x": b"1", "out": b"Documentation built in 0.51 seconds", "map.gz": gzip.compress(b"x", mtime=1)}
    after = {".cache/x": b"2", "out": b"Documentation built in 12.30 seconds", "map.gz": gzip.compress(b"x", mtime=2)}
    assert _folders(tmp_path, before, after) == []
