"""Read title, date and language from a linked page, a PDF, or an oEmbed answer.

If a page gives a value several times, metadata for citations, such as `citation_title`, is preferred to metadata for sharing, such as `og:title`. Metadata
for sharing is preferred to the text that readers see.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
from typing import TYPE_CHECKING

from llmnotes.text.characters import replaced
from llmnotes.web.markup import unescaped
from llmnotes.web.server_titles import is_servers_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.web.markup import Markup

_TITLES = ("citation_title", "og:title", "twitter:title", "dc.title")
_DATES = (
    *("citation_publication_date", "citation_online_date", "citation_date", "article:published_time", "og:article:published_time"),
    *("datepublished", "dc.date.issued", "dcterms.issued", "dc.date", "date", "pubdate", "publish-date", "publication_date"),
)
_LINKED_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')
_LINKED_LIST = re.compile(r'"@type"\s*:\s*"ItemList"')
"""Matches JSON-LD metadata that lists other works. Its values don't describe the page itself."""
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)")
_PATH_DAY = re.compile(r"/((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_NO_TITLE = re.compile(r"(?:4\d\d|5\d\d)\b.*")
"""Matches a title that begins with the status of an error, such as `404 Not Found`."""
_KANA = re.compile("[\u3041-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_LANG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
TOKYO = datetime.timezone(datetime.timedelta(hours=9))


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PageMetadata:
    """The title, date and language of a page or a file. A value that the page or file doesn't give is empty or None."""

    title: str = ""
    date: datetime.date | None = None
    lang: str = ""
    """A language tag as in BCP 47, such as `en` or `zh-Hant`."""


def of_page(markup: Markup, *, path: str = "", zone: datetime.tzinfo | None = None) -> PageMetadata:
    """Read a page's metadata.

    Args:
        markup: The parsed HTML of the page.
        path: The path of the page's URL. If the page gives no date, a date in the path is used.
        zone: The time zone to which times in UTC are converted before the day is read; None for UTC. Times with another offset are not converted.

    """
    titles = [*(markup.metas.get(name, "") for name in _TITLES), markup.title, markup.heading]
    title = next(
        (one for one in map(clean, titles) if one and "\ufffd" not in one and not _NO_TITLE.fullmatch(one) and not is_servers_title(one)),
        "",
    )
    dates = (day_of(text, zone) for text in _dates(markup))
    return PageMetadata(title=title, date=next(filter(None, dates), None) or _day_of_path(path), lang=language(markup, title))


def of_file(content: bytes, content_type: str) -> PageMetadata:
    """Read the metadata of a PDF from its XMP or from its information dictionary.

    Return empty metadata if XMP and dictionary are compressed, or if the file is not a PDF.
    """
    if "pdf" not in content_type and not content.startswith(b"%PDF-"):
        return PageMetadata()
    described = re.search(rb"<dc:title>.{0,200}?<rdf:li[^>]{0,200}>([^<]{1,1000})</rdf:li>", content, re.DOTALL)
    title = unescaped(described[1].decode("utf-8", "replace")) if described else ""
    if not title:
        raw = _information(content)
        title = raw[2:].decode("utf-16-be", "replace") if raw.startswith(b"\xfe\xff") else raw.decode("latin-1")
    made = re.search(rb"/CreationDate\s*\(D:(\d{4})(\d{2})(\d{2})", content)
    date = _day(*(int(part) for part in made.groups())) if made else None
    title = clean(title)
    # Word processors store file names and placeholders as titles, such as `Microsoft Word - draft.docx`. These are not used.
    named = "" if re.fullmatch(r"(?i)(?:microsoft \w+ - .*|untitled.*|.*\.(?:docx?|pptx?|indd|tex|dvi))", title) else title
    return PageMetadata(title=named, date=date, lang=_language_of_title(named))


def _information(content: bytes) -> bytes:
    """Return the title in the information dictionary of a PDF, a literal string or hexadecimal digits; empty if no title is found."""
    literal = re.search(rb"/Title\s*\(((?:[^()\\]|\\.){1,1000})\)", content, re.DOTALL)
    if literal:
        return _literal(literal[1])
    digits = re.search(rb"/Title\s*<([0-9A-Fa-f]{4,4000})>", content)
    return bytes.fromhex(digits[1].decode()) if digits and len(digits[1]) % 2 == 0 else b""


def _literal(raw: bytes) -> bytes:
    """Return the text of a literal string in a PDF, with its escapes replaced: ISO 32000-1, 7.3.4.2."""
    plain = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"", b"f": b""}

    def one(found: re.Match[bytes]) -> bytes:
        return bytes([int(found[1], 8) & 255]) if found[1][0] in b"01234567" else plain.get(found[1], found[1])

    return re.sub(rb"\\([0-7]{1,3}|.)", one, raw, flags=re.DOTALL)


def clean(text: str) -> str:
    """Return a title from an untrusted page on one line of at most 300 characters, without invisible characters."""
    return " ".join(replaced(text[:1000], lambda _: " ").split())[:300]


def _dates(markup: Markup) -> Iterator[str]:
    """Yield the dates in a page's metadata and text, as written. The date that is most likely the day of publication comes first."""
    yield from (markup.metas[name] for name in _DATES if name in markup.metas)
    for linked in sorted(markup.linked, key=lambda text: _LINKED_LIST.search(text) is not None):
        yield from _LINKED_DATE.findall(linked)
    yield from markup.times


def day_of(text: str, zone: datetime.tzinfo | None = None) -> datetime.date | None:
    """Return the day of a date or a time in a text from a page, such as `2023-06-09T12:00Z`; None if the text has no date, or the day is before 1990.

    `zone` is the time zone to which a time in UTC is converted before the day is read; None for UTC. A time with another offset is not converted.
    """
    try:
        time = datetime.datetime.fromisoformat(text.strip())
    except ValueError:
        found = _DAY.search(text)
        return _day(*(int(part) for part in found.groups())) if found else None
    if zone and time.utcoffset() == datetime.timedelta():
        try:
            time = time.astimezone(zone)
        except OverflowError:  # in some time zones, the last hours of the year 9999 are in the year 10000, which Python's dates can't have
            return None
    return time.date() if time.date() >= _FIRST else None


_FIRST = datetime.date(1990, 1, 1)


def _day_of_path(path: str) -> datetime.date | None:
    found = _PATH_DAY.search(path)
    return _day(*(int(part) for part in found.groups())) if found else None


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        found = datetime.date(year, month, day)
    except ValueError:
        return None
    return found if found >= _FIRST else None


def language(markup: Markup, title: str) -> str:
    """Return a page's language: Japanese if its title has kana, or more than 2% of the characters of its text are kana; else the language that its HTML declares.

    If the HTML declares no language, return Korean for a title with Hangul, English for a title in ASCII, and an empty string for any other title.
    """
    shown = f"{title} {markup.text[:5000]}"
    if len(_KANA.findall(shown)) > len(shown) // 50 or _KANA.search(title):
        return "ja"
    stated = markup.lang or markup.metas.get("og:locale", "").replace("_", "-")
    if _LANG.fullmatch(stated):
        first, *rest = stated.split("-")
        return f"{first.lower()}-{rest[0].title()}" if first.lower() == "zh" and rest and len(rest[0]) == len("Hant") else first.lower()
    if _HANGUL.search(title):
        return "ko"
    return "en" if title and title.isascii() else ""


def _language_of_title(title: str) -> str:
    """Guess the language of a title from its letters: Japanese for kana, Korean for Hangul, English for ASCII with at least three words; otherwise empty."""
    if _KANA.search(title):
        return "ja"
    if _HANGUL.search(title):
        return "ko"
    words = re.findall(r"[A-Za-z]{2,}", title)
    return "en" if title.isascii() and len(words) >= _WORDS else ""


_WORDS = 3
"""A title with at least this number of words in Latin letters counts as English. A title with fewer words may be a name."""


def of_oembed(text: str) -> PageMetadata:
    """Read the metadata in an oEmbed answer (https://oembed.com); empty metadata if the answer is invalid.

    A post without a title gets its author and its first words as a title.
    """
    try:
        answer = json.loads(text)
        author, title, post = (str(answer.get(key) or "") for key in ("author_name", "title", "html"))
    except (ValueError, AttributeError, RecursionError):
        return PageMetadata()
    post = post[:_LONGEST_POST]
    if not title and (words := re.search(r"<p\b[^>]*>(.*?)</p>", post, re.DOTALL)):
        plain = clean(unescaped(re.sub(r"<[^>]*>", " ", words[1])))
        short = plain if len(plain) <= _POST else f"{plain[:_POST]}…"
        title = f"{author}: {short}" if author else short
    dated = re.search(r">([A-Z][a-z]+ \d{1,2}, \d{4})</a>", post)
    date = _day_in_english(dated[1]) if dated else None
    title = clean(title)
    return PageMetadata(title=title, date=date, lang="ja" if _KANA.search(title) else "")


_LONGEST_POST = 10_000
"""The number of characters at the beginning of a post's HTML that are parsed. The rest is ignored. The time to parse a hostile post grows with the square of its length."""
_POST = 100
"""The maximum length, in characters, of a title that is made from the text of a post on a social network, because such a post has no title."""


def _day_in_english(text: str) -> datetime.date | None:
    month, day, year = text.replace(",", "").split()
    return _day(int(year), _MONTHS.index(month) + 1, int(day)) if month in _MONTHS else None


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
