"""Make the style sheet that all pages load. It joins the style sheets of all components, so that a browser makes one request instead of many."""

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
"""Names of the files in `assets/styles/`, without `.css`, in the order in which they are joined.

Of two rules with the same specificity, browsers apply the rule in the later file.
"""

FOLDER = "folder"
"""Name, without `.css`, of the file in `assets/styles/` that is added at the end if the list is in a folder of a larger site."""
OF_THEME = frozenset({"colours", "theme-header", "menu", "theme-footer"})
"""Names in `PARTS` of the style sheets that change the theme's colours, fonts, header, menu and footer.

They are left out if the list is in a folder of a larger site.
"""


def sheet(*, whole: bool = True) -> str:
    """Return the text of the style sheet.

    `whole` is false for a list in a folder of a larger site. Then the parts in `OF_THEME` are left out, and `folder.css` is added.
    """
    folder = resources.files("llmnotes.site") / "assets" / "styles"
    parts = PARTS if whole else [*(part for part in PARTS if part not in OF_THEME), FOLDER]
    return "\n".join((folder / f"{part}.css").read_text(encoding="utf-8") for part in parts)
