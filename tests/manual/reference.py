"""Write the pages of the manual that are generated from the code: PYTHONPATH=tests .venv/bin/python -m manual.reference"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import compat.page

from llmnotes.curation.lint import page as rules
from manual import commands, records, settings

if TYPE_CHECKING:
    from collections.abc import Callable

MANUAL = Path(__file__).parent.parent.parent / "docs" / "about"

PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands.page,
    "settings.md": settings.page,
    "record.md": records.page,
    "rules.md": rules.page,
    "compatibility.md": compat.page.page,
}
"""The generated pages, by name, each with the function that makes its text."""


if __name__ == "__main__":
    for name, page in PAGES.items():
        (MANUAL / name).write_text(page(), encoding="utf-8")
