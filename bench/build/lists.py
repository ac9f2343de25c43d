"""Read a reading list from a file, or generate a list with similar numbers and lengths."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
import json
import random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SIZE = 12_939
"""Number of entries in the generated list, and in the real list that it resembles."""
_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワンー"
_KANJI = "日本語文章検索開発実装評価学習推論生成対話設計運用法律画像音声入門解説比較調査論文要約質問応答精度改善手法導入事例"
_GLUE = "のをにはがでと、、。"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """An entry of the measured list. For each generator, the entry is written as a file in the generator's own format."""

    title: str
    url: str
    date: datetime.date
    tags: tuple[str, ...]
    note: str


def read(file: Path) -> Iterator[Row]:
    """Yield the entries in a file with one JSON object on each line, with `date`, `title`, `url`, `tags` and `notes`.

    An entry without a title gets its URL as title.
    """
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            row: dict[str, Any] = json.loads(line)
            yield Row(
                title=" ".join(row["title"].split()) or row["url"],
                url=row["url"],
                date=datetime.date.fromisoformat(row["date"]),
                tags=tuple(dict.fromkeys(tag.strip() for tag in row.get("tags") or () if tag.strip())),
                note=row.get("notes") or "",
            )


def made_up(size: int, seed: int) -> Iterator[Row]:
    """Generate a list of `size` entries over fourteen years. Half of the words are Japanese, half are Latin letters; the 517 tags differ in frequency."""
    chance = random.Random(seed)  # noqa: S311 - the seed makes the list repeatable, and nothing here is secret
    latin = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 10))) for _ in range(4000)]
    japanese = ["".join(chance.choices(chance.choice((_KANA, _KANJI)), k=chance.randint(2, 6))) for _ in range(4000)]
    words = [word for pair in zip(latin, japanese, strict=True) for word in pair]
    zipf = list(itertools.accumulate(1 / (rank + 10) for rank in range(len(words))))
    tags = [f"{latin[number]}{number}" for number in range(517)]
    often = list(itertools.accumulate(1 / (rank + 1) for rank in range(len(tags))))
    hosts = [f"{chance.choice(latin)}{number}.example" for number in range(3082)]
    frequent = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(hosts))))

    def text(count: int) -> str:
        return "".join(word + chance.choice(_GLUE) for word in chance.choices(words, cum_weights=zipf, k=count))

    for number in range(size):
        yield Row(
            title=text(chance.randint(3, 11)),
            url=f"https://{chance.choices(hosts, cum_weights=frequent)[0]}/{chance.choice(latin)}/{chance.choice(latin)}-{number}",
            date=datetime.date(2011, 1, 1) + datetime.timedelta(days=number * 14 * 365 // size),
            tags=tuple(dict.fromkeys(chance.choices(tags, cum_weights=often, k=chance.randint(1, 4)))),
            note="\n".join(text(chance.randint(3, 9)) for _ in range(chance.randint(1, 4))),
        )


def times(rows: Sequence[Row], copies: int) -> Iterator[Row]:
    """Yield the entries of a list `copies` times. Each copy has other URLs than the other copies."""
    for number in range(copies):
        for row in rows:
            yield dataclasses.replace(row, url=f"{row.url}{'&' if '?' in row.url else '?'}copy={number}") if number else row
