"""Decide which file is published if a file of the author or of another plugin has the address of a generated page.

MkDocs's classes appear here only as protocols, because no module of the site imports MkDocs.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from llmnotes.model import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path


class HostFile(Protocol):
    """The attributes of MkDocs's class File that this module uses."""

    inclusion: Any
    """A value of MkDocs's enumeration `InclusionLevel`: whether MkDocs publishes the file, and whether the navigation should contain it."""

    @property
    def src_uri(self) -> str:
        """Return the path of the source, relative to the folder docs/."""

    @property
    def dest_uri(self) -> str:
        """Return the path of the published file, relative to the site's root."""

    @property
    def url(self) -> str:
        """Return the address of the published file, relative to the site's root."""

    @property
    def abs_src_path(self) -> str | None:
        """Return the path of the source on disk; None if the source is not on disk, because a plugin has made it."""

    @property
    def generated_by(self) -> str | None:
        """Return the name of the plugin that has made the file; None for a file of the author."""

    def is_documentation_page(self) -> bool:
        """Return whether the file is a Markdown page."""


FileT = TypeVar("FileT", bound=HostFile)


def published(files: Iterable[FileT], *, preview: bool) -> dict[str, FileT]:
    """Return the files that MkDocs publishes, by the path of the published file. A preview also publishes drafts."""
    return {file.dest_uri: file for file in files if not file.inclusion.is_excluded() or (preview and file.inclusion.is_in_serve())}


def by_hand(files: Iterable[HostFile], generated: Collection[str]) -> list[str]:
    """Return the addresses of all published pages, including the home page. Leave out drafts, and the pages whose source paths are in `generated`."""
    pages = (file for file in files if file.is_documentation_page() and not file.inclusion.is_excluded())
    return [file.url for file in pages if file.src_uri not in generated]


def in_navigation(files: Iterable[HostFile], generated: Collection[str]) -> list[str]:
    """Return the source paths of the pages that belong in the navigation. Leave out the source paths in `generated`."""
    pages = (file for file in files if file.is_documentation_page() and file.inclusion.is_in_nav())
    return [file.src_uri for file in pages if file.src_uri not in generated]


def claims(pages: Mapping[str, str], others: Mapping[str, FileT]) -> dict[str, FileT]:
    """Find the files that MkDocs publishes in place of generated pages.

    Args:
        pages: The source path of each generated page, by the path of its HTML file.
        others: Files of the author and of other plugins, by the path of the published file.

    Returns:
        The file that replaces a generated page, by the source path of the page. The file has the same path as the page's HTML file, or is in a folder
        with this path.

    """
    found: dict[str, FileT] = {}
    for path, file in others.items():
        found.update({pages[place]: file for place in (path, *_above(path)) if place in pages})
    return found


def blocking(pages: Iterable[str], others: Mapping[str, FileT]) -> list[FileT]:
    """Return the files that MkDocs can't publish, because generated files at the paths `pages` need a folder with the same path."""
    names = {path.partition("/")[0] for path in others}
    folders = {folder for file in pages if file.partition("/")[0] in names for folder in _above(file)}
    return [file for path, file in others.items() if path in folders]


def blocking_problem(file: HostFile, folder: Path) -> Problem:
    """Return the problem to report for a file that MkDocs can't publish. `folder` is the folder of mkdocs.yml."""
    message = f"the site can't publish this file, because the site has a folder with the same path ({file.dest_uri}) for generated pages"
    return Problem.error(Place(_name(file, folder)), "file-is-folder", message, "rename this file")


def claim_problem(file: HostFile, pages: Sequence[str], folder: Path) -> Problem:
    """Return the problem to report for a file that replaces generated pages. `pages` are their source paths, and `folder` is the folder of mkdocs.yml."""
    more = f" and {len(pages) - 1} more" if len(pages) > 1 else ""
    message = (
        f"the site publishes this file instead of the generated page {pages[0]}{more}, because both can't be at the same path of the site"
    )
    remedy = "rename this file if the site should have both pages. Until then, links to the generated page lead to this file"
    return Problem.warning(Place(_name(file, folder)), "page-replaced", message, remedy)


