"""Take entries off a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.logs import sidecar
from llmnotes.logs.folder import Sidecars
from llmnotes.records import removal
from llmnotes.system.files import show
from llmnotes.system.rewrite import Rewrite, carry_out, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from llmnotes.records.folder import Store
    from llmnotes.records.removal import Removal


def remove(store: Store, going: Sequence[tuple[Removal, Path]]) -> list[Path]:
    """Replace the record at each path by a file that says only that it was removed, and delete its text from the logs' sidecars: all, or none.

    Returns the files that are left. Raises LogError where a sidecar is damaged, StoreError.
    """
    rewrites = []
    for gone, path in going:
        rewrites.append(Rewrite(file=show(store.removal_path(gone.slug)), before="", after=removal.write(gone)))
        rewrites.append(Rewrite(file=show(path), before=text_of(path), after=""))
    sidecars = Sidecars(store)
    for name in sidecars.names():
        found = sidecars.load(name)
        for gone, _ in going:
            found = found and sidecar.without_text(found, gone.slug)
        rewrites += sidecars.rewrites(name, found) if found else []
    carry_out(rewrites, store.sets)
    return [store.removal_path(gone.slug) for gone, _ in going]
