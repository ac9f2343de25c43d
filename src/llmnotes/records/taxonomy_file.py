"""Read the topics and tags of a reading list from topics.yml.

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

import re
from typing import TYPE_CHECKING

from llmnotes.model import LANGUAGES, MAX_TOPIC, Place, Problem, Severity
from llmnotes.records.taxonomy import WEIGHTS, Keyword, Pattern, Taxonomy, Topic
from llmnotes.records.term import tag_fault
from llmnotes.system.files import decoded, unread
from llmnotes.system.regular_files import Bounds
from llmnotes.text import characters
from llmnotes.text.characters import apart
from llmnotes.text.phrases import fold
from llmnotes.yamlio import strict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
                for where, value in self.mapping(item, set(WEIGHTS)).items():
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
