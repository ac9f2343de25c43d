from __future__ import annotations

import dataclasses
import datetime
import re

from llmnotes.model import Entry
from llmnotes.records.catalogue import Catalogue
from llmnotes.records.taxonomy import Keyword, Taxonomy, Topic
from llmnotes.site.assemble import Site
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.files.redirects import COPIED
from llmnotes.site.publication.paging import SIZE
from llmnotes.site.publication.publication import Publication

TAXONOMY = Taxonomy(
    topics=(Topic(id="rag", title={"ja": "検索", "en": "Retrieval"}, description={"ja": "", "en": ""}, formerly=("search",)),),
    keywords=(Keyword(name="GPT-4", aliases=("GPT4",)),),
)


def files(count: int, taxonomy: Taxonomy = TAXONOMY) -> dict[str, str]:
    """Return the files for a reading list with `count` entries, which all have the same topic and the same tag."""
    day = datetime.date(2023, 6, 9)
    entries = [
        Entry(slug=f"e{number}", title="T", url=f"https://a.example/{number}", date=day, topics=("rag",), tags=("GPT-4",))
        for number in range(count)
    ]
    publication = Publication(
        catalogue=Catalogue(entries), taxonomy=taxonomy, name="List", language="en", addresses=Addresses(), site_url="https://l.example/"
    )
    return {asset.path: asset.content.decode("utf-8", "replace") for asset in Site(publication).assets()}


def test_the_old_addresses_of_every_page_of_a_topic_and_a_tag_redirect_to_its_first_page() -> None:
    made = files(3 * SIZE)
    for old, new in (("topics/search", "topics/rag"), ("tags/gpt4", "tags/gpt-4")):
        for page, way in (("", f"../../{new}/"), ("/1", f"../../../{new}/"), ("/2", f"../../../{new}/")):
            assert f"url={way}" in made[f"{old}{page}/index.html"]
        assert f"{old}/3/index.html" not in made


def test_feeds_and_exports_are_also_written_at_the_old_addresses_of_renamed_topics_and_tags() -> None:
    made = files(4)
    for old, new in (("topics/search", "topics/rag"), ("tags/gpt4", "tags/gpt-4")):
        for file in ("/feed.atom.xml", "/feed.rss.xml", "/feed.json", ".log.md"):
            assert made[f"{old}{file}"] == made[f"{new}{file}"]
        assert re.search(rf'rel="self"[^>]*{new}/feed.atom.xml|{new}/feed.atom.xml"[^>]*rel="self"', made[f"{old}/feed.atom.xml"])
    assert made["topics/search.md"] == made["topics/rag.md"]


def test_a_topic_with_many_former_ids_has_redirects_at_all_of_them_and_feeds_only_at_the_latest_one() -> None:
    old = [f"old{number}" for number in range(COPIED + 2)]
    made = files(4, Taxonomy(topics=(dataclasses.replace(TAXONOMY.topics[0], formerly=tuple(old)),), keywords=TAXONOMY.keywords))
    assert all(f"topics/{one}/index.html" in made for one in old)
    assert [one for one in old if f"topics/{one}/feed.json" in made] == old[-COPIED:]
    assert [one for one in old if f"topics/{one}.md" in made] == old[-COPIED:]
