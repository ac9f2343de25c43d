"""`llmnotes add`: links become records."""

from __future__ import annotations

import dataclasses
import datetime
import os
import sys
from typing import TYPE_CHECKING

import click

from llmnotes.actions.days import latest_day
from llmnotes.actions.pages import read_pages
from llmnotes.cli.days import Day
from llmnotes.cli.opening import open_list
from llmnotes.cli.output import ask, say
from llmnotes.cli.reporter import config_option, count, entries_option, finish, report
from llmnotes.errors import StoreError
from llmnotes.intake import draft as drafts
from llmnotes.intake.wish import Wish
from llmnotes.model import Place, Problem, Severity, errors
from llmnotes.records import record, removal
from llmnotes.records.catalogue import Catalogue
from llmnotes.system.files import show
from llmnotes.system.rewrite import Rewrite, carry_out
from llmnotes.web.url import fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmnotes.actions.reading_list import ReadingList
    from llmnotes.intake.draft import RecordDraft
    from llmnotes.intake.reading import Reading


@click.command()
@click.argument("urls", metavar="URL...", nargs=-1, required=True)
@click.option("--note", default="", help="What you think of it, in Markdown.")
@click.option("--topic", "topics", multiple=True, help="A topic's id; may be repeated. Without it, they are suggested.")
@click.option("--tag", "tags", multiple=True, help="A keyword; may be repeated. Without it, they are suggested.")
@click.option("--date", type=Day(), help="When the source published it, YYYY-MM-DD. Without it, the page's own word, else today.")
@click.option("--title", default="", help="Its title. Without it, the page's own.")
@click.option("--lang", default="", help="Its language where it isn't the list's, such as en. Without it, the page's own.")
@click.option("--via", default="", help="Where you found it: words or a URL.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.option("--no-fetch", is_flag=True, help="Ask no server: only what you say, and what the address tells.")
@click.option("--edit", is_flag=True, help="Open each record in $VISUAL or $EDITOR before it is written.")
@click.option("--again", is_flag=True, help="Also add what is listed already, or was removed.")
@click.option("--allow-private", is_flag=True, hidden=True, help="Also ask private addresses. For tests.")
@entries_option
@config_option
def add(  # noqa: PLR0917 - a command's options come by name
    urls: tuple[str, ...], note: str, topics: tuple[str, ...], tags: tuple[str, ...], date: datetime.date | None, title: str, lang: str, via: str,
    entries: str | None, config: str | None, *, yes: bool, no_fetch: bool, edit: bool, again: bool, allow_private: bool,
) -> None:  # fmt: skip
    """Add each URL to the list; `-` reads them from standard input, one a line.

    What you don't say is taken from its page. You see the record and are asked before it is written; its path goes to standard output. The status is 1
    where a URL was not added.
    """
    wanted = _lines(urls)
    if len(wanted) > 1 and (title or date or note):
        raise click.UsageError("--title, --date and --note are of one URL: add the others by themselves")
    if not yes and not sys.stdin.isatty():
        raise click.UsageError("there is no terminal to ask on: say --yes to write without being asked")
    if date and date > latest_day():
        raise click.UsageError(f"--date {date} is yet to come: say when the source published it")
    reading_list = open_list(config, entries)
    settings, store = reading_list.settings, reading_list.store
    report(reading_list.taxonomy_problems, "text")
    finish(reading_list.taxonomy_problems)
    if not entries and not (settings.folder / "mkdocs.yml").exists() and not store.folder.is_dir():
        say(f"note: no mkdocs.yml and no records here, so this begins a list in {show(store.folder)}", err=True)
    sound = [url for url in wanted if _is_sound(url)]
    readings: list[Reading | None] = [None] * len(sound)
    if sound and not no_fetch:
        say(f"Reading {count(len(sound), 'page')} …", err=True)
        readings = [*read_pages(sound, settings, os.environ, allow_private=allow_private)]
    adding = _Adding(reading_list, yes=yes, edit=edit, again=again)
    added = sum(
        adding.one(Wish(url=url, title=title, date=date, note=note, topics=topics, tags=tags, lang=lang, via=via), reading)
        for url, reading in zip(sound, readings, strict=True)
    )
    if len(wanted) > 1:
        say(f"{added:,} of {count(len(wanted), 'URL')} added.", err=True)
    if added < len(wanted):
        raise click.exceptions.Exit(1)


def _lines(urls: Sequence[str]) -> list[str]:
    """The URLs, those of standard input in the place of `-`, each once. Empty lines, and those that begin with `#`, count for nothing."""
    lines: list[str] = []
    for url in urls:
        given = sys.stdin.read().splitlines() if url == "-" else [url]
        lines += [line.strip() for line in given if line.strip() and not line.lstrip().startswith("#")]
    return list(dict.fromkeys(lines))


def _is_sound(url: str) -> bool:
    wrong = fault(url)
    if wrong:
        say(f"error: {wrong[0]}", f"    → {wrong[1]}", err=True)
    return wrong is None


class _Adding:
    """Records added one after another: each knows those before it."""

    def __init__(self, reading_list: ReadingList, *, yes: bool, edit: bool, again: bool) -> None:
        self._store = reading_list.store
        self._taxonomy = reading_list.taxonomy
        self._language = reading_list.settings.language
        self._yes, self._edit, self._again = yes, edit, again
        report(reading_list.record_problems, "text")  # they are no reason not to add another
        self._entries = [*reading_list.entries]
        self._places = {slug: found.file for slug, found in reading_list.records.items()}
        self._taken = self._store.slugs()
        self._removals = reading_list.removals
        report(reading_list.removal_problems, "text")

    def one(self, wish: Wish, reading: Reading | None) -> bool:
        """Draft, show, ask, write; whether it was added."""
        if reading and reading.fault:
            say(f"{wish.url}: {reading.fault}. What you say is taken, and what the address tells", err=True)
        made = self._draft(wish, reading)
        if self._is_known(made, wish.url):
            return False
        for entry in made.mentioned:
            say(f"note: {self._places[entry.slug]} mentions it: {entry.title}", err=True)
        text = self._settled(wish, reading, made)
        if text is None:
            say("Not added.", err=True)
            return False
        slug = made.entry.slug
        found, problems = record.read(text.encode(), slug=slug, file=f"{slug}.md")
        if found is None:
            report(problems, "text")
            return False
        if found.entry.date != made.entry.date or found.entry.url != made.entry.url:  # edited: the name follows
            again = self._draft(Wish(url=found.entry.url, title=found.entry.title, date=found.entry.date), None)
            if found.entry.url != made.entry.url and self._is_known(again, found.entry.url):
                _show_lost(text)
                return False
            slug = again.entry.slug
        path = self._store.path_of(slug)
        try:
            carry_out([Rewrite(file=show(path), before="", after=text)], self._store.sets)
        except StoreError:
            _show_lost(text)
            raise
        self._entries.append(found.entry)
        self._places[slug] = show(path)
        self._taken.add(slug)
        say(show(path))
        return True

    def _draft(self, wish: Wish, reading: Reading | None) -> RecordDraft:
        return drafts.draft(
            wish, reading,
            catalogue=Catalogue(self._entries), taxonomy=self._taxonomy, language=self._language, today=_today(),
            taken=lambda slug: slug in self._taken,
        )  # fmt: skip

    def _is_known(self, made: RecordDraft, url: str) -> bool:
        """Whether the list has it, or had it, and nobody wants it again; says so."""
        if self._again:
            return False
        if made.listed:
            first = made.listed[0]
            say(
                f"{url} is listed already: {self._places[first.slug]}",
                f"    {first.title}, {first.date}",
                "    → edit that record, or say --again to add another one",
                err=True,
            )
            return True
        gone = removal.of_url(self._removals.values(), made.entry.url) or removal.of_url(self._removals.values(), url)
        if gone:
            say(
                f"{url} was removed from the list on {gone.removed}: {gone.reason}",
                "    → say --again to add it all the same, under another name",
                err=True,
            )
        return gone is not None

    def _settled(self, wish: Wish, reading: Reading | None, made: RecordDraft) -> str | None:
        """The text to write, after all questions; None where it is not to be written."""
        if not self._yes:
            wish = _asked(wish, made)
            made = self._draft(wish, reading)
        text, file = made.text, show(self._store.path_of(made.entry.slug))
        _show(made, text)
        if self._edit:
            edited = self._edited(text, made)
            if edited is None:
                return None
            text = edited
        while True:
            problems = drafts.problems(text, made.entry.slug, self._taxonomy, file)
            if text == made.text and not any(problem.rule == "topic-unknown" for problem in problems):
                problems += self._unknown(wish.topics, file)
            report(problems, "text")
            if self._yes:
                if errors(problems) and self._edit:
                    _show_lost(text)
                return None if errors(problems) else text
            answer = ask("Write it? (yes, no, edit)", type_=click.Choice(["y", "n", "e"]), default="e" if errors(problems) else "y")
            if answer == "n":
                return None
            if answer == "y" and not errors(problems):
                return text
            text = self._edited(text, made) or text

    def _unknown(self, named: Sequence[str], file: str) -> list[Problem]:
        """A problem for each topic that somebody named and that is none; of a record that can't be read, lint doesn't come to say so."""
        ids = [topic.id for topic in self._taxonomy.topics] if self._taxonomy else []
        return [
            Problem(
                place=Place(file), rule="topic-unknown", severity=Severity.ERROR,
                message=f"there is no topic '{id_}'", remedy=f"name one of {', '.join(ids)}",
            )
            for id_ in named
            if ids and id_ not in ids
        ]  # fmt: skip

    def _edited(self, text: str, made: RecordDraft) -> str | None:
        """The text as its author left it; None, and the reason is told, where no editor runs."""
        try:
            return click.edit(text, extension=f".{made.entry.slug}.md") or text
        except click.ClickException as error:
            say(f"error: the editor can't be run: {error.message}", "    → name one in $VISUAL or $EDITOR", err=True)
            return None


def _asked(wish: Wish, made: RecordDraft) -> Wish:
    """The wish, with what neither its author nor the page said."""
    if "title" in made.guessed:
        wish = dataclasses.replace(wish, title=ask("Title", default=made.entry.title))
    if "date" in made.guessed:
        wish = dataclasses.replace(wish, date=ask("Published on", type_=Day(), default=made.entry.date.isoformat()))
    return wish


def _show(made: RecordDraft, text: str) -> None:
    say("", f"{made.entry.slug}.md", *(f"    {line}" for line in text.splitlines()), err=True)
    for term in dict.fromkeys(reason.term for reason in made.reasons):
        why = next(reason for reason in made.reasons if reason.term == term)
        say(f"  {term}: for '{why.phrase}' in the {why.where}", err=True)
    for key, told in (("title", "no page told the title: it is made from the address"), ("date", "no page told the date: it is today")):
        if key in made.guessed:
            say(f"  {told}", err=True)


def _show_lost(text: str) -> None:
    """What somebody wrote and is not kept: they may want it."""
    say("What you wrote:", *(f"    {line}" for line in text.splitlines()), err=True)


def _today() -> datetime.date:
    return datetime.datetime.now().astimezone().date()
