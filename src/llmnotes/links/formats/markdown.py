"""Render a report in GitHub's Markdown, for issues, comments and step summaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.links.formats import words
from llmnotes.links.report import alike
from llmnotes.links.verdict import Standing
from llmnotes.text.bilingual import in_language
from llmnotes.text.markdown import code, link, text
from llmnotes.web.url import host

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmnotes.links.report import Finding, Report

SHOWN = 5
"""The maximum number of links that are named in a group of links of one host with the same result."""
LONGEST = 60_000
"""The maximum number of characters of a report, without the line that says how many lines are left out. GitHub accepts issues of at most 65,536 characters."""
_FOLD_END = "</details>"
_SECTIONS = {
    Standing.DEAD: "リンク切れ / Dead",
    Standing.SUSPECT: "疑い / Suspect",
    Standing.MOVED: "移転 / Moved",
    Standing.UNSURE: "不明 / Unsure",
}


def render(report: Report, longest: int = LONGEST, language: str = "en") -> str:
    """Return the report in Markdown: the summary, a warning if the results can't be believed, and a section for each verdict that needs attention.

    Dead links whose records name an archived copy are left out. If the report is longer than `longest` characters, its last lines are left out, and one line
    gives the number of lines about links that are missing. `language` is the language of the reading list; the headings are in English, and also in Japanese
    if it is `ja`.
    """
    lines = [f"## {in_language('リンク / Links', language)}", "", text(words.summary(report)), ""]
    if report.is_void:
        lines += ["> [!WARNING]", f"> {text(words.void(report))}", ""]
    length = sum(map(len, lines))
    hidden = 0
    for line in _sections(report, language):
        length += len(line) + 1
        if length > longest:
            hidden += line.lstrip().startswith("- ")
        else:
            lines.append(line)
    if lines.count(_FOLD_END) < sum(line.startswith("<details>") for line in lines):  # the end of the last folded section was left out
        lines += ["", _FOLD_END]
    if hidden:
        lines += ["", f"{hidden:,} more lines are left out: `llmnotes links report` shows all links."]
    return "\n".join(lines).rstrip() + "\n"


def _sections(report: Report, language: str) -> Iterator[str]:
    for standing, text_ in _SECTIONS.items():
        heading = in_language(text_, language)
        open_ones = [one for one in report.findings if one.verdict.standing is standing and not one.settled]
        if not open_ones:
            continue
        folded = standing in {Standing.MOVED, Standing.UNSURE}
        yield from (
            (f"<details><summary>{heading} ({len(open_ones):,})</summary>", "") if folded else (f"### {heading} ({len(open_ones):,})", "")
        )
        for group in alike(open_ones):
            yield from items(group)
        yield from ("", _FOLD_END, "") if folded else ("",)


def items(group: Sequence[Finding]) -> Iterator[str]:
    """Return the lines for links of one host with the same result, as `report.alike` groups them. Only the first `SHOWN` links are named."""
    if len(group) == 1:
        yield f"- {link(group[0].link.url, group[0].link.url, 120)}: {text(words.reason(group[0]))}{_more(group[0])}"
        return
    yield f"- {text(host(group[0].link.url))}: {len(group):,} links with the same result: {text(words.common_reason(group))}"
    for one in group[:SHOWN]:
        own = words.own_reason(one, group)
        yield f"  - {link(one.link.url, one.link.url, 120)}{f': {text(own)}' if own else ''}{_more(one)}"
    if len(group) > SHOWN:
        yield f"  - and {len(group) - SHOWN:,} more"


def _more(one: Finding) -> str:
    """Return a Markdown link to the archived copy, if there is one, and the slugs of at most three entries that contain the link."""
    copy = f" ({link('copy', one.copy.url)})" if one.copy else ""
    where = ", ".join(f"{code(mention.entry.slug)}" for mention in one.link.mentions[:3])
    return f"{copy} in {where}"
