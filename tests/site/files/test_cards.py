from __future__ import annotations

import io
import itertools
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT
from PIL import Image

from llmnotes.errors import CardError
from llmnotes.records import taxonomy as taxonomies
from llmnotes.records.catalogue import Catalogue
from llmnotes.records.folder import Store
from llmnotes.site.assemble import Site
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.files.card_image import card_assets
from llmnotes.site.files.cards import Card
from llmnotes.site.publication.publication import Publication

if TYPE_CHECKING:
    from collections.abc import Callable

TITLE = "大規模言語モデルを使った開発についての、とても長い題がどこまでもどこまでも続いていく記事のまとめ、その前編"


def site(cards: str | None, name: str = "LLM開発 読書ノート", language: str = "ja") -> Site:
    taxonomy, _ = taxonomies.load(ROOT / "topics.yml", "topics.yml")
    entries = [found.entry for found in Store(ROOT / "entries").load().records.values()][:5]
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


def image(card: Card) -> Image.Image:
    (asset,) = card_assets([card])
    return Image.open(io.BytesIO(asset.content)).convert("L")


def test_a_card_is_a_small_png_of_the_size_that_previews_want() -> None:
    (asset,) = card_assets([Card(page="topics/rag", title=TITLE, above="LLM開発 読書ノート", lead=TITLE, foot="7 件")])
    found = Image.open(io.BytesIO(asset.content))
    assert (asset.path, found.format, found.size) == ("cards/topics/rag.png", "PNG", (1200, 630))
    assert len(asset.content) < 30_000


def test_nothing_is_drawn_into_the_margins() -> None:
    found = image(Card(page="index", title=TITLE * 3, above=TITLE * 3, lead=TITLE * 3, foot=TITLE * 3))
    paper = found.getpixel((5, 300))
    for box in ((0, 20, 85, 630), (1115, 20, 1200, 630), (0, 600, 1200, 630)):
        assert found.crop(box).getextrema() == (paper, paper)


def test_title_and_lead_keep_clear_of_each_other_and_of_the_rest() -> None:
    found = image(Card(page="index", title=TITLE * 3, above="上", lead=TITLE * 3, foot="下"))
    rows = [found.crop((90, y, 1110, y + 1)).getextrema() != (249, 249) for y in range(630)]
    gaps = sum(before and not after for before, after in itertools.pairwise(rows))
    assert gaps >= 6, "bar, site's name, title, two lines of lead, rule, foot are apart"


def test_each_text_shows() -> None:
    plain = Card(page="index", title="題")
    assert len({image(card).tobytes() for card in (plain, Card(page="index", title="題", above="上"), Card(page="index", title="題", lead="下"),
                                                   Card(page="index", title="題", foot="足"), Card(page="index", title="別"))}) == 5  # fmt: skip


def test_the_same_text_gives_the_same_bytes() -> None:
    card = Card(page="index", title=TITLE, lead="下", foot="1 件")
    assert list(card_assets([card])) == list(card_assets([card]))


def test_a_missing_glyph_stops_the_run_with_every_text_and_character() -> None:
    cards = [Card(page="index", title="日本語", above="ไทย"), Card(page="topics/a", title="한국"), Card(page="topics/b", title="よい🎉")]
    with pytest.raises(CardError) as caught:
        card_assets(cards)
    told = str(caught.value)
    for part in ("ไทย", "card of index", "ท (U+0E17)", "card of topics/a", "한 (U+D55C)", "국 (U+AD6D)", "cards to false"):
        assert part in told
    assert "topics/b" not in told, "an emoji is left out, not told"


def test_a_title_of_emoji_alone_falls_back_to_the_sites_name() -> None:
    (emoji, named) = card_assets([Card(page="a", title="🎉🎊", above="読書ノート"), Card(page="a", title="読書ノート", above="読書ノート")])
    assert emoji == named


@pytest.mark.parametrize(
    ("cards", "of_entry", "of_topic", "of_others", "count"),
    [
        (None, lambda _: "", "", "", 0),
        ("topics", lambda _: "cards/index.png", "cards/topics/rag.png", "cards/index.png", 12),
        ("entries", lambda slug: f"cards/entries/{slug}.png", "cards/topics/rag.png", "cards/index.png", 17),
    ],
)
def test_every_page_names_a_card_that_exists(
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


def test_the_interfaces_language_is_the_cards() -> None:
    japanese, english = (
        {asset.path: asset.content for asset in site("topics", language=language).assets() if asset.path.startswith("cards/")}
        for language in ("ja", "en")
    )
    assert japanese.keys() == english.keys()
    assert not [path for path in japanese if japanese[path] == english[path]]
