"""The state that the builds of a site share, and the steps of a build.

    open ─ restore ─ plan ─ begin ─ (MkDocs reads pages: page) ─ make_way ─ (MkDocs writes pages: around) ─ finish

`open` moves the files of the last build aside before MkDocs empties the site's folder, and `restore` moves them back. `plan` chooses the pages that
MkDocs renders. `begin` starts to write the files that don't list all pages, such as feeds. `make_way` removes what prevents MkDocs from writing its files.
`finish` fills pages into shells (HTML that the theme rendered for similar pages), compares some of them with the theme's HTML, writes changed files, and
removes old files. `page` and `around` are methods of `Build`.
"""

from __future__ import annotations

import contextlib
import gc
import os
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from llmnotes.errors import LlmnotesError
from llmnotes.site.engine.build import Build, Buildable, silence
from llmnotes.site.engine.compiled import Compiled, compile_aside
from llmnotes.site.engine.digest import digest
from llmnotes.site.engine.folder import Output
from llmnotes.system import own_folder
from llmnotes.system.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    import jinja2

    from llmnotes.site.engine.build import Choices, Surroundings
    from llmnotes.site.engine.generated_files import GeneratedFiles

SiteT = TypeVar("SiteT", bound=Buildable)


class Engine(Generic[SiteT]):
    """Builds a site once, or repeatedly in a preview.

    Invariant: a build uses what earlier builds left in memory, in the site's folder and in the cache only to be faster. It gives the same generated files as a
    first build with an empty folder and an empty cache.
    """

    site: SiteT
    """The site to build."""
    build: Build
    """The build that is running, or the last build."""
    files: GeneratedFiles[Any]
    """MkDocs's files for the generated pages of `site`."""
    cache: Cache
    dirty: bool = False
    """Whether MkDocs keeps its own files of the last build, and writes only files whose sources are newer."""
    owns_process: bool = False
    """Whether this process only builds this site. If so, the engine turns off Python's garbage collector when a build begins."""

    def __init__(self) -> None:
        """Make an engine without a site. Call `open` to set the folder and the cache."""
        self._output: Output | None = None
        self._last: Build | None = None
        self._theme: Compiled | None = None
        self._written: AbstractSet[str] = frozenset()
        self._by_hand: Sequence[str] = ()
        self._render: Callable[[str], str] = str
        self._preview = False

    def compile(self, own: tuple[Compiled, Sequence[str]], theme: Callable[[], jinja2.Environment], names: Sequence[str]) -> None:
        """Start compiling templates in another process, where possible. Leave out templates that an earlier build of the preview has compiled.

        Args:
            own: The cache for the site's own templates, and their names.
            theme: Function that returns a new Jinja environment with the theme's templates.
            names: Names of the theme's templates.

        """
        work = [own] if own[0].is_new else []
        if self._theme is None:
            with silence():  # `theme` may log warnings about translations, which MkDocs logs again when it renders pages
                self._theme = Compiled(theme())
            work.append((self._theme, names))
        compile_aside(*work)

    def open(self, folder: Path, cache: Path | None, file: Path, *, sources: Iterable[Path] = (), preview: bool) -> None:
        """Move the files in the site's folder aside before MkDocs empties it. Refuse a site folder or a cache folder whose files may come from a contributor.

        Args:
            folder: The site's folder.
            cache: The cache folder; None for no cache.
            file: Path of the configuration, such as `mkdocs.yml`. A project may have several configurations.
            sources: Files and folders from which the site is made. A site folder that contains one of them, or is in one of them, is refused.
            preview: Whether MkDocs already serves the site. False for the first build of a preview.

        Raises:
            LlmnotesError: The site folder or the cache folder isn't safe to use; the message names the reason.

        """
        if self.owns_process:
            # The garbage collector would find little to free, because the objects of a build are used until its end.
            # Without it, a build of 12,939 entries after one change takes 2.8 s of processor time instead of 3.4 s.
            gc.disable()
        remedy, project = "name another folder with site_dir in mkdocs.yml or with --site-dir", file.parent
        own_folder.check_apart(folder, (file, *sources), remedy)
        own_folder.check(folder, project, remedy)
        if cache:
            own_folder.check(cache, project, "name another folder with the plugin's option cache")
            own_folder.check_files(cache)
        self.cache = Cache(cache)
        if self._output is None or self._output.folder != folder:
            places = (os.path.relpath(path, project) for path in (file, folder))
            self._output = Output(folder, self.cache, f"output-{digest(*places)[:12]}")
        self._output.rescue(preview=preview, dirty=self.dirty)
        self._preview = preview

    def restore(self) -> None:
        """Move the files of the last build back into the site's folder, after MkDocs has emptied this folder.

        Raises LlmnotesError if a symbolic link or a path in the inventory leads out of the folder, or if a file can't be removed.
        """
        self._opened.restore()

    def refill(self, site: SiteT) -> bool:
        """Write the pages that changed since the last build, before the new build begins. Use the HTML that the theme rendered in the last build.

        Return whether a page was written. No page is written if many pages changed, if there is no last build, or if a page can't be made or written.
        """
        with contextlib.suppress(LlmnotesError):  # ignore the error here, because the new build finds and reports it
            return bool(self._last and self._opened.put(self._last.refilled(site)))
        return False

    def plan(self, site: SiteT, surroundings: Surroundings, choices: Choices) -> None:
        """Start a build of `site`, and choose the pages that the theme renders.

        `surroundings` adds parts such as the Content-Security-Policy and the metadata to pages.
        """
        self.site = site
        self.build = Build(site, surroundings, choices)

    def begin(self, foreseen: AbstractSet[str]) -> None:
        """Start to write the files that don't list all pages, such as feeds. `foreseen` are the paths of files that MkDocs is expected to write."""
        self.build.begin(self._opened, self.cache, foreseen)

    def serve(self, environment: jinja2.Environment) -> None:
        """Let the theme's environment use the templates that `compile` has compiled."""
        if self._theme:
            self._theme.serve(environment)

    def make_way(self, written: AbstractSet[str], by_hand: Sequence[str], render: Callable[[str], str]) -> None:
        """Remove everything that prevents MkDocs from writing its files, such as a folder at the path of a file. Keep the arguments for `finish`.

        Args:
            written: Paths of the files that MkDocs will write.
            by_hand: Addresses of the pages that are not generated.
            render: Renders the generated page at a source path with the theme and all plugins.

        Raises:
            LlmnotesError: Something at these paths can't be removed.

        """
        self._written, self._by_hand, self._render = written, by_hand, render
        self._opened.make_way(written)

    def finish(self) -> tuple[str, list[str]]:
        """Write all generated pages and files that MkDocs doesn't write, and remove old files.

        Returns:
            First, if the build could not fill pages into shells, so that the theme rendered all pages, the reason; otherwise an empty text. Second, the paths of
            the generated files that are left out, because MkDocs has written other files at these paths.

        Raises:
            LlmnotesError: A page or a file can't be made, written or removed.

        """
        reason = self.build.finish(self._opened, self._written, self._by_hand, self._render)
        self._last = self.build
        if self._preview or not self.owns_process:
            gc.enable()
        return reason, [*self.build.left_out, *self._opened.left_out]

    @property
    def size(self) -> int:
        """Return the size in bytes of the generated files of the last build, together with the files in MkDocs's collection of files.

        A file that a plugin or the theme writes without adding it to this collection, such as 404.html, is not counted.
        """
        return self._opened.size(self._written)

    def abandon(self) -> None:
        """End a build that failed.

        If MkDocs already serves a preview, move the files that are still aside back into the site's folder. Otherwise, leave the folder as it is.
        """
        if self._preview and self._output:
            self._output.abandon()
            gc.enable()

    def close(self) -> None:
        """Exclude all objects from Python's garbage collection, so that the process ends faster. Call this after the last build.

        Do nothing if the process may do other work than building this site.
        """
        if self.owns_process:
            gc.freeze()

    @property
    def _opened(self) -> Output:
        assert self._output is not None, "open comes first"  # noqa: S101 - this fails only after a programming error
        return self._output
