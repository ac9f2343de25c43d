"""Read the plugin's option `lint` in mkdocs.yml. It lists the rules of lint that are suppressed, each with a reason.

lint:
  url-repeat: {skip: [2023-01-01-a, 2024-01-01-b], reason: the second is about another chapter}
  topic-missing: {reason: this list has topics for its newer entries only}   # without `skip`: everywhere
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from llmnotes.model import Place

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Suppression:
    """The suppression of a rule in mkdocs.yml, for all files or for some files."""

    rule: str
    """The id of the rule that is suppressed."""
    skip: tuple[str, ...] | None
    """The slugs or file names of the records for which the rule is suppressed; None for all files."""
    reason: str
    """The reason for the suppression; empty if mkdocs.yml gives no reason."""
    place: Place = dataclasses.field(default_factory=lambda: Place("mkdocs.yml"))


def fault(value: object) -> str | None:
    """Return the remedy for an invalid value of the option `lint`; None for a valid value."""
    if not isinstance(value, dict):
        return "write rules by their ids, such as {url-repeat: {skip: [SLUG], reason: why}}"
    for rule, options in value.items():
        if not isinstance(options, dict) or options.keys() - {"skip", "reason"}:
            return f"write '{rule}: {{skip: [SLUG], reason: why}}'; without `skip`, the rule is suppressed everywhere"
        skip = options.get("skip", [])
        if not isinstance(skip, list) or not all(isinstance(slug, str) for slug in skip):
            return f"write a list of slugs as 'skip' of '{rule}'"
        if not isinstance(options.get("reason", ""), str):
            return f"write text as 'reason' of '{rule}'"
    return None


def read(value: Mapping[str, Mapping[str, object]]) -> tuple[Suppression, ...]:
    """Return the suppressions in the value of the option `lint`. The value must be valid, so that `fault` returns None for it."""
    return tuple(
        Suppression(
            rule=str(rule),
            skip=_slugs(options["skip"]) if "skip" in options else None,
            reason=str(options.get("reason") or "").strip(),
        )
        for rule, options in value.items()
    )


def _slugs(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else ()
