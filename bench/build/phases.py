"""A hook of MkDocs that measures the phases of a build in one process, and writes the seconds in each phase to `phases.json` next to mkdocs.yml."""

from __future__ import annotations

import collections
import contextlib
import functools
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmnotes.records.folder import Store
from llmnotes.site.engine.build import Build
from llmnotes.site.engine.folder import Output
from llmnotes.site.files import markdown_exports
from llmnotes.site.files.search_index import Searching
from llmnotes.system import processes

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from mkdocs.config.defaults import MkDocsConfig

    from llmnotes.site.engine.artifact import Batch

_spent: collections.defaultdict[str, float] = collections.defaultdict(float)
_open: list[str] = []
_began = time.perf_counter()
_last = _began


@contextlib.contextmanager
def _phase(name: str) -> Iterator[None]:
    """Add the time of a `with` block to the phase `name`. If another such block contains the block, its phase does not include this time."""
    _charge()
    _open.append(name)
    try:
        yield
    finally:
        _charge()
        _open.pop()


def _charge() -> None:
    global _last  # noqa: PLW0603 - MkDocs calls functions of a module, so the state is global
    now = time.perf_counter()
    _spent[_open[-1] if _open else "MkDocs and the theme"] += now - _last
    _last = now


def _timed(owner: Any, method: str, name: str) -> None:
    inside: Callable[..., Any] = getattr(owner, method)

    @functools.wraps(inside)
    def outside(*args: Any, **kwargs: Any) -> Any:
        with _phase(name):
            found = inside(*args, **kwargs)
            return list(found) if isinstance(found, Iterator) else found

    setattr(owner, method, outside)


_timed(Store, "load", "records")
_timed(Build, "__init__", "outlines")
_timed(Build, "finish", "what changed")
_timed(Searching, "whole", "search index")
_timed(markdown_exports, "of_entry", "Markdown exports")
_made = Output._made  # noqa: SLF001 - every batch passes through this method


def _made_in_phase(self: Output, batch: Batch, others: AbstractSet[str]) -> Any:
    with _phase(_kind(batch)):
        return _made(self, batch, others)


Output._made = _made_in_phase  # type: ignore[method-assign] # the method is replaced to measure it # noqa: SLF001 - every batch passes through this method
processes.cores = lambda: 1


def _kind(batch: Batch) -> str:
    if batch.id.endswith("index.html"):
        return "entry pages" if batch.id.startswith("entries/") else "lists"
    name = batch.id.rpartition("/")[2]
    kinds = {"search": "search index", "entries.json": "exports", "feed": "feeds"}
    return kinds.get(name) or ("Markdown exports" if name.endswith((".md", ".txt")) else "other files")


def on_post_build(config: MkDocsConfig) -> None:
    """Write the phases to a file. By now, the plugin has written all its files, because MkDocs calls the plugin's method for this event before hooks."""
    _charge()
    Path(config.config_file_path).with_name("phases.json").write_text(json.dumps(_spent), encoding="utf-8")
