"""Rules on titles, invisible characters, and the width of brackets and kana, with their checks and fixes."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from llmnotes.curation.lint.japanese import half_width_kana, mixed_brackets
from llmnotes.curation.lint.rule import Group, Rule, advice, warning
from llmnotes.records import edit
from llmnotes.text import characters, mojibake
from llmnotes.text.characters import apart
from llmnotes.text.phrases import fold
from llmnotes.web.server_titles import is_servers_title
from llmnotes.web.url import alike, host, path_and_query

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from llmnotes.curation.lint.context import Context
    from llmnotes.model import Problem
    from llmnotes.records.record import Record
    from llmnotes.records.taxonomy import Taxonomy

TITLE_SPACE = advice(
    "title-space",
    ja=("題名の前後に空白を置かない", "全角の空白も同じです。並べ替えや引用に、目に見えない違いが残ります"),
    en=("A title neither begins nor ends with a space", "A half-width or full-width space at either end is invisible, but is copied into every citation of the title"),
    bad="title: '　読書の記録 '", good="title: '読書の記録'", fixable=True,
)  # fmt: skip
TEXT_INVISIBLE = warning(
    "text-invisible",
    ja=("題名、URL、タグ、via に見えない文字を入れない", "ゼロ幅の文字やソフトハイフンがあると、同じに見える二つのことばが別のものになります。絵文字をつなぐ文字はかまいません"),
    en=("The values of title, url, tags and via have no invisible characters", "Two words look the same but aren't equal if one of them has a zero-width character or a soft hyphen. Joiners inside an emoji are allowed"),
    bad='tags: ["Lang\\u200bChain"]', good="tags: [LangChain]", fixable=True,
)  # fmt: skip
BRACKETS_MIXED = advice(
    "brackets-mixed",
    ja=("括弧の開きと閉じの幅をそろえる", "全角で開いて半角で閉じる括弧は、たいてい打ちまちがいです"),
    en=("Both brackets of a pair in a title or note have the same width", "A pair of a full-width and a half-width bracket is nearly always a typing mistake"),
    bad="title: 検索（Search)の話", good="title: 検索（Search）の話",
)  # fmt: skip
KANA_HALF = advice(
    "kana-half",
    ja=("半角カナを使わない", "題名どおりの引用なら、そのままでかまいません。そうでなければ読みにくく、ほかのページの検索で見つかりません"),
    en=("Kana in titles and notes are full-width", "Half-width kana are hard to read, and a browser's search for full-width kana doesn't find them. Half-width kana may be intended in a title that is quoted verbatim"),
    bad="title: ﾍﾞｸﾄﾙ検索", good="title: ベクトル検索",
)  # fmt: skip
TITLE_DAMAGED = warning(
    "title-damaged",
    ja=("題名を文字化けさせない", "置きかえ文字（U+FFFD）や、違う文字コードで読まれた題名は、だれにも読めず、検索でも見つかりません"),
    en=(
        "A title is decoded correctly",
        "A title that was decoded in the wrong encoding, or that has replacement characters (U+FFFD), can be neither read nor found. The fix restores a title if its original text can be computed",
    ),
    bad="title: CafÃ© notes", good="title: Café notes", fixable=True,
)  # fmt: skip
TITLE_ENTITY = warning(
    "title-entity",
    ja=("題名に HTML の文字参照を残さない", "題名は HTML ではないので、`&amp;` がそのまま表示されます。コードの中はかまいません"),
    en=("A title has no HTML entities", "A title is plain text, so the site shows `&amp;` literally. An entity between backticks may be intended"),
    bad="title: Q&amp;A", good="title: Q&A", fixable=True,
)  # fmt: skip
TITLE_MARKUP = warning(
    "title-markup",
    ja=("題名に Markdown の記号を書かない", "リンク、太字、取り消し線、見出しの記号です。題名は文字だけなので、記号がそのまま表示されます。コードの中はかまいません"),
    en=("A title has no Markdown syntax", "A title is plain text, so the site shows the syntax of links, bold text, struck text and headings literally. Markdown between backticks may be intended"),
    bad="title: '**RAG** with [LangChain](https://example.org/)'", good="title: RAG with LangChain", fixable=True,
)  # fmt: skip
TITLE_SERVER = warning(
    "title-server",
    ja=("題名は記事の題名に", "「Just a moment...」や「404 Not Found」は、サーバーがページの代わりに返すことばです"),
    en=("A title is the title of the work", 'A server sends a page with a title such as "Just a moment..." or "404 Not Found" instead of the linked page'),
    bad="title: Just a moment...", good="title: RAG入門",
)  # fmt: skip
TITLE_URL = warning(
    "title-url",
    ja=("題名に URL を書かない", "URL は何についての記事かを伝えません"),
    en=("A title isn't a URL", "A URL doesn't describe the work"),
    bad="title: https://example.org/a", good="title: RAG入門",
)  # fmt: skip
TITLE_REPEAT = advice(
    "title-repeat",
    ja=("同じサイトの同じ年の記事に、同じ題名はない", "アドレスだけが違う、同じ記事の記録かもしれません"),
    en=("Entries of one site and year have different titles", "Two records of one site and year with the same title may describe the same work under two URLs"),
    bad="(two records of example.org in 2023 with one title)", good="(one record)",
)  # fmt: skip


def title_damaged(found: Record, _: Context) -> Iterator[Problem]:
    """Find titles that were decoded in the wrong encoding, or that have replacement characters."""
    title = found.entry.title
    if title.isascii():
        return
    place = found.place("title")
    if mojibake.is_mojibake(title):
        right = mojibake.repaired(title)
        remedy = f"write '{right}'" if right != title else "write the title as the page shows it"
        yield TITLE_DAMAGED.problem(place, f"the title was decoded in the wrong encoding: '{title}'", remedy)
    elif "\ufffd" in title or "\ufffc" in title:
        yield TITLE_DAMAGED.problem(place, f"the title holds a replacement character: '{title}'", "write the title as the page shows it")


def title_plain(found: Record, _: Context) -> Iterator[Problem]:
    """Find HTML entities and Markdown syntax in titles."""
    title = found.entry.title
    if (plain := _without_entities(title)) != title:
        yield TITLE_ENTITY.problem(found.place("title"), "the title holds an HTML entity", f"write '{plain}'")
    if (plain := _without_markup(title)) != title:
        remedy = f"write '{plain}'" if plain.strip() else "write the title of the work"
        yield TITLE_MARKUP.problem(found.place("title"), "the title holds Markdown syntax", remedy)


def title_says(found: Record, _: Context) -> Iterator[Problem]:
    """Find titles of pages that servers send instead of the linked page, such as `404 Not Found`, and titles that are a URL."""
    title, place = found.entry.title, found.place("title")
    if is_servers_title(title):
        yield TITLE_SERVER.problem(
            place, f"'{title}' is the title of a page that servers send instead of the linked page", "write the title of the work"
        )
    elif re.fullmatch(r"(?i)\s*(?:https?://|www\.[a-z0-9.-]+\.[a-z]{2,}/)\S*\s*", title) or (
        re.fullmatch(r"(?i)[a-z0-9.-]+\.[a-z]{2,}/\S*", title) and host(f"https://{title}") == host(found.entry.url)
    ):
        yield TITLE_URL.problem(place, "the title is a URL", "write the title of the work")


def title_repeats(records: Iterable[Record]) -> Iterator[Problem]:
    """Find records that have the same title, host and year, but different URLs.

    Titles of series, such as newsletters, are skipped, and so are editions of one work, such as translations.
    """
    first: dict[tuple[str, str, int], Record] = {}
    for found in records:
        entry = found.entry
        source = host(entry.url)
        if _RECURRING.search(entry.title):
            continue
        other = first.setdefault((fold(entry.title).strip(), source, entry.date.year), found)
        if other is not found and not _are_alike(entry.url, other.entry.url) and not _are_editions(entry.url, other.entry.url):
            difference = apart(entry.title, other.entry.title)
            message = f"{other.place('title')} has the same title, also from {source} in {entry.date.year}{difference}"
            remedy = "remove one of the two records if they describe the same work; otherwise suppress the rule with a reason"
            yield TITLE_REPEAT.problem(found.place("title"), message, remedy)


def _are_alike(one: str, other: str) -> bool:
    """Return whether two URLs nearly always open the same page, such as a URL with and without `www.`. The rule `url-repeat` reports records with such URLs."""
    return not set(alike(one)).isdisjoint(alike(other))


def _are_editions(one: str, other: str) -> bool:
    """Return whether two URLs of one site may be editions of one work with the same title: translations, previews, or a work and one of its parts."""
    first, second = (path_and_query(url)[0].strip("/").split("/") for url in (one, other))
    if first == second:
        return False
    shorter, longer = sorted(([part for part in path if part] for path in (first, second)), key=len)
    if longer[: len(shorter)] == shorter:
        return True
    first, second = ([part for part in path if not _EDITION.fullmatch(part)] for path in (first, second))
    return first == second


_EDITION = re.compile(r"(?i)[a-z]{2}(?:[-_][a-z]{2,4})?|pre-?release|preview|beta|draft|next|latest|stable")
"""Matches a segment of a URL's path that names a language or a stage of publication, such as `en-us` or `preview`."""
_RECURRING = re.compile(r"(?i)\b(?:updates?|weekly|monthly|newsletter|release notes|changelog)\b|今週|今月|週刊|月刊|リリースノート")
"""Matches words in the titles of series whose issues all have the same title, such as `weekly` or `newsletter`."""
_CODE = re.compile(r"(`[^`]*`)")
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_ABOUT_ENTITIES = frozenset({"&nbsp;", "&shy;", "&zwj;", "&zwnj;", "&ensp;", "&emsp;", "&thinsp;", "&#160;", "&#xa0;"})
"""HTML entities that the fix replaces only if they join two words, as in `one&nbsp;two`. In other places, the title is probably about HTML and mentions the
entity."""
_MARKUP = re.compile(
    r"!?\[(?P<words>[^\[\]]*)\]\(\s*(?:https?://|/|#)[^\s()]*(?:\s+\"[^\"]*\")?\s*\)"
    r"|~~(?=\S)(?P<struck>[^~]+)(?<=\S)~~"
    r"|\*\*(?=[\w「『“(（])(?P<bold>[^*]+?)(?<=[\w」』”)）.!?。！？])\*\*"
)


