"""Render a report as annotations on the lines of a pull request.

The format: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.links.formats import words
from llmnotes.links.verdict import Standing
from llmnotes.model import Place
from llmnotes.text.terminal import Fit, command, line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.links.report import Finding, Report


def render(report: Report) -> Fit:
    """Return an error, a warning or a notice for each line with a link that needs attention, and then the summary.

    A void link check (one whose results can't be believed) is an error, and so is each link that makes the command fail. Other links that are dead or suspect
    are warnings, but dead links whose records name an archived copy are left out. A link is a notice if at least three checks found it at the same new
    address. In a report on new links, all links that moved or are unsure are notices.
    """
    commands = [command("error", words.void(report), title="links")] if report.is_void else []
    for finding in report.findings:
        commands += _annotations(report, finding)
    return Fit("".join([*commands, line(words.summary(report)), "\n"]))


def _annotations(report: Report, finding: Finding) -> Iterator[Fit]:
    standing = finding.verdict.standing
    if report.fails(finding):
        level = "error"
    elif standing in {Standing.DEAD, Standing.SUSPECT} and not finding.settled:
        level = "warning"
    elif (standing is Standing.MOVED and finding.verdict.lasting) or (
        standing in {Standing.MOVED, Standing.UNSURE} and report.is_of_new_links
    ):
        level = "notice"
    else:
        return
    message = f"{finding.link.url}: {standing.value}: {words.reason(finding)}"
    for place in finding.places or (Place(""),):
        file, number = (place.file, place.line or 1) if place.file else (None, None)
        yield command(level, message, file=file, line=number, title=f"link {standing.value}")
