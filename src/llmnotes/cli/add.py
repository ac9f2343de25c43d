"""`llmnotes add`: add links to the reading list as records."""

from __future__ import annotations

import dataclasses
import datetime
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from llmnotes.actions.add import Added, Adding, AlreadyKnown, Unreadable
from llmnotes.actions.days import latest_day
from llmnotes.actions.pages import read_pages
from llmnotes.cli.days import Day
from llmnotes.cli.opening import Needs, open_list
from llmnotes.cli.output import ask, say
from llmnotes.cli.reporter import config_option, count, entries_option, finish, report
from llmnotes.errors import StoreError
from llmnotes.intake.submission import Submission
from llmnotes.model import errors
from llmnotes.records.removal import Removal
from llmnotes.web.url import fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmnotes.intake.draft import RecordDraft
    from llmnotes.intake.reading import Reading


@click.command()
@click.argument("urls", metavar="URL...", nargs=-1, required=True)
@click.option("--note", default="", help="Your note about the link, in Markdown.")
@click.option(
    "--topic",
    "topics",
    multiple=True,
    help="The id of a topic for the record. May be repeated. Without this option, the record gets the topics whose patterns in topics.yml occur in its title or URL.",
)
@click.option(
    "--tag",
    "tags",
    multiple=True,
    help="A tag for the record. May be repeated. Without this option, the record gets the tags whose names, aliases or patterns in topics.yml occur in its title, note or URL.",
)
@click.option(
    "--date",
    type=Day(),
    help="The day of publication, YYYY-MM-DD. The default is the date on the linked page. If the page has no date or a date in the future, the default is today.",
)
@click.option(
    "--title",
    default="",
    help="The title of the entry. The default is the title of the linked page. If the page has no title, the title is made from the URL.",
)
@click.option(
    "--lang",
    default="",
    help="The language of the linked page, such as en. Without this option, the command tries to recognise it from the page. The record has a language only if it differs from that of the list.",
)
@click.option("--via", default="", help="Where you found the link, as text or as a URL.")
@click.option("--yes", is_flag=True, help="Ask no questions, and write each record that has no errors.")
@click.option(
    "--no-fetch",
    is_flag=True,
    help="Don't request the linked pages. The default of --title is then made from the URL, and the default of --date is today.",
)
@click.option(
    "--edit",
    is_flag=True,
    help="Before writing a record, open it in an editor: the one that $VISUAL or $EDITOR names, or else one that is installed, such as vim.",
)
@click.option("--again", is_flag=True, help="Add a URL even if the list has an entry with this URL, or had one that was removed.")
@click.option("--allow-private", is_flag=True, hidden=True, help="Also request private addresses, such as 127.0.0.1. Only for tests.")
@entries_option
@config_option
def add(  # noqa: PLR0917 - click passes the options by name
    urls: tuple[str, ...], note: str, topics: tuple[str, ...], tags: tuple[str, ...], date: datetime.date | None, title: str, lang: str, via: str,
    entries: str | None, config: str | None, *, yes: bool, no_fetch: bool, edit: bool, again: bool, allow_private: bool,
) -> None:  # fmt: skip
    """Add each URL to the reading list. If a URL is `-`, read URLs from standard input, one per line. Lines that begin with # are skipped.

    Title, date and language come from the linked page unless you set them by options. For each URL, the command asks for a title or a date that the page lacks,
    shows the record, asks whether to write it, and prints the path of the written record. With --yes, it asks nothing. The exit status is 1 if a URL was not
    added.
    """
    wanted = _lines(urls)
    if len(wanted) > 1 and (title or date or note):
        raise click.UsageError("--title, --date and --note can describe only one URL: add the other URLs separately")
    if not yes and not sys.stdin.isatty():
        raise click.UsageError("standard input is not a terminal, so the command can't ask questions: use --yes to write without questions")
    if edit:
        _check_editor()
    if date and date > latest_day():
        raise click.UsageError(f"--date {date} is in the future: give the day on which the source published the work")
    reading_list = open_list(config, entries, needs=Needs.SETTINGS)
    report(reading_list.taxonomy_problems, "text")
    finish(reading_list.taxonomy_problems)
    adding = Adding(reading_list, today=datetime.datetime.now().astimezone().date())
    command = _Add(adding, yes=yes, edit=edit, again=again)
    sound = [url for url in wanted if _is_sound(url) and not command.is_known(url)]
    readings: list[Reading | None] = [None] * len(sound)
    if sound and not no_fetch:
        say(f"Requesting {count(len(sound), 'page')} …", err=True)
        readings = [*read_pages(sound, reading_list.settings, os.environ, allow_private=allow_private)]
    # These problems are only reported: the command adds a record even if other records have errors.
    report(reading_list.record_problems, "text")
    report(reading_list.removal_problems, "text")
    added = sum(
        command.one(Submission(url=url, title=title, date=date, note=note, topics=topics, tags=tags, lang=lang, via=via), reading)
        for url, reading in zip(sound, readings, strict=True)
    )
    if len(wanted) > 1:
        say(f"{added:,} of {count(len(wanted), 'URL')} added.", err=True)
    if added < len(wanted):
        raise click.exceptions.Exit(1)


