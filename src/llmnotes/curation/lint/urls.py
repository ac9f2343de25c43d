"""Rules on the URL of an entry and on its archived copy, with what they find and fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.curation.lint.rule import Group, advice, warning
from llmnotes.records import edit
from llmnotes.web import url

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from llmnotes.curation.lint.context import Context
    from llmnotes.model import Problem
    from llmnotes.records.record import Record
    from llmnotes.records.taxonomy import Taxonomy

URL_TRACKING = advice(
    "url-tracking",
    ja=("URL に追跡用の引数を残さない", "読み手がどこから来たかを伝えるだけで、同じ記事を別のものに見せます"),
    en=("No tracking parameters in a URL", "They tell where a reader came from, never what is read, and make one work look like two"),
    bad="url: https://example.org/a?utm_source=x", good="url: https://example.org/a", mends=True,
)  # fmt: skip
URL_REPEAT = warning(
    "url-repeat",
    ja=("一つの記事は一つの記録に", "同じアドレスの記録が二つあると、ノートが分かれます。別の観点からなら、二つでもかまいません"),
    en=("One address, one record", "Two records of one work split its notes. Two may be meant, where they say different things"),
    bad="url: https://example.org/a   (in two records)", good="url: https://example.org/a   (in one)",
)  # fmt: skip
ARCHIVED_COPY = warning(
    "archived-copy",
    ja=("archived は、その記事の、アーカイブにある写しに", "リンクが切れると、題名はここへつながります。使うアーカイブは mkdocs.yml の links の archives で変えられます"),
    en=("An archived copy is at an archive, and of the entry's link", "The title leads there once the link is dead. `archives` below `links` in mkdocs.yml names the archives"),
    bad="archived: https://example.net/login", good="archived: https://web.archive.org/web/20230609000000/https://example.org/a",
)  # fmt: skip


def url_tracking(found: Record, _: Context) -> Iterator[Problem]:
    """A URL says what is read, not where its reader came from."""
    short = url.without_tracking(found.entry.url)
    if short != found.entry.url:
        yield URL_TRACKING.problem(found.place("url"), f"the URL tells how a reader came: {found.entry.url}", f"write {short}")


def archived_copy(found: Record, context: Context) -> Iterator[Problem]:
    """An archived copy is at an archive, and of the entry's link: the title leads there once the link is dead."""
    entry = found.entry
    if entry.archived and (fault := context.archives.fault(entry.archived, entry.url)):
        remedy = "name a copy of the link at an archive; one that you trust can be added in mkdocs.yml, below `links`: `archives: [HOST]`"
        yield ARCHIVED_COPY.problem(found.place("archived"), fault, remedy)


def url_repeats(records: Iterable[Record]) -> Iterator[Problem]:
    """Two records lead to one address."""
    first: dict[str, Record] = {}
    for found in records:
        form, *others = url.alike(found.entry.url)
        # A part of a page may well be a work of its own.
        forms = [form, *(other for other in others if "#" not in form or "#" in other)]
        other = next((first[form] for form in forms if form in first), found)
        first.setdefault(forms[0], found)
        if other is not found:
            message = f"{other.place('url')} leads to the same address: {found.entry.url}"
            yield URL_REPEAT.problem(found.place("url"), message, "merge the two, or keep both if that is meant")


def fix_urls(text: str, found: Record, _: Taxonomy | None, rules: Collection[str]) -> str:
    """Remove tracking parameters."""
    if URL_TRACKING.id in rules:
        text = edit.with_value(text, found.file, "url", url.without_tracking(found.entry.url)) or text
    return text


URLS = Group(
    rules=(URL_TRACKING, URL_REPEAT, ARCHIVED_COPY),
    checks=(url_tracking, archived_copy),
    list_checks=(url_repeats,),
    fix=fix_urls,
)
