from __future__ import annotations

import io
import itertools

import pytest
from PIL import Image

from llmnotes.errors import CardError
from llmnotes.site.files.card_image import check, drawn
from llmnotes.site.files.cards import Card

TITLE = "大規模言語モデルを使った開発についての、とても長い題がどこまでもどこまでも続いていく記事のまとめ、その前編"


def image(card: Card) -> Image.Image:
    return Image.open(io.BytesIO(drawn(card).content)).convert("L")


def test_a_card_is_a_png_of_1200_by_630_pixels_and_less_than_30_kb() -> None:
    asset = drawn(Card(page="topics/rag", title=TITLE, above="LLM開発 読書ノート", lead=TITLE, foot="7 件"))
    found = Image.open(io.BytesIO(asset.content))
    assert (asset.path, found.format, found.size) == ("cards/topics/rag.png", "PNG", (1200, 630))
    assert len(asset.content) < 30_000


def test_a_card_image_has_empty_margins() -> None:
    found = image(Card(page="index", title=TITLE * 3, above=TITLE * 3, lead=TITLE * 3, foot=TITLE * 3))
    paper = found.getpixel((5, 300))
    for box in ((0, 20, 85, 630), (1115, 20, 1200, 630), (0, 600, 1200, 630)):
        assert found.crop(box).getextrema() == (paper, paper)


def test_texts_of_a_card_do_not_overlap() -> None:
    found = image(Card(page="index", title=TITLE * 3, above="上", lead=TITLE * 3, foot="下"))
    rows = [found.crop((90, y, 1110, y + 1)).getextrema() != (249, 249) for y in range(630)]
    gaps = sum(before and not after for before, after in itertools.pairwise(rows))
    assert gaps >= 6, "bar, site's name, title, two lines of lead, rule, foot are apart"


def test_each_text_of_a_card_changes_the_image() -> None:
    plain = Card(page="index", title="題")
    assert len({image(card).tobytes() for card in (plain, Card(page="index", title="題", above="上"), Card(page="index", title="題", lead="下"),
                                                   Card(page="index", title="題", foot="足"), Card(page="index", title="別"))}) == 5  # fmt: skip


def test_equal_cards_give_equal_bytes() -> None:
    card = Card(page="index", title=TITLE, lead="下", foot="1 件")
    assert drawn(card) == drawn(card)


def test_texts_with_missing_glyphs_raise_one_error_that_names_every_text_and_character() -> None:
    cards = [Card(page="index", title="日本語", above="ไทย"), Card(page="topics/a", title="한국"), Card(page="topics/b", title="よい🎉")]
    with pytest.raises(CardError) as caught:
        check(cards)
    message = str(caught.value)
    for part in ("ไทย", "card of index", "ท (U+0E17)", "card of topics/a", "한 (U+D55C)", "국 (U+AD6D)", "cards to false"):
        assert part in message
    assert "topics/b" not in message, "an emoji is left out, not reported"


def test_the_sites_name_replaces_a_title_that_consists_of_emoji() -> None:
    assert drawn(Card(page="a", title="🎉🎊", above="読書ノート")) == drawn(Card(page="a", title="読書ノート", above="読書ノート"))
