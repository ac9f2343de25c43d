"""MkDocs's preview after a record was edited or removed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from preview_server import serving_with_hook, until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preview_server import Served

# A build stops here as long as the file `hold` exists: the plugin has read the records, and no page of this build is written yet.
HOOK = """\
import pathlib, time
from mkdocs.plugins import event_priority
@event_priority(300)
def on_nav(nav, config, **_):
    while (pathlib.Path(config.config_file_path).parent / "hold").exists():
        time.sleep(0.02)
    return nav
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Yield a list of five entries with a running preview."""
    folder = tmp_path_factory.mktemp("list")
    with serving_with_hook(folder, HOOK) as served:
        yield served
        (folder / "hold").unlink(missing_ok=True)


def epoch(html: str) -> str:
    """Return the number of the build that a page shows."""
    (found,) = re.findall(r"livereload\((\d+)", html)
    return str(found)


def test_a_preview_updates_the_page_of_a_saved_record_before_the_build_ends_and_updates_lists_after_the_build(served: Served) -> None:
    page, lists = served.page(3), "tags/x/"
    opened = epoch(served.get(page))
    (served.folder / "hold").touch()
    text = served.record(3).read_text(encoding="utf-8")
    served.record(3).write_text(text.replace("Note 3.", "Other words."), encoding="utf-8")
    until(lambda: served.get(f"livereload/{opened}/1") != opened)
    html = served.get(page)
    assert "Other words." in html
    styles = re.search(r'href="([^"]*assets/stylesheets/main[^"]*)"', html)
    assert styles
    assert served.answer(f"{page}{styles[1]}")[0] == 200, "the page's style sheet is served"
    assert "Other words." not in served.get(lists), "lists follow later"
    shown = epoch(html)
    (served.folder / "hold").unlink()
    until(lambda: served.get(f"livereload/{shown}/2") != shown)
    assert "Other words." in served.get(lists)
    assert "Other words." in served.get(page)


def test_a_preview_no_longer_serves_the_page_of_a_deleted_record(served: Served) -> None:
    assert "Note 2." in served.get(served.page(2))
    served.record(2).unlink()
    (served.folder / "docs" / "new.md").write_text("# New\n", encoding="utf-8")
    until(lambda: served.answer("new/")[0] == 200)
    assert served.answer(served.page(2))[0] == 404
    assert "Note 2." not in served.get("tags/x/")
    (served.folder / "docs" / "new.md").unlink()
    until(lambda: served.answer("new/")[0] == 404)
    assert "Note 1." in served.get(served.page(1))
