"""The batches of a build: the files that share one cache key."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, Any

from llmnotes.site.engine.artifact import Asset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from llmnotes.site.engine.addresses import Addresses
    from llmnotes.site.engine.artifact import Artifact, File, PageArtifact
    from llmnotes.site.engine.build import Build, Buildable


def placed(assets: Iterable[Asset], addresses: Addresses) -> Iterable[Asset]:
    """Change the paths of files: from paths relative to the root of the list's site to paths relative to the root of the whole site that MkDocs builds."""
    return (Asset(addresses.placed(path), content) for path, content in assets) if addresses.prefix else assets


class ArtifactBatch:
    """The batch (files with one cache key) of an artifact that is not a page, or of a page's files in other formats, such as its Markdown export."""

    group = ""

    def __init__(self, site: Buildable, artifact: Artifact) -> None:
        """Set the artifact, and the site to which it belongs."""
        self._addresses = dataclasses.replace(site.addresses, prefix="") if artifact.whole else site.addresses
        self.id = self._addresses.placed(artifact.id)
        self._site, self._artifact = site, artifact

    @functools.cached_property
    def _view(self) -> Any:
        return self._artifact.view()

    def key(self) -> str:
        """Return the digest of the artifact's view."""
        return self._site.digests.of(self._view)

    def make(self) -> Iterable[Asset]:
        """Make all files of the artifact."""
        return placed(self._artifact.template(self._view, self._site.view), self._addresses)

    def revise(self, folder: Path, files: list[File], put: Callable[[Asset], File]) -> list[File] | None:
        """Edit the files of the last build. Return all files of the artifact, or None if they can't be edited. The paths are relative to the site's folder."""
        revise, prefix = self._artifact.revise, self._addresses.prefix
        if revise is None or not prefix:
            return revise(self._view, self._site.view, folder, files, put) if revise else None

        def put_below(asset: Asset) -> File:
            path, size, time = put(Asset(f"{prefix}{asset.path}", asset.content))
            return path.removeprefix(prefix), size, time

        own = [(path.removeprefix(prefix), size, time) for path, size, time in files]
        revised = revise(self._view, self._site.view, folder / prefix, own, put_below)
        return None if revised is None else [(f"{prefix}{path}", size, time) for path, size, time in revised]


class PageRun:
    """The batch (files with one cache key) of a run of pages: consecutive pages with the same `PageArtifact.run`, or one page for which it is empty."""

    # Slots save memory: a build has thousands of batches.
    __slots__ = ("_build", "_pages", "_shell", "_views", "group", "id")

    def __init__(self, build: Build, pages: Sequence[PageArtifact], shell: str) -> None:
        """Set the pages of the run. `shell` is a digest of the theme's HTML around the pages; if it is empty, every build writes the pages again."""
        # The name of a run can't be the id: if another plugin writes a page of the run, several batches have this name. So the file of the first page is the id.
        self.id = build.site.addresses.placed(build.site.addresses.file(pages[0].path))
        self.group = pages[0].group
        self._build, self._pages, self._shell = build, pages, shell
        self._views: list[Any] = []

    def _views_of_pages(self) -> list[Any]:
        if not self._views:
            self._views = [page.view() for page in self._pages]
        return self._views

    def key(self) -> str:
        """Return the digests of the theme's HTML and of the pages' views; empty if every build must write the pages again."""
        return f"{self._shell}{self._build.site.digests.of(self._views_of_pages())}" if self._shell else ""

    def make(self) -> Iterable[Asset]:
        """Make the files of all pages. Then free the memory of their views."""
        for page, view in zip(self._pages, self._views_of_pages(), strict=True):
            yield from self._build.assets(page, view, self._build.site)
        self._views = []  # free their memory: the views of all pages of a long list need 100 MB

    @staticmethod
    def revise(*_: object) -> None:
        """Return None: a build never edits a page on disk, but always writes the whole page."""
