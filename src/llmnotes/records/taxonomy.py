"""Parse topics.yml, and suggest topics and tags for an entry by the patterns in topics.yml.

    topics:
    - id: rag
      title: {ja: RAG・検索, en: RAG and search}
      description: {ja: …, en: …}
      patterns: [RAG, 社内文書, {url: pinecone.io}]
      unless: [プロンプトの著作権]
      formerly: [retrieval]     # former ids, whose pages redirect to the topic's page
    tags:
    - name: Embeddings
      aliases: [埋め込み, Embedding]

A pattern is a phrase to find in the title and the note, also if its case or width differs, but not where it is negated, as in "without RAG".
If a phrase begins or ends with a Latin letter or a digit, a word must begin or end there in the text; Japanese phrases are found inside words too.
`{title: …}`, `{note: …}` and `{url: …}` search only in the title, the note or the URL. The topic's patterns ignore text that matches a phrase under `unless`.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import TYPE_CHECKING

from llmnotes.model import LANGUAGES, MAX_TAGS, MAX_TOPIC, Entry, Place, Problem, Severity
from llmnotes.records import note
from llmnotes.records.term import tag_fault
from llmnotes.system.files import decoded, unread
from llmnotes.system.regular_files import Bounds
from llmnotes.text import characters, phrases
from llmnotes.text.characters import apart
from llmnotes.text.phrases import fold
from llmnotes.yamlio import strict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

_NOWHERE = Place("")

# These limits keep builds fast and sites small. They are at least twice as high as the topics.yml of this repository needs.
# A build searches each entry for all patterns, each page shows all topics, and each former id adds redirects to the site.
MAX_BYTES = 1024 * 1024
"""The maximum number of bytes of topics.yml. The file of this repository has 5 KB; 500 tags with their aliases have 40 KB."""
MAX_TOPICS = 50
MAX_KEYWORDS = 2_500
MAX_PATTERNS = 50
"""The maximum number of items under `patterns` of one topic or tag in topics.yml."""
MAX_UNLESS = 20
"""The maximum number of phrases under `unless` of one topic."""
MAX_NAMES = 20
"""The maximum number of former ids of a topic, and of aliases of a tag."""
MAX_PHRASE = 100
"""The maximum number of characters of a pattern."""
MAX_TITLE = 80
"""The maximum number of characters of a topic's title, in each language."""
MAX_DESCRIPTION = 500
"""The maximum number of characters of a topic's description, in each language."""

SEARCHED = 10_000
"""The number of characters at the beginning of a note that are searched for patterns. The longest of 13,000 real notes has 1,845 characters."""

MOST = 2
"""The maximum number of topics that are suggested for an entry."""

_WEIGHTS = {"title": 3, "url": 2, "note": 1}
"""The weight of a pattern by the place where it is found.

A pattern in the note has the lowest weight, because notes also mention subjects that the linked work isn't about.
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Pattern:
    """A phrase of topics.yml, and the parts of an entry (title, note, URL) in which it is searched."""

    phrase: str
    where: tuple[str, ...] = ("title", "note")

    def found(self, text: str) -> bool:
        """Return whether a text, which must be in lower case and half-width, holds the phrase at least once where it isn't negated, as in "without RAG"."""
        return phrases.occurs(self.phrase, text)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """A topic of topics.yml, with the patterns that suggest it."""

    id: str
    """The topic's name in records, and the last part of its page's address: lower-case letters, digits and hyphens."""
    title: Mapping[str, str]
    """The name on the site, in each language. topics.yml has one text for all languages, or a text for each language, such as `{ja: …, en: …}`. Without a text, the id is the name."""
    description: Mapping[str, str]
    """A sentence for the topic's page, in each language. topics.yml has one text for all languages, or a text for each language."""
    patterns: tuple[Pattern, ...] = ()
    """Phrases in a title or note, also in another case or width, that suggest the topic for an entry. `{title: …}`, `{note: …}` and `{url: …}` are searched only in that part of the entry."""
    unless: tuple[str, ...] = ()
    """Phrases that don't belong to the topic although a pattern occurs in them. The patterns are not searched in the text of these phrases."""
    formerly: tuple[str, ...] = ()
    """Former ids of the topic, and ids of topics that were merged into it. Their pages redirect to the topic's page."""
    place: Place = _NOWHERE


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Keyword:
    """A tag of topics.yml: its usual spelling, its other spellings, and the patterns that suggest it."""

    name: str
    """The tag in its usual spelling."""
    aliases: tuple[str, ...] = ()
    """Other spellings and former names of the tag. Their pages redirect to the tag's page."""
    patterns: tuple[Pattern, ...] = ()
    """Phrases that suggest the tag for an entry. If the tag has no key `patterns` in topics.yml, its name and its aliases are the patterns."""
    place: Place = _NOWHERE


