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
    "theme-header",
    "header",
    "menu",
    "search",
    "links",
    "not-found",
    "add",
    "theme-footer",
    "footer",
    "forced",
    "print",
)
"""Names of the files in `assets/styles/`, in order: of two rules with the same specificity, the rule in the later file applies."""


FOLDER = "folder"
"""Name of an additional last part for a list in a folder of another site."""
OF_THEME = frozenset({"colours", "theme-header", "menu", "theme-footer"})
"""Names of the parts that change the theme's colours, fonts, header, menu and footer."""


def sheet(*, whole: bool = True) -> str:
    """Return the text of the style sheet. If `whole` is false, leave out the parts that change the theme, for a list in a folder of another site."""
    folder = resources.files("llmnotes.site") / "assets" / "styles"
    parts = PARTS if whole else [*(part for part in PARTS if part not in OF_THEME), FOLDER]
    return "\n".join((folder / f"{part}.css").read_text(encoding="utf-8") for part in parts)
