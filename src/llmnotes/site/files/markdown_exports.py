"""Make Markdown exports of entries and topics, dated Markdown logs with the entries of a topic or tag, and llms.txt.

llms.txt lists the Markdown exports for language models: https://llmstxt.org.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, NamedTuple

from llmnotes.logs import render
from llmnotes.logs.shape import Style
from llmnotes.records.term import tag_address
from llmnotes.site.engine.artifact import Artifact, Asset, known
from llmnotes.site.engine.page import Alternate
from llmnotes.site.files.exports import ENTRIES
from llmnotes.web import url
from llmnotes.web.source import displayed_title, source_of_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from llmnotes.model import Entry
    from llmnotes.records.removal import Removal
    from llmnotes.records.taxonomy import Topic
    from llmnotes.site.publication.publication import Publication
    from llmnotes.site.publication.site_view import SiteView

NEWEST = 50
"""Maximum number of entries in llms.txt."""
LLMS = "llms.txt"
"""Path of llms.txt, relative to the site's root."""


LONGEST = 10_000
"""Maximum length of a note in the Markdown logs of topics and tags, in characters. In place of a longer note, a log links to the entry's Markdown export.
The longest of 13,000 real notes has 1,845 characters."""
LOGGED = ("topic", "tag")
"""Kinds of page (`Page.kind`) whose entries are also written as a dated Markdown log."""


def log_path(path: str) -> str:
    """Return the path of the dated Markdown log with the entries of the topic or tag whose page is at `path`. `llmnotes import` can read such logs."""
    return f"{path}.log.md"


def alternate(path: str) -> Alternate:
    """Return the data with which the page at `path` links to its Markdown export, in an element `<link rel="alternate">`."""
    return Alternate("text/markdown", "Markdown", f"{path}.md")


class TopicView(NamedTuple):
    """The content of the Markdown export of a topic."""

    topic: Topic
    entries: tuple[Entry, ...]
    """Entries of the topic, by date, newest first."""


class LogView(NamedTuple):
    """The content of a dated Markdown log with the entries of a topic or tag."""

    path: str
    """Path of the Markdown log, such as `topics/rag.log.md`."""
    entries: tuple[Entry, ...]
    """Entries of the topic or tag, by date, oldest first."""


class LlmsView(NamedTuple):
    """The content of llms.txt."""

    total: int
    """Number of all entries of the reading list."""
    newest: tuple[Entry, ...]


def artifacts(publication: Publication) -> Iterator[Artifact]:
    """Yield the Markdown exports of topics, the Markdown logs of topics and tags, and llms.txt. The Markdown export of an entry belongs to the artifact of its page."""
    catalogue, site = publication.catalogue, publication.site
    by_topic = {topic.id: catalogue.by_topic.get(topic.id, ()) for topic in site.topics}
    for topic in site.topics:
        about = TopicView(topic=topic, entries=tuple(by_topic[topic.id][::-1]))
        yield Artifact(id=f"topics/{topic.id}.md", view=known(about), template=_topic)
    lists = [(f"topics/{id_}", entries) for id_, entries in by_topic.items()]
    lists += [(f"tags/{tag_address(tag)}", entries) for tag, entries in catalogue.by_tag.items()]
    for path, entries in lists:
        log = LogView(path=log_path(path), entries=tuple(entries))
        yield Artifact(id=log.path, view=known(log), template=_log)
    llms = LlmsView(total=len(catalogue.entries), newest=catalogue.newest[:NEWEST])
    yield Artifact(id=LLMS, view=known(llms), template=_llms)


def _log(log: LogView, site: SiteView) -> Iterator[Asset]:
    text = "".join(f"{_logged_as_link(site, entry) if len(entry.note) > LONGEST else logged(entry)}\n\n" for entry in log.entries)
    yield Asset(log.path, text.encode())


def _logged_as_link(site: SiteView, entry: Entry) -> str:
    """Return an entry in the format of Markdown logs, with a link to its Markdown export in place of its note."""
    words = link(site.words("read_on"), site.file(f"entries/{entry.slug}.md"))
    return render.block(entry.date, entry.title, entry.url, words, Style())


@functools.lru_cache(maxsize=16384)
def logged(entry: Entry) -> str:
    """Return an entry in the format of Markdown logs, with its note."""
    return render.block(entry.date, entry.title, entry.url, entry.note, Style())


@functools.lru_cache(maxsize=16384)
def escaped(text: str) -> str:
    """Return a text on one line, and escape the characters that have a meaning inside a line of Markdown."""
    return re.sub(r"([\\`*_\[\]<~]|&(?=#?\w+;))", r"\\\1", " ".join(text.split()))