def removal_problem(pages: Sequence[str]) -> Problem:
    """Return a problem of severity advice: another plugin has removed the generated pages with the source paths `pages`."""
    more = f" and {len(pages) - 1} more" if len(pages) > 1 else ""
    message = f"the site lacks the generated page {pages[0]}{more}, because another plugin or a hook removes it from MkDocs's files"
    remedy = "nothing needs to be changed if this is intended, but links, feeds and the search still lead to its address"
    return Problem.advice(Place("mkdocs.yml"), "page-removed", message, remedy)


def sources_of(navigation: object) -> Iterator[str]:
    """Yield the source path of every page in a navigation. A navigation has the format of the key `nav` in mkdocs.yml."""
    if isinstance(navigation, str):
        yield navigation
    elif isinstance(navigation, list | dict):
        for part in navigation.values() if isinstance(navigation, dict) else navigation:
            yield from sources_of(part)


def adapted(navigation: object, claimed: Mapping[str, str], removed: Container[str]) -> object:
    """Return a navigation in the format of `nav` in mkdocs.yml, without removed pages and empty sections, and with the files that replace generated pages.

    Args:
        navigation: The navigation, or a part of it.
        claimed: The source path of the file that replaces a generated page, by the source path of the page. The navigation shows the file's own title.
        removed: Source paths of the generated pages that another plugin removed.

    """
    if isinstance(navigation, list):
        return [part for part in (adapted(part, claimed, removed) for part in navigation) if part]
    if isinstance(navigation, dict):
        (title, part), *_ = navigation.items()
        kept = adapted(part, claimed, removed)
        return kept if kept != part and isinstance(kept, str) else kept and {title: kept}
    return None if navigation in removed else claimed.get(str(navigation), navigation)


def outcome(reason: str, left_out: Iterable[str]) -> Iterator[Problem]:
    """Yield problems after a build: one if `reason` is not empty, and one for each generated file that was left out.

    Args:
        reason: The reason why the theme had to render all pages, because the build could not reuse its HTML; otherwise an empty text.
        left_out: Paths of the generated files that are left out, because MkDocs has written other files at these paths.

    """
    place = Place("mkdocs.yml")
    if reason:
        message = f"this build takes longer, because the theme's HTML of one page can't be reused for similar pages: {reason}"
        remedy = "nothing needs to be changed. To let the theme render each page without this message, set the plugin's option reuse_theme_html to false"
        yield Problem.advice(place, "theme-html", message, remedy)
    yield from map(_replaced, left_out)


def added(files: Any, file: HostFile, replaced: Iterable[str] = ()) -> Iterator[Problem]:
    """Add a generated file to MkDocs's files. If they already have a file at its source path, leave the generated file out and yield a problem.

    The file is added only when the caller iterates over the result. Also yield a problem for each other path at which a file of the author replaces the file
    that the theme's template would write: `replaced`.
    """
    yield from map(_replaced, sorted(replaced))
    if files.get_file_from_path(file.src_uri):
        yield _replaced(file.dest_uri)
    else:
        files.append(file)


def _replaced(path: str) -> Problem:
    message = f"the site publishes the file {path} from docs/ or from another plugin instead of the generated file with the same path"
    return Problem.advice(
        Place("mkdocs.yml"), "file-replaced", message, "rename or remove that file if the site should have the generated file"
    )


def with_folders(paths: AbstractSet[str]) -> AbstractSet[str]:
    """Return the paths of files and of all folders above them: the paths at which no other file can be written."""
    return paths | {folder for path in paths for folder in _above(path)}


def _above(path: str) -> Iterator[str]:
    """Yield the paths of the folders above a file, the deepest folder first."""
    end = path.rfind("/")
    while end > 0:
        yield path[:end]
        end = path.rfind("/", 0, end)


def _name(file: HostFile, folder: Path) -> str:
    return os.path.relpath(file.abs_src_path, folder) if file.abs_src_path else f"{file.src_uri} (from the plugin {file.generated_by})"
