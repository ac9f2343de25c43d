"""Read the JavaScript files of the site, which are part of this package."""

from __future__ import annotations

import functools
import re
from importlib import resources

FOLDER = resources.files("llmnotes.site") / "assets"
_DOCUMENTATION = re.compile(r"^[ \t]*/\*\*(?:[^*]|\*(?!/))*\*/\n", re.MULTILINE)
"""Matches a documentation comment that has its own lines. Without these comments, the scripts are a quarter smaller."""


@functools.cache
def script(name: str) -> str:
    """Return the text of a script without its documentation comments. `name` is its file name, such as `site.js`."""
    return _DOCUMENTATION.sub("", (FOLDER / name).read_text(encoding="utf-8"))
