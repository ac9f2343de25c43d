"""Write the search index into the site's folder: all of its files, or only the files that differ (a revision) if a few entries changed.

For each changed entry, a revision rewrites about a hundred files with grams (short parts of words) and two files with texts. The result has the same
bytes as an index that was written whole. After one change, a build takes 2.8 s of processor time with a revision and 4.4 s with a whole index (12,939
entries).
"""

from __future__ import annotations

import contextlib
import functools
import re
import zlib
from typing import TYPE_CHECKING, Any

from llmnotes.search import index, revision
from llmnotes.search.document import Document
from llmnotes.site.engine.artifact import Artifact, Asset
from llmnotes.site.engine.digest import Digests, code, digest
from llmnotes.site.files.search_documents import document_of, facets_of, result_of, view
from llmnotes.web.source import source_of_url
from llmnotes.web.url import RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from llmnotes.site.engine.artifact import File
    from llmnotes.site.files.search_documents import SearchView
    from llmnotes.site.publication.publication import Publication
    from llmnotes.site.publication.site_view import SiteView
    from llmnotes.system.cache import Cache

FOLDER = "search"


def artifact(publication: Publication, cache: Cache) -> Artifact:
    """Return the artifact for the search index: all files in the folder `search/`."""
    return Artifact(
        id=FOLDER, view=functools.partial(view, publication), template=functools.partial(_template, cache), revise=functools.partial(_revise, cache)
    )  # fmt: skip


def _template(cache: Cache, view: SearchView, site: SiteView) -> Iterator[Asset]:
    return Searching(view, site, cache).whole()


def _revise(  # noqa: PLR0913, PLR0917 - the field `Artifact.revise` defines these arguments
    cache: Cache, view: SearchView, site: SiteView, folder: Path, files: list[File], put: Callable[[Asset], File]
) -> list[File] | None:
    return Searching(view, site, cache).revised(folder, files, put)


_NAME = "search"
_MANY = 24
"""Maximum number of changed entries for a revision. With more changed entries, writing the whole index takes about as long."""


