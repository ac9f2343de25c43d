"""Markdown exports: every entry and topic for those who read text, and llms.txt (https://llmstxt.org), which lists them."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from llmnotes.logs import render
from llmnotes.logs.shape import Style
from llmnotes.records.term import tag_address
from llmnotes.site.engine.artifact import Asset, Batch
from llmnotes.site.engine.digest import fingerprint
from llmnotes.site.engine.page import Alternate
from llmnotes.site.files.exports import ENTRIES
from llmnotes.web import url
from llmnotes.web.source import source_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from llmnotes.model import Entry
    from llmnotes.records.removal import Removal
    from llmnotes.records.taxonomy import Topic
    from llmnotes.site.publication.fingerprints import Fingerprints
    from llmnotes.site.publication.publication import Publication

NEWEST = 50
"""Entries in llms.txt."""
LLMS = "llms.txt"
"""Its place, from the site's root."""


LONGEST = 10_000
"""Characters of a note that the logs of topics and tags hold; a longer one stands once, in its entry's Markdown export. The longest of 13,000 real notes has 1,845."""
LOGGED = ("topic", "tag")
"""Kinds of list that can be copied as a log."""


def log_path(path: str) -> str:
    """Where a list stands as a log that `llmnotes import` reads, from its page's path."""
    return f"{path}.log.md"


def alternate(path: str, title: str) -> Alternate:
    """The Markdown export of the page at `path`."""
    return Alternate("text/markdown", title, f"{path}.md")


def of_entry(publication: Publication, entry: Entry) -> Iterator[Asset]:
    """An entry's Markdown export, which shows what its page shows."""
    yield Asset(f"entries/{entry.slug}.md", _entry(publication, entry).encode())


def batches(publication: Publication, prints: Fingerprints) -> Iterator[Batch]:
    """All other Markdown exports, all lists as logs, and llms.txt."""
    catalogue = publication.catalogue
    for gone in publication.removals:
        yield _batch(f"entries/{gone.slug}.md", functools.partial(fingerprint, gone), _removed, publication, gone)
    for topic in publication.topics:
        entries = catalogue.by_topic.get(topic.id, ())
        yield _batch(f"topics/{topic.id}.md", functools.partial(prints.of_all, entries), _topic, publication, topic)
    lists = [(f"topics/{topic.id}", catalogue.by_topic.get(topic.id, ())) for topic in publication.topics]
    lists += [(f"tags/{tag_address(tag)}", entries) for tag, entries in catalogue.by_tag.items()]
    for path, entries in lists:
        yield _batch(log_path(path), functools.partial(prints.of_all, entries), _log, publication, entries)
    yield _batch(LLMS, lambda: prints.whole, _llms, publication)


def _batch(path: str, sees: Callable[[], str], write: Callable[..., str], *values: object) -> Batch:
    return Batch(id=path, sees=sees, make=lambda: [Asset(path, write(*values).encode())])


def _log(publication: Publication, entries: Iterable[Entry]) -> str:
    return "".join(f"{_logged_once(publication, entry) if len(entry.note) > LONGEST else logged(entry)}\n\n" for entry in entries)


def _logged_once(publication: Publication, entry: Entry) -> str:
    """An entry in the log's format, with a link in place of its note."""
    words = link(publication.words("read_on"), publication.file(f"entries/{entry.slug}.md"))
    return render.block(entry.date, entry.title, entry.url, words, Style())


@functools.lru_cache(maxsize=65536)
def logged(entry: Entry) -> str:
    """An entry in the log's own format."""
    return render.block(entry.date, entry.title, entry.url, entry.note, Style())


@functools.lru_cache(maxsize=65536)
def escaped(text: str) -> str:
    """A text that Markdown shows as it is, on one line."""
    return re.sub(r"([\\`*_\[\]<~]|&(?=#?\w+;))", r"\\\1", " ".join(text.split()))


_TELLING = re.compile(r"[\s\\<>()&]")
"""What Markdown doesn't take for a part of an address as it stands."""


