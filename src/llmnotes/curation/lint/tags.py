"""Rules on tags, with their checks and fixes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from llmnotes.curation.lint.japanese import as_usual
from llmnotes.curation.lint.rule import Group, advice, error, warning
from llmnotes.curation.lint.titles import TEXT_INVISIBLE
from llmnotes.records import edit
from llmnotes.records.term import tag_address
from llmnotes.text import characters
from llmnotes.text.characters import apart
from llmnotes.text.phrases import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from llmnotes.curation.lint.context import Context
    from llmnotes.model import Place, Problem
    from llmnotes.records.record import Record
    from llmnotes.records.taxonomy import Taxonomy

TAG_SPELLING = warning(
    "tag-spelling",
    ja=("タグは決めた綴りで", "topics.yml の別名は、同じものを指すほかの書きかたです"),
    en=("A tag of topics.yml is written in its usual spelling", "An alias in topics.yml is another spelling of a tag. If a record had the alias as its tag, the alias would get a separate page"),
    bad="tags: [埋め込み]", good="tags: [Embeddings]", fixable=True,
)  # fmt: skip
TAG_WIDTH = advice(
    "tag-width",
    ja=("タグの英数字は半角、カナは全角で", "幅だけの違いは、タグの一覧で目に留まりません"),
    en=("Tags have half-width letters and digits and full-width kana", "Readers overlook the difference between two tags that differ only in width"),
    bad="tags: [ＡＰＩ, ﾍﾞｸﾄﾙ]", good="tags: [API, ベクトル]", fixable=True,
)  # fmt: skip
TAG_TWICE = warning(
    "tag-twice",
    ja=("同じタグを二度書かない", "同じアドレスになる綴りも、同じタグです"),
    en=("A record has each tag only once", "Spellings with the same page address are the same tag"),
    bad="tags: [LoRA, lora]", good="tags: [LoRA]", fixable=True,
)  # fmt: skip
TAG_TOPIC = warning(
    "tag-topic",
    ja=("トピックと同じタグをつけない", "同じ一覧が二つになります"),
    en=("A tag doesn't repeat the entry's topic", "The pages of the tag and the topic would show the same entries"),
    bad="topics: [rag]\ntags: [RAG]", good="topics: [rag]", fixable=True,
)  # fmt: skip
TAG_ADDRESS = error(
    "tag-address",
    ja=("同じアドレスになるタグは、同じ綴りで", "一つのページに二つの名前は出せません"),
    en=("Tags with the same page address have the same spelling", "One page can't have two names. `llmnotes tags rename` corrects all records at once"),
    bad="tags: [Fine Tuning]   (elsewhere: fine-tuning)", good="tags: [fine-tuning]",
)  # fmt: skip
TAG_MARKS = warning(
    "tag-marks",
    ja=("タグに `#` や読点を入れない", "`#` はほかのサービスの印で、読点のあるタグは二つのタグのつもりでしょう"),
    en=("A tag has no `#` before it and no comma inside", "A `#` before a tag is usually copied from another service, and a comma usually separates two tags. `C#` is allowed. The fix removes `#`; correct commas by hand"),
    bad="tags: ['#LoRA', 'RAG、検索']", good="tags: [LoRA, RAG, 検索]", fixable=True,
)  # fmt: skip


def tags_marks(found: Record, _: Context) -> Iterator[Problem]:
    """Find tags that begin with `#`, and tags with a comma inside."""
    for tag in found.entry.tags:
        if (plain := _without_hash(tag)) != tag:
            yield TAG_MARKS.problem(found.place("tags"), f"the tag '{tag}' begins with '#'", f"write '{plain}'")
        words = [word.strip() for word in re.split(r"[,，、](?![0-9])", tag) if word.strip()]
        if words and words != [tag.strip()]:
            yield TAG_MARKS.problem(found.place("tags"), f"the tag '{tag}' holds a comma", f"write separate tags: {', '.join(words)}")


def _without_hash(tag: str) -> str:
    plain = tag.lstrip("#＃ ")
    return plain if tag.lstrip().startswith(("#", "＃")) and tag_address(plain) else tag


def tags_spelling(found: Record, context: Context) -> Iterator[Problem]:
    """Find tags in an unusual spelling or width, repeated tags, and tags that repeat a topic of the entry."""
    spelling = context.taxonomy.spelling if context.taxonomy else {}
    seen: dict[str, str] = {}
    for tag in found.entry.tags:
        usual = spelling.get(fold(tag), as_usual(tag))
        if usual == as_usual(tag) != tag:
            yield TAG_WIDTH.problem(found.place("tags"), f"the tag '{tag}' has characters of unusual width", f"write '{usual}'")
        elif usual != tag:
            yield TAG_SPELLING.problem(
                found.place("tags"), f"topics.yml spells the tag '{tag}' as '{usual}'{apart(tag, usual)}", f"write '{usual}'"
            )
        if other := seen.get(tag_address(tag)):
            message = f"the tag '{tag}' occurs twice" if tag == other else f"'{other}' and '{tag}' are the same tag{apart(other, tag)}"
            yield TAG_TWICE.problem(found.place("tags"), message, "remove one of the two")
        seen.setdefault(tag_address(tag), tag)
        if word := _names_of_topics(found, context.taxonomy).get(fold(tag)):
            message = f"the tag '{tag}' repeats the entry's topic{apart(tag, word)}"
            yield TAG_TOPIC.problem(found.place("tags"), message, "remove the tag")


def _names_of_topics(found: Record, taxonomy: Taxonomy | None) -> dict[str, str]:
    """Return the ids and titles of a record's topics. The keys of the mapping are the same texts in lower case and half-width."""
    topics = [topic for topic in taxonomy.topics if topic.id in found.entry.topics] if taxonomy else []
    return {fold(word): word for topic in topics for word in (topic.id, *topic.title.values())}


