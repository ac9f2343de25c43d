"""Dates and times in files of other programs are read as days."""

from __future__ import annotations

import datetime

import pytest

from llmnotes.exchange import days

DAY = datetime.date(2023, 11, 14)


@pytest.mark.parametrize(
    "value",
    [
        1_700_000_000, 1_700_000_000.5, "1700000000", "1700000000000", "1700000000000000", 1_700_000_000_000_000_000, "13344473600000000",
        "2023-11-14", "2023-11-14T22:13:20Z", "2023-11-14T22:13:20.123456Z", "2023-11-14 22:13:20+00:00", "2023-11-14T23:59:59+09:00", "20231114",
        "2023/11/14", "2023.11.14", "2023年11月14日", "Tue, 14 Nov 2023 22:13:20 GMT", "November 14, 2023 10:13 PM", "14 Nov 2023", "Nov 14th, 2023",
        " 2023-11-14 ",
    ],
)  # fmt: skip
def test_a_day_is_read_from_each_form_in_which_programs_write_dates(value: object) -> None:
    assert days.read(value) == DAY


@pytest.mark.parametrize(
    "value", ["", None, "2023", "2023-11", "11/14/2023", "tomorrow", "2023-02-30", "9" * 400, True, [], {}, "-1", "1e300", "nan", "\x00"]
)  # fmt: skip
def test_a_value_that_is_not_a_date_gives_no_day(value: object) -> None:
    assert days.read(value) is None


@pytest.mark.parametrize(
    ("texts", "read"),
    [
        (["31/01/2024", "1/2/2024 10:00"], "2024-1-2"), (["1/31/2024", "1/2/2024"], "2024-2-1"), (["1/2/2024"], None), (["31/1/2024", "1/31/2024"], None),
        (["1.2.2024"], "2024-1-2"), (["31-01-2024"], "2024-1-2"), (["2024-01-31", ""], None), (["1/13.2024"], None),
    ],
)  # fmt: skip
def test_the_dates_of_a_column_show_whether_they_begin_with_the_day_or_the_month(texts: list[str], read: str | None) -> None:
    assert days.year_first("2/1/2024 23:00", day_first=days.is_day_first(texts)) == (read or "2/1/2024 23:00")


@pytest.mark.parametrize("value", ["0", 1, "1980-01-01", ""])
def test_an_empty_value_or_a_day_before_the_first_website_gives_no_day_on_which_a_bookmark_was_made(value: object) -> None:
    assert days.saved(value) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [("2023", (2023, 1, 1)), ("2023-05", (2023, 5, 1)), ("2023 May", (2023, 5, 1)), ("2023 5", (2023, 5, 1)), ("n.d.", None), ("2023 x13", None), ("2023 13", None), ("", None)],
)  # fmt: skip
def test_a_year_or_a_year_and_a_month_gives_its_first_day_and_another_text_gives_none(text: str, day: tuple[int, int, int] | None) -> None:
    assert days.first_of(text) == (datetime.date(*day) if day else None)


@pytest.mark.parametrize(
    ("text", "number"), [("5", 5), ("05", 5), (" May ", 5), ("september", 9), ("13", None), ("0", None), ("00112", None), ("x", None)]
)
def test_a_month_is_read_from_its_number_or_its_english_name(text: str, number: int | None) -> None:
    assert days.month(text) == number
