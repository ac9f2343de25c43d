"""All rules of lint, by group and by id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.curation.lint.bookmarks import BOOKMARKS
from llmnotes.curation.lint.logs import LOGS
from llmnotes.curation.lint.note_syntax import NOTE_SYNTAXES
from llmnotes.curation.lint.notes import NOTES
from llmnotes.curation.lint.reading import READING
from llmnotes.curation.lint.records import RECORDS
from llmnotes.curation.lint.settings import SETTINGS
from llmnotes.curation.lint.suppressions import SUPPRESSIONS
from llmnotes.curation.lint.tags import TAGS
from llmnotes.curation.lint.titles import TITLES
from llmnotes.curation.lint.topics import TOPICS
from llmnotes.curation.lint.urls import URLS

if TYPE_CHECKING:
    from llmnotes.curation.lint.rule import Rule

GROUPS = (TITLES, URLS, TOPICS, TAGS, NOTES, NOTE_SYNTAXES, RECORDS, SETTINGS, SUPPRESSIONS, READING, LOGS, BOOKMARKS)
"""All groups of rules, in the order in which the page shows them, and in which their functions find and fix problems."""
TABLE: dict[str, Rule] = {rule.id: rule for group in GROUPS for rule in group.rules}
"""All rules by id, in the order in which the page shows them."""


def explaining(rule: str) -> str | None:
    """Return the command that explains a rule, such as `llmnotes rules url-repeat`; None if no rule has this id."""
    return f"llmnotes rules {rule}" if rule in TABLE else None
