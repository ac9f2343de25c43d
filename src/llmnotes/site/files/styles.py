"""The style sheet of all pages, joined from one file per component, so that a browser makes one request."""

from __future__ import annotations

from importlib import resources

STYLES = "assets/llmnotes.css"
"""Path of the style sheet from the site's root."""
PARTS = ("base", "lists", "moving", "entry", "fields", "header", "search", "links", "not-found", "add", "print")
"""Components in `assets/styles/`, in order: a rule of a later one overrides a rule with the same specificity."""


def sheet() -> str:
    """Return the text of the style sheet."""
    folder = resources.files("llmnotes.site") / "assets" / "styles"
    return "\n".join((folder / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)
