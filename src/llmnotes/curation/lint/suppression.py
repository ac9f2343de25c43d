"""Rules that a list silences, and why: the plugin's option `lint` in mkdocs.yml.

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
class Silence:
    """One rule, silenced."""

    rule: str
    skip: tuple[str, ...] | None
    """Slugs of the records that it says nothing of; None for all."""
    reason: str
    """Empty where nobody gave one."""
    place: Place = dataclasses.field(default_factory=lambda: Place("mkdocs.yml"))


def fault(value: object) -> str | None:
    """Why the option's value won't do: the remedy, or None."""
    if not isinstance(value, dict):
        return "write rules by their ids, such as {url-repeat: {skip: [SLUG], reason: why}}"
    for rule, said in value.items():
        if not isinstance(said, dict) or said.keys() - {"skip", "reason"}:
            return f"write '{rule}: {{skip: [SLUG], reason: why}}'; without `skip` it holds everywhere"
        skip = said.get("skip", [])
        if not isinstance(skip, list) or not all(isinstance(slug, str) for slug in skip):
            return f"'skip' of '{rule}' is a list of slugs"
        if not isinstance(said.get("reason", ""), str):
            return f"'reason' of '{rule}' is words"
    return None


def read(value: Mapping[str, Mapping[str, object]]) -> tuple[Silence, ...]:
    """The silences of a value without fault."""
    return tuple(
        Silence(rule=str(rule), skip=_slugs(said["skip"]) if "skip" in said else None, reason=str(said.get("reason") or "").strip())
        for rule, said in value.items()
    )


def _slugs(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else ()
