"""MkDocs's preview after a record was edited or removed."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RECORD = "---\ntitle: Title {number}\nurl: https://a.example/{number}\ndate: 2024-01-0{number}\ntags: [x]\n---\n\nNote {number}.\n"
SETTINGS = """\
site_name: A list
theme: material
plugins: [{llmnotes: {entries: entries}}]
hooks: [hook.py]
"""
# The priority is higher than that of the plugin, so MkDocs calls this hook before the plugin writes its files: a build doesn't end as long as the file `hold` exists.
HOOK = """\
import pathlib, time
from mkdocs.plugins import event_priority
@event_priority(300)
def on_post_build(config, **_):
    while (pathlib.Path(config.config_file_path).parent / "hold").exists():
        time.sleep(0.02)
"""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Yield the folder of a list of five entries, and the address of its preview."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "entries" / "2024").mkdir(parents=True)
    for number in range(1, 6):
        file = tmp_path / "entries" / "2024" / f"2024-01-0{number}-title.md"
        file.write_text(RECORD.format(number=number), encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "hook.py").write_text(HOOK, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"]
    with (tmp_path / "said").open("w", encoding="utf-8") as said:
        process = subprocess.Popen(command, cwd=tmp_path, stdout=said, stderr=said, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})
        try:
            address = f"http://127.0.0.1:{port}/"
            until(lambda: "Serving on" in (tmp_path / "said").read_text(encoding="utf-8"))
            yield tmp_path, address
        finally:
            (tmp_path / "hold").unlink(missing_ok=True)
            process.terminate()
            process.wait(30)


def get(address: str, timeout: float = 60) -> str:
    with urllib.request.urlopen(address, timeout=timeout) as answer:  # noqa: S310 - the address of the test's own preview
        return str(answer.read().decode())


def until(holds: object) -> None:
    """Wait until the function `holds` returns true, at most a minute."""
    for _ in range(600):
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            if callable(holds) and holds():
                return
        time.sleep(0.1)
    raise TimeoutError


def test_a_preview_shows_the_page_of_a_saved_record_before_the_build_ends_and_lists_with_it_afterwards(served: tuple[Path, str]) -> None:
    folder, address = served
    page, lists = f"{address}entries/2024-01-03-title/", f"{address}tags/x/"
    epoch = re.search(r"livereload\((\d+)", get(page))
    assert epoch
    (folder / "hold").touch()
    record = folder / "entries" / "2024" / "2024-01-03-title.md"
    record.write_text(record.read_text(encoding="utf-8").replace("Note 3.", "Other words."), encoding="utf-8")
    until(lambda: get(f"{address}livereload/{epoch[1]}/1") != epoch[1])
    html = get(page)
    assert "Other words." in html
    styles = re.search(r'href="([^"]*assets/stylesheets/main[^"]*)"', html)
    assert styles
    assert get(f"{page}{styles[1]}"), "the page's style sheet is served"
    assert "Other words." not in get(lists), "lists follow later"
    shown = re.search(r"livereload\((\d+)", html)
    assert shown
    (folder / "hold").unlink()
    until(lambda: get(f"{address}livereload/{shown[1]}/2") != shown[1])
    assert "Other words." in get(lists)
    assert "Other words." in get(page)


def test_a_preview_no_longer_serves_the_page_of_a_deleted_record(served: tuple[Path, str]) -> None:
    folder, address = served
    assert "Note 2." in get(f"{address}entries/2024-01-02-title/")
    (folder / "entries" / "2024" / "2024-01-02-title.md").unlink()
    (folder / "docs" / "new.md").write_text("# New\n", encoding="utf-8")
    until(lambda: "New" in get(f"{address}new/"))
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(f"{address}entries/2024-01-02-title/")
    assert "Note 2." not in get(f"{address}tags/x/")
    (folder / "docs" / "new.md").unlink()

    def gone() -> bool:
        try:
            get(f"{address}new/")
        except urllib.error.HTTPError as error:
            return error.code == 404
        return False

    until(gone)
    assert "Note 1." in get(f"{address}entries/2024-01-01-title/")
