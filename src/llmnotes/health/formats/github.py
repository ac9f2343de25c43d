"""Annotations on the lines of a pull request: docs.github.com, "Workflow commands for GitHub Actions"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.health.formats import words
from llmnotes.health.verdict import Standing
from llmnotes.model import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.health.report import Finding, Report


def render(report: Report) -> str:
    """What makes the command fail is an error, what is dead or suspect without that a warning, a lasting move a notice."""
    lines = [f"::warning title=links::{escaped(words.void(report))}"] if report.void else []
    for finding in report.findings:
        lines += _annotations(report, finding)
    return "".join(f"{line}\n" for line in [*lines, escaped(words.summary(report))])


def _annotations(report: Report, finding: Finding) -> Iterator[str]:
    standing = finding.verdict.standing
    if report.fails(finding):
        level = "error"
    elif standing in {Standing.DEAD, Standing.SUSPECT} and not finding.settled:
        level = "warning"
    elif standing is Standing.MOVED and finding.verdict.lasting:
        level = "notice"
    else:
        return
    message = f"{finding.link.url}: {standing.value}: {words.reason(finding)}"
    for place in finding.places or (Place(""),):
        where = f"file={escaped(place.file, ':,')},line={place.line or 1}," if place.file else ""
        yield f"::{level} {where}title=link {standing.value}::{escaped(message)}"


def escaped(text: str, more: str = "") -> str:
    """A text as a workflow command's message; with `more` characters escaped as one of its properties."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    for char in more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text
