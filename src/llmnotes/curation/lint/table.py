"""All rules, group by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.curation.lint.logs import LOGS
from llmnotes.curation.lint.notes import NOTES
from llmnotes.curation.lint.reading import READING
from llmnotes.curation.lint.records import RECORDS
from llmnotes.curation.lint.suppressions import SILENCES
from llmnotes.curation.lint.tags import TAGS
from llmnotes.curation.lint.titles import TITLES
from llmnotes.curation.lint.topics import TOPICS
from llmnotes.curation.lint.urls import URLS

if TYPE_CHECKING:
    from llmnotes.curation.lint.rule import Rule

PAGE = "https://github.com/example/llmnotes/blob/main/docs/about/rules.md"
"""Where the rules are explained; each under its id."""
GROUPS = (TITLES, URLS, TOPICS, TAGS, NOTES, RECORDS, SILENCES, READING, LOGS)
"""In the order of their page, in which their checks and fixes run too."""
TABLE: dict[str, Rule] = {rule.id: rule for group in GROUPS for rule in group.rules}
"""All rules by their ids, in the order of their page."""


def page_of(rule: str) -> str | None:
    """The address at which a rule is explained; None for what lint doesn't find."""
    return f"{PAGE}#{rule}" if rule in TABLE else None
