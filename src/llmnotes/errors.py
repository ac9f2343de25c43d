"""Errors that stop a run.

LlmnotesError
├── ConfigError     mkdocs.yml can't be used
├── StoreError      the folder of records can't be read or written
├── FolderError     a folder of llmnotes may hold files of a stranger
├── LogError        a log or its sidecar can't be read
├── RevisionError   git can't give an earlier revision
├── RefusalError    a command contradicts the list
│   └── UnknownSlugError  no record has a slug
├── GithubError     GitHub, or the description of an event, lacks what a command needs
├── CardError       a card image can't be drawn
└── ShellError      pages of one kind come out of the theme with different shells

A fault in a file that people write is not an error but a `model.Problem`: commands collect problems, report them with their places, and go on.
"""

from __future__ import annotations


class LlmnotesError(Exception):
    """The root of all errors. Each argument is a message for people, on one line: what, where, and the remedy."""

    def __str__(self) -> str:
        """Return the messages, one on each line."""
        return "\n".join(map(str, self.args))


class ConfigError(LlmnotesError):
    """The settings in mkdocs.yml can't be used."""


class StoreError(LlmnotesError):
    """The folder of records can't be read or written."""


class FolderError(LlmnotesError):
    """A folder that only llmnotes should fill may hold files of a stranger, so llmnotes neither writes nor empties it."""


class LogError(LlmnotesError):
    """A log or its sidecar can't be read."""


class RevisionError(LlmnotesError):
    """Git can't give the files or commits of an earlier revision."""


class RefusalError(LlmnotesError):
    """A command contradicts the list. The message explains how, and gives the remedy."""


class UnknownSlugError(RefusalError):
    """No sound record has a slug that was passed to a command."""


class GithubError(LlmnotesError):
    """GitHub, or the description of an event, lacks what a command needs."""


class CardError(LlmnotesError):
    """A card image can't be drawn."""


class ShellError(LlmnotesError):
    """The theme renders pages of one kind with different shells, so llmnotes can't fill one shell for all of them."""
