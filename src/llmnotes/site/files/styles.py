"""Make the style sheet of all pages. It joins one file for each component, so that a browser makes one request."""

from __future__ import annotations

from importlib import resources

STYLES = "assets/llmnotes.css"
"""Path of the style sheet, relative to the site's root."""
PARTS = (
    "colours",
    "base",
    "lists",
    "moving",
    "entry",
    "fields",
    "header",
    "menu",
    "search",
    "links",
    "not-found",
    "add",
    "footer",
    "forced",
    "print",
)
"""Names of the files in `assets/styles/`, in order: of two rules with the same specificity, the rule in the later file applies."""


def sheet() -> str:
    """Return the text of the style sheet."""
    folder = resources.files("llmnotes.site") / "assets" / "styles"
    return "\n".join((folder / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)