def _lines(urls: Sequence[str]) -> list[str]:
    """Return each URL once, without white space around it.

    `-` stands for the lines of standard input, except empty lines and lines that begin with `#`.
    """
    lines: list[str] = []
    for url in urls:
        if url == "-":
            lines += [line for line in _standard_input().splitlines() if line.strip() and not line.lstrip().startswith("#")]
        else:
            lines.append(url)
    return list(dict.fromkeys(map(str.strip, lines)))


def _standard_input() -> str:
    """Return the text of standard input. Raise UsageError if it is not text in the terminal's encoding."""
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise click.UsageError(f"standard input is not valid {error.encoding}: save the list of URLs as UTF-8") from None


def _is_sound(url: str) -> bool:
    """Return whether a URL is valid. If it is not, print what is wrong and what to do."""
    wrong = fault(url)
    if wrong:
        say(f"error: {wrong[0]}", f"    → {wrong[1]}", err=True)
    return wrong is None


class _Add:
    """Shows the record for each URL, asks the user whether to write the record unless `--yes` forbids questions, and writes it."""

    def __init__(self, adding: Adding, *, yes: bool, edit: bool, again: bool) -> None:
        self._adding = adding
        self._yes, self._edit, self._again = yes, edit, again

    def is_known(self, url: str) -> bool:
        """Return whether the list has an entry with a URL, or had one that was removed, and print a message if so. With `--again`, always return False."""
        by = None if self._again else self._adding.listed(url) or self._adding.removed(url)
        if by:
            self._show_known(AlreadyKnown(url=url, by=by))
        return by is not None

    def one(self, submission: Submission, reading: Reading | None) -> bool:
        """Show the record for a submission, ask the user whether to write it, and write it. Return whether the record was written.

        With `--yes`, ask nothing, and write the record if it has no errors. Nothing is shown or written if the list has or had an entry with the URL, or if the
        server answers with an error status and no title was given.
        """
        if reading and reading.status and not submission.title:
            say(
                f"error: {submission.url}: {reading.fault}, so the URL is not added",
                "    → correct the URL, or give the title with --title",
                err=True,
            )
            return False
        if reading and reading.fault:
            say(
                f"note: {submission.url}: {reading.fault}. To set values that are missing or wrong, use --title, --date and --lang",
                err=True,
            )
        drafted = self._adding.draft(submission, reading)
        known = None if self._again else self._adding.known(drafted, submission.url)
        if known:
            self._show_known(known)
            return False
        for entry in drafted.mentioned:
            say(f"note: the note of {self._adding.file_of(entry)} links to this URL: {entry.title}", err=True)
        if not self._yes:
            submission = _asked(submission, drafted)
            drafted = self._adding.draft(submission, reading)
        text = self._settled(drafted)
        if text is None:
            say("Not added.", err=True)
            return False
        try:
            done = self._adding.write(drafted, text, again=self._again)
        except StoreError:
            _show_lost(text)
            raise
        if isinstance(done, Added):
            say(done.file)
            return True
        if isinstance(done, Unreadable):
            report(done.problems, "text")
        else:
            self._show_known(done)
            _show_lost(text)
        return False

    def _show_known(self, known: AlreadyKnown) -> None:
        if isinstance(known.by, Removal):
            say(
                f"{known.url} was removed from the list on {known.by.removed}: {known.by.reason}",
                "    → use --again to add it as a new entry",
                err=True,
            )
        else:
            say(
                f"{known.url} is listed already: {self._adding.file_of(known.by)}",
                f"    {known.by.title}, {known.by.date}",
                "    → edit that record, or use --again to add another entry with this URL",
                err=True,
            )

    def _settled(self, drafted: RecordDraft) -> str | None:
        """Show the text of a draft, let the user edit and confirm it, and return the text to write.

        Return None if the user rejects the text, if it has errors and `--yes` forbids questions, or if the editor for `--edit` fails.
        """
        text = drafted.text
        _show(drafted, text)
        if self._edit:
            edited = _edited(text, drafted)
            if edited is None:
                return None
            text = edited
        while True:
            problems = self._adding.problems(drafted, text)
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
            text = _edited(text, drafted) or text


