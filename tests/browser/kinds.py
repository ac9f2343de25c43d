"""Find the kinds of pages that a built site has in its folder, so that tests cover new kinds automatically."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from pathlib import Path


def address(site: Path, file: Path) -> str:
    """Return the address of a page from the site's root, percent-encoded."""
    path = file.relative_to(site).as_posix()
    return quote(path.removesuffix(file.name) if file.name == "index.html" else path)


def is_redirect(file: Path) -> bool:
    """Return whether a page is a redirect, which readers never see."""
    return 'http-equiv="refresh"' in file.read_text(encoding="utf-8")


def kinds(site: Path) -> dict[str, tuple[str, ...]]:
    """Return the addresses of the largest and the smallest page of each kind, by names such as `home`, `topics`, `topics/*` and `topics/*/*`."""
    files: dict[str, list[Path]] = collections.defaultdict(list)
    for file in sorted(file for file in site.rglob("*.html") if not is_redirect(file)):
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