class Searching:
    """Writes the search index of a list, or edits the index of the last build (a revision)."""

    def __init__(self, view: SearchView, site: SiteView, cache: Cache) -> None:
        """Prepare the index. `cache` keeps the state of the index, such as the texts of all documents, which the next revision needs."""
        self._view = view
        self._site = site
        self._cache = cache
        self._key = digest(code(), site, view.aliases)
        self._document = functools.cache(lambda number: document_of(view.cards[number]))

    def whole(self) -> Iterator[Asset]:
        """Yield all files of the index, and save the state of the index for the next revision."""
        documents = [document_of(card) for card in self._view.cards]
        found = index.whole(documents, map(result_of, self._view.cards, documents), facets_of(self._view, self._site))
        buckets, size, counts, digests = len(found.grams.buckets), found.grams.size, found.grams.words, found.digests
        yield from (Asset(f"{FOLDER}/{path}", content) for path, content in found.files(RULES))
        del found  # free the memory of the contents of all files
        state = {
            "prints": self._digests,
            "documents": [[document.title, document.text, document.url, list(document.mentions)] for document in documents],
            "facets": [self._filing(number) for number in range(len(documents))],
            "buckets": buckets, "size": size, "words": counts, "digests": digests,
        }  # fmt: skip
        self._cache.write(_NAME, self._key, state)

    def revised(self, site: Path, files: list[File], put: Callable[[Asset], File]) -> list[File] | None:
        """Edit the index of the last build in the folder `site`, and return all its files. Return None if all files must be written instead.

        Args:
            site: Folder of the site, with the index of the last build.
            files: The files of the index that the last build wrote: path, size and time of each.
            put: Function that writes a file, and returns its path, size and time.

        """
        state = self._cache.read(_NAME, self._key)
        prints = self._digests
        if not _is_state(state, len(prints)):
            return None
        changed = [number for number, (old, new) in enumerate(zip(state["prints"], prints, strict=True)) if old != new]
        if len(changed) > _MANY:
            return None
        old_folder = index.folder_of(state["digests"])
        # The old index may be missing, for example because the last build that used this cache wrote its index to another site folder. Then write it whole.
        if not (site / FOLDER / old_folder).is_dir():
            return None
        contents = None
        # Contributors can forge the files of the index and the cached state. If this causes an error, the index is written whole.
        with contextlib.suppress(ValueError, TypeError, LookupError, OverflowError, zlib.error):
            contents = self._contents(state, changed, site / FOLDER / old_folder)
        if contents is None:
            return None
        state["prints"] = prints
        state["digests"].update({path: index.digest(content) for path, content in contents.items()})
        folder = index.folder_of(state["digests"])
        manifest = index.manifest(state["digests"], len(self._view.cards), RULES)
        (site / FOLDER / old_folder).rename(site / FOLDER / folder)
        old, new = f"{FOLDER}/{old_folder}/", f"{FOLDER}/{folder}/"
        now = {f"{new}{path.removeprefix(old)}": (size, time) for path, size, time in files if path.startswith(old)}
        for asset in (
            *(Asset(f"{new}{path}", content) for path, content in contents.items()),
            Asset(f"{FOLDER}/{index.MANIFEST}", manifest),
        ):
            path, size, time = put(asset)
            now[path] = size, time
        self._cache.write(_NAME, self._key, state)
        return [(path, *stats) for path, stats in now.items()]

    @functools.cached_property
    def _digests(self) -> list[str]:
        """Return a digest for each entry, in the order of the index: of the entry, the state of its link, and the verdict on its link."""
        digests = Digests()
        standings = self._view.standings or [None] * len(self._view.cards)
        return [digests.of(seen) for seen in zip(self._view.cards, standings, strict=True)]

    def _filing(self, number: int) -> str:
        """Return a digest of the values by which facets filter an entry, such as its topics. `number` is the number of the entry in the index.

        The digest includes whether the entry has a note, but neither the text of the note nor the title. Names of topics and sources are left out, because their
        ids determine them.
        """
        entry = self._view.cards[number].entry
        standing = self._view.standings[number] if self._view.standings else None
        return digest(entry.topics, entry.tags, f"{entry.date:%Y-%m}", source_of_url(entry.url).id, entry.lang, bool(entry.note), standing)

    def _contents(self, state: dict[str, Any], changed: list[int], folder: Path) -> dict[str, bytes] | None:
        """Return the content of the files of the index that differ from those in `folder`, by path. Return None if all files must be written instead.

        Also update the cached state `state`, except the digests of entries and files.
        """
        digests = state["digests"]

        def bucket(place: int) -> bytes:
            content = (folder / index.gram_path(place)).read_bytes()
            return content if index.digest(content) == digests[index.gram_path(place)] else b""

        changes = {}
        for number in changed:
            title, text, url, mentions = state["documents"][number]
            document = self._document(number)
            changes[number] = Document(title=title, text=text, url=url, mentions=mentions), document
            state["documents"][number] = [document.title, document.text, document.url, list(document.mentions)]
        old = revision.OldIndex(
            bucket=bucket, buckets=state["buckets"], size=state["size"], words=state["words"], documents=len(self._view.cards)
        )  # fmt: skip
        found = revision.revised(old, changes)
        if found is None:
            return None
        state["size"], state["words"] = found.size, found.words
        beside = {
            start + number
            for size in (index.SHOWN, index.COPIED)
            for start in (n // size * size for n in changed)
            for number in range(size)
        }
        numbers = sorted(number for number in beside if number < len(self._view.cards))
        texts = dict(index.document_files((number, result_of(self._view.cards[number], self._document(number))) for number in numbers))
        whole = {f"{kind}/{number // size}.json" for kind, size in (("shown", index.SHOWN), ("copied", index.COPIED)) for number in changed}
        facets = {}
        filings = {number: self._filing(number) for number in changed}
        if any(state["facets"][number] != filing for number, filing in filings.items()):
            state["facets"] = [filings.get(number, filing) for number, filing in enumerate(state["facets"])]
            facets = dict(index.facet_files(facets_of(self._view, self._site)))
            if facets.keys() != {path for path in digests if path.startswith("facets/")}:
                return None
        made = {index.gram_path(place): content for place, content in found.buckets.items()}
        made |= {path: content for path, content in texts.items() if path in whole} | facets
        return {path: content for path, content in made.items() if index.digest(content) != digests[path]}


_FACET_FILE = re.compile(r"facets/[a-z]+\.(?:json|bin)")


def _is_state(state: Any, total: int) -> bool:
    """Return whether a cached state has the format that `whole` saves for `total` documents. The cache may be damaged or forged."""
    with contextlib.suppress(TypeError, ValueError, KeyError, AttributeError):
        prints, documents, facets, words, digests = (state[name] for name in ("prints", "documents", "facets", "words", "digests"))
        rows = [(title, text, url, *mentions) for title, text, url, mentions in documents]
        numbers = (state["buckets"], state["size"], *words.values())
        return (
            len(prints) == len(documents) == len(facets) == total
            and {*map(type, (prints, documents, facets, *(row[3] for row in documents)))} <= {list}
            and {*map(type, (*prints, *facets, *digests.values())), *(type(text) for row in rows for text in row)} <= {str}
            and {*map(type, numbers)} == {int}
            and min(numbers) >= 0
            and _are_files(digests.keys(), state["buckets"], total)
        )
    return False


def _are_files(paths: Collection[str], buckets: int, total: int) -> bool:
    """Return whether `paths` are all files in the folder of an index with `buckets` files of grams and `total` documents. Files of facets are ignored."""
    left = {path for path in paths if not _FACET_FILE.fullmatch(path)}
    counts = {"grams": buckets, "shown": -(-total // index.SHOWN), "copied": -(-total // index.COPIED)}
    return len(left) == sum(counts.values()) and left == {
        *(index.gram_path(number) for number in range(buckets)),
        *(f"{kind}/{number}.json" for kind in ("shown", "copied") for number in range(counts[kind])),
    }
