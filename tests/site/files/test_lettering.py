from __future__ import annotations

import pylopdf_fonts_jp as fonts
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmnotes.site.files.lettering import NOT_FIRST, NOT_LAST, Block, Face, Typesetter


@pytest.fixture(scope="module")
def sans() -> Face:
    return Face(fonts.sans_path())


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter()


def composed(typesetter: Typesetter, face: Face, text: str, width: int = 600, lines: int = 20) -> Block:
    return typesetter.set(text, face, sizes=((40, lines),), width=width, height=10_000, leading=1.5)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("公開🎉しました", "公開しました"),
        ("👩🏽‍💻 開発者", "開発者"),
        ("❤️と1️⃣", "❤と1"),
        ("★★☆", "★★☆"),
        ("か\u3099く", "がく"),
        ("二\n行\tの", "二 行 の"),
        ("\u202eabc\u200b", "abc"),
    ],
)
def test_emoji_that_the_font_lacks_and_invisible_characters_are_removed_from_text_on_images(sans: Face, text: str, drawn: str) -> None:
    shown = sans.drawable(text)
    assert shown.replace("❤", "") == drawn.replace("❤", "")
    assert sans.lacks(shown) == []


@pytest.mark.parametrize(("text", "missing"), [("한국어의 한", ["한", "국", "어", "의"]), ("ภา", ["ภ", "า"]), ("日本", [])])
def test_the_characters_of_a_text_that_the_font_lacks_are_found(sans: Face, text: str, missing: list[str]) -> None:
    assert sans.lacks(sans.drawable(text)) == missing


def test_japanese_lines_break_between_phrases(sans: Face, typesetter: Typesetter) -> None:
    lines = composed(typesetter, sans, "大規模言語モデルを使った開発についての、注釈つきリンク集").lines
    assert len(lines) == 2
    assert "".join(lines) == "大規模言語モデルを使った開発についての、注釈つきリンク集"
    assert not any(line.endswith(("モ", "デ", "リ", "ン")) for line in lines)


def test_words_of_text_that_is_not_japanese_are_not_split(sans: Face, typesetter: Typesetter) -> None:
    text = "Detecting ChatGPT Imposters with A Single Question (2023), or: retrieval-augmented generation"
    assert " ".join(composed(typesetter, sans, text).lines) == text


@settings(deadline=None)  # loading a font in its first size takes long
@given(
    text=st.text(alphabet="亜漢字のはをがカナー、。ッゃ「」（）abc D2・！…", min_size=1, max_size=80).map(
        lambda text: " ".join(text.split()) or "字"
    )
)
def test_any_text_is_broken_into_lines_that_fit_the_width_and_lose_nothing_but_spaces(
    sans: Face, typesetter: Typesetter, text: str
) -> None:
    block = composed(typesetter, sans, text, width=400)
    assert "".join(block.lines).replace(" ", "") == text.replace(" ", "")
    assert all(block.font.getlength(line) <= 400 for line in block.lines)


@pytest.mark.parametrize("width", [200, 300, 450, 700])
def test_no_line_begins_or_ends_with_a_character_that_typesetting_rules_exclude_there(
    sans: Face, typesetter: Typesetter, width: int
) -> None:
    text = (
        "「プロンプト」の書き方、（とくに型）とデータ・モデルの「チューニング」について。きっと、もっと学びたくなるよ！サーバーレスって？"
        * 2
    )
    lines = composed(typesetter, sans, text, width=width).lines
    assert len(lines) > 2
    assert not [line for line in lines[1:] if line[0] in NOT_FIRST]
    assert not [line for line in lines[:-1] if line[-1] in NOT_LAST]


def test_a_long_text_gets_a_smaller_font_size_and_a_longer_text_is_cut_with_an_ellipsis(sans: Face, typesetter: Typesetter) -> None:
    def sizes(text: str) -> tuple[float, Block]:
        block = typesetter.set(text, sans, sizes=((80, 1), (40, 2)), width=600, height=1_000, leading=1.5)
        return block.font.size, block

    assert sizes("短い題")[0] == 80
    size, block = sizes("すこしだけ長くなった題の例です")
    assert (size, "…" in "".join(block.lines)) == (40, False)
    size, block = sizes("とても長い題がどこまでも続くので、" * 9)
    assert (size, len(block.lines)) == (40, 2)
    assert block.lines[-1].endswith("…")
    assert not block.lines[-1].endswith("、…")
    assert all(block.font.getlength(line) <= 600 for line in block.lines)


def test_a_word_that_is_wider_than_a_line_is_split(sans: Face, typesetter: Typesetter) -> None:
    lines = composed(typesetter, sans, "https://example.com/" + "a" * 60).lines
    assert len(lines) > 1
    assert "".join(lines) == "https://example.com/" + "a" * 60
