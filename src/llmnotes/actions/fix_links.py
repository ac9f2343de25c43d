"""Write the new addresses of moved links and the archived copies of dead links into the records."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import TYPE_CHECKING

from llmnotes.links.checking.workers import RequestOptions, check_all
from llmnotes.links.links import collect
from llmnotes.links.report import findings
from llmnotes.links.verdict import Standing
from llmnotes.records import edit
from llmnotes.system.rewrite import Rewrite, carry_out, text_of
from llmnotes.web.url import alike, canonical, host
from llmnotes.web.url_kinds import is_worth_writing

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping, Sequence

    from llmnotes.actions.reading_list import ReadingList
    from llmnotes.links.check import Check
    from llmnotes.links.report import Finding
    from llmnotes.records.record import Record


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class MovedLink:
    """A link of a record that moved permanently."""

    file: str
    """The path of the record that has the link, as messages show it."""
    url: str
    target: str
    """The new address of the link."""
    written: bool
    """Whether a planned rewrite replaces the link with `target`. False if `other` is set, or if the URL has an unusual spelling in the record."""
    other: str = ""
    """The path of another record whose URL is `target` already, or will be after another fix. Two records can't have the same URL.

    Empty if there is no such record, or if the link is in a note.
    """


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class LinkFixes:
    """The fixes that can be written into the records of a reading list, and the moves that could not be confirmed."""

    doubtful: Sequence[Finding]
    """The links that moved to another host according to the ledger, but for which `request_targets` did not return that address.

    Either the link does not redirect to that address now, or it was not requested, because a rule in mkdocs.yml skips it.
    """
    moved: Sequence[MovedLink]
    """The links that moved, without those in `doubtful`, in the order of the records."""
    rewrites: Sequence[Rewrite]
    """The rewrites of the changed records, in the order of the records."""


def moved_elsewhere(reading_list: ReadingList, now: datetime.datetime) -> Sequence[str]:
    """Return the links that moved permanently to another host according to the ledger, unless their new address is unusable, such as a login page.

    A pull request of a stranger can change the ledger. So call `request_targets` with these links before their new addresses are written.
    """
    known = findings(collect(reading_list.entries), reading_list.ledger, now)
    return [one.link.url for one in known if _is_to_write(one) and host(one.verdict.target) != host(one.link.url)]


def request_targets(urls: Sequence[str], options: RequestOptions) -> Mapping[str, str]:
    """Request links, and return for each URL the address to which permanent redirects lead now.

    The address is empty if the check of the URL finds no permanent redirect, or if the URL was not requested, because a rule in mkdocs.yml skips it.
    """
    targets = dict.fromkeys(urls, "")

    def take(checks: Sequence[Check]) -> None:
        targets.update({check.url: check.target for check in checks if check.url in targets})

    requested = [url for url in urls if not options.limits.for_url(url).skip]
    if requested:
        asyncio.run(check_all(requested, options, take))
    return targets


def plan_fixes(reading_list: ReadingList, now: datetime.datetime, targets: Mapping[str, str], *, archived: bool) -> LinkFixes:
    """Plan the fixes of the records of a reading list. Nothing is written.

    Args:
        reading_list: The reading list.
        now: The time (UTC) for which verdicts are computed. Manual verdicts that ended before this time are ignored.
        targets: For links that moved to another host: the address to which each link leads now, by its URL, as `request_targets` returns them. A link is not
            fixed if this address differs from its new address in the ledger.
        archived: Whether to also write archived copies: if a record's URL is a dead link, and the ledger has a copy of it, the record gets the copy's URL.

    Raises:
        StoreError: A record can't be read.

    """
    doubtful: list[Finding] = []
    by_slug: dict[str, list[Finding]] = {}
    for finding in findings(collect(reading_list.entries), reading_list.ledger, now):
        url = finding.link.url
        if url in targets and targets[url] != finding.verdict.target:
            doubtful.append(finding)
            continue
        for slug in dict.fromkeys(mention.entry.slug for mention in finding.link.mentions):
            by_slug.setdefault(slug, []).append(finding)
    moved: list[MovedLink] = []
    rewrites: list[Rewrite] = []
    owners = {canonical(found.entry.url): found.file for found in reading_list.records.values()}
    for slug, found in reading_list.records.items():
        before = after = text_of(found.file)
        for finding in by_slug.get(slug, ()):
            after, links = _fixed(after, found, finding, owners, archived=archived)
            moved += links
        if after != before:
            rewrites.append(Rewrite(file=found.file, before=before, after=after))
    return LinkFixes(doubtful=doubtful, moved=moved, rewrites=rewrites)


def carry_out_fixes(reading_list: ReadingList, rewrites: Iterable[Rewrite]) -> None:
    """Write all rewrites, or none. Raises StoreError if a record can't be written, or has changed since it was read."""
    carry_out([*rewrites], reading_list.store.sets)


def _is_to_write(finding: Finding) -> bool:
    """Return whether the ledger shows a permanent move of a link to an address that should replace the link in records."""
    verdict = finding.verdict
    return verdict.standing is Standing.MOVED and verdict.lasting and is_worth_writing(verdict.target, finding.link.url)


def _fixed(text: str, found: Record, finding: Finding, owners: dict[str, str], *, archived: bool) -> tuple[str, list[MovedLink]]:
    """Fix the link of `finding` in the text of a record. Return the new text, and a list with the link if it moved, or else an empty list.

    `owners` has the path of the record for each canonical URL. If the record gets a new URL, this URL is added to `owners`.
    """
    url, verdict = finding.link.url, finding.verdict
    is_title = any(mention.is_title for mention in finding.link.mentions if mention.entry.slug == found.entry.slug)
    if _is_to_write(finding):
        link = MovedLink(file=found.file, url=url, target=verdict.target, written=False)
        other = next((owners[form] for form in alike(verdict.target) if form in owners), found.file)
        if is_title and other != found.file:
            return text, [dataclasses.replace(link, other=other)]
        made = edit.with_url(text, found.file, url, verdict.target)
        if made is None:
            return text, [link]
        if is_title:
            owners[canonical(verdict.target)] = found.file
        return made, [dataclasses.replace(link, written=True)]
    if archived and verdict.standing is Standing.DEAD and finding.copy and is_title:
        return edit.with_archived(text, found.file, finding.copy.url) or text, []
    return text, []