_TERMINAL_EDITORS = frozenset(
    {"sensible-editor", "editor", "vi", "vim", "nvim", "view", "nano", "pico", "micro", "helix", "hx", "ne", "joe", "ed"}
)
"""The names of editors that work only in a terminal. If standard input is not a terminal, such an editor would wait forever."""


def _editor() -> str:
    """Return the command that starts the user's editor: the value of the environment variable VISUAL or EDITOR.

    Without these variables, it is `notepad` on Windows. On other systems, it is the first of `sensible-editor`, `vim` and `nano` that is installed, or else `vi`.
    """
    if chosen := os.environ.get("VISUAL", "").strip() or os.environ.get("EDITOR", "").strip():
        return chosen
    if sys.platform == "win32":
        return "notepad"
    return next((name for name in ("sensible-editor", "vim", "nano") if shutil.which(name)), "vi")


def _check_editor() -> None:
    """Raise UsageError if the user's editor needs a terminal, and standard input is not a terminal."""
    editor = _editor()
    if Path(editor.split()[0]).name in _TERMINAL_EDITORS and not sys.stdin.isatty():
        raise click.UsageError(
            f"--edit opens {editor}, which needs a terminal, but standard input is not a terminal: leave out --edit, and edit the record later; "
            "or set $VISUAL to an editor that needs no terminal"
        )


def _edited(text: str, drafted: RecordDraft) -> str | None:
    """Open a text in the user's editor, and return the saved text; `text` if the user saves nothing.

    If the editor can't be run, or ends with an error, print a message, and return None.
    """
    editor = _editor()
    say(f"Opening {drafted.entry.slug}.md in {editor} …", err=True)
    try:
        return click.edit(text, editor=editor, extension=f".{drafted.entry.slug}.md") or text
    except click.ClickException as error:
        say(
            f"error: {error.message}",
            "    → if this is not the editor you want, set $VISUAL or $EDITOR to the command of another one",
            err=True,
        )
        return None


def _asked(submission: Submission, made: RecordDraft) -> Submission:
    """Ask the user for the title and the date if neither the submission nor the linked page has them. Return the completed submission."""
    if "title" in made.guessed:
        submission = dataclasses.replace(submission, title=ask("Title", default=made.entry.title))
    if "date" in made.guessed:
        submission = dataclasses.replace(submission, date=ask("Published on", type_=Day(), default=made.entry.date.isoformat()))
    return submission


def _show(made: RecordDraft, text: str) -> None:
    say("", f"{made.entry.slug}.md", *(f"    {line}" for line in text.splitlines()), err=True)
    for term in dict.fromkeys(reason.term for reason in made.reasons):
        reason = next(reason for reason in made.reasons if reason.term == term)
        say(f"  {term}: suggested because '{reason.phrase}' is in the {reason.where}", err=True)
    for reason in made.by_note:
        say(
            f"  {reason.term}: not written, because '{reason.phrase}' is only in the note, not in the title or the URL. If the topic fits, add it with --topic",
            err=True,
        )
    for key, origin in (
        ("title", "no title is known, so the title comes from the URL"),
        ("date", "no date is known, so the date is today"),
    ):
        if key in made.guessed:
            say(f"  {origin}", err=True)


def _show_lost(text: str) -> None:
    """Print the text of a record that was not written, so that the user can copy it."""
    say("This text was not written:", *(f"    {line}" for line in text.splitlines()), err=True)
