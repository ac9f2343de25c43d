"""Rules on topics, with what they find and fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.curation.lint.rule import Group, advice, error, warning
from llmnotes.records import edit
from llmnotes.records.taxonomy import MOST

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from llmnotes.curation.lint.context import Context
    from llmnotes.model import Problem
    from llmnotes.records.record import Record
    from llmnotes.records.taxonomy import Taxonomy

TOPICS_OFF = warning(
    "topics-off",
    ja=("トピックのないリストの記録にトピックを書かない", "どこにも表示されません"),
    en=("No topics in a list without topics", "They would show nowhere"),
    bad="topics: [rag]", good="(no such line)",
)  # fmt: skip
TOPIC_UNKNOWN = error(
    "topic-unknown",
    ja=("トピックは topics.yml にあるもの", "知らないトピックにはページがありません"),
    en=("A topic is one of topics.yml's", "An unknown one has no page, so the entry would stand in none"),
    bad="topics: [ragg]", good="topics: [rag]",
)  # fmt: skip
TOPIC_TWICE = warning(
    "topic-twice",
    ja=("同じトピックを二度書かない", "二度めは何も足しません"),
    en=("A topic stands once", "The second adds nothing"),
    bad="topics: [rag, rag]", good="topics: [rag]", mends=True,
)  # fmt: skip
TOPIC_MISSING = warning(
    "topic-missing",
    ja=("記録にはトピックを一つ", "トピックから読む人には、トピックのない記事は見えません"),
    en=("An entry has a topic", "Who reads by topic never sees an entry without one"),
    bad="(no topics)", good="topics: [rag]",
)  # fmt: skip
TOPICS_MANY = advice(
    "topics-many",
    ja=("トピックは二つまで", "どのトピックにもある記事は、どれの助けにもなりません"),
    en=("At most two topics", "What stands under every topic helps nobody to find it"),
    bad="topics: [rag, models, azure]", good="topics: [rag, azure]",
)  # fmt: skip


def topics_known(found: Record, context: Context) -> Iterator[Problem]:
    """Topics are ids of topics.yml, one or two of them, each once."""
    topics = found.entry.topics
    if context.taxonomy is None:
        if topics:
            yield TOPICS_OFF.problem(found.place("topics"), "this list has no topics", "remove the line 'topics: …'")
        return
    if not context.has_topics:
        return
    known = {topic.id for topic in context.taxonomy.topics}
    for id_ in topics:
        if id_ not in known:
            yield TOPIC_UNKNOWN.problem(
                found.place("topics"), f"topics.yml has no topic '{id_}'", f"write one of {', '.join(sorted(known)) or '(none)'}"
            )
    if len(set(topics)) < len(topics):
        yield TOPIC_TWICE.problem(found.place("topics"), "a topic stands twice", "keep one of the two")
    if not topics and known:
        suggested = context.taxonomy.suggest(found.entry)
        fitting = suggested.topics or suggested.by_note
        remedy = (
            f"add a line 'topics: [{', '.join(fitting)}]' if that fits"
            if fitting
            else "add a line 'topics: […]' with a topic of topics.yml"
        )
        yield TOPIC_MISSING.problem(found.place("url"), "the entry has no topic", remedy)
    if len(topics) > MOST:
        yield TOPICS_MANY.problem(found.place("topics"), f"{len(topics)} topics", f"keep the {MOST} that fit best")


def fix_topics(text: str, found: Record, _: Taxonomy | None, rules: Collection[str]) -> str:
    """Keep the first of equal topics."""
    topics = found.entry.topics
    if TOPIC_TWICE.id in rules:
        once = [topic if topic not in topics[:place] else None for place, topic in enumerate(topics)]
        text = edit.with_items(text, found.file, "topics", once) or text
    return text


TOPICS = Group(
    rules=(TOPICS_OFF, TOPIC_UNKNOWN, TOPIC_TWICE, TOPIC_MISSING, TOPICS_MANY),
    checks=(topics_known,),
    fix=fix_topics,
)