def _outside_code(title: str, change: Callable[[str], str]) -> str:
    """Apply `change` to the parts of a title that aren't code between backticks."""
    return "".join(part if number % 2 else change(part) for number, part in enumerate(_CODE.split(title)))


def _without_entities(title: str) -> str:
    if "&" not in title:
        return title

    def plain(found: re.Match[str]) -> str:
        char = html.unescape(found[0])
        if found[0].lower() not in _ABOUT_ENTITIES:
            return found[0] if characters.forbidden(char) else char
        return " " if found.string[found.start() - 1 : found.start()].strip() and found.string[found.end() :][:1].strip() else found[0]

    return _outside_code(title, lambda part: _ENTITY.sub(plain, part))


def _without_markup(title: str) -> str:
    title = re.sub(r"\A\s*#{1,6}\s+(?=\S)", "", title)
    if not any(mark in title for mark in ("](", "**", "~~")):
        return title
    return _outside_code(title, lambda part: _MARKUP.sub(lambda found: found["words"] or found["bold"] or found["struck"] or "", part))


def title_space(found: Record, _: Context) -> Iterator[Problem]:
    """Find titles that begin or end with a space."""
    if found.entry.title != found.entry.title.strip():
        yield TITLE_SPACE.problem(found.place("title"), "the title begins or ends with a space", "remove the space")


