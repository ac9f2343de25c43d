from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import LIST

from llmnotes.records import taxonomy as taxonomies
from llmnotes.records.catalogue import Catalogue
from llmnotes.records.folder import Store
from llmnotes.site.assemble import Site
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.publication.publication import Publication

if TYPE_CHECKING:
    from collections.abc import Callable


def site(cards: str | None, name: str = "LLM開発 読書ノート", language: str = "ja") -> Site:
    taxonomy, _ = taxonomies.load(LIST / "topics.yml", "topics.yml")
    entries = [found.entry for found in Store(LIST / "entries").load().records.values()][:5]
    return Site(
        Publication(
            catalogue=Catalogue(entries),
            taxonomy=taxonomy,
            name=name,
            language=language,
            addresses=Addresses(),
            description="リンク集",
            cards=cards,
        )
    )


@pytest.mark.parametrize(
    ("cards", "of_entry", "of_topic", "of_others", "count"),
    [
        (None, lambda _: "", "", "", 0),
        ("topics", lambda _: "cards/index.png", "cards/topics/rag.png", "cards/index.png", 12),
        ("entries", lambda slug: f"cards/entries/{slug}.png", "cards/topics/rag.png", "cards/index.png", 17),
    ],
)
def test_every_card_image_that_a_page_names_exists_for_each_value_of_the_option_cards(
    cards: str | None, of_entry: Callable[[str], str], of_topic: str, of_others: str, count: int
) -> None:
    built = site(cards)
    paths = {asset.path for asset in built.assets() if asset.path.startswith("cards/")}
    pages = {page.path: page.card for page in [built.home(), *built.pages()]}
    assert len(paths) == count
    assert set(pages.values()) - {""} <= paths
    slug = built.publication.catalogue.entries[0].slug
    assert (pages[f"entries/{slug}"], pages["topics/rag"]) == (of_entry(slug), of_topic)
    assert {pages[path] for path in ("index", "topics/index", "tags/index", "years/2023")} == {of_others}


def test_every_card_image_of_a_japanese_site_differs_from_that_of_an_english_site() -> None:
    japanese, english = (
        {asset.path: asset.content for asset in site("topics", language=language).assets() if asset.path.startswith("cards/")}
        for language in ("ja", "en")
    )
    assert japanese.keys() == english.keys()
    assert not [path for path in japanese if japanese[path] == english[path]]
