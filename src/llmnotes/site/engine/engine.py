"""The build engine: all state of a site's builds, from one to the next.

    open ─ restore ─ plan ─ begin ─ (MkDocs renders pages: page, around) ─ make_way ─ finish

`open` moves the last build's files aside before MkDocs empties the site's folder, `restore` puts them back. `plan` decides which pages MkDocs renders, `begin`
begins with all files besides pages.
`finish` fills pages into shells, writes what changed, and removes what is no more.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
from typing import TYPE_CHECKING, Generic, TypeVar

from llmnotes.errors import LlmnotesError
from llmnotes.site.engine.build import Build, Buildable
from llmnotes.site.engine.compiled import Compiled, compile_aside
from llmnotes.site.engine.digest import digest
from llmnotes.site.engine.folder import Output
from llmnotes.system import own_folder
from llmnotes.system.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    import jinja2

    from llmnotes.site.engine.build import Surroundings

SiteT = TypeVar("SiteT", bound=Buildable)


class Engine(Generic[SiteT]):
    """Builds one site, again and again.

    Invariant: a build begins from what the last one that ended left in the folder and in the cache; all else of a build ends with it.
    """

    site: SiteT
    """What is built."""
    build: Build
    """The build under way."""
    cache: Cache
    owns_process: bool = False
    """Whether the process is there for these builds alone, so that its garbage collector may be turned off."""

    def __init__(self) -> None:
        """Nothing is opened yet."""
        self._output: Output | None = None
        self._last: Build | None = None
        self._theme: Compiled | None = None
        self._written: AbstractSet[str] = frozenset()
        self._by_hand: Sequence[str] = ()
        self._preview = False

    def compile(self, own: tuple[Compiled, Sequence[str]], theme: Callable[[], jinja2.Environment], names: Sequence[str]) -> None:
        """Begin to compile templates: our own, and those of the theme by these names; each only once, as a preview keeps them."""
        work = [own] if own[0].is_new else []
        if self._theme is None:
            with _silence():  # who renders reports what is wrong with the theme's translations
                self._theme = Compiled(theme())
            work.append((self._theme, names))
        compile_aside(*work)

    def open(self, folder: Path, cache: Path | None, project: Path, *, name: str, preview: bool) -> None:
        """Open the site's folder, before MkDocs empties it, and refuse folders that a stranger may have filled.

        Args:
            folder: The site's.
            cache: The cache's; None for none.
            project: The folder of mkdocs.yml.
            name: Tells this configuration from others of the project.
            preview: Whether MkDocs serves the site.

        Raises:
            LlmnotesError: A folder can't be used.

        """
        own_folder.check(folder, project, "name another folder as site_dir in mkdocs.yml or by --site-dir")
        if cache:
            own_folder.check(cache, project, "name another folder by the plugin's option cache")
            own_folder.check_files(cache)
        self.cache = Cache(cache)
        if self._output is None or self._output.folder != folder:
            places = (os.path.relpath(path, project) for path in (project / name, folder))
            self._output = Output(folder, self.cache, f"output-{digest(*places)[:12]}")
        self._output.rescue(preview=preview)
        self._preview = preview
        if self.owns_process:
            # What a build makes is of use until its end: to look through all of it again and again takes a fifth of a build after one change (12,939
            # entries: 5.0 and 5.5 s; without, 4.0 and 4.4 s).
            gc.disable()

    def restore(self) -> None:
        """Put the last build's files back, now that MkDocs has emptied the folder. Raises LlmnotesError."""
        self._opened.restore()

    def refill(self, site: SiteT) -> bool:
        """Write the pages that changed since the last build at once, in its shells; whether there are any."""
        with contextlib.suppress(LlmnotesError):  # the build meets the same, and reports it
            return bool(self._last and self._opened.put(self._last.refilled(site)))
        return False

    def plan(self, site: SiteT, surroundings: Surroundings, *, shells: bool, named: AbstractSet[str], others: Sequence[str]) -> None:
        """Decide which pages the theme renders, as `Build` does."""
        self.site = site
        self.build = Build(site, surroundings, shells=shells, named=named, others=others)

    def begin(self, foreseen: AbstractSet[str]) -> None:
        """Begin with all files besides pages. `foreseen` are the files that MkDocs will write, as far as it is known."""
        self.build.begin(self._opened, self.cache, foreseen)

    def serve(self, environment: jinja2.Environment) -> None:
        """Give the theme its compiled templates."""
        if self._theme:
            self._theme.serve(environment)

    def make_way(self, written: AbstractSet[str], by_hand: Sequence[str]) -> None:
        """Prepare for the files that MkDocs writes from now on; `by_hand` are the addresses of pages that aren't ours. Raises LlmnotesError."""
        self._written, self._by_hand = written, by_hand
        self._opened.make_way(written)

    def finish(self) -> None:
        """Write everything that MkDocs didn't. Raises LlmnotesError."""
        self.build.finish(self._opened, self._written, self._by_hand)
        self._last = self.build
        if self._preview or not self.owns_process:
            gc.enable()

    def close(self) -> None:
        """Let the process end at once: the collector would look through all of it once more."""
        if self.owns_process:
            gc.freeze()

    @property
    def _opened(self) -> Output:
        assert self._output is not None, "open comes first"  # noqa: S101 - a fault of the program
        return self._output


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Log nothing meanwhile."""
    before = logging.root.manager.disable
    logging.disable()
    try:
        yield
    finally:
        logging.disable(before)
