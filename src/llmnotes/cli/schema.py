"""`llmnotes schema`: print the JSON Schema of records, or write it into the folder of records. Editors use the schema to complete and check records."""

from __future__ import annotations

import click

from llmnotes.cli.opening import Needs, open_list
from llmnotes.cli.output import say, say_fit
from llmnotes.cli.reporter import config_option, entries_option, finish, report
from llmnotes.records import schema as schemas
from llmnotes.system.files import show


@click.command()
@entries_option
@config_option
@click.option(
    "--write",
    is_flag=True,
    help="Write the schema into a file in the folder of records instead of printing it, and print the path of this file.",
)
def schema(entries: str | None, config: str | None, *, write: bool) -> None:
    """Print the JSON Schema of the front matter of records. Editors use the schema to complete and check records.

    If topics.yml has topics, the schema accepts only these. It suggests the tags in topics.yml, and accepts all other tags too.
    """
    reading_list = open_list(config, entries, needs=Needs.SETTINGS)
    store = reading_list.store
    report(reading_list.taxonomy_problems, "text")
    finish(reading_list.taxonomy_problems)
    text = schemas.text(reading_list.taxonomy, reading_list.settings.language)
    if write:
        path = store.folder / schemas.NAME
        store.write(path, text)
        say(show(path))
        return
    say_fit(text)
