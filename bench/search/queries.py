"""Draw queries from the texts of a list."""

from __future__ import annotations

import functools
import random
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SCRIPTS = {
    "kanji": "[\u4e00-\u9fff]",
    "katakana": "[\u30a1-\u30fa\u30fc]",
    "hiragana": "[\u3041-\u3096]",
    "Latin": "[a-z]",
}
LENGTHS = (1, 2, 3, 6)
MIN_GRAM = 3
"""The number of characters of the shortest grams for which the index of llmnotes stores places. Phrases with shorter words are hardest to find."""
HARD = ("GPT-3.5", "C++", "Node.js", "Function.protot", "C#", ".NET", "３．５", "ＡＰＩ", "ﾌﾟﾛｸﾞﾗﾑ")


def draw(texts: list[str], *, seed: int, count: int) -> dict[str, list[str]]:
    """Draw queries from folded texts. Return up to `count` different queries of each kind."""
    chance = random.Random(seed)  # noqa: S311 - the seed makes the choice repeatable, and nothing here is secret
    drawn: dict[str, list[str]] = {}
    for name, script in SCRIPTS.items():
        for length in LENGTHS:
            drawn[f"{name}, {length}"] = _some(
                chance, texts, count, functools.partial(_window, chance, re.compile(f"(?={script}{{{length}}})"), length)
            )
    for length in LENGTHS[1:]:
        drawn[f"mixed scripts, {length}"] = _some(chance, texts, count, functools.partial(_mixed, chance, length))
    drawn["two words"] = _some(chance, texts, count, functools.partial(_two, chance))
    drawn["difficult ones"] = [query for query in HARD if any(_plain(query) in text for text in texts)]
    drawn["words that occur once"] = _once(chance, texts, count)
    drawn["phrases with short words"] = _some(chance, texts, count, functools.partial(_phrase, chance))
    return {kind: queries for kind, queries in drawn.items() if queries}


def _some(chance: random.Random, texts: list[str], count: int, pick: Callable[[str], str]) -> list[str]:
    found: dict[str, None] = {}
    for _ in range(count * 40):
        query = pick(chance.choice(texts))
        if query:
            found[query] = None
        if len(found) == count:
            break
    return list(found)


def _window(chance: random.Random, pattern: re.Pattern[str], length: int, text: str) -> str:
    starts = [match.start() for match in pattern.finditer(text)]
    start = chance.choice(starts) if starts else None
    return "" if start is None else text[start : start + length]


def _mixed(chance: random.Random, length: int, text: str) -> str:
    for _ in range(8):
        start = chance.randrange(max(1, len(text) - length))
        window = text[start : start + length]
        scripts = sum(re.search(script, window) is not None for script in SCRIPTS.values())
        if len(window) == length and scripts > 1 and not re.search(r"\s", window):
            return window
    return ""


def _two(chance: random.Random, text: str) -> str:
    words = list(dict.fromkeys(re.findall(r"[a-z]{3,}|[\u30a1-\u30fa\u30fc]{3,}|[\u4e00-\u9fff]{2,}", text)))
    return " ".join(chance.sample(words, 2)) if len(words) > 1 else ""


def _phrase(chance: random.Random, text: str) -> str:
    """Return two or three adjacent words in quotes, one of them of one or two characters.

    Each line of `text` is one field of a document, and all words come from one line. Return an empty text if the chosen words don't fit.
    """
    words = chance.choice(text.split("\n")).split()
    count = chance.choice((2, 3))
    start = chance.randrange(max(1, len(words) - count + 1))
    phrase = words[start : start + count]
    short = any(len(word) < MIN_GRAM for word in phrase)
    return f'"{" ".join(phrase)}"' if len(phrase) == count and short and '"' not in "".join(phrase) else ""


def matches(query: str, text: str) -> bool:
    """Return whether a folded text, with its fields on separate lines, contains all words of a query, or its phrase."""
    if query[0] == query[-1] == '"':
        return _plain(query[1:-1]) in text
    return all(term in text for term in _plain(query).split())


def _once(chance: random.Random, texts: list[str], count: int) -> list[str]:
    seen: dict[str, int] = {}
    for text in texts:
        for word in set(re.findall(r"[a-z][a-z0-9.+#-]{3,}|[\u30a1-\u30fa\u30fc]{4,}|[\u4e00-\u9fff]{3,}", text)):
            seen[word] = seen.get(word, 0) + 1
    rare = sorted(word for word, times in seen.items() if times == 1)
    return chance.sample(rare, min(count, len(rare)))


def _plain(query: str) -> str:
    return unicodedata.normalize("NFKC", query).casefold()
