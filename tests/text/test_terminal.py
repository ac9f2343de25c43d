"""Tests that text from strangers can't control a terminal, or GitHub's runner for workflows."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmnotes.text import characters
from llmnotes.text.terminal import as_json, command, line, lines, sentence

ANYTHING = st.text(st.characters(codec=None)) | st.text(st.sampled_from(":#[] \t\n\r\x1b\u2028\u202e\u200d\ufe0f\u3000\U000e0041a👩1é"))
"""A hypothesis strategy for any text, also with lone surrogates, and for texts of characters with special effects."""
EMOJI = ("👩\u200d💻", "🏋️\u200d♀️", "⚡️", "1️⃣", "👍🏽", "🇯🇵", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f")


def visible(text: str) -> bool:
    """Return whether every character of the text is visible and has no effect other than being displayed."""
    return all(char.isprintable() or char in "\u3000\u200c\u200d" or "\U000e0020" <= char <= "\U000e007f" for char in text) and not (
        characters.hidden(text) or characters.forbidden(text)
    )


def commands(text: str) -> list[str]:
    """Return the commands that GitHub's runner finds in a text. Like the runner's `ActionCommand.cs`, it ignores white space before `::`, and finds `##[…]`
    anywhere in a line."""
    return [one for one in re.split(r"\r\n|\r|\n", text) if one.strip().startswith("::") or re.search(r"##\w*\[", one)]


@given(ANYTHING)
def test_text_on_one_line_has_only_visible_characters_and_no_workflow_command(text: str) -> None:
    shown = line(text)
    assert visible(shown)
    assert not commands(shown)
    assert line(shown) == shown


@given(ANYTHING)
def test_text_of_several_lines_keeps_only_its_line_feeds_unescaped(text: str) -> None:
    shown = lines(text)
    assert shown.count("\n") == text.count("\n")
    assert all(map(visible, shown.split("\n")))
    assert not commands(shown)


@given(ANYTHING, st.integers(1, 50))
def test_shortened_text_has_only_visible_characters_and_a_sentence_is_not_longer_than_its_limit(text: str, limit: int) -> None:
    assert visible(line(text, limit))
    assert len(sentence(text, limit)) <= limit
    assert visible(sentence(text, limit))


@given(st.dictionaries(ANYTHING, ANYTHING))
def test_escaped_json_has_the_same_value_and_no_invisible_characters(value: dict[str, str]) -> None:
    written = as_json(value)
    assert all(map(visible, written.split("\n")))
    assert not commands(written)
    as_read = json.loads(json.dumps(value))  # JSON joins two lone surrogates that follow each other
    assert json.loads(written) == as_read


@given(ANYTHING, ANYTHING)
def test_any_message_gives_exactly_one_workflow_command_of_github(message: str, file: str) -> None:
    said = command("error", message, file=file, line=3, col=None)
    assert said.endswith("\n")
    assert visible(said[:-1])
    assert len(commands(said)) == 1
    properties, _, _ = said.removeprefix("::error ").partition("::")
    assert re.fullmatch(r"file=[^:,]*,line=3", properties)


@pytest.mark.parametrize(
    "text", [*EMOJI, "大規模言語モデル（LLM）の話", "全角\u3000空白", "葛\U000e0100飾区", "می\u200cخواهم", "naïve – “quoted”"]
)
def test_japanese_text_emoji_and_other_letters_are_unchanged_in_a_terminal(text: str) -> None:
    assert line(text) == sentence(text).replace(" ", "\u3000" if "\u3000" in text else " ") == text
    assert characters.hidden(text) is characters.forbidden(text) is None
    assert characters.without_hidden(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("k\n::error::x", r"k\n::error::x"),
        ("  ::error::x", r"  \x3a:error::x"),
        ("\u3000::warning ::x", "\u3000" + r"\x3a:warning ::x"),
        ("a ##[error]x", r"a ##\x5berror]x"),
        ("a ##vso[task.setvariable]x", r"a ##vso\x5btask.setvariable]x"),
        ("a\r\x1b[2J\t\x7f\x85", r"a\r\x1b[2J\t\x7f\x85"),
        ("\u2028\u202e\ue0f0\u200b\ud800\U000f0000", r"\u2028\u202e\ue0f0\u200b\ud800\U000f0000"),
        ("a\u00a0b\u2003c", "a b c"),
        ("a\u200db", r"a\u200db"),
        ("a\ufe0f\u200d👩", r"a\ufe0f\u200d👩"),
        ("\u3164\u2800\u115f", r"\u3164\u2800\u115f"),
        ("x\U000e0041\U000e0042", r"x\U000e0041\U000e0042"),
        ("☃\ufe0f\ufe01\ufe02", "☃\ufe0f" + r"\ufe01\ufe02"),
    ],
)
def test_invisible_characters_and_workflow_commands_are_escaped_for_a_terminal(text: str, shown: str) -> None:
    assert line(text) == shown
