"""Errors that stop a command or a build.

LlmnotesError
├── ConfigError     mkdocs.yml can't be used
├── StoreError      the folder of records can't be read or written
├── FolderError     a folder that only llmnotes should write may hold files from a stranger
├── LogError        a log or its sidecar can't be read
├── RevisionError   git can't read an earlier revision
├── RefusalError    the arguments of a command don't fit the reading list
│   └── UnknownSlugError  no valid record has a slug that was passed to a command
├── GithubError     a request to a code host or a git command failed, or an event file is invalid
├── CardError       a card image can't be drawn
└── ShellError      the theme or a plugin can't render a page

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
    """A folder that only llmnotes should write may hold files from a stranger, so llmnotes neither writes nor deletes files there."""


class LogError(LlmnotesError):
    """A log or its sidecar can't be read."""


class RevisionError(LlmnotesError):
    """Git can't read the files or commits of an earlier revision."""


class RefusalError(LlmnotesError):
    """The arguments of a command don't fit the reading list, for example a name that is in use already."""


class UnknownSlugError(RefusalError):
    """No valid record has a slug that was passed to a command."""


class GithubError(LlmnotesError):
    """A request to a code host or a git command failed, or the file with an event is invalid."""


class CardError(LlmnotesError):
    """A card image can't be drawn."""


class ShellError(LlmnotesError):
    """The theme or a plugin can't render a generated page."""
