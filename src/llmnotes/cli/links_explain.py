"""The command `llmnotes links explain`. It calls `actions.explain_link`, and prints the explanation."""

from __future__ import annotations

import datetime
import os
from typing import TYPE_CHECKING

import click

from llmnotes.actions.check_links import require_records, with_secrets
from llmnotes.actions.explain_link import LinkExplanation, explain_link
from llmnotes.cli.links_check import allow_private_option, proxy_option, warn
from llmnotes.cli.opening import open_list
from llmnotes.cli.output import say
from llmnotes.cli.reporter import config_option, entries_option, finish, refusals, report
from llmnotes.links.checking.workers import RequestOptions
from llmnotes.links.formats import explanation

if TYPE_CHECKING:
    from collections.abc import Iterator


@click.command()
@click.argument("url")
@click.option(
    "--no-request", is_flag=True, help="Don't request the link. Explain it only by the rules that apply and by its history in the ledger."
)
@entries_option
@config_option
@allow_private_option
@proxy_option
def explain(url: str, entries: str | None, config: str | None, proxy: str | None, *, no_request: bool, allow_private: bool) -> None:
    """Explain why the link URL has its verdict. The link need not be in the reading list.

    The command shows where the list has the link, which rules in mkdocs.yml apply to it, and which built-in rule llmnotes has for the host of the link, if
    any. Then it requests the link, unless a rule in mkdocs.yml skips it, and shows each request with its answer, its duration and the IP addresses that were tried. It also shows the outcome, the link's history in
    the ledger, and the verdict with its reason. Nothing is recorded.
    """
    reading_list = open_list(config, entries)
    require_records(reading_list)
    problems = [*reading_list.record_problems, *reading_list.ledger_problems]
    report(problems, "text")
    now = datetime.datetime.now(datetime.UTC).replace(second=0, microsecond=0)
    limits = with_secrets(reading_list.settings.limits, os.environ, warn)
    options = RequestOptions(limits=limits, time=now, allow_private=allow_private, proxy=proxy)
    with refusals():
        found = explain_link(reading_list, url, options, sends_request=not no_request)
    say(found.url)
    for heading, lines in _sections(found):
        say("", heading, *(f"  {line}" for line in lines))
    finish(problems)


def _sections(found: LinkExplanation) -> Iterator[tuple[str, list[str]]]:
    yield "In the list", [str(place) for place in found.places] or ["the reading list does not have this link"]
    yield "Rule", [*explanation.rule_lines(found.patterns, found.rule, found.quirk)]
    if found.check:
        yield "Requests", [*explanation.hop_lines(found.hops)]
        yield "Outcome", [explanation.check_line(found.check)]
    yield "History", [*explanation.history_lines(found.history)]
    present_verdict = explanation.verdict_line(found.verdict)
    if found.new_verdict:
        yield (
            "Verdict",
            [
                f"by the checks in the ledger: {present_verdict}",
                f"if this check were recorded: {explanation.verdict_line(found.new_verdict)}",
            ],
        )
    else:
        yield "Verdict", [present_verdict]
