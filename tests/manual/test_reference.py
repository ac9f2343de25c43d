"""The generated pages of the manual are those that the code makes, and the other pages name what the code has."""

from __future__ import annotations

import pytest

from manual.reference import MANUAL, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_up_to_date(name: str) -> None:
    assert (MANUAL / name).read_text(encoding="utf-8") == PAGES[name](), "run `make reference`"


def test_the_manual_has_a_link_to_each_page() -> None:
    index = (MANUAL / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in sorted(MANUAL.glob("*.md")) if path.name != "README.md" and f"({path.name}" not in index] == []
