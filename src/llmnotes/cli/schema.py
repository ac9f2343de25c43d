"""`llmnotes schema`: the record's JSON Schema, for editors."""

from __future__ import annotations

import click

from llmnotes.cli.opening import open_list, open_taxonomy
from llmnotes.cli.output import say, say_fit
from llmnotes.cli.reporter import config_option, entries_option, finish, report
from llmnotes.records import schema as schemas
from llmnotes.system.files import show


@click.command()
@entries_option
@config_option
@click.option("--write", is_flag=True, help="Write it into the folder of records, where editors find it, and print its path.")
def schema(entries: str | None, config: str | None, *, write: bool) -> None:
    """Print the JSON Schema of a record's front matter, with this list's topics and tags."""
    settings, store = open_list(config, entries)
    taxonomy, problems = open_taxonomy(settings)
    report(problems, "text")
    finish(problems)
    text = schemas.text(taxonomy, settings.language)
    if write:
        path = store.folder / schemas.NAME
        store.write(path, text)
        say(show(path))
        return
    say_fit(text)
