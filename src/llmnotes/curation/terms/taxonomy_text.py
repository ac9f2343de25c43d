"""Rename and merge tags and topics in the text of topics.yml. Comments, order and layout stay as people wrote them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import yaml

from llmnotes.errors import RefusalError
from llmnotes.model import Place, errors
from llmnotes.records import taxonomy_file
from llmnotes.text.phrases import fold
from llmnotes.yamlio import edit, strict
from llmnotes.yamlio.edit import Unfit, Yaml, as_mapping, as_sequence, child, find

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from llmnotes.records.taxonomy import Keyword, Taxonomy, Topic


def with_tag(text: str, old: str, new: str) -> str:
    """Return the text of topics.yml with the tag `old` renamed to `new`, or merged into `new` if both exist. `old` becomes an alias of `new`.

    If topics.yml has neither tag, the tag `new` is added, without patterns.

    Raises:
        RefusalError: topics.yml is invalid, or doesn't allow the change, for example because `new` is an alias of another tag.
        Unfit: The layout of the file doesn't allow the edit.

    """
    taxonomy = _read(text)
    made = text
    of_old, of_new = _named(taxonomy, old), _named(taxonomy, new)
    usual = _aliased(taxonomy, new)
    if usual and usual is not of_old:
        raise RefusalError(
            f"topics.yml has '{new}' as an alias of '{usual.name}': write '{usual.name}' in the command, or remove the alias from topics.yml"
        )
    if of_old and of_new and of_old is not of_new:
        patterns = _patterns(made, of_old, of_new)
        made = _without_item(made, "tags", "name", of_old.name)
        made = _with_words(made, ("tags", "name", of_new.name), "aliases", [of_old.name, *of_old.aliases])
        made = _with_texts(made, ("tags", "name", of_new.name), "patterns", patterns)
    elif of_old:
        aliases = [alias for alias in of_old.aliases if fold(alias) != fold(new)]
        made = _with_aliases(made, of_old, aliases)
        made = _with_name(made, "tags", "name", of_old.name, new)
        if fold(of_old.name) != fold(new):
            made = _with_words(made, ("tags", "name", new), "aliases", [of_old.name])
    elif fold(old) != fold(new):
        other = _aliased(taxonomy, old)
        if other and other is not of_new:
            made = _with_aliases(made, other, [alias for alias in other.aliases if fold(alias) != fold(old)])
        if of_new and other is not of_new:
            made = _with_words(made, ("tags", "name", of_new.name), "aliases", [old])
        elif not of_new:
            # Before this change, no tag was suggested, because topics.yml had neither tag. With an empty list of patterns, `new` is not suggested either.
            made = _with_item(made, "tags", f"{{name: {_word(new)}, aliases: [{_word(old)}], patterns: []}}")
    after = _edited(made)
    usual_names = {fold(old): new if _named(after, new) else after.spelling.get(fold(old), new), fold(new): new}
    if any(after.spelling.get(word, name) != name for word, name in usual_names.items()) or _others(taxonomy, {old, new}) != _others(
        after, {old, new}
    ):
        raise Unfit
    return made


def with_topic(text: str, old: str, new: str) -> str:
    """Return the text of topics.yml with the topic `old` renamed to `new`, or merged into `new` if both exist. `old` becomes a former id of `new`.

    Raises:
        RefusalError: topics.yml is invalid or has neither topic, or doesn't allow the change, for example because `new` is a former id of another topic.
        Unfit: The layout of the file doesn't allow the edit.

    """
    taxonomy = _read(text)
    of_old, of_new = taxonomy.topic(old), taxonomy.topic(new)
    holder = next((topic for topic in taxonomy.topics if new in topic.formerly), None)
    if holder and holder is not of_old:
        raise RefusalError(
            f"'{new}' is a former id of the topic '{holder.id}', and the page of '{new}' redirects to this topic: "
            f"first remove '{new}' from 'formerly' in topics.yml"
        )
    if of_new is None and of_old is None:
        raise _lacking(taxonomy, old, new)
    made = text
    if of_new and of_old:
        texts = {key: _texts(made, ("topics", "id", old), key, ("topics", "id", new)) for key in ("patterns", "unless")}
        made = _without_item(made, "topics", "id", old)
        for key, words in texts.items():
            made = _with_texts(made, ("topics", "id", new), key, words)
        made = _with_words(made, ("topics", "id", new), "formerly", [old, *of_old.formerly])
    elif of_new:
        if old not in of_new.formerly:
            made = _with_words(made, ("topics", "id", new), "formerly", [old])
    elif of_old:
        if new in of_old.formerly:
            made = _with_list(made, ("topics", "id", old), "formerly", [id_ for id_ in of_old.formerly if id_ != new])
        made = _with_name(made, "topics", "id", old, new)
        made = _with_words(made, ("topics", "id", new), "formerly", [old])
    after = _edited(made)
    found = after.topic(new)
    if found is None or old not in found.formerly or _others(taxonomy, {old, new}) != _others(after, {old, new}):
        raise Unfit
    return made


def _lacking(taxonomy: Taxonomy, old: str, new: str) -> RefusalError:
    """Return the error for a change of topic `old` to `new` if topics.yml has neither. Records have `old`; otherwise the command would have stopped before."""
    present = next((topic.id for topic in taxonomy.topics if old in topic.formerly), None)
    if present:
        remedy = f"first run `llmnotes topics merge '{old}' '{present}'`"
        return RefusalError(f"'{old}' is a former id of the topic '{present}', but records still have '{old}': {remedy}")
    return RefusalError(f"topics.yml has neither the topic '{old}' nor the topic '{new}': first add '{old}' to topics.yml, with its title")


Item = tuple[str, str, str]
"""The position of an item in topics.yml: its list (`topics` or `tags`), the key that identifies the item (`id` or `name`), and the value of this key."""


def _read(text: str) -> Taxonomy:
    taxonomy, problems = taxonomy_file.read(text, "topics.yml")
    if faults := errors(problems):
        first = faults[0]
        raise RefusalError(f"topics.yml is invalid: {first.message} ({first.place}). To correct it, {first.remedy}")
    return taxonomy


def _edited(text: str) -> Taxonomy:
    """Parse the edited text of topics.yml. Raises RefusalError if it has errors, such as too many aliases of a tag."""
    taxonomy, problems = taxonomy_file.read(text, "topics.yml")
    if faults := errors(problems):
        first = faults[0]
        raise RefusalError(
            f"the change would make topics.yml invalid: {first.message} ({first.place}). To avoid this, {first.remedy} first"
        )
    return taxonomy


def _named(taxonomy: Taxonomy, tag: str) -> Keyword | None:
    return next((keyword for keyword in taxonomy.keywords if fold(keyword.name) == fold(tag)), None)


def _aliased(taxonomy: Taxonomy, tag: str) -> Keyword | None:
    """Return the tag of topics.yml that has this tag as an alias; None if this tag is not an alias."""
    found = (keyword for keyword in taxonomy.keywords if fold(tag) in map(fold, keyword.aliases) and fold(tag) != fold(keyword.name))
    return next(found, None)


def _others(taxonomy: Taxonomy, terms: set[str]) -> list[Keyword | Topic]:
    """Return the tags and topics that a change of `terms` must leave unchanged: those whose id, name and aliases are not in `terms`."""
    folded = {fold(term) for term in terms}
    nowhere = Place("")
    keywords = [
        dataclasses.replace(keyword, place=nowhere)
        for keyword in taxonomy.keywords
        if folded.isdisjoint(map(fold, (keyword.name, *keyword.aliases)))
    ]
    return [*keywords, *(dataclasses.replace(topic, place=nowhere) for topic in taxonomy.topics if topic.id not in terms)]


def _word(word: str) -> str:
    return strict.word(word, flow=True)


def _item(document: Yaml, item: Item) -> yaml.Node:
    kind, key, name = item
    for node in as_sequence(child(document.root, kind)).value:
        value = find(node, key) if isinstance(node, yaml.MappingNode) else node
        if value is not None and value.value == name:
            found: yaml.Node = node
            return found
    raise Unfit


def _with_name(text: str, kind: str, key: str, name: str, new: str) -> str:
    document = Yaml(text)
    node = _item(document, (kind, key, name))
    value = child(node, key) if isinstance(node, yaml.MappingNode) else node
    return edit.applied(text, [document.scalar(value, new, flow=isinstance(node, yaml.MappingNode) and node.flow_style)])


def _with_words(text: str, item: Item, key: str, words: Sequence[str]) -> str:
    return _with_texts(text, item, key, [_word(word) for word in words])


def _with_texts(text: str, item: Item, key: str, texts: Sequence[str]) -> str:
    """Return the text with values added to the YAML list at `key` of an item. If the item has no such key, the key is added."""
    if not texts:
        return text
    document = Yaml(text)
    node = _item(document, item)
    if isinstance(node, yaml.ScalarNode):
        start, end = document.span(node)
        return edit.applied(text, [(start, end, f"{{{item[1]}: {_word(node.value)}, {key}: [{', '.join(texts)}]}}")])
    mapping = as_mapping(node)
    found = find(mapping, key)
    if found is None:
        return edit.applied(text, [document.with_key(mapping, key, f"[{', '.join(texts)}]")])
    return edit.applied(text, document.added(as_sequence(found), texts))


def _with_aliases(text: str, keyword: Keyword, aliases: Sequence[str]) -> str:
    if list(keyword.aliases) == list(aliases):
        return text
    return _with_list(text, ("tags", "name", keyword.name), "aliases", aliases)


def _with_list(text: str, item: Item, key: str, left: Iterable[str]) -> str:
    """Return the text with only the values `left` in the YAML list at `key` of an item. All other values of the list are removed."""
    document, kept = Yaml(text), set(left)
    mapping = as_mapping(_item(document, item))
    items = as_sequence(child(mapping, key))
    going = [place for place, node in enumerate(items.value) if node.value not in kept]
    edits = [document.without_key(mapping, key)] if len(going) == len(items.value) else document.without(items, going)
    return edit.applied(text, edits)


def _without_item(text: str, kind: str, key: str, name: str) -> str:
    document = Yaml(text)
    items = as_sequence(child(document.root, kind))
    return edit.applied(text, document.without(items, [items.value.index(_item(document, (kind, key, name)))]))


def _with_item(text: str, kind: str, written: str) -> str:
    document = Yaml(text)
    found = find(document.root, kind)
    if found is None:
        newline = "\r\n" if "\r\n" in text else "\n"
        before = text if text.endswith(newline) else text + newline
        return before + f"{kind}:{newline}- {written}{newline}"
    return edit.applied(text, document.added(as_sequence(found), [written]))


def _texts(text: str, item: Item, key: str, other: Item) -> list[str]:
    """Return the values in the YAML list at `key` of an item, as YAML text, without the values that the item `other` has in its list at `key`.

    Raises Unfit if a value has several lines.
    """
    document = Yaml(text)

    def written(item: Item) -> list[str]:
        node = _item(document, item)
        found = find(node, key) if isinstance(node, yaml.MappingNode) else None
        spans = [document.span(value) for value in as_sequence(found).value] if found is not None else []
        return [text[start:end] for start, end in spans]

    there = written(other)
    texts = [one for one in written(item) if one not in there]
    if any("\n" in one for one in texts):
        raise Unfit
    return texts


def _patterns(text: str, old: Keyword, new: Keyword) -> list[str]:
    """Return the patterns to add to the tag `new` when the tag `old` is merged into it.

    With these patterns, `new` is suggested for all texts for which `old` or `new` was suggested. A tag without patterns is suggested for texts with its
    name or an alias.
    """
    document = Yaml(text)

    def explicit(keyword: Keyword) -> bool:
        node = _item(document, ("tags", "name", keyword.name))
        return isinstance(node, yaml.MappingNode) and find(node, "patterns") is not None

    of_old, of_new = explicit(old), explicit(new)
    if of_old:
        texts = _texts(text, ("tags", "name", old.name), "patterns", ("tags", "name", new.name))
        return texts if of_new or not texts else [*map(_word, (new.name, *new.aliases)), *texts]
    return [_word(word) for word in (old.name, *old.aliases)] if of_new else []
