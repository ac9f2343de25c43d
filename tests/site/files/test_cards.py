from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from conftest import LIST

from llmnotes.errors import CardError
from llmnotes.records import taxonomy_file
from llmnotes.records.catalogue import Catalogue
from llmnotes.records.folder import Store
from llmnotes.site.assemble import Site
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.files import cards
from llmnotes.site.publication.publication import Publication

if TYPE_CHECKING:
    from collections.abc import Callable


def site(cards: str | None, name: str = "LLM開発 読書ノート", language: str = "ja") -> Site:
    taxonomy, _ = taxonomy_file.load(LIST / "topics.yml", "topics.yml")
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


def test_a_changed_title_changes_only_the_card_of_its_entry_and_the_check_of_all_cards() -> None:
    before = site("entries").publication
    first, *rest = before.catalogue.entries
    after = dataclasses.replace(before, catalogue=Catalogue([dataclasses.replace(first, title="別の題"), *rest]))
    views, others = ({one.id: one.view() for one in cards.artifacts(publication)} for publication in (before, after))
    assert views.keys() == others.keys()
    assert {id_ for id_, view in views.items() if others[id_] != view} == {"cards", f"cards/entries/{first.slug}.png"}


def test_a_text_with_missing_glyphs_stops_a_build_before_it_draws_a_card() -> None:
    publication = site("entries").publication
    *rest, last = publication.catalogue.entries
    publication = dataclasses.replace(publication, catalogue=Catalogue([*rest, dataclasses.replace(last, title="한국")]))
    first = next(cards.artifacts(publication))
    with pytest.raises(CardError, match=last.slug):
        list(first.template(first.view(), publication.site))
