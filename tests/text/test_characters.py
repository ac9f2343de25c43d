from __future__ import annotations

import sys
import unicodedata

import pytest

from llmnotes.text.characters import FORBIDDEN, forbidden, hidden, is_blank, named, without_hidden


@pytest.mark.no_cover  # other tests run the same lines, so this slow test is left out when coverage is measured
def test_control_bidirectional_private_use_surrogate_and_noncharacter_code_points_are_forbidden_and_no_others() -> None:
    bidi = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        expected = (
            unicodedata.category(char) in {"Cc", "Co", "Cs"}
            or unicodedata.bidirectional(char) in bidi
            or char in "\u061c\u200e\u200f"
            or code & 0xFFFE == 0xFFFE
            or 0xFDD0 <= code <= 0xFDEF
        )
        assert (forbidden(char) is not None) == expected, hex(code)


def test_the_forbidden_characters_are_written_in_ascii_as_escapes_of_json_schema() -> None:
    assert "\\u202a" in FORBIDDEN
    assert FORBIDDEN.isascii()


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Lang\u200bChain", "LangChain"), ("soft\u00adhyphen", "softhyphen"), ("\ufeffBOM", "BOM"), ("a\u2028b", "a b"), ("a\u200db", "ab"),
        ("x\U000e0041\U000e0042y", "xy"), ("☃\ufe0f\ufe0f", "☃\ufe0f"), ("a\ufe0f", "a"), ("\u3164x", "x"), ("🏴\U000e0061\U000e0062\U000e007f", "🏴"),
    ],
)  # fmt: skip
def test_invisible_characters_are_found_in_a_text_and_removed(text: str, clean: str) -> None:
    assert hidden(text) is not None
    assert without_hidden(text) == clean
    assert hidden(clean) is None


def test_a_character_is_named_by_its_code_and_unicode_name() -> None:
    assert named("\u202e") == "U+202E (right-to-left override)"
    assert [named(char) for char in "\x1b\ue0f0\uffff"] == [
        "U+001B (a control character)",
        "U+E0F0 (private use)",
        "U+FFFF (not a character)",
    ]


@pytest.mark.parametrize("text", ["", " ", "\u3000\t", "\u200b", "\u2800 \ufeff", "\u3164", "\U000e0100", "\u2028"])
def test_a_text_of_white_space_and_invisible_characters_is_blank(text: str) -> None:
    assert is_blank(text)
    assert not is_blank(f"{text}a{text}")
    assert not is_blank(f"{text}\u3042")
