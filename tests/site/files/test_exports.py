from __future__ import annotations

import dataclasses
import datetime
import json
from typing import Any

import pytest

from llmnotes.model import Entry
from llmnotes.records.catalogue import Catalogue
from llmnotes.records.taxonomy import Taxonomy, Topic
from llmnotes.site.assemble import Site
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.publication.publication import Publication

RAG = Topic(id="rag", title={"ja": "検索", "en": "Retrieval"}, description={"ja": "", "en": ""})
FULL = Entry(
    slug="2023-06-09-a", title="題 - Qiita", url="https://qiita.com/a", date=datetime.date(2023, 6, 9), added=datetime.date(2024, 1, 2),
    updated=datetime.date(2024, 3, 4), topics=("rag", "unknown"), tags=("C++",), lang="en", via="友人", archived="https://web.example/a",
    note="- *ノート*",
)  # fmt: skip


def exported(*entries: Entry, site_url: str | None = "https://list.example/notes/") -> Any:
    site = Site(
        Publication(
            catalogue=Catalogue(entries),
            taxonomy=Taxonomy(topics=(RAG,)),
            name="読書",
            language="en",
            addresses=Addresses(),
            site_url=site_url,
        )
    )
    return json.loads(next(asset.content for asset in site.assets() if asset.path == "entries.json"))


def test_entries_json_has_a_member_for_every_field_of_an_entry() -> None:
    export = exported(FULL)
    assert export["version"] == 1
    assert export["home"] == "https://list.example/notes/"
    (entry,) = export["entries"]
    assert entry == {
        "slug": "2023-06-09-a",
        "page": "https://list.example/notes/entries/2023-06-09-a/",
        "title": "題 - Qiita",
        "url": "https://qiita.com/a",
        "source": {"id": "qiita.com", "name": "Qiita"},
        "date": "2023-06-09",
        "added": "2024-01-02",
        "updated": "2024-03-04",
        "topics": [{"id": "rag", "title": "Retrieval"}, {"id": "unknown", "title": "unknown"}],
        "tags": ["C++"],
        "lang": "en",
        "via": "友人",
        "archived": "https://web.example/a",
        "note": "- *ノート*",
    }
    assert {field.name for field in dataclasses.fields(Entry)} <= set(entry)


def test_entries_json_lists_newest_entries_first_with_all_members() -> None:
    bare = Entry(slug="b", title="t", url="https://b.example/", date=datetime.date(2023, 7, 1))
    entries = exported(bare, FULL)["entries"]
    assert [entry["slug"] for entry in entries] == ["2023-06-09-a", "b"]
    assert entries[1]["added"] is None
    assert set(entries[0]) == set(entries[1])


@pytest.mark.parametrize("site_url", [None, "https://list.example/"])
def test_entries_json_of_an_empty_list_has_no_entries(site_url: str | None) -> None:
    assert exported(site_url=site_url)["entries"] == []


def test_page_addresses_in_entries_json_are_relative_to_the_root_without_a_site_url() -> None:
    export = exported(FULL, site_url=None)
    assert export["home"] == "./"
    assert export["entries"][0]["page"] == "entries/2023-06-09-a/"
