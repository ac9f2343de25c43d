"""The ranking of words: how many of the first ten results contain the query as a whole word.

Words are drawn from the texts in four bands of frequency. At least half of these words also occur inside longer words, if a band has as many such words. The
truth is computed from the texts: a word is a run of Latin letters and digits, or of katakana, with no character of the same kind beside it. Words of one
character and numbers are left out.
"""

from __future__ import annotations

import collections
import dataclasses
import random
import re
from typing import TYPE_CHECKING

from llmnotes.text.phrases import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WORDS = 200
FIRST = 10
"""The number of results of each query that are judged."""
BANDS = {"1–9": range(1, 10), "10–99": range(10, 100), "100–999": range(100, 1000), "1,000 or more": range(1000, 1 << 40)}
"""The bands of frequency, each given as a range of numbers. The band of a word depends on the number of texts that contain it as a whole word."""
_WORD = re.compile("[a-z0-9]+|[\u30a1-\u30fa\u30fc]+")
_NUMBER = re.compile("[0-9]+")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Truth:
    """The right results of a query for a word: the texts that contain the word."""

    word: str
    in_titles: frozenset[int]
    """Numbers of the texts with the whole word in the title."""
    elsewhere: frozenset[int]
    """Numbers of the texts with the whole word, but not in the title."""
    inside: bool
    """Whether the word also occurs inside longer words."""

    @property
    def everywhere(self) -> frozenset[int]:
        return self.in_titles | self.elsewhere


def draw(texts: Sequence[tuple[str, str]], *, seed: int) -> dict[str, list[Truth]]:
    """Draw words from texts, each given as title and rest. Return them by band, in equal numbers as far as the bands have as many words."""
    folded = [(fold(title), fold(text)) for title, text in texts]
    in_titles: dict[str, set[int]] = collections.defaultdict(set)
    in_texts: dict[str, set[int]] = collections.defaultdict(set)
    for number, row in enumerate(folded):
        for held, field in zip((in_titles, in_texts), row, strict=True):
            for word in _words(field):
                held[word].add(number)
    words = sorted(in_titles.keys() | in_texts.keys())
    everything = "\n".join(sorted({word for row in folded for field in row for word in _WORD.findall(field)}))
    chance = random.Random(seed)  # noqa: S311 - the seed makes the choice repeatable, and nothing here is secret
    chance.shuffle(words)
    banded = {band: [word for word in words if len(in_titles[word] | in_texts[word]) in sizes] for band, sizes in BANDS.items()}
    drawn: dict[str, list[Truth]] = {}
    left = WORDS
    for place, (band, found) in enumerate(sorted(banded.items(), key=lambda item: len(item[1]))):
        share = left // (len(banded) - place)
        drawn[band] = _half_inside(
            (
                Truth(
                    word=word,
                    in_titles=frozenset(in_titles[word]),
                    elsewhere=frozenset(in_texts[word] - in_titles[word]),
                    inside=everything.count(word) > 1,
                )
                for word in found
            ),
            share,
        )
        left -= len(drawn[band])
    return {band: drawn[band] for band in BANDS if drawn[band]}


def _words(field: str) -> set[str]:
    return {word for word in _WORD.findall(field) if len(word) > 1 and not _NUMBER.fullmatch(word)}


def _half_inside(truths: Iterable[Truth], count: int) -> list[Truth]:
    """Return up to `count` words.

    At least half of the result are words that also occur inside longer words. If there are too few such words, the result has all of them.
    """
    inside: list[Truth] = []
    others: list[Truth] = []
    for truth in truths:
        (inside if truth.inside else others).append(truth)
        if len(inside) >= (count + 1) // 2 and len(inside) + len(others) >= count:
            break
    kept = others[: count - min(len(inside), (count + 1) // 2)]
    return inside[: count - len(kept)] + kept


def row_of(band: str, answers: Sequence[tuple[Truth, Sequence[int]]]) -> str:
    """Return a row of the report for a band, given its words with the numbers of the texts found, best first."""
    whole = [_share(found, truth.everywhere) for truth, found in answers]
    titled = [_share(found, truth.in_titles) for truth, found in answers if truth.in_titles]
    ordered = sum(_in_order(found, truth) for truth, found in answers)
    inside = sum(truth.inside for truth, _ in answers)
    return f"| {band} | {len(answers)} | {inside} | {_mean(whole)} | {_mean(titled)} | {ordered} |"


def _share(found: Sequence[int], true: frozenset[int]) -> float:
    """Return the number of true results among the first ten, divided by the largest number that is possible."""
    return sum(number in true for number in found[:FIRST]) / min(FIRST, len(true))


def _in_order(found: Sequence[int], truth: Truth) -> bool:
    """Return whether the first ten results are in order: whole words in titles, then whole words elsewhere, then others."""
    tiers = [0 if number in truth.in_titles else 1 if number in truth.elsewhere else 2 for number in found[:FIRST]]
    return len(found) > 0 and tiers == sorted(tiers)


def _mean(shares: Sequence[float]) -> str:
    return f"{sum(shares) / len(shares):.3f}" if shares else ""
