"""Find the commands in the pages of the manual: blocks marked as `sh`, and commands between backticks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "about").glob("*.md"))]

_BLOCK = re.compile(
    r"(?:^ *<!-- not run: (?P<reason>[^\n]+?) -->\n)?^(?P<indent> *)```sh\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)
_FENCED = re.compile(r"^( *)```.*?^\1```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"(?<!`)`((?:llmnotes|make) [^`]+)`(?!`)")


@dataclass(frozen=True, kw_only=True)
class Block:
    """A block of commands in a page."""

    line: int
    """The line of the block's first command."""
    text: str
    reason: str
    """Why the tests don't run the block; empty if they run it."""


def blocks(page: Path) -> list[Block]:
    """Return the blocks of a page that are marked as `sh`."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(
            line=text.count("\n", 0, found.start("text")) + 1,
            text=re.sub(f"^{found['indent']}", "", found["text"], flags=re.MULTILINE),
            reason=found["reason"] or "",
        )
        for found in _BLOCK.finditer(text)
    ]


def inline(page: Path) -> Iterator[str]:
    """Yield the commands between backticks in the text of a page."""
    text = _FENCED.sub("", page.read_text(encoding="utf-8"))
    for found in _INLINE.finditer(text):
        yield " ".join(found[1].split())