def link(text: str, address: str) -> str:
    """A link to an address as written, with whatever characters."""
    if _TELLING.search(address):
        address = re.sub(r"([\\<>]|&(?=#?\w+;))", r"\\\1", re.sub(r"\s", "%20", address))
        address = f"<{address}>" if re.search(r"[()<>]", address) else address
    return f"[{escaped(text)}]({address})"


def _entry(publication: Publication, entry: Entry) -> str:
    catalogue, words = publication.catalogue, publication.words
    source = catalogue.source(entry)
    facts = [(words("date"), str(entry.date)), (words("source"), escaped(source.name))]
    if entry.lang:
        facts.append((words("language"), escaped(words.language_name(entry.lang))))
    if topics := publication.topics_of(entry):
        facts.append((words("topics"), ", ".join(link(publication.title(topic), f"../topics/{topic.id}.md") for topic in topics)))
    if entry.tags:
        facts.append((words("tags"), ", ".join(map(escaped, entry.tags))))
    if entry.via:
        facts.append((words("via"), escaped(entry.via) if url.fault(entry.via) else link(entry.via, entry.via)))
    if entry.archived:
        facts.append((words("archived"), link(entry.archived, entry.archived)))
    parts = [f"# {link(catalogue.displayed(entry), entry.url)}", "\n".join(f"- {name}: {value}" for name, value in facts)]
    if entry.note:
        parts += [f"## {words('note')}", entry.note]
    for heading, others in (("backlinks", catalogue.backlinks(entry)), ("related", catalogue.related(entry))):
        if others:
            parts.append(f"## {words(heading)}")
            parts.append(_links(publication, others, ""))
    return "\n\n".join(parts) + "\n"


def _removed(publication: Publication, gone: Removal) -> str:
    """Like its page, it doesn't link to the work."""
    words = publication.words
    title = source_of(url.host(gone.url)).displayed(gone.title)
    facts = [(words("removed_reason"), escaped(gone.reason)), (words("removed_on"), str(gone.removed))]
    listed = "\n".join(f"- {name}: {value}" for name, value in facts)
    return f"# {words('removed')}: {escaped(title)}\n\n{words('removed_text')}\n\n{listed}\n"


def _topic(publication: Publication, topic: Topic) -> str:
    entries = publication.catalogue.by_topic.get(topic.id, ())[::-1]
    parts = [f"# {escaped(publication.title(topic))}", escaped(topic.description[publication.words.language])]
    parts.append(_links(publication, entries, "../entries/") if entries else publication.words("no_entries"))
    return "\n\n".join(part for part in parts if part) + "\n"


def _links(publication: Publication, entries: Iterable[Entry], folder: str) -> str:
    """Links to Markdown exports."""
    displayed = publication.catalogue.displayed
    return "\n".join(f"- [{escaped(displayed(entry))}]({folder}{entry.slug}.md) ({entry.date})" for entry in entries)


def _llms(publication: Publication) -> str:
    catalogue, words = publication.catalogue, publication.words
    about = words("about_list", count=f"{len(catalogue.entries):,}")
    parts = [f"# {escaped(publication.name)}", f"> {escaped(publication.description or about)}"]
    if publication.description:
        parts.append(about)
    if publication.topics:
        rows = (
            f"- {link(publication.title(topic), publication.file(f'topics/{topic.id}.md'))}: {escaped(topic.description[words.language])}"
            for topic in publication.topics
        )
        parts += [f"## {words('topics')}", "\n".join(rows)]
    if catalogue.newest:
        rows = (
            f"- {link(catalogue.displayed(entry), publication.file(f'entries/{entry.slug}.md'))}: "
            f"{escaped(catalogue.source(entry).name)}, {entry.date}"
            for entry in catalogue.newest[:NEWEST]
        )
        parts += [f"## {words('newest')}", "\n".join(rows)]
    # The format's own word, whatever the language: a section that may be left out.
    parts += ["## Optional", f"- {link(ENTRIES, publication.file(ENTRIES))}: {words('all_entries')}"]
    return "\n\n".join(parts) + "\n"
