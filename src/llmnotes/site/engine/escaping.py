"""The environment of the site's templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jinja2

if TYPE_CHECKING:
    from collections.abc import MutableMapping


class Environment(jinja2.Environment):
    """Templates whose globals are a plain mapping."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template knows besides what it is given: a copy, because Jinja's chain of maps is slow to copy at each page.

        Templates take 6.4 s instead of 7.8 s of the 30 s of processor time of a cold build (12,939 entries).
        """
        return {**self.globals, **(d or {})}


def environment() -> Environment:
    """Return a new environment for the templates of the site. All values are escaped, and an undefined name is an error."""
    return Environment(
        loader=jinja2.PackageLoader("llmnotes.site"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
    )
