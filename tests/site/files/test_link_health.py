"""link-health.json and the badge, compared with the JSON of `links report`."""

from __future__ import annotations

import datetime
import json
from xml.etree import ElementTree as ET

import checked_list

from llmnotes.links.check import Check, Outcome
from llmnotes.links.formats import json as report_json
from llmnotes.links.history import Copy, History
from llmnotes.links.history_merge import advanced
from llmnotes.links.ledger import Ledger
from llmnotes.links.links import collect
from llmnotes.links.report import Report, findings
from llmnotes.model import Entry
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.files.link_health import FILE, MEMBERS, template, view
from llmnotes.site.publication.link_states import Health
from llmnotes.site.publication.site_view import SiteView
from llmnotes.site.words import Words

BEGIN = datetime.datetime(2026, 11, 1, 4, tzinfo=datetime.UTC)
NOW = BEGIN + datetime.timedelta(days=20)
SITE = SiteView(name="List", language="en", addresses=Addresses())
GONE = "https://gone.example/"
ENTRIES = [
    Entry(slug="2023-06-09-gone", title="Gone", url=GONE, date=datetime.date(2023, 6, 9), note="- <https://new.example/>"),
    Entry(
        slug="2023-06-10-kept",
        title="Kept",
        url="https://kept.example/",
        date=datetime.date(2023, 6, 10),
        archived="https://web.archive.org/x",
    ),
]


def dead(copy: Copy | None = None) -> History:
    found = History(copy=copy)
    for days in (0, 4, 8):
        time = BEGIN + datetime.timedelta(days=days)
        found = advanced(found, Check(url="x", outcome=Outcome.GONE, time=time, detail="404"))
    return found


LEDGER = Ledger(
    histories={GONE: dead(Copy(BEGIN.date(), "https://web.archive.org/web/2023/https://gone.example/")), "https://kept.example/": dead()}
)


def test_link_health_json_has_the_values_of_links_report_with_days_instead_of_times() -> None:
    published = {asset.path: asset.content for asset in template(view(Health(ENTRIES, LEDGER, NOW, Words("en"))), SITE)}
    links = json.loads(published[FILE])["links"]
    report = Report(findings=findings(collect(ENTRIES), LEDGER, NOW), now=NOW)
    reported = json.loads(report_json.render(report))["links"]
    assert [tuple(link) for link in links] == [MEMBERS] * 3
    assert [{**link, "since": link["since"] and link["since"][:10]} for link in reported] == [
        {**other, **link} for link, other in zip(links, reported, strict=True)
    ]
    assert (links[0]["since"], reported[0]["since"]) == ("2026-11-01", "2026-11-01T04:00Z")


def test_a_dead_link_with_an_archived_copy_in_its_record_counts_as_dead_in_links_report_but_not_on_the_site() -> None:
    published = {asset.path: asset.content for asset in template(view(Health(ENTRIES, LEDGER, NOW, Words("en"))), SITE)}
    site, report = json.loads(published[FILE]), Report(findings=findings(collect(ENTRIES), LEDGER, NOW), now=NOW)
    assert (site["counts"]["dead"], site["settled"]) == (1, 1)
    assert json.loads(report_json.render(report))["counts"] == {**site["counts"], "dead": 2}


def test_link_health_json_lists_every_link_that_is_not_alive() -> None:
    assets = {asset.path: asset.content for asset in checked_list.site().assets()}
    document = json.loads(assets["link-health.json"])
    assert document["checked"] == "2026-11-09T04:00Z"
    assert document["counts"] == {"dead": 2, "suspect": 1, "unsure": 0, "moved": 1, "alive": 1, "unchecked": 0}
    assert [link["url"] for link in document["links"]] == [checked_list.DEAD, checked_list.IN_NOTE, checked_list.SHAKY, checked_list.MOVED]
    assert document["links"][0]["copy"] == checked_list.COPY
    assert document["links"][1]["entries"] == [{"slug": "2023-06-09-well", "title": False}]
    ET.fromstring(assets["link-health.svg"])  # noqa: S314 - written by the code under test
