"""Days as values of options."""

from __future__ import annotations

import datetime

import click

from llmnotes.records.record import parse_date


class Day(click.ParamType):  # type: ignore[type-arg] # click's are generic since 8.3
    """A day, `YYYY-MM-DD`."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        """The day, or a usage error."""
        if isinstance(value, datetime.date):
            return value
        try:
            return parse_date(str(value))
        except ValueError as error:
            return self.fail(f"{value!r} is no date: {error}. Write YYYY-MM-DD", param, ctx)
