"""`llmnotes rules`: what lint looks for, and why."""

from __future__ import annotations

import click

from llmnotes.cli.output import say, say_text
from llmnotes.curation.lint.page import page, told
from llmnotes.curation.lint.table import TABLE


@click.command(name="rules")
@click.argument("ids", metavar="[RULE]...", nargs=-1)
@click.option("--page", "whole", is_flag=True, help="Write the page of all rules, in Markdown, on standard output.")
def rules_(ids: tuple[str, ...], *, whole: bool) -> None:
    """Explain each RULE of lint with its reason and an example; without one, list them."""
    unknown = [id_ for id_ in ids if id_ not in TABLE]
    if unknown:
        raise click.UsageError(f"no rule {', '.join(unknown)}; `llmnotes rules` lists them")
    if whole:
        say_text(page())
    elif ids:
        say_text("\n".join(f"{told(TABLE[id_])}\n" for id_ in ids))
    else:
        width = max(map(len, TABLE))
        for rule in TABLE.values():
            say(f"{rule.id:{width}}  {rule.severity.value:7}  {rule.en[0]}{'  (--fix)' if rule.mends else ''}")