def text_invisible(found: Record, _: Context) -> Iterator[Problem]:
    """Find invisible characters in the values of `title`, `url`, `tags` and `via`."""
    entry = found.entry
    for key, words in (("title", (entry.title,)), ("url", (entry.url,)), ("tags", entry.tags), ("via", (entry.via or "",))):
        for word in words:
            if char := characters.hidden(word):
                message = f"{key}: '{word}' holds {characters.named(char)}, which is invisible"
                yield TEXT_INVISIBLE.problem(found.place(key), message, "remove the character")


def title_japanese(found: Record, _: Context) -> Iterator[Problem]:
    """Find mixed brackets and half-width kana in titles."""
    title = found.entry.title
    if slip := mixed_brackets(title):
        yield BRACKETS_MIXED.problem(
            found.place("title"), f"the brackets of '{slip}' differ in width", "write both brackets in the same width"
        )
    if kana := half_width_kana(title):
        yield KANA_HALF.problem(
            found.place("title"), f"the title has half-width kana: '{kana}'", "write full-width kana, unless the title is quoted verbatim"
        )


def fix_titles(text: str, found: Record, _: Taxonomy | None, rules: Collection[str]) -> str:
    """Decode HTML entities, remove Markdown and outer spaces, and repair wrong decoding in a title. Remove invisible characters from title, URL and `via`."""
    entry = found.entry
    title = entry.title
    for rule, fix in _FIXES:
        title = fix(title) if rule.id in rules else title
    if title != entry.title:
        text = edit.with_value(text, found.file, "title", title) or text
    if TEXT_INVISIBLE.id in rules:
        for key, value in (("url", entry.url), ("via", entry.via)):
            if value and characters.hidden(value):
                text = edit.with_value(text, found.file, key, characters.without_hidden(value)) or text
    return text


_FIXES: tuple[tuple[Rule, Callable[[str], str]], ...] = (
    (TEXT_INVISIBLE, characters.without_hidden),
    (TITLE_DAMAGED, mojibake.repaired),
    (TITLE_ENTITY, _without_entities),
    (TITLE_MARKUP, _without_markup),
    (TITLE_SPACE, str.strip),
)


TITLES = Group(
    rules=(
        *(TITLE_SPACE, TEXT_INVISIBLE, TITLE_DAMAGED, TITLE_ENTITY, TITLE_MARKUP, TITLE_SERVER, TITLE_URL, TITLE_REPEAT),
        *(BRACKETS_MIXED, KANA_HALF),
    ),
    checks=(title_space, text_invisible, title_damaged, title_plain, title_says, title_japanese),
    list_checks=(title_repeats,),
    fix=fix_titles,
)
