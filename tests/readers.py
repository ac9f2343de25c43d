"""Functions that parse untrusted input, for tests of their speed. Each function processes a text like a command or a build that gets the text as input."""

from __future__ import annotations

import dataclasses
import datetime
import html
import json
from typing import TYPE_CHECKING

from llmnotes.actions.bookmark_entry import BookmarkOptions, BookmarkTerms, entry_of
from llmnotes.curation import lint as rules
from llmnotes.curation.lint import Context
from llmnotes.exchange import formats
from llmnotes.exchange.bookmark import ReadingOptions
from llmnotes.github import form
from llmnotes.github import markdown as github_markdown
from llmnotes.intake import page_metadata
from llmnotes.logs import grammar, render
from llmnotes.logs.folder import KnownLog
from llmnotes.logs.importing import ListState, plan
from llmnotes.logs.shape import Style
from llmnotes.model import Entry
from llmnotes.records import note, record, taxonomy_file
from llmnotes.records.catalogue import Catalogue
from llmnotes.records.taxonomy import Keyword, Pattern, Taxonomy, Topic
from llmnotes.site.assemble import Site
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.publication.publication import Publication
from llmnotes.text import markdown
from llmnotes.web import markup, url, url_kinds
from llmnotes.yamlio import strict

if TYPE_CHECKING:
    from collections.abc import Callable

SLUG = "2023-06-09-a"
HEAD = "---\ntitle: A title\nurl: https://a.example/\ndate: 2023-06-09\ntopics: [rag]\ntags: [LoRA]\n---\n\n"
TAXONOMY = Taxonomy(
    topics=(
        Topic(
            id="rag",
            title={"ja": "検索", "en": "Retrieval, and more"},
            description={"ja": "", "en": ""},
            patterns=(Pattern("RAG"), Pattern("a a"), Pattern("社内文書"), Pattern("a")),
            unless=("a b", "プロンプト"),
        ),
    ),
    keywords=(Keyword(name="LoRA", patterns=(Pattern("LoRA"), Pattern("a あ"))),),
)


def read_record(text: str) -> None:
    """Parse and render a record with this note."""
    found, _ = record.read((HEAD + text).encode(), slug=SLUG, file="a.md")
    if found:
        record.write(found.entry)


def read_front_matter(text: str) -> None:
    """Parse records with this text in their front matter."""
    for value in (text, f"a: {text}", f"tags: [{text}]", f'title: "{text}"'):
        record.read(f"---\n{value}\n---\n".encode(), slug=SLUG, file="a.md")
    strict.word(text)


def lint(text: str) -> None:
    """Check a record with this note by all rules, and suggest topics and tags for it."""
    found, _ = record.read((HEAD + text).encode(), slug=SLUG, file="a.md")
    if found:
        rules.check({SLUG: found}, Context(TAXONOMY))
        TAXONOMY.suggest(found.entry)


def render_note(text: str) -> None:
    """Render a note, its summary, its plain text and its links."""
    note.html(text, prefix="p")
    note.summary(text, prefix="p")
    note.text(text)
    note.links(text)


def build_site(text: str) -> None:
    """Build all pages and files of a site for an entry with this note."""
    entry = Entry(
        slug=SLUG, title="A", url="https://a.example/", date=datetime.date(2023, 6, 9), topics=("rag",), tags=("LoRA",), note=text
    )
    publication = Publication(
        catalogue=Catalogue([entry]), taxonomy=TAXONOMY, name="List", language="en", addresses=Addresses(), site_url="https://l.example/"
    )
    site = Site(publication)
    for _ in (*site.pages(), *site.assets()):
        pass


def read_log(text: str) -> None:
    """Parse logs that consist of this text, or that have this text as a note or as a title. Render each note for a log."""
    heading, bullet = "### [2023-06-09 a](https://a.example/)\n\n", "- [2023-06-09 a](https://a.example/)\n\n  "
    indented = text.replace("\n", "\n  ")
    for log in (text, heading + text, bullet + indented, f"### [2023-06-09 {text}](https://a.example/)\n"):
        for found in grammar.parse(log.encode(), "log", "log.md").occurrences:
            render.block(found.date, found.title, found.url, found.note, Style())


