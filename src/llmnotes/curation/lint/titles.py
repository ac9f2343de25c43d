"""Rules on titles and on invisible characters, with what they find and fix."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from llmnotes.curation.lint.japanese import mixed_brackets, says_half_kana
from llmnotes.curation.lint.rule import Group, Rule, advice, warning
from llmnotes.records import edit
from llmnotes.text import characters, mojibake
from llmnotes.text.phrases import fold
from llmnotes.web.server_titles import is_servers_title
from llmnotes.web.url import alike, host

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from llmnotes.curation.lint.context import Context
    from llmnotes.model import Problem
    from llmnotes.records.record import Record
    from llmnotes.records.taxonomy import Taxonomy

TITLE_SPACE = advice(
    "title-space",
    ja=("題名の前後に空白を置かない", "全角の空白も同じです。並べ替えや引用に、目に見えない違いが残ります"),
    en=("A title neither begins nor ends with a space", "Not with an ideographic one either: nobody sees it, and it goes into every citation"),
    bad="title: '　読書の記録 '", good="title: '読書の記録'", mends=True,
)  # fmt: skip
TEXT_INVISIBLE = warning(
    "text-invisible",
    ja=("題名、URL、タグ、via に見えない文字を入れない", "ゼロ幅の文字やソフトハイフンがあると、同じに見える二つのことばが別のものになります。絵文字をつなぐ文字はかまいません"),
    en=("No invisible characters in titles, URLs, tags and via", "Zero-width characters and soft hyphens make two words differ that look the same. Those inside of an emoji are fine"),
    bad='tags: ["Lang\\u200bChain"]', good="tags: [LangChain]", mends=True,
)  # fmt: skip
BRACKETS_MIXED = advice(
    "brackets-mixed",
    ja=("括弧の開きと閉じの幅をそろえる", "全角で開いて半角で閉じる括弧は、たいてい打ちまちがいです"),
    en=("A bracket closes in the width in which it opens", "A full-width bracket that a half-width one closes is nearly always a slip"),
    bad="title: 検索（Search)の話", good="title: 検索（Search）の話",
)  # fmt: skip
KANA_HALF = advice(
    "kana-half",
    ja=("半角カナを使わない", "題名どおりの引用なら、そのままでかまいません。そうでなければ読みにくく、ほかのページの検索で見つかりません"),
    en=("No half-width kana", "Fine where a title is quoted as it is; elsewhere hard to read, and not found by a browser's own search"),
    bad="title: ﾍﾞｸﾄﾙ検索", good="title: ベクトル検索",
)  # fmt: skip
TITLE_DAMAGED = warning(
    "title-damaged",
    ja=("題名を文字化けさせない", "置きかえ文字（U+FFFD）や、違う文字コードで読まれた題名は、だれにも読めず、検索でも見つかりません"),
    en=(
        "A title is read in its own encoding",
        "Words read in the wrong encoding, and replacement characters (U+FFFD), can neither be read nor found. Only what can be told from the title is mended",
    ),
    bad="title: CafÃ© notes", good="title: Café notes", mends=True,
)  # fmt: skip
TITLE_ENTITY = warning(
    "title-entity",
    ja=("題名に HTML の文字参照を残さない", "題名は HTML ではないので、`&amp;` がそのまま表示されます。コードの中はかまいません"),
    en=("No HTML entities in a title", "A title is no HTML, so `&amp;` shows as it is. In code it may be meant"),
    bad="title: Q&amp;A", good="title: Q&A", mends=True,
)  # fmt: skip
TITLE_MARKUP = warning(
    "title-markup",
    ja=("題名に Markdown のリンクや太字を書かない", "題名は文字だけなので、記号がそのまま表示されます。コードの中はかまいません"),
    en=("No links and no bold type in a title", "A title is plain text, so marks of Markdown show as they are. In code they may be meant"),
    bad="title: '**RAG** with [LangChain](https://example.org/)'", good="title: RAG with LangChain", mends=True,
)  # fmt: skip
TITLE_SERVER = warning(
    "title-server",
    ja=("題名は記事の題名に", "「Just a moment...」や「404 Not Found」は、サーバーがページの代わりに返すことばです"),
    en=("A title is the work's own", '"Just a moment..." and "404 Not Found" are what a server says in place of the page'),
    bad="title: Just a moment...", good="title: RAG入門",
)  # fmt: skip
TITLE_URL = warning(
    "title-url",
    ja=("題名に URL を書かない", "URL は何についての記事かを伝えません"),
    en=("A title is no URL", "An address says little about what the work is"),
    bad="title: https://example.org/a", good="title: RAG入門",
)  # fmt: skip
TITLE_REPEAT = advice(
    "title-repeat",
    ja=("同じサイトの同じ年の記事に、同じ題名はない", "アドレスだけが違う、同じ記事の記録かもしれません"),
    en=("Works of one site and year have different titles", "Two records may be of one work that has two addresses"),
    bad="(two records of example.org in 2023 with one title)", good="(one record)",
)  # fmt: skip


def title_damaged(found: Record, _: Context) -> Iterator[Problem]:
    """A title was read in its own encoding."""
    title = found.entry.title
    if title.isascii():
        return
    place = found.place("title")
    if mojibake.is_mojibake(title):
        right = mojibake.repaired(title)
        remedy = f"write '{right}'" if right != title else "write it as the page shows it"
        yield TITLE_DAMAGED.problem(place, f"the title was read in the wrong encoding: '{title}'", remedy)
    elif "\ufffd" in title or "\ufffc" in title:
        yield TITLE_DAMAGED.problem(place, f"the title holds a replacement character: '{title}'", "write it as the page shows it")


def title_plain(found: Record, _: Context) -> Iterator[Problem]:
    """A title is plain text: neither HTML nor Markdown."""
    title = found.entry.title
    if (plain := _without_entities(title)) != title:
        yield TITLE_ENTITY.problem(found.place("title"), "the title holds an HTML entity", f"write '{plain}'")
    if (plain := _without_markup(title)) != title:
        yield TITLE_MARKUP.problem(found.place("title"), "the title holds a link or bold type of Markdown", f"write '{plain}'")


def title_says(found: Record, _: Context) -> Iterator[Problem]:
    """A title is the work's own, not a server's, and no URL."""
    title, place = found.entry.title, found.place("title")
    if is_servers_title(title):
        yield TITLE_SERVER.problem(place, f"'{title}' is what servers write in place of a title", "write the title of the work")
    elif re.fullmatch(r"(?i)\s*https?://\S+\s*", title) or (
        re.fullmatch(r"(?i)[a-z0-9.-]+\.[a-z]{2,}/\S*", title) and host(f"https://{title}") == host(found.entry.url)
    ):
        yield TITLE_URL.problem(place, "the title is a URL", "write the title of the work")


def title_repeats(records: Iterable[Record]) -> Iterator[Problem]:
    """Two records of one source and year have one title and different addresses."""
    first: dict[tuple[str, str, int], Record] = {}
    for found in records:
        entry = found.entry
        source = host(entry.url)
        if _RECURRING.search(entry.title):
            continue
        other = first.setdefault((fold(entry.title).strip(), source, entry.date.year), found)
        if other is not found and not set(alike(entry.url)) & set(alike(other.entry.url)):
            message = f"{other.place('title')} has the same title, of {source} in {entry.date.year}"
            remedy = "remove one of the two if they are one work; else say in the titles how they differ"
            yield TITLE_REPEAT.problem(found.place("title"), message, remedy)


_RECURRING = re.compile(r"(?i)\b(?:updates?|weekly|monthly|newsletter|release notes|changelog)\b|今週|今月|週刊|月刊|リリースノート")
"""Words of series whose issues share a title."""
_CODE = re.compile(r"(`[^`]*`)")
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_ABOUT_ENTITIES = frozenset({"&nbsp;", "&shy;", "&zwj;", "&zwnj;", "&ensp;", "&emsp;", "&thinsp;", "&#160;", "&#xa0;"})
"""Named in titles about them."""
_MARKUP = re.compile(
    r"!?\[(?P<words>[^\[\]]*)\]\(\s*(?:https?://|/|#)[^\s()]*(?:\s+\"[^\"]*\")?\s*\)"
    r"|\*\*(?=[\w「『“(（])(?P<bold>[^*]+?)(?<=[\w」』”)）.!?。！？])\*\*"
)


def _outside_code(title: str, change: Callable[[str], str]) -> str:
    """A title with another text for what stands between its spans of code; those stay as they are."""
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
    if "](" not in title and "**" not in title:
        return title
    return _outside_code(title, lambda part: _MARKUP.sub(lambda found: found["words"] or found["bold"] or "", part))


def title_space(found: Record, _: Context) -> Iterator[Problem]:
    """A title neither begins nor ends with a space."""
    if found.entry.title != found.entry.title.strip():
        yield TITLE_SPACE.problem(found.place("title"), "the title begins or ends with a space", "remove it")


def text_invisible(found: Record, _: Context) -> Iterator[Problem]:
    """Title, URL, tags and via hold nothing that can't be seen."""
    entry = found.entry
    for key, words in (("title", (entry.title,)), ("url", (entry.url,)), ("tags", entry.tags), ("via", (entry.via or "",))):
        for word in words:
            if char := characters.hidden(word):
                yield TEXT_INVISIBLE.problem(
                    found.place(key), f"{key}: '{word}' holds {characters.named(char)}, which can't be seen", "remove it"
                )


def title_japanese(found: Record, _: Context) -> Iterator[Problem]:
    """A title's brackets close as they open, and its kana are full-width."""
    title = found.entry.title
    if slip := mixed_brackets(title):
        yield BRACKETS_MIXED.problem(found.place("title"), f"'{slip}' opens and closes in different widths", "write both in one width")
    if kana := says_half_kana(title):
        yield KANA_HALF.problem(found.place("title"), f"half-width kana: '{kana}'", "write them full-width, unless the title is quoted so")


def fix_titles(text: str, found: Record, _: Taxonomy | None, rules: Collection[str]) -> str:
    """Write titles as plain text in their own encoding, and remove invisible characters from title, URL and via."""
    entry = found.entry
    title = entry.title
    for rule, mend in _MENDS:
        title = mend(title) if rule.id in rules else title
    if title != entry.title:
        text = edit.with_value(text, found.file, "title", title) or text
    if TEXT_INVISIBLE.id in rules:
        for key, value in (("url", entry.url), ("via", entry.via)):
            if value and characters.hidden(value):
                text = edit.with_value(text, found.file, key, characters.without_hidden(value)) or text
    return text


_MENDS: tuple[tuple[Rule, Callable[[str], str]], ...] = (
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
