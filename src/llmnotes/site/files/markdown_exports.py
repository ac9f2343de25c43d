"""Markdown exports: every entry and topic for those who read text, and llms.txt (https://llmstxt.org), which lists them."""

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


class TopicView(NamedTuple):
    """What a topic's export shows."""

    topic: Topic
    entries: tuple[Entry, ...]
    """Newest first."""


class LogView(NamedTuple):
    """What a list shows as a log."""

    path: str
    """Of its file."""
    entries: tuple[Entry, ...]
    """Oldest first."""


class LlmsView(NamedTuple):
    """What llms.txt shows."""

    total: int
    newest: tuple[Entry, ...]


def artifacts(publication: Publication) -> Iterator[Artifact]:
    """The exports of topics, all lists as logs, and llms.txt. Those of entries are made with their pages."""
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
    text = "".join(f"{_logged_once(site, entry) if len(entry.note) > LONGEST else logged(entry)}\n\n" for entry in log.entries)
    yield Asset(log.path, text.encode())


def _logged_once(site: SiteView, entry: Entry) -> str:
    """An entry in the log's format, with a link in place of its note."""
    words = link(site.words("read_on"), site.file(f"entries/{entry.slug}.md"))
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


def of_entry(site: SiteView, entry: Entry, *, backlinks: Sequence[Entry], related: Sequence[Entry]) -> Asset:
    """An entry's Markdown export, which shows what its page shows."""
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


def of_removal(site: SiteView, gone: Removal) -> Asset:
    """The export of a removed entry. Like its page, it doesn't link to the work."""
    words = site.words
    title = displayed_title(gone.title, gone.url)
    facts = [(words("removed_reason"), escaped(gone.reason)), (words("removed_on"), str(gone.removed))]
    listed = "\n".join(f"- {name}: {value}" for name, value in facts)
    return Asset(f"entries/{gone.slug}.md", _joined([f"# {words('removed')}: {escaped(title)}", words("removed_text"), listed]))


def _topic(view: TopicView, site: SiteView) -> Iterator[Asset]:
    topic = view.topic
    parts = [f"# {escaped(site.title(topic))}", escaped(topic.description[site.language])]
    parts.append(_links(view.entries, "../entries/") if view.entries else site.words("no_entries"))
    yield Asset(f"topics/{topic.id}.md", _joined(filter(None, parts)))


def _links(entries: Iterable[Entry], folder: str) -> str:
    """Links to Markdown exports."""
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
    # The format's own word, whatever the language: a section that may be left out.
    parts += ["## Optional", f"- {link(ENTRIES, site.file(ENTRIES))}: {words('all_entries')}"]
    yield Asset(LLMS, _joined(parts))


def _joined(parts: Iterable[str]) -> bytes:
    return ("\n\n".join(parts) + "\n").encode()
