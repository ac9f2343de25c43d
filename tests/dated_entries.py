"""Functions that make entries with given dates, for tests of statistics."""

from __future__ import annotations

import datetime

from llmnotes.model import Entry
from llmnotes.records.taxonomy import Topic
from llmnotes.site.pages.statistics_numbers import FROM

DAY = datetime.date(2024, 1, 1)
TOPIC = Topic(id="t", title={"ja": "<題>", "en": "<T>"}, description={"ja": "", "en": ""})
OTHER = Topic(id="u", title={"ja": "別", "en": "U"}, description={"ja": "", "en": ""})


def entries(*days: datetime.date, host: str = "a.example", topics: tuple[str, ...] = (), tags: tuple[str, ...] = ()) -> list[Entry]:
    return [
        Entry(slug=f"{host}-{day}-{n}", title="題", url=f"https://{host}/{n}", date=day, topics=topics, tags=tags)
        for n, day in enumerate(days)
    ]


def year_of_entries(count: int = FROM) -> list[Entry]:
    days = [DAY + datetime.timedelta(days=3 * n) for n in range(count)]
    return entries(*days, topics=("t",), tags=("<b>x", "C#"))