@dataclasses.dataclass(frozen=True, slots=True)
class Reason:
    """A reason to suggest a topic or tag for an entry: a phrase of topics.yml that was found in the entry."""

    term: str
    """The topic's id, or the tag in its usual spelling."""
    phrase: str
    where: str
    """The place where the phrase was found: `title`, `note` or `url`."""
    weight: int


@dataclasses.dataclass(frozen=True, slots=True)
class Suggestion:
    """The topics and tags that are suggested for an entry."""

    topics: tuple[str, ...]
    """The topics that fit best, of those with a pattern in the title or the URL: at most `MOST`. A new record gets these topics."""
    tags: tuple[str, ...]
    reasons: tuple[Reason, ...]
    """Every pattern that was found, with its topic or tag and the first place where it was found. A topic or tag may have a reason and still not be
    suggested, because others fit better or because the number of topics and tags is limited."""
    by_note: tuple[str, ...] = ()
    """The topics that fit best, of those whose patterns occur only in the note. With `topics`, they are at most `MOST`.

    Notes also mention subjects that the linked work isn't about, so a person decides on these topics."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Taxonomy:
    """The topics in their order, and the known tags."""

    topics: tuple[Topic, ...] = ()
    keywords: tuple[Keyword, ...] = ()

    def topic(self, id_: str) -> Topic | None:
        """Return the topic with this id; None if no topic has this id."""
        return next((topic for topic in self.topics if topic.id == id_), None)

    @functools.cached_property
    def spelling(self) -> dict[str, str]:
        """The usual spelling of each tag, by the folded form (lower case, half-width) of the tag and of each alias."""
        return {fold(word): keyword.name for keyword in self.keywords for word in (keyword.name, *keyword.aliases)}

    @functools.cached_property
    def _first_words(self) -> frozenset[str]:
        return frozenset(word for _, words in (*self._topic_words, *self._keyword_words) for word in words)

    @functools.cached_property
    def _topic_words(self) -> list[tuple[Topic, frozenset[str]]]:
        return [(topic, _first_words(topic.patterns)) for topic in self.topics]

    @functools.cached_property
    def _keyword_words(self) -> list[tuple[Keyword, frozenset[str]]]:
        return [(keyword, _first_words(keyword.patterns)) for keyword in self.keywords]

    def suggest(self, entry: Entry) -> Suggestion:
        """Suggest topics and tags for an entry by its title, its URL and the first `SEARCHED` characters of its note."""
        texts = {"title": fold(entry.title), "note": fold(note.text(entry.note)[:SEARCHED]), "url": entry.url.lower()}
        # The first step searches only the first word of each pattern. It is ten times faster than a search for whole patterns, and excludes most topics and tags.
        whole = "\n".join(texts.values())
        there = {word for word in self._first_words if word in whole}
        topics_there = [topic for topic, words in self._topic_words if not there.isdisjoint(words)]
        reasons = [reason for topic in topics_there for reason in _reasons(topic.id, topic.patterns, phrases.without(topic.unless, texts))]
        sure = {reason.term for reason in reasons if reason.where != "note"}
        weights = _weigh(reasons)
        order = {topic.id: index for index, topic in enumerate(self.topics)}
        ranked = sorted(weights, key=lambda id_: (-weights[id_], order[id_]))
        topics = _foremost([id_ for id_ in ranked if id_ in sure], weights)
        by_note = _foremost([id_ for id_ in ranked if id_ not in sure], weights)
        keywords_there = [keyword for keyword, words in self._keyword_words if not there.isdisjoint(words)]
        tag_reasons = [reason for keyword in keywords_there for reason in _reasons(keyword.name, keyword.patterns, texts)]
        tags = tuple(dict.fromkeys(reason.term for reason in tag_reasons))[:MAX_TAGS]
        return Suggestion(topics, tags, (*reasons, *tag_reasons), by_note[: MOST - len(topics)])


def _foremost(ranked: Sequence[str], weights: Mapping[str, int]) -> tuple[str, ...]:
    """Return the first of the ranked topics, and the second one if it has at least half the weight of the first. Without topics, return an empty tuple.

    The limit of half the weight prevents that nearly every entry gets two topics.
    """
    return tuple(id_ for id_ in ranked[:MOST] if 2 * weights[id_] >= weights[ranked[0]])


def _first_words(patterns: tuple[Pattern, ...]) -> frozenset[str]:
    return frozenset(phrases.first_word(pattern.phrase) for pattern in patterns)


def _reasons(term: str, patterns: Iterable[Pattern], texts: Mapping[str, str]) -> Iterator[Reason]:
    for pattern in patterns:
        for where in pattern.where:
            if pattern.found(texts[where]):
                yield Reason(term, pattern.phrase, where, _WEIGHTS[where])
                break


def _weigh(reasons: Iterable[Reason]) -> dict[str, int]:
    weights: dict[str, int] = {}
    for reason in reasons:
        weights[reason.term] = weights.get(reason.term, 0) + reason.weight
    return weights


def read(text: str, file: str) -> tuple[Taxonomy, list[Problem]]:
    """Parse topics.yml.

    Args:
        text: The text of topics.yml.
        file: The path of topics.yml, as messages show it.

    Returns:
        The topics with a valid id, the tags with a valid name, and every problem. Invalid values of their other keys are left out. If there are more topics or
        tags than the limit, the last ones are left out, and a problem reports them.

    """
    if (size := len(text.encode())) > MAX_BYTES:
        message, remedy = f"the file has {size:,} bytes; the limit is {MAX_BYTES:,}", "keep only the topics and tags that are in use"
        return Taxonomy(), [Problem.error(Place(file), "topics", message, remedy)]
    root, problems = strict.read(text, file)
    reader = _NodeReader(file, problems)
    if root is None:
        if not problems:
            reader.fault(Place(file, 1), "the file is empty", "list topics under 'topics:' and tags under 'tags:'")
        return Taxonomy(), problems
    top = reader.mapping(root, {"topics", "tags"})
    topics = [reader.topic(node) for node in reader.sequence(top.get("topics"), "topics", MAX_TOPICS)]
    keywords = [reader.keyword(node) for node in reader.sequence(top.get("tags"), "tags", MAX_KEYWORDS)]
    reader.unique([(id_, topic.place) for topic in topics for id_ in (topic.id, *topic.formerly)], "topic id or former id")
    reader.unique(
        [(word, keyword.place) for keyword in keywords for word in {fold(w): w for w in (*keyword.aliases, keyword.name)}.values()],
        "tag or alias",
    )
    return Taxonomy(topics=tuple(topic for topic in topics if topic.id), keywords=tuple(word for word in keywords if word.name)), problems


class _NodeReader:
    """Turns the YAML nodes of topics.yml into topics and tags, and collects problems."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems

    def fault(self, place: Place, message: str, remedy: str, severity: Severity = Severity.ERROR) -> None:
        self.problems.append(Problem(place=place, rule="topics", severity=severity, message=message, remedy=remedy))

    def unique(self, terms: list[tuple[str, Place]], what: str) -> None:
        first: dict[str, tuple[str, Place]] = {}
        for term, place in terms:
            if fold(term) in first:
                other, where = first[fold(term)]
                self.fault(
                    place, f"the {what} '{term}' occurs twice, first at {where}{apart(term, other)}", "remove or rename one of the two"
                )
            first.setdefault(fold(term), (term, place))

    def topic(self, node: strict.Node) -> Topic:
        fields = self.mapping(node, {"id", "title", "description", "patterns", "unless", "formerly"})
        id_ = self.id(self.word(fields.get("id"), node.place, "id", MAX_TOPIC), node.place)
        former = self.sequence(fields.get("formerly"), "former ids", MAX_NAMES)
        ids = (self.id(self.word(item, item.place, "formerly", MAX_TOPIC), item.place) for item in former)
        unless = self.sequence(fields.get("unless"), "phrases", MAX_UNLESS)
        return Topic(
            id=id_,
            title=self.languages(fields.get("title"), "title", id_, MAX_TITLE),
            description=self.languages(fields.get("description"), "description", "", MAX_DESCRIPTION),
            patterns=tuple(self.patterns(fields.get("patterns"))),
            unless=tuple(filter(None, (self.word(item, item.place, "phrase", MAX_PHRASE) for item in unless))),
            formerly=tuple(filter(None, ids)),
            place=node.place,
        )

    def id(self, word: str, place: Place) -> str:
        """Return `word` if it can be the id of a topic; otherwise return an empty string, and add a problem unless `word` is empty."""
        if word and (not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", word) or word in {"index", "readme"}):
            self.fault(
                place, f"'{word}' can't be the id of a topic", "write lower-case letters, digits and hyphens, but not index or readme"
            )
            return ""
        return word

    def keyword(self, node: strict.Node) -> Keyword:
        if isinstance(node, strict.ScalarNode):
            name = self.tag(node, node.place)
            return Keyword(name=name, patterns=(Pattern(name),) if name else (), place=node.place)
        fields = self.mapping(node, {"name", "aliases", "patterns"})
        name = self.tag(fields.get("name"), node.place)
        others = self.sequence(fields.get("aliases"), "aliases", MAX_NAMES)
        aliases = tuple(filter(None, (self.tag(item, item.place) for item in others)))
        if "patterns" in fields:
            patterns = tuple(self.patterns(fields["patterns"]))
        else:
            patterns = tuple(Pattern(word) for word in (name, *aliases) if word)
        return Keyword(name=name, aliases=aliases, patterns=patterns, place=node.place)

    def tag(self, node: strict.Node | None, place: Place) -> str:
        """Return a tag's name or alias. If it is missing, or a record can't have this tag, add a problem and return an empty string."""
        word = self.word(node, place, "name")
        if word and (too_long := tag_fault(word)):
            self.fault(node.place if node else place, *too_long)
            return ""
        return word

    def languages(self, node: strict.Node | None, key: str, default: str, longest: int) -> dict[str, str]:
        """Return a text in each language of the interface.

        The YAML value is one text for all languages, or a mapping with a text for each language. A language without a text gets the first text of the
        mapping. Without any text, all languages get `default`.
        """
        if node is None:
            return dict.fromkeys(LANGUAGES, default)
        if isinstance(node, strict.ScalarNode):
            return dict.fromkeys(LANGUAGES, self.word(node, node.place, key, longest) or default)
        fields = self.mapping(node, set(LANGUAGES))
        words = {language: self.word(value, value.place, language, longest) for language, value in fields.items()}
        known = {language: word for language, word in words.items() if word}
        fallback = next(iter(known.values()), default)
        return {language: known.get(language, fallback) for language in LANGUAGES}

    def patterns(self, node: strict.Node | None) -> Iterator[Pattern]:
        for item in self.sequence(node, "patterns", MAX_PATTERNS):
            if isinstance(item, strict.MappingNode):
                for where, value in self.mapping(item, set(_WEIGHTS)).items():
                    if phrase := self.word(value, item.place, where, MAX_PHRASE):
                        yield Pattern(phrase, (where,))
            elif phrase := self.word(item, item.place, "pattern", MAX_PHRASE):
                yield Pattern(phrase)

    def word(self, node: strict.Node | None, place: Place, key: str, longest: int = MAX_BYTES) -> str:
        """Return a text. If it is missing, invalid or too long, add a problem and return an empty string.

        `place` is where a missing text is reported. `key` is the name of the text in messages.
        """
        if isinstance(node, strict.ScalarNode) and (found := characters.forbidden(node.value)):
            self.fault(node.place, f"'{key}' holds {characters.named(found)}", "write the value on one line, without invisible characters")
            return ""
        if isinstance(node, strict.ScalarNode) and not characters.is_blank(node.value):
            if found := characters.hidden(node.value):
                self.fault(
                    node.place, f"'{key}' holds {characters.named(found)}, which is invisible", "remove the character", Severity.WARNING
                )
            return self.within(node.value, node.place, longest)
        if node is None:
            self.fault(place, f"'{key}' is missing", f"write '{key}: …'")
        elif isinstance(node, strict.ScalarNode):
            self.fault(node.place, f"'{key}' is empty", "write a text, or remove the empty value")
        else:
            self.fault(
                node.place,
                f"'{key}' holds a list or keys instead of text",
                "write one text; put the text in quotes if it holds brackets or colons",
            )
        return ""

    def within(self, word: str, place: Place, longest: int) -> str:
        """Return the word. If it has more than `longest` characters, add a problem and return an empty string."""
        if len(word) <= longest:
            return word
        self.fault(place, f"the value has {len(word):,} characters; the limit is {longest:,}", "shorten the value")
        return ""

    def sequence(self, node: strict.Node | None, what: str, most: int) -> tuple[strict.Node, ...]:
        """Return the first `most` items of a YAML list; no items if there is no list. Adds a problem if there are more items, or if the value isn't a list."""
        if node is None:
            return ()
        if isinstance(node, strict.SequenceNode):
            if len(node.items) > most:
                self.fault(
                    node.items[most].place, f"{len(node.items):,} {what}; the limit is {most:,}", f"remove {what} that are not in use"
                )
            return node.items[:most]
        self.fault(node.place, "the value is not a list", "write '[one, two]' or lines that begin with '- ', or remove the key")
        return ()

    def mapping(self, node: strict.Node, known: set[str]) -> dict[str, strict.Node]:
        """Return the values of the known keys. Adds a problem for each other key, or if the node isn't a mapping."""
        if not isinstance(node, strict.MappingNode):
            self.fault(
                node.place, "the value has no keys", f"write lines of the form 'key: value' with the keys {', '.join(sorted(known))}"
            )
            return {}
        for key in node.items.keys() - known:
            self.fault(node.keys[key], f"unknown key '{key}'", f"correct or remove the key; the known keys are {', '.join(sorted(known))}")
        return {key: value for key, value in node.items.items() if key in known}


def load(path: Path, shown: str, bounds: Bounds | None = None) -> tuple[Taxonomy, list[Problem]]:
    """Read topics.yml from disk.

    Args:
        path: The path of topics.yml.
        shown: The path, as messages show it.
        bounds: The folders below which no symbolic link is followed; None for the folder of `path`.

    Returns:
        The valid topics and tags, as `read` returns them, and every problem. A missing file is a problem.

    """
    try:
        content = (bounds or Bounds(path.parent)).read(path, limit=MAX_BYTES)
        text = decoded(content)
    except (FileNotFoundError, NotADirectoryError) as error:
        remedy = "correct the plugin's option `topics` in mkdocs.yml, or create the file; for a list without topics, write `topics: false`"
        problem = Problem.error(Place(shown), "topics", f"the list's topics can't be read: {error.strerror}", remedy)
        return Taxonomy(), [problem]
    except OSError as error:
        return Taxonomy(), [unread(path, error)]
    except UnicodeDecodeError:
        remedy = "save the file in the encoding UTF-8"
        return Taxonomy(), [Problem.error(Place(shown), "utf-8", "the file is not UTF-8", remedy)]
    return read(text, shown)
