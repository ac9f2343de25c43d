"""The type of command-line options whose value is a date."""

from __future__ import annotations

import datetime

import click

from llmnotes.records.fields import parse_date


class Day(click.ParamType):  # type: ignore[type-arg]  # click's types are generic only from version 8.3 on
    """The type of an option whose value is a date, `YYYY-MM-DD`."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        """Return the date in a text. Raises click.BadParameter if the text is not a date."""
        if isinstance(value, datetime.date):
            return value
        try:
            return parse_date(str(value))
        except ValueError as error:
            return self.fail(f"{error}. Write a date such as 2023-06-09", param, ctx)
