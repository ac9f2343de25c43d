"""Fingerprints: what a page shows, in a few characters, by which a build tells whether the page is the same as last time.

They are made from all that a page reads and never from what it became, so that an unchanged page needs no rendering.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import os
import platform
import re
from pathlib import Path

_RENDERED_BY = ("markdown-it-py", "linkify-it-py", "nh3", "jinja2", "markupsafe", "feedgenerator", "pillow", "fonttools", "budoux", "ada-url", "pylopdf-fonts-jp")  # fmt: skip
"""Packages whose version may change what a page shows."""


def fingerprint(*values: object) -> str:
    """Of values whose `repr` tells all of them. 32 hexadecimal digits."""
    return fingerprint_of_text(repr(values))


def fingerprint_of_text(text: str) -> str:
    """Of a text alone: the `repr` of a long one takes longer."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@functools.cache
def code() -> str:
    """The code that renders, ours by its files' sizes and times, as who works on it sees it change without a version."""
    ours = Path(__file__).parents[2]  # all of llmnotes
    files = [
        (os.path.relpath(folder, ours), name, found.st_size, found.st_mtime_ns)
        for folder, _, names in os.walk(ours)
        for name in names
        if name.endswith((".py", ".html", ".xml", ".opml", ".js", ".css"))
        for found in [os.stat(f"{folder}/{name}")]  # noqa: PTH116 - pathlib takes as long as looking does
    ]
    return fingerprint(sorted(files), platform.python_version(), *map(_version, _RENDERED_BY))


def _version(package: str) -> str:
    try:
        found = importlib.metadata.distribution(package)
    except importlib.metadata.PackageNotFoundError:  # under another name in a system's own packages
        return ""
    # All of the metadata takes a parser of mails, and ten times as long.
    line = re.search(r"^Version: *(.+)$", found.read_text("METADATA") or "", re.MULTILINE)
    return line[1] if line else found.version
