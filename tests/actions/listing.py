"""Write a small reading list for tests of actions on links."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CONFIG = """
site_name: A list
plugins:
- llmnotes:
    topics: false
    links: {interval: 0, retries: 0, backoff: 0.1, timeout: 5, controls: []}
"""


def write_list(folder: Path, urls: Mapping[str, str], config: str = CONFIG) -> None:
    """Write a reading list with one record for each slug and URL."""
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    for slug, url in urls.items():
        path = folder / "entries" / "2023" / f"2023-06-09-{slug}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\ntitle: {slug}\nurl: {url}\ndate: 2023-06-09\n---\n", encoding="utf-8")
