"""What a page or a file says of itself: title, date, language.

A page that says it in several places is believed in this order: what is meant for citing, what is meant for sharing, what is meant for its readers.
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
"""What a list of other works has."""
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)")
_PATH_DAY = re.compile(r"/((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_NO_TITLE = re.compile(r"(?:4\d\d|5\d\d)\b.*")
"""How error pages begin: a page's own title is dropped sooner than a person's."""
_KANA = re.compile("[\u3041-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_LANG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
TOKYO = datetime.timezone(datetime.timedelta(hours=9))


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """What something says of itself; empty or None where it doesn't."""

    title: str = ""
    date: datetime.date | None = None
    lang: str = ""
    """BCP 47."""


def of_page(markup: Markup, *, path: str = "", zone: datetime.tzinfo | None = None) -> Telling:
    """What a page says. `path` is that of its address, which often holds its day; a time in UTC is told as the day that it was in `zone`."""
    titles = [*(markup.metas.get(name, "") for name in _TITLES), markup.title, markup.heading]
    title = next(
        (one for one in map(clean, titles) if one and "\ufffd" not in one and not _NO_TITLE.fullmatch(one) and not is_servers_title(one)),
        "",
    )
    dates = (day_of(text, zone) for text in _dates(markup))
    return Telling(title=title, date=next(filter(None, dates), None) or _day_of_path(path), lang=language(markup, title))


def of_file(content: bytes, content_type: str) -> Telling:
    """What a PDF says; nothing of other files. Its title stands in its XMP, or in its information, where that isn't compressed."""
    if "pdf" not in content_type and not content.startswith(b"%PDF-"):
        return Telling()
    described = re.search(rb"<dc:title>.{0,200}?<rdf:li[^>]{0,200}>([^<]{1,1000})</rdf:li>", content, re.DOTALL)
    title = unescaped(described[1].decode("utf-8", "replace")) if described else ""
    if not title:
        raw = _information(content)
        title = raw[2:].decode("utf-16-be", "replace") if raw.startswith(b"\xfe\xff") else raw.decode("latin-1")
    made = re.search(rb"/CreationDate\s*\(D:(\d{4})(\d{2})(\d{2})", content)
    date = _day(*(int(part) for part in made.groups())) if made else None
    title = clean(title)
    # Word processors call a file by its name, and by nothing.
    named = "" if re.fullmatch(r"(?i)(?:microsoft \w+ - .*|untitled.*|.*\.(?:docx?|pptx?|indd|tex|dvi))", title) else title
    return Telling(title=named, date=date, lang=_language_of_title(named))


def _information(content: bytes) -> bytes:
    """The title in a PDF's information dictionary, written in either of two ways."""
    literal = re.search(rb"/Title\s*\(((?:[^()\\]|\\.){1,1000})\)", content, re.DOTALL)
    if literal:
        return _literal(literal[1])
    digits = re.search(rb"/Title\s*<([0-9A-Fa-f]{4,4000})>", content)
    return bytes.fromhex(digits[1].decode()) if digits and len(digits[1]) % 2 == 0 else b""


def _literal(raw: bytes) -> bytes:
    """A PDF's string without its escapes: ISO 32000-1, 7.3.4.2."""
    plain = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"", b"f": b""}

    def one(found: re.Match[bytes]) -> bytes:
        return bytes([int(found[1], 8) & 255]) if found[1][0] in b"01234567" else plain.get(found[1], found[1])

    return re.sub(rb"\\([0-7]{1,3}|.)", one, raw, flags=re.DOTALL)


def clean(text: str) -> str:
    """A stranger's title on one line, without characters that can't be seen."""
    return " ".join(replaced(text[:1000], lambda _: " ").split())[:300]


def _dates(markup: Markup) -> Iterator[str]:
    yield from (markup.metas[name] for name in _DATES if name in markup.metas)
    for linked in sorted(markup.linked, key=lambda text: _LINKED_LIST.search(text) is not None):
        yield from _LINKED_DATE.findall(linked)
    yield from markup.times


def day_of(text: str, zone: datetime.tzinfo | None = None) -> datetime.date | None:
    """The day in a date or a time as pages write them; None where there is none."""
    try:
        time = datetime.datetime.fromisoformat(text.strip())
    except ValueError:
        found = _DAY.search(text)
        return _day(*(int(part) for part in found.groups())) if found else None
    if zone and time.utcoffset() == datetime.timedelta():
        try:
            time = time.astimezone(zone)
        except OverflowError:  # the last hours of the year 9999
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
    """A page's language: kana tell it whatever the page says, else its own word, else its script; empty where nothing does."""
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
    """A file's language, by its title's letters alone; empty where they don't tell."""
    if _KANA.search(title):
        return "ja"
    if _HANGUL.search(title):
        return "ko"
    words = re.findall(r"[A-Za-z]{2,}", title)
    return "en" if title.isascii() and len(words) >= _WORDS else ""


_WORDS = 3
"""Words of Latin letters by which a title is taken for English: fewer may be a name."""


def of_oembed(text: str) -> Telling:
    """What an oEmbed service says of a work: https://oembed.com, with the words of a post where it has no title."""
    try:
        said = json.loads(text)
        author, title, post = (str(said.get(key) or "") for key in ("author_name", "title", "html"))
    except (ValueError, AttributeError, RecursionError):
        return Telling()
    post = post[:_LONGEST_POST]
    if not title and (words := re.search(r"<p\b[^>]*>(.*?)</p>", post, re.DOTALL)):
        plain = clean(unescaped(re.sub(r"<[^>]*>", " ", words[1])))
        short = plain if len(plain) <= _POST else f"{plain[:_POST]}…"
        title = f"{author}: {short}" if author else short
    dated = re.search(r">([A-Z][a-z]+ \d{1,2}, \d{4})</a>", post)
    date = _day_in_english(dated[1]) if dated else None
    title = clean(title)
    return Telling(title=title, date=date, lang="ja" if _KANA.search(title) else "")


_LONGEST_POST = 10_000
"""Characters of a post's HTML that are read: without an end, each of its paragraphs is looked at to the end of them all."""
_POST = 100
"""Characters of a post that make a title."""


def _day_in_english(text: str) -> datetime.date | None:
    month, day, year = text.replace(",", "").split()
    return _day(int(year), _MONTHS.index(month) + 1, int(day)) if month in _MONTHS else None


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
