"""What stops a run.

LlmnotesError
├── ConfigError     mkdocs.yml can't be used
├── StoreError      the folder of records can't be read or written
├── FolderError     a folder of llmnotes's own may hold what a stranger put there
├── LogError        a log or its sidecar can't be read at all
├── RevisionError   git can't say what an earlier revision held
├── RefusalError    what a command is asked for contradicts the list
│   └── UnknownSlugError  no record has a slug
├── GithubError     GitHub, or what it tells of an event, gives nothing to go on with
├── CardError       a card image can't be drawn
└── ShellError      pages of one shape come out differently

A fault in what people wrote is no error but a `model.Problem`: it is collected, located and reported, and the run goes on.
"""

from __future__ import annotations


class LlmnotesError(Exception):
    """The root of all errors; each argument is a message for a person, on one line: what, where, and the remedy."""

    def __str__(self) -> str:
        """The messages, each on its line."""
        return "\n".join(map(str, self.args))


class ConfigError(LlmnotesError):
    """The configuration can't be used."""


class StoreError(LlmnotesError):
    """The folder of records can't be read or written."""


class FolderError(LlmnotesError):
    """A folder that only llmnotes fills is or holds something that may come from a stranger, so it is neither written nor emptied."""


class LogError(LlmnotesError):
    """A log or its sidecar can't be read at all."""


class RevisionError(LlmnotesError):
    """Git can't say what an earlier revision held."""


class RefusalError(LlmnotesError):
    """What a command is asked for contradicts the list; the message says how, and what to do."""


class UnknownSlugError(RefusalError):
    """No sound record has a slug that a command is asked for."""


class GithubError(LlmnotesError):
    """GitHub, or what it tells of an event, gives nothing to go on with."""


class CardError(LlmnotesError):
    """A card image can't be drawn."""


class ShellError(LlmnotesError):
    """Pages of one shape come out of the theme differently, so that none can stand for all."""
