"""Search a text for phrases. A phrase that is negated, or that is part of a longer word, doesn't count."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from llmnotes.text.normal_form import nfkc

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NEGATION_BEHIND = re.compile(
    r"[\s」』)\]]*(?:[をはもがにで]|には|では|など|等)?\s*"
    r"(?:なし|無し|不要|不使用|非依存|抜き|以外|レス(?!ポ)|(?:い|要)ら(?:ず|ない)|必要(?:は|が|も)?(?:ない|なし|ありません)"
    r"|(?:し|使わ|用い|行わ|頼ら|依存し)(?:ず|な(?:い|く(?!な)))|使用し(?:ず|ない)|せず|(?:では|じゃ)(?:な[いく]|ありません)|でなく"
    r"|(?:や|辞|止)め(?:[たるてよ]|まし|ます)|(?:からの?)?(?:卒業|脱却)|の?(?:代わり|かわり)に|フリー(?!ランス|レン|ソフト)|切れ)"
    r"|-(?:free|less)(?![a-z0-9])| (?:is |are )?(?:not|isn['’]t|aren['’]t) (?:needed|required|necessary)(?![a-z0-9])"
)
"""Matches words after a phrase that negate it, as in `RAGなしで` and `fine-tuning-free`."""
_NEGATION_BEFORE = re.compile(
    r"(?:(?<![離逸])脱|(?<!是)非|ノー|ノン"
    r"|(?<![a-z0-9])(?:no|non|not|without|w/o|never|instead of|rather than|stop|stopped|goodbye,?"
    r"|(?:do|does|did|wo|ca|is|are)n['’]t(?: need)?|(?:do|might) not need)"
    r"(?: (?:a|an|any|the|use|using|need|needing|your))*)[\s\"'“‘「『-]*$"
)
"""Matches words right before a phrase that negate it, as in `脱jQuery` and `without any fine-tuning`."""
_LONGEST_NEGATION = 40
"""The number of characters before and after a phrase in which a negation is searched."""


def fold(text: str) -> str:
    """Return a text in its folded form (NFKC, case-folded), so that spellings that differ only in case or width become equal."""
    return nfkc(text).casefold()


@functools.cache
def first_word(phrase: str) -> str:
    """Return the first word of a phrase, folded by `fold`. If a folded text doesn't contain this word, it doesn't contain the phrase."""
    return _words(phrase)[0]


def occurs(phrase: str, text: str) -> bool:
    """Return whether a phrase occurs at least once without a negation in a text that `fold` returned.

    White space and hyphens may separate the words of the phrase. Where the phrase begins or ends with a Latin letter or a digit, no Latin letter,
    digit, or underscore with a letter may be next to it: `LLaMA` does not occur in `llama_index`. If the phrase ends with hiragana, no verb ending
    may follow: `まとめ` does not occur in `まとめてみた`.
    """
    if first_word(phrase) not in text:
        return False
    return any(not _is_negated(text, found.start(), found.end()) for found in _finder(phrase).finditer(text))


def without(phrases: Iterable[str], texts: Mapping[str, str]) -> dict[str, str]:
    """Return texts with a line feed in place of each occurrence of the phrases, whether it is negated or not. `fold` must have folded the texts before."""
    left = dict(texts)
    for phrase in phrases:
        left = {where: _finder(phrase).sub("\n", text) for where, text in left.items()}
    return left


def _is_negated(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - _LONGEST_NEGATION) : start]
    return _NEGATION_BEHIND.match(text, end, end + _LONGEST_NEGATION) is not None or _NEGATION_BEFORE.search(before) is not None


def _words(phrase: str) -> list[str]:
    """Return a phrase's words, folded. Words that consist only of hyphens are left out, unless the phrase has no other word.

    The search accepts hyphens between any two words. If hyphens were words too, the regular expression could take polynomial time.
    """
    words = fold(phrase).split()
    return [word for word in words if word.strip("-")] or words[:1]


@functools.cache
def _finder(phrase: str) -> re.Pattern[str]:
    words = _words(phrase)
    before = r"(?<![a-z0-9])(?<![a-z]_)" if re.match(r"[a-z0-9]", words[0]) else ""
    after = ""
    if re.search(r"[a-z0-9]$", words[-1]):
        after = r"(?![a-z0-9]|_[a-z])"
    elif re.search(r"[ぁ-ん]$", words[-1]):
        after = r"(?!て|た(?!め)|る|られ|ろう|よう|ま(?:す|し|せ)|ず(?!つ)|な(?:い|が|く|けれ|きゃ))"
    return re.compile(before + r"[\s-]+".join(map(re.escape, words)) + after)