_SPECIAL = re.compile(r"[\s\\<>()&]")
"""Characters because of which the address of a Markdown link may need a backslash, percent-encoding or angle brackets."""


def link(text: str, address: str) -> str:
    """Return a Markdown link with a text and an address. Both may contain any characters."""
    if _SPECIAL.search(address):
        address = re.sub(r"([\\<>]|&(?=#?\w+;))", r"\\\1", re.sub(r"\s", "%20", address))
        address = f"<{address}>" if re.search(r"[()<>]", address) else address
    return f"[{escaped(text)}]({address})"


def of_entry(site: SiteView, entry: Entry, *, backlinks: Sequence[Entry], related: Sequence[Entry]) -> Asset:
    """Return the Markdown export of an entry: its data, its note, and links to the exports of `backlinks` and `related`.

    `backlinks` are the entries whose notes link to the entry. `related` are entries that share at least one tag or topic with it.
    """
    words, source = site.words, source_of_url(entry.url)
    facts = [(words("date"), str(entry.date)), (words("source"), escaped(source.name))]
    if entry.lang:
        facts.append((words("language"), escaped(words.language_name(entry.lang))))
    if topics := site.topics_of(entry):
        facts.append((words("topics"), ", ".join(link(site.title(topic), f"../topics/{topic.id}.md") for topic in topics)))
    if entry.tags:
        facts.append((words("tags"), ", ".join(map(escaped, entry.tags))))
    if entry.via:
        facts.append((words("via"), escaped(entry.via) if url.fault(entry.via) else link(entry.via, entry.via)))
    if entry.archived:
        facts.append((words("archived"), link(entry.archived, entry.archived)))
    title = displayed_title(entry.title, entry.url)
    parts = [f"# {link(title, entry.url)}", "\n".join(f"- {name}: {value}" for name, value in facts)]
    if entry.note:
        parts += [f"## {words('note')}", entry.note]
    for heading, others in (("backlinks", backlinks), ("related", related)):
        if others:
            parts.append(f"## {words(heading)}")
            parts.append(_links(others, ""))
    return Asset(f"entries/{entry.slug}.md", _joined(parts))


def of_removal(site: SiteView, removal: Removal) -> Asset:
    """Return the Markdown export of a removed entry. Like the page of a removed entry, it has no link to the work."""
    words = site.words
    title = displayed_title(removal.title, removal.url)
    facts = [(words("removed_reason"), escaped(removal.reason)), (words("removed_on"), str(removal.removed))]
    listed = "\n".join(f"- {name}: {value}" for name, value in facts)
    return Asset(f"entries/{removal.slug}.md", _joined([f"# {words('removed')}: {escaped(title)}", words("removed_text"), listed]))


def _topic(view: TopicView, site: SiteView) -> Iterator[Asset]:
    topic = view.topic
    parts = [f"# {escaped(site.title(topic))}", escaped(topic.description[site.language])]
    parts.append(_links(view.entries, "../entries/") if view.entries else site.words("no_entries"))
    yield Asset(f"topics/{topic.id}.md", _joined(filter(None, parts)))


def _links(entries: Iterable[Entry], folder: str) -> str:
    """Return a Markdown list with a link to the Markdown export of each entry. `folder` is the relative path to the folder of the exports."""
    return "\n".join(f"- [{escaped(displayed_title(entry.title, entry.url))}]({folder}{entry.slug}.md) ({entry.date})" for entry in entries)


def _llms(view: LlmsView, site: SiteView) -> Iterator[Asset]:
    words = site.words
    about = words("about_list", count=f"{view.total:,}")
    parts = [f"# {escaped(site.name)}", f"> {escaped(site.description or about)}"]
    if site.description:
        parts.append(about)
    if site.topics:
        rows = (
            f"- {link(site.title(topic), site.file(f'topics/{topic.id}.md'))}: {escaped(topic.description[site.language])}"
            for topic in site.topics
        )
        parts += [f"## {words('topics')}", "\n".join(rows)]
    if view.newest:
        rows = (
            f"- {link(displayed_title(entry.title, entry.url), site.file(f'entries/{entry.slug}.md'))}: "
            f"{escaped(source_of_url(entry.url).name)}, {entry.date}"
            for entry in view.newest
        )
        parts += [f"## {words('newest')}", "\n".join(rows)]
    # In llms.txt, the English heading "Optional" marks a section that tools may skip.
    parts += ["## Optional", f"- {link(ENTRIES, site.file(ENTRIES))}: {words('all_entries')}"]
    yield Asset(LLMS, _joined(parts))


def _joined(parts: Iterable[str]) -> bytes:
    return ("\n\n".join(parts) + "\n").encode()
