"""Errors that stop a command or a build.

LlmnotesError
├── ConfigError     mkdocs.yml is missing or can't be used
├── StoreError      a file of the reading list can't be read or written
├── FolderError     a folder for llmnotes's own files may contain files from other people, or can't be used as a folder
├── LogError        a Markdown log or its sidecar can't be read
├── BookmarkError   a file of bookmarks can't be read
├── RevisionError   git can't read an earlier revision
├── RefusalError    the arguments of a command don't fit the reading list
│   └── UnknownSlugError  a slug that was passed to a command belongs to no valid record
├── GithubError     a request to a code host or a git command failed, or an input of a workflow is missing or invalid
├── CardError       a card image can't be drawn
└── ShellError      the theme or a plugin can't render a page

A fault in a file that people write is a `model.Problem`, not an error: a command collects all problems, reports each with its place, and goes on.
"""

from __future__ import annotations


class LlmnotesError(Exception):
    """The base class of all errors of llmnotes. Each argument is a message on one line: what is wrong, where it is, and what the user can do about it."""

    def __str__(self) -> str:
        """Return the messages, one on each line."""
        return "\n".join(map(str, self.args))


class ConfigError(LlmnotesError):
    """mkdocs.yml or the reading list that it names is missing, or the settings in mkdocs.yml can't be used."""


class StoreError(LlmnotesError):
    """A file of the reading list, such as a record, can't be read or written."""


class FolderError(LlmnotesError):
    """A folder for llmnotes's own files may contain files from other people, for example because git tracks it, or can't be used as a folder.

    llmnotes then neither writes nor deletes files there.
    """


class LogError(LlmnotesError):
    """A Markdown log can't be read, or its sidecar, the file that stores the layout of the log, is damaged."""


class BookmarkError(LlmnotesError):
    """A file of bookmarks can't be read from disk."""


class RevisionError(LlmnotesError):
    """Git can't read the files or commits of an earlier revision."""


class RefusalError(LlmnotesError):
    """The arguments of a command don't fit the reading list, for example a name that is in use already."""


class UnknownSlugError(RefusalError):
    """A slug that was passed to a command belongs to no valid record."""


class GithubError(LlmnotesError):
    """A request to a code host or a git command failed, or an input of a workflow, such as an event file or an environment variable, is missing or invalid."""


class CardError(LlmnotesError):
    """A card image can't be drawn."""


class ShellError(LlmnotesError):
    """The theme or a plugin can't render a generated page."""
