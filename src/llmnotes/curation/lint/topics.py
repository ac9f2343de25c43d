"""Rules on topics, with their checks and fixes."""

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
    en=("In a reading list without topics, no record has topics", "The site of a reading list without topics doesn't show the topics of records"),
    bad="topics: [rag]", good="(no such line)",
)  # fmt: skip
TOPIC_UNKNOWN = error(
    "topic-unknown",
    ja=("トピックは topics.yml にあるもの", "知らないトピックにはページがありません"),
    en=("Every topic is in topics.yml", "An unknown topic has no page, so no topic page would show the entry"),
    bad="topics: [ragg]", good="topics: [rag]",
)  # fmt: skip
TOPIC_TWICE = warning(
    "topic-twice",
    ja=("同じトピックを二度書かない", "二度めは何も足しません"),
    en=("A record has each topic only once", "If a record repeats a topic, the second occurrence has no effect"),
    bad="topics: [rag, rag]", good="topics: [rag]", fixable=True,
)  # fmt: skip
TOPIC_MISSING = warning(
    "topic-missing",
    ja=("記録にはトピックを一つ", "トピックから読む人には、トピックのない記事は見えません"),
    en=("An entry has a topic", "Readers who browse by topic never see an entry without a topic"),
    bad="(no topics)", good="topics: [rag]",
)  # fmt: skip
TOPICS_MANY = advice(
    "topics-many",
    ja=("トピックは二つまで", "どのトピックにもある記事は、どれの助けにもなりません"),
    en=("An entry has at most two topics", "An entry with many topics makes every topic page less useful"),
    bad="topics: [rag, models, azure]", good="topics: [rag, azure]",
)  # fmt: skip


def topics_known(found: Record, context: Context) -> Iterator[Problem]:
    """Find unknown and repeated topics, entries without topics, and entries with too many topics.

    In a reading list without topics, find only entries that have topics.
    """
    topics = found.entry.topics
    if context.taxonomy is None:
        if topics:
            yield TOPICS_OFF.problem(
                found.place("topics"),
                "the record has topics, but the reading list has no file of topics",
                "remove the line 'topics: …', or name a file of topics in the plugin's option `topics`",
            )
        return
    if not context.has_topics:
        return
    known = [topic.id for topic in context.taxonomy.topics]
    former = {id_: topic.id for topic in context.taxonomy.topics for id_ in topic.formerly}
    for id_ in topics:
        if id_ not in known and id_ in former:
            message = f"'{id_}' is a former id of the topic '{former[id_]}'"
            yield TOPIC_UNKNOWN.problem(found.place("topics"), message, f"write '{former[id_]}'")
        elif id_ not in known:
            instead = f"write one of {', '.join(known)}" if known else "remove it from the record"
            yield TOPIC_UNKNOWN.problem(
                found.place("topics"), f"topics.yml has no topic '{id_}'", f"{instead}; or add '{id_}' to topics.yml"
            )
    if twice := next((topic for topic in topics if topics.count(topic) > 1), ""):
        yield TOPIC_TWICE.problem(found.place("topics"), f"the topic '{twice}' occurs twice", "remove one of the two occurrences")
    if not topics and known and "topics" not in found.unread:
        suggested = context.taxonomy.suggest(found.entry)
        fitting = suggested.topics or suggested.by_note
        remedy = (
            f"add a line 'topics: [{', '.join(fitting)}]' if this suggestion fits"
            if fitting
            else "add a line 'topics: […]' with a topic from topics.yml"
        )
        yield TOPIC_MISSING.problem(found.place("" if "url" in found.unread else "url"), "the entry has no topic", remedy)
    if len(topics) > MOST:
        yield TOPICS_MANY.problem(found.place("topics"), f"the entry has {len(topics)} topics", f"keep the {MOST} topics that fit best")


def fix_topics(text: str, found: Record, _: Taxonomy | None, rules: Collection[str]) -> str:
    """Remove repeated topics. The first occurrence of each topic stays."""
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
