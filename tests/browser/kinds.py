"""The kinds of pages that a built site has, found by walking it: a new kind is looked at without being named here."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from pathlib import Path


def address(site: Path, file: Path) -> str:
    """A page's address from the site's root, percent-encoded."""
    path = file.relative_to(site).as_posix()
    return quote(path.removesuffix(file.name) if file.name == "index.html" else path)


def leads_on(file: Path) -> bool:
    """Whether it is a page that only leads to another: nobody gets to see it."""
    return 'http-equiv="refresh"' in file.read_text(encoding="utf-8")


def kinds(site: Path) -> dict[str, tuple[str, ...]]:
    """Addresses of each kind's largest and smallest page, by names as `home`, `topics`, `topics/*`, `topics/*/*`."""
    files: dict[str, list[Path]] = collections.defaultdict(list)
    for file in sorted(file for file in site.rglob("*.html") if not leads_on(file)):
        files[_kind(site, file)].append(file)
    return {
        kind: tuple(dict.fromkeys(address(site, pick(found, key=lambda file: file.stat().st_size)) for pick in (max, min)))
        for kind, found in files.items()
    }


def _kind(site: Path, file: Path) -> str:
    parts = file.relative_to(site).with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "index" else parts
    if not parts:
        return "home"
    kind = "/".join([parts[0], *("*" for _ in parts[1:])])
    if kind == "entries/*" and "ln-removed" in file.read_text(encoding="utf-8"):
        return f"{kind} that was removed"
    if kind == "entries/*" and "ln-entry--dead" in file.read_text(encoding="utf-8"):
        return f"{kind} whose link is dead"
    return f"{kind} without a note" if kind == "entries/*" and 'class="ln-note"' not in file.read_text(encoding="utf-8") else kind
