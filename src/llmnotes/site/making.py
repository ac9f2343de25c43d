"""One build of a site: which pages the theme renders, which are filled into its shells, and which stay as they are."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING

from llmnotes.errors import ShellError
from llmnotes.site import sitemap
from llmnotes.site.fingerprint import fingerprint
from llmnotes.site.page import Asset, Batch, Draft, Page, at_every_build
from llmnotes.site.shell import Shells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from llmnotes.site.build import Site
    from llmnotes.site.frame import Frame
    from llmnotes.site.output import Output
    from llmnotes.site.shell import Shell
    from llmnotes.site.sitemap import Row
    from llmnotes.system.cache import Cache

_SAVED = 50
"""Records that somebody may have saved at once; more come by another branch, and the build may as well make their pages."""


class Making:
    """A site in the making. The theme renders `rendered`; `finish` writes all else."""

    def __init__(
        self, site: Site, frame: Frame, output: Output, cache: Cache,
        *, save: Callable[[], None], shell: bool, named: set[str], others: Iterable[str], foreseen: set[str],
    ) -> None:  # fmt: skip
        """Begin with all files besides pages.

        `save` leaves what is known of the records to the next build. `named` are the sources of pages that the navigation names, `others` the
        addresses of pages that aren't ours, `foreseen` the files that MkDocs will write, as far as it is known. Without `shell` the theme
        renders all.
        """
        self.site = site
        self.frame = frame
        self._output = output
        self._addresses = site.publication.addresses
        output.begin(lambda: [site.search(cache), *site.batches()], self._key, foreseen, save)
        self.drafts = {draft.path: draft for draft in site.drafts()}
        self._urls = {path: site.publication.addresses.of(path) for path in self.drafts}
        apart = [draft for draft in self.drafts.values() if shell and draft.source not in named]
        with_theme = [*others, *(self._urls[draft.path] for draft in self.drafts.values() if draft.source in named)]
        self._shells = Shells([(draft, self._urls[draft.path]) for draft in apart], with_theme)
        self.rendered = {
            draft.source: draft for path, draft in self.drafts.items() if not self._shells.covers(path) or path in self._shells.rendered
        }
        """The pages that the theme renders, by their sources."""
        self.samples = {draft.source for draft in self.rendered.values() if self._shells.sample(draft.path)}
        """The sources of those that shells are cut from."""
        self.mark = self._shells.mark
        self._made: dict[str, Page] = {}

    def page(self, source: str) -> Page | None:
        """The page that the theme gets, by its source; None if it isn't ours."""
        if source not in self._made and source in self.rendered:
            draft = self.rendered[source]
            self._made[source] = self._shells.sample(draft.path) or draft.make()
        return self._made.get(source)

    def home(self, intro: str, description: str) -> Page:
        """The home, below what its author wrote."""
        self._made["index.md"] = self.site.home(intro=intro, description=description)
        return self._made["index.md"]

    def around(self, html: str, source: str, address: str, page: Page) -> str:
        """A page as the theme rendered it, with what we add."""
        if source in self.samples:
            html = self.frame.around_sample(html, page, address, self.mark("head"))
        else:
            html = self.frame.around(html, page, address)
        if source in self.rendered:
            self._shells.keep(self.rendered[source].path, html)
        return html

    def finish(self, others: set[str], by_hand: Iterable[Row]) -> None:
        """Write everything that the theme doesn't render. Raises ShellError, CardError, StoreError.

        `others` are the files that aren't ours, `by_hand` are the pages among them, and the home, as the sitemap shall have them.
        """
        faults = list(self._shells.faults(lambda path: self._filled(self.drafts[path])))
        if faults:
            raise ShellError(
                f"the theme or another plugin renders {faults[0]} otherwise than the pages beside it. "
                "Set the plugin's option shell to false, so that each page goes through all of them (it takes longer)"
            )
        ours = {self._addresses.file(draft.path) for draft in self.drafts.values() if self._shells.covers(draft.path)}
        # The sitemap first, as it takes as long as a hundred pages.
        batches = (*(self._sitemap(by_hand) if sitemap.SITEMAP not in others else ()), *self._batches(others))
        self._output.write(batches, self._key, others - ours)

    def refilled(self, site: Site) -> Iterator[Asset]:
        """The pages of entries that a later state of the list shows otherwise, in this one's shells: they need no build. None where they are many."""
        before = {entry.slug: entry for entry in self.site.publication.catalogue.entries}
        changed = [entry for entry in site.publication.catalogue.entries if before.get(entry.slug, entry) != entry]
        drafts = (draft for entry in changed for draft in site.entry_drafts([entry])) if len(changed) <= _SAVED else ()
        return self._assets(draft for draft in drafts if self._shells.covers(draft.path))

    @property
    def _key(self) -> str:
        return self.site.rendering.fingerprints.common

    def _sitemap(self, by_hand: Iterable[Row]) -> Iterator[Batch]:
        if self.site.publication.site_url:
            listed = ((self._urls[draft.path], draft.modified) for draft in self.drafts.values() if draft.listed)
            yield sitemap.batch(self.site.publication.site_url, [*by_hand, *listed])

    def _batches(self, others: set[str]) -> Iterator[Batch]:
        prints = functools.cache(lambda shell: fingerprint(shell.text))

        def seen(shell: Shell, sees: Callable[[], str], count: int) -> str:
            found = sees()
            return f"{prints(shell)}{count}:{found}" if found else ""

        def likeness(draft: Draft) -> tuple[Shell | None, Callable[[], str]]:
            if not self._shells.covers(draft.path):
                return None, draft.sees
            # Where MkDocs wrote a sample, or another plugin's page, ours comes to stand.
            theirs = self._addresses.file(draft.path) in others
            return self._shells.of(draft.path), at_every_build if theirs else draft.sees

        for (shell, sees), alike in itertools.groupby(self.drafts.values(), likeness):
            drafts = list(alike)
            if shell:
                # A page that somebody else writes parts a run: the first one's file and the count tell which pages a part holds.
                see, make = functools.partial(seen, shell, sees, len(drafts)), functools.partial(self._assets, drafts)
                yield Batch(id=self._addresses.file(drafts[0].path), sees=see, make=make, group=drafts[0].group)
            else:
                yield from (Batch(id=draft.source, sees=sees, make=draft.beside) for draft in drafts if draft.beside)

    def _assets(self, drafts: Iterable[Draft]) -> Iterator[Asset]:
        for draft in drafts:
            yield Asset(self._addresses.file(draft.path), self._filled(draft))
            if draft.beside:
                yield from draft.beside()

    def _filled(self, draft: Draft) -> bytes:
        page, address = draft.make(), self._urls[draft.path]
        canonical = f"{self.site.publication.site_url or ''}{address}"
        return self._shells.of(draft.path).fill(page, address=canonical, head=self.frame.head(page, address))
