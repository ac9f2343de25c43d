"""A MkDocs site with a guide, a blog and its own colours, and a reading list in one of its folders."""

from __future__ import annotations

import shutil
from pathlib import Path

LISTED = Path(__file__).parent.parent / "cases" / "list"
ADDRESS = "https://acme.example/handbook/"
NAV = """\
nav:
- Home: index.md
- Guide: [guide/index.md, guide/setup.md]
- Blog: blog/index.md
"""
_SETTINGS = """\
site_name: ACME Handbook
site_description: How we work
use_directory_urls: {directories}
{url}
theme:
  name: material
  font: false
  palette: {{scheme: default, primary: teal, accent: pink}}
  features: [navigation.indexes, navigation.tabs, navigation.footer]
extra_css: [own.css]
plugins:
- blog
{plugin}
{nav}
"""
LIST = "- llmnotes: {prefix: reading/, language: en}\n"
_PAGES = {
    "index.md": "# Welcome\n\nThe [list](reading/index.md), [RAG](reading/topics/rag.md), [an entry](reading/entries/2023-04-11-huyenchip-llm-engineering.md), the [guide](guide/index.md).\n\n## A heading\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "own.css": "h1 { letter-spacing: 0; }\n",
    "guide/index.md": "# Guide\n\n[Set up](setup.md)\n",
    "guide/setup.md": "# Set up\n\n```\nmake\n```\n",
    "blog/index.md": "# Blog\n",
    "blog/posts/first.md": "---\ndate: 2024-01-10\n---\n\n# First post\n\nHello.\n",
}


def write(folder: Path, *, nav: str = NAV, plugin: str = LIST, url: str = ADDRESS, directories: bool = True) -> None:
    """Write the settings and pages of the site, and the first twelve records of the list for tests."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = _SETTINGS.format(directories=str(directories).lower(), url=f"site_url: {url}" if url else "", plugin=plugin, nav=nav)
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    shutil.copy(LISTED / "topics.yml", folder)
    for record in sorted((LISTED / "entries").glob("2*/*.md"))[:12]:
        copied = folder / record.relative_to(LISTED)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(record, copied)
    for path, text in _PAGES.items():
        page = folder / "docs" / path
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")
