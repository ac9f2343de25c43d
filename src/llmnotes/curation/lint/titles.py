"""Rules on titles and on invisible characters, with what they find and fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.curation.lint.japanese import mixed_brackets, says_half_kana
from llmnotes.curation.lint.rule import Group, advice, warning
from llmnotes.records import edit
from llmnotes.text import characters

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

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
    ja=("題名やタグに見えない文字を入れない", "ゼロ幅の文字やソフトハイフンがあると、同じに見える二つのことばが別のものになります。絵文字をつなぐ文字はかまいません"),
    en=("No invisible characters in titles, tags and via", "Zero-width characters and soft hyphens make two words differ that look the same. Those inside of an emoji are fine"),
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


def title_space(found: Record, _: Context) -> Iterator[Problem]:
    """A title neither begins nor ends with a space."""
    if found.entry.title != found.entry.title.strip():
        yield TITLE_SPACE.problem(found.place("title"), "the title begins or ends with a space", "remove it")


def text_invisible(found: Record, _: Context) -> Iterator[Problem]:
    """Title, tags and via hold nothing that can't be seen."""
    entry = found.entry
    for key, words in (("title", (entry.title,)), ("tags", entry.tags), ("via", (entry.via or "",))):
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
    """Remove invisible characters from title and via, and spaces around the title."""
    entry = found.entry
    title = characters.without_hidden(entry.title) if TEXT_INVISIBLE.id in rules else entry.title
    title = title.strip() if TITLE_SPACE.id in rules else title
    if title != entry.title:
        text = edit.with_value(text, found.file, "title", title) or text
    if TEXT_INVISIBLE.id in rules and entry.via:
        text = edit.with_value(text, found.file, "via", characters.without_hidden(entry.via)) or text
    return text


TITLES = Group(
    rules=(TITLE_SPACE, TEXT_INVISIBLE, BRACKETS_MIXED, KANA_HALF),
    checks=(title_space, text_invisible, title_japanese),
    fix=fix_titles,
)
