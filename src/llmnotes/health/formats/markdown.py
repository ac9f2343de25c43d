"""For issues, comments and step summaries: GitHub's Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from llmnotes.health.check import printable
from llmnotes.health.formats import words
from llmnotes.health.report import alike
from llmnotes.health.verdict import Standing
from llmnotes.url import host

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmnotes.health.report import Finding, Report

SHOWN = 5
"""Of links that fail alike, so many are named."""
LONGEST = 60_000
"""Characters: GitHub takes 65,536 in an issue's body."""
_SECTIONS = {
    Standing.DEAD: "Dead",
    Standing.SUSPECT: "Suspect",
    Standing.MOVED: "Moved",
    Standing.UNSURE: "Unsure",
}


def render(report: Report, longest: int = LONGEST) -> str:
    """The sum, then a list for each standing that wants attention; cut, and saying so, at `longest` characters, where GitHub would refuse it."""
    lines = ["## Links", "", escaped(words.summary(report)), ""]
    if report.void:
        lines += ["> [!WARNING]", f"> {escaped(words.void(report))}", ""]
    length = sum(map(len, lines))
    hidden = 0
    for line in _sections(report):
        length += len(line) + 1
        if length > longest:
            hidden += line.startswith("- ")
        else:
            lines.append(line)
    if hidden:
        lines += ["", f"And {hidden:,} more: `llmnotes links report` lists all."]
    return "\n".join(lines).rstrip() + "\n"


def _sections(report: Report) -> Iterator[str]:
    for standing, heading in _SECTIONS.items():
        open_ones = [one for one in report.findings if one.verdict.standing is standing and not one.settled]
        if not open_ones:
            continue
        folded = standing in {Standing.MOVED, Standing.UNSURE}
        yield from (
            (f"<details><summary>{heading} ({len(open_ones):,})</summary>", "") if folded else (f"### {heading} ({len(open_ones):,})", "")
        )
        for group in alike(open_ones):
            yield from items(group)
        yield from ("", "</details>", "") if folded else ("",)


def items(group: Sequence[Finding]) -> Iterator[str]:
    """Findings that are alike, as lines of a list."""
    if len(group) == 1:
        yield f"- {_link(group[0].link.url)}: {escaped(words.reason(group[0]))}{_more(group[0])}"
        return
    yield f"- {escaped(host(group[0].link.url))}: {len(group):,} links alike: {escaped(words.common_reason(group))}"
    for one in group[:SHOWN]:
        yield f"  - {_link(one.link.url)}{_more(one)}"
    if len(group) > SHOWN:
        yield f"  - and {len(group) - SHOWN:,} more"


def _more(one: Finding) -> str:
    """Its copy, and the entries that have it."""
    copy = f" ([copy]({address(one.copy.url)}))" if one.copy else ""
    where = ", ".join(f"`{_code(mention.entry.slug)}`" for mention in one.link.mentions[:3])
    return f"{copy} in {where}"


def _link(url: str) -> str:
    return f"[{escaped(printable(url, 120))}]({address(url)})"


def address(url: str) -> str:
    """A URL between the brackets of a link."""
    return re.sub(r"[()<>\\\s\"'`\[\]]", lambda match: f"%{ord(match[0]):02X}" if match[0].isascii() else "", url)


def _code(text: str) -> str:
    return text.replace("`", "")


# GitHub looks for these in what Markdown has become, so that a backslash before them helps nothing: names, references, and words that close an issue.
_CALLS = re.compile(r"(?i)([@#])(?=\w)|\b(gh)(?=\\?-\d)|\b([cfr])(?=(?:lose[sd]?|ix(?:e[sd])?|esolve[sd]?)\b)")


def defused(text: str) -> str:
    """Text in which GitHub sees no mention (`@name`), no reference (`#1`, `GH-1`) and nothing that closes an issue: a word joiner, which nobody sees, parts them."""
    return _CALLS.sub("\\g<0>\u2060", text)


def escaped(text: str) -> str:
    """Text without any Markdown or HTML in it, `defused`."""
    text = re.sub(r"([\\`*_{}\[\]()#+!|~>-])", r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))
    return re.sub(r"://(?=\S)", ":\u2060//", defused(text))
