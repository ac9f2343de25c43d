"""`llmnotes rules`: explain the rules of lint."""

from __future__ import annotations

import click

from llmnotes.cli.output import say, say_text
from llmnotes.curation.lint.page import describe, page
from llmnotes.curation.lint.table import TABLE


@click.command(name="rules")
@click.argument("ids", metavar="[RULE]...", nargs=-1)
@click.option("--page", "whole", is_flag=True, help="Print the page of the manual that documents all rules, in Markdown.")
def rules_(ids: tuple[str, ...], *, whole: bool) -> None:
    """Explain each rule of lint with the id RULE: its severity, its reason and an example. Without RULE, list all rules."""
    unknown = [id_ for id_ in ids if id_ not in TABLE]
    if unknown:
        raise click.UsageError(f"lint has no rule {', '.join(unknown)}: use `llmnotes rules` to list all rules")
    if whole:
        say_text(page())
    elif ids:
        say_text("\n".join(f"{describe(TABLE[id_])}\n" for id_ in ids))
    else:
        width = max(map(len, TABLE))
        for rule in TABLE.values():
            say(f"{rule.id:{width}}  {rule.severity.value:7}  {rule.en[0]}{'  (--fix)' if rule.fixable else ''}")
