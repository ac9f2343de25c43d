"""A reading list with checked links, and the site of this list, for tests of pages that show the verdicts of links."""

from __future__ import annotations

import datetime

from llmnotes.links.check import Check, Outcome
from llmnotes.links.history import Copy, History
from llmnotes.links.history_merge import advanced
from llmnotes.links.ledger import Ledger, Run
from llmnotes.links.verdict import Standing
from llmnotes.model import Entry
from llmnotes.records.catalogue import Catalogue
from llmnotes.site.assemble import Site
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.publication.publication import Publication

BEGIN = datetime.datetime(2026, 11, 1, 4, tzinfo=datetime.UTC)
NOW = BEGIN + datetime.timedelta(days=20)
WELL, DEAD, SHAKY, MOVED, IN_NOTE = (f"https://{name}.example/page" for name in ("well", "dead", "shaky", "moved", "note"))
COPY = "https://web.archive.org/web/20230610111213/https://dead.example/page"


def entry(name: str, url: str, note: str = "", archived: str | None = None, year: int = 2023) -> Entry:
    return Entry(slug=f"{year}-06-09-{name}", title=f"The {name}", url=url, date=datetime.date(year, 6, 9), note=note, archived=archived)


ENTRIES = (
    entry("well", WELL, note=f"- [mentioned]({IN_NOTE})"),
    entry("dead", DEAD),
    entry("shaky", SHAKY, year=2022),
    entry("moved", MOVED),
)


def history(*outcomes: str, days: int = 4, copy: str = "", target: str = "https://new.example/") -> History:
    found = History(copy=Copy(BEGIN.date(), copy) if copy else None)
    for number, outcome in enumerate(outcomes):
        time = BEGIN + datetime.timedelta(days=days * number)
        check = Check(url="x", outcome=Outcome(outcome), time=time, detail="404" if outcome == "gone" else "", target=target)
        found = advanced(found, check)
    return found


LEDGER = Ledger(
    histories={
        WELL: history("ok"),
        DEAD: history("ok", "gone", "gone", copy=COPY),
        SHAKY: history("ok", "server-error"),
        MOVED: history("moved", "moved", "moved"),
        IN_NOTE: history("gone", "gone", copy=COPY.replace("dead", "note")),
    },
    runs=tuple(
        Run(
            time=BEGIN + datetime.timedelta(days=4 * number),
            scope="all",
            counts={Standing.DEAD: number, Standing.ALIVE: 5 - number},
            checked=5,
        )
        for number in range(3)
    ),
)


def site(ledger: Ledger | None = LEDGER, entries: tuple[Entry, ...] = ENTRIES, language: str = "en") -> Site:
    catalogue = Catalogue(entries)
    return Site(
        Publication(catalogue=catalogue, taxonomy=None, name="Reading", language=language, addresses=Addresses(), ledger=ledger, now=NOW)
    )


def page(path: str, **options: object) -> str:
    return next(page.html for page in site(**options).pages() if page.path == path)  # type: ignore[arg-type] # `options` are the parameters of `site`
