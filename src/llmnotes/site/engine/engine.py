"""The state that the builds of a site share, and the steps of a build.

    open ─ restore ─ plan ─ begin ─ (MkDocs renders pages: page, around) ─ make_way ─ finish

`open` moves the files of the last build aside before MkDocs empties the site's folder, and `restore` moves them back. `plan` chooses the pages that
MkDocs renders. `begin` starts to write all files that are not pages. `make_way` prepares the paths of the files that MkDocs writes. `finish` fills pages
into shells, compares some of them with the theme's HTML, writes changed files, and removes old files.
"""

from __future__ import annotations

import contextlib
import gc
import os
from typing import TYPE_CHECKING, Generic, TypeVar

from llmnotes.errors import LlmnotesError
from llmnotes.site.engine.build import Build, Buildable, silence
from llmnotes.site.engine.compiled import Compiled, compile_aside
from llmnotes.site.engine.digest import digest
from llmnotes.site.engine.folder import Output
from llmnotes.system import own_folder
from llmnotes.system.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    import jinja2

    from llmnotes.site.engine.build import Choices, Surroundings

SiteT = TypeVar("SiteT", bound=Buildable)


class Engine(Generic[SiteT]):
    """Builds a site once, or repeatedly in a preview.

    Invariant: besides its input, a build depends only on the site's folder and the cache folder as the last finished build left them.
    """

    site: SiteT
    """The site to build."""
    build: Build
    """The build that is running, or the last build."""
    cache: Cache
    dirty: bool = False
    """Whether MkDocs keeps its own files of the last build, and writes only files whose sources are newer."""
    owns_process: bool = False
    """Whether this process only builds this site. If so, the engine turns off Python's garbage collector during a build."""

    def __init__(self) -> None:
        """Make an engine without a site. Call `open` to set the folder and the cache."""
        self._output: Output | None = None
        self._last: Build | None = None
        self._theme: Compiled | None = None
        self._written: AbstractSet[str] = frozenset()
        self._by_hand: Sequence[str] = ()
        self._preview = False

    def compile(self, own: tuple[Compiled, Sequence[str]], theme: Callable[[], jinja2.Environment], names: Sequence[str]) -> None:
        """Start compiling templates, unless an earlier build of the preview has compiled them.

        Args:
            own: The cache for the site's own templates, and their names.
            theme: Function that returns a new Jinja environment with the theme's templates.
            names: Names of the theme's templates.

        """
        work = [own] if own[0].is_new else []
        if self._theme is None:
            with silence():  # `theme` may log warnings about translations, and MkDocs logs the same warnings when it renders
                self._theme = Compiled(theme())
            work.append((self._theme, names))
        compile_aside(*work)

    def open(self, folder: Path, cache: Path | None, project: Path, *, name: str, preview: bool) -> None:
        """Open the site's folder before MkDocs empties it. Refuse a site folder or a cache folder whose files may come from a contributor.

        Args:
            folder: The site's folder.
            cache: The cache folder; None for no cache.
            project: The folder of mkdocs.yml.
            name: File name of the configuration, such as `mkdocs.yml`. A project may have several configurations.
            preview: Whether MkDocs serves the site.

        Raises:
            LlmnotesError: The site folder or the cache folder isn't safe to use, or the inventory of the last build is damaged; the message names the reason.

        """
        own_folder.check(folder, project, "name another folder with site_dir in mkdocs.yml or with --site-dir")
        if cache:
            own_folder.check(cache, project, "name another folder with the plugin's option cache")
            own_folder.check_files(cache)
        self.cache = Cache(cache)
        if self._output is None or self._output.folder != folder:
            places = (os.path.relpath(path, project) for path in (project / name, folder))
            self._output = Output(folder, self.cache, f"output-{digest(*places)[:12]}")
        self._output.rescue(preview=preview, dirty=self.dirty)
        self._preview = preview
        if self.owns_process:
            # The garbage collector would find little to free, because the objects of a build are used until its end.
            # Without it, a build of 12,939 entries after one change takes 4.0 to 4.4 s instead of 5.0 to 5.5 s.
            gc.disable()

    def restore(self) -> None:
        """Move the files of the last build back into the site's folder, after MkDocs has emptied this folder.

        Raises LlmnotesError if a symbolic link leads out of the folder.
        """
        self._opened.restore()

    def refill(self, site: SiteT) -> bool:
        """Write the pages that changed since the last build, with the shells of the last build, before the new build writes all files.

        Return whether a page was written.
        """
        with contextlib.suppress(LlmnotesError):  # ignore the error here, because the new build finds and reports it
            return bool(self._last and self._opened.put(self._last.refilled(site)))
        return False

    def plan(self, site: SiteT, surroundings: Surroundings, choices: Choices) -> None:
        """Start a build of `site`, and choose the pages that the theme renders. `surroundings` adds the Content-Security-Policy and the metadata to pages."""
        self.site = site
        self.build = Build(site, surroundings, choices)

    def begin(self, foreseen: AbstractSet[str]) -> None:
        """Start to write all files that are not pages. `foreseen` are the paths of files that MkDocs is expected to write."""
        self.build.begin(self._opened, self.cache, foreseen)

    def serve(self, environment: jinja2.Environment) -> None:
        """Let the theme's environment use the templates that `compile` has compiled."""
        if self._theme:
            self._theme.serve(environment)

    def make_way(self, written: AbstractSet[str], by_hand: Sequence[str]) -> None:
        """Remove folders and special files at the paths where MkDocs will write its files.

        Args:
            written: Paths of the files that MkDocs writes.
            by_hand: Addresses of the pages that are not generated.

        Raises:
            LlmnotesError: A folder or a special file can't be removed.

        """
        self._written, self._by_hand = written, by_hand
        self._opened.make_way(written)

    def finish(self, render: Callable[[str], str]) -> tuple[str, list[str]]:
        """Write all files that MkDocs doesn't write.

        Args:
            render: Renders the generated page at a source path with the theme and all plugins.

        Returns:
            The reason why the theme rendered all pages, empty if the build filled pages into shells; and the paths of the generated files that are
            left out, because MkDocs has written other files at these paths.

        Raises:
            LlmnotesError: A page or a file can't be made or written.

        """
        reason = self.build.finish(self._opened, self._written, self._by_hand, render)
        self._last = self.build
        if self._preview or not self.owns_process:
            gc.enable()
        return reason, [*self.build.left_out, *self._opened.left_out]

    @property
    def size(self) -> int:
        """Return the size of all files of the last build in bytes, except files that other plugins write without passing them to MkDocs."""
        return self._opened.size(self._written)

    def abandon(self) -> None:
        """End a build that failed.

        In a preview, move the pages of the last build back into the site's folder; otherwise leave the folder as it is.
        """
        if self._preview and self._output:
            self._output.abandon()
            gc.enable()

    def close(self) -> None:
        """Exclude all objects from Python's garbage collection, so that the process ends faster. Call this after the last build."""
        if self.owns_process:
            gc.freeze()

    @property
    def _opened(self) -> Output:
        assert self._output is not None, "open comes first"  # noqa: S101 - this fails only after a programming error
        return self._output