def read_form(text: str) -> None:
    """Parse issues from the issue form, each with this text in another field."""
    longest = form.MAX_BODY - 500
    text = text if len(text) <= longest else f"{text[: longest // 2]}{text[-longest // 2 :]}"
    empty = "".join(f"### {field.label}\n\n_No response_\n\n" for field in form.FIELDS)
    bodies = [
        f"{empty}{text}",
        *(f"### URL\n\nhttps://a.example/\n\n### {field.label}\n\n{text}\n" for field in form.FIELDS),
        f"### URL{text}",
    ]
    for body in bodies:
        form.is_form(body)
        form.read(body, TAXONOMY)


def quote(text: str) -> None:
    """Quote this text for GitHub, escape it for Markdown, and make a link with it."""
    github_markdown.quoted(text)
    markdown.text(text)
    markdown.link(text, text)


def read_taxonomy(text: str) -> None:
    """Parse a topics.yml that has this text as the title of a topic."""
    taxonomy_file.read(f"topics:\n- id: a\n  title: {text}\n", "topics.yml")


def read_page(text: str) -> None:
    """Parse this text as an HTML page."""
    markup.read(text)
    markup.folded(text)


def read_address(text: str) -> None:
    """Check and normalise URLs that contain this text."""
    for address in (text, f"https://{text}", f"https://a.example/{text}", f"https://youtu.be/?{text}"):
        url.fault(address)
        url.alike(address)
        url.without_tracking(address)
        url_kinds.is_file(address)
        url_kinds.is_entrance(address)
        url_kinds.is_home(address)
        url_kinds.is_error_page(address)
        url_kinds.is_one_of_many(address)
        url_kinds.sibling(address, "none")
        url_kinds.is_worth_writing(address, "https://a.example/")


def read_page_metadata(text: str) -> None:
    """Read page metadata from an HTML page, a PDF file and an oEmbed answer with this text."""
    page_metadata.of_page(markup.read(text), path=text)
    page_metadata.of_file(f"%PDF-{text}".encode(), "application/pdf")
    page_metadata.of_oembed(json.dumps({"author_name": "a", "html": text}))


def import_log(text: str) -> None:
    """Plan the import of a log that has many entries with one URL, followed by this text."""
    entries = "### [2023-06-09 a](https://a.example/)\n\n" * (len(text) // 40)
    plan(
        grammar.parse(f"{entries}{text}".encode(), "log", "log.md"),
        KnownLog(name="log", path="log.md"), ListState(records={}, taken=frozenset(), suggest=TAXONOMY.suggest), update=False,
    )  # fmt: skip


def read_bookmarks(text: str) -> None:
    """Recognise and read bookmarks with this text in their values, in each format."""
    note = json.dumps(text)
    for name, file in {
        "html": f'<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><DT><A HREF="https://a.example/" TAGS="{text}">{text}</A><DD>{text}',
        "pinboard": f'[{{"href": "https://a.example/", "extended": {note}}}, {text}',
        "json-feed": f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{{"url": {note}, "content_html": {note}}}]}}',
        "csv": f"url,title,folder\nhttps://a.example/,{text},{text}\n",
        "feed": f"<rss><channel><item><description>{html.escape(text)}</description>{text}</item></channel></rss>",
        "bibtex": f"@misc{{a, title = {{{text}}}, note = {{x}}}}\n@misc{{b, title = {{{text.replace('{', '').replace('}', '')}}}}}",
    }.items():
        formats.recognised(text)
        formats.recognised(file)
        for bookmark in formats.by_name(name).read(file, "f", ReadingOptions()).bookmarks[:1]:
            dated = dataclasses.replace(bookmark, url="https://a.example/", tags=(text,))
            entry_of(dated, datetime.date(2023, 6, 9), BookmarkTerms.of(TAXONOMY), BookmarkOptions(today=datetime.date(2024, 1, 1)))


READERS: dict[str, Callable[[str], None]] = {
    reader.__name__: reader
    for reader in (
        read_record,
        read_front_matter,
        lint,
        render_note,
        build_site,
        read_log,
        read_form,
        quote,
        read_taxonomy,
        read_page,
        read_address,
        read_page_metadata,
        import_log,
        read_bookmarks,
    )
}