def tags_share_address(records: Iterable[Record]) -> Iterator[Problem]:
    """Find tags that have different spellings but the same page address. Yield a problem for each record without the most frequent spelling."""
    of: dict[str, dict[str, list[Place]]] = {}
    for found in records:
        for tag in found.entry.tags:
            of.setdefault(tag_address(tag), {}).setdefault(tag, []).append(found.place("tags"))
    for spellings in of.values():
        usual = max(spellings, key=lambda tag: (len(spellings[tag]), tag == as_usual(tag)))
        for tag in spellings.keys() - {usual}:
            remedy = f"write '{usual}'; `llmnotes tags rename` does so in all records"
            for place in spellings[tag]:
                yield TAG_ADDRESS.problem(
                    place, f"'{tag}' and '{usual}' ({spellings[usual][0]}) have the same page address{apart(tag, usual)}", remedy
                )


def fix_tags(text: str, found: Record, taxonomy: Taxonomy | None, rules: Collection[str]) -> str:
    """Correct the spelling of tags, remove `#` and invisible characters from them, and remove tags that repeat another tag or a topic."""
    tags = _fixed_tags(found, taxonomy, rules)
    if tags != list(found.entry.tags):
        text = edit.with_items(text, found.file, "tags", tags) or text
    return text


def _fixed_tags(found: Record, taxonomy: Taxonomy | None, rules: Collection[str]) -> Sequence[str | None]:
    """Apply the fixes of `rules` to each tag of a record. Return the fixed tags in the same order. In the result, None replaces each tag to remove."""
    entry = found.entry
    spelling = taxonomy.spelling if taxonomy else {}
    repeated = _names_of_topics(found, taxonomy)
    right: list[str | None] = []
    for written in entry.tags:
        tag = characters.without_hidden(written) if TEXT_INVISIBLE.id in rules else written
        tag = _without_hash(tag) if TAG_MARKS.id in rules else tag
        width, usual = as_usual(tag), spelling.get(fold(tag), as_usual(tag))
        rule = TAG_WIDTH.id if usual == width else TAG_SPELLING.id
        word = usual if rule in rules else tag
        goes = (TAG_TOPIC.id in rules and fold(word) in repeated) or (
            not {TAG_TWICE.id, rule}.isdisjoint(rules) and tag_address(word) in {tag_address(other) for other in right if other}
        )
        right.append(None if goes else word)
    return right


TAGS = Group(
    rules=(TAG_SPELLING, TAG_WIDTH, TAG_TWICE, TAG_TOPIC, TAG_ADDRESS, TAG_MARKS),
    checks=(tags_spelling, tags_marks),
    list_checks=(tags_share_address,),
    fix=fix_tags,
)
