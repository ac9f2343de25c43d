"""The style sheet of all pages: one file, joined from one a component, so that a browser asks once."""

from __future__ import annotations

from importlib import resources

STYLES = "assets/llmnotes.css"
"""Its path in the site."""
PARTS = ("base", "lists", "entry", "fields", "header", "search", "links", "not-found", "add", "print")
"""The components in `assets/styles/`. A later one wins where two rules are equally strong."""


def sheet() -> str:
    """The text of the style sheet."""
    folder = resources.files("llmnotes.site") / "assets" / "styles"
    return "\n".join((folder / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)
