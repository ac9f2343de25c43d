"""Tests for edits of a record's text: they change one value, and no other byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmnotes.records import edit

OLD, NEW = "https://old.example/page", "https://new.example/page_(2)"


def record(url: str = OLD, note: str = "", ends: str = "\n", more: str = "") -> str:
    return f"---\ntitle: '題: 一'   # kept\nurl: {url}\ndate: 2023-06-09\n{more}---\n\n{note}\n".replace("\n", ends)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_replacing_the_url_of_a_record_changes_no_other_byte(ends: str) -> None:
    before = record(note="text  \nmore", ends=ends)
    assert edit.with_url(before, "a.md", OLD, NEW) == before.replace(OLD, NEW)


def test_parentheses_of_a_new_url_are_encoded_in_links_of_the_note() -> None:
    before = record(note=f"- [see]({OLD}) and <{OLD}>, {OLD}。続き")
    after = edit.with_url(before, "a.md", OLD, NEW)
    assert after is not None
    assert after.count("https://new.example/page_%282%29") == 3
    assert f"url: {NEW}" in after


def test_a_longer_url_with_the_same_beginning_is_not_replaced() -> None:
    longer = f"[see]({OLD}/other) {OLD}?page=2 {OLD}.html <{OLD}(2)>"
    after = edit.with_url(record(note=f"- {OLD} {longer}"), "a.md", OLD, "https://new.example/")
    assert after == record("https://new.example/", note=f"- https://new.example/ {longer}")


def test_a_url_inside_another_url_is_not_replaced() -> None:
    copies = f"- [copy](https://web.archive.org/web/2020/{OLD}) https://reader.example/?url={OLD}"
    before = record(note=f"{copies} <{OLD}>", more=f"archived: https://web.archive.org/web/2020/{OLD}\n")
    after = edit.with_url(before, "a.md", OLD, "https://new.example/")
    assert after is not None
    assert copies in after
    assert f"archived: https://web.archive.org/web/2020/{OLD}" in after
    assert "<https://new.example/>" in after


def test_the_url_inside_a_title_is_not_replaced() -> None:
    before = record().replace("title: '題: 一'", f'title: "I read {OLD} today"')
    assert edit.with_url(before, "a.md", OLD, "https://new.example/") == before.replace(f"url: {OLD}", "url: https://new.example/")


def test_a_url_that_occurs_only_in_the_note_is_replaced_in_the_note() -> None:
    before = record(url="https://example.org/", note=f"- [see]({OLD})")
    assert edit.with_url(before, "a.md", OLD, "https://new.example/") == before.replace(OLD, "https://new.example/")


@pytest.mark.parametrize(
    "text",
    [
        record(url="https://example.org/"),
        record(url="https://example.org/", note=f"`{OLD}` is code"),
        record(url=f'"{OLD}\\u0061"'),
        record(url="https://example.org/", note="[see](https://old.example/p&#97;ge)"),
        "no record",
    ],
)
def test_no_text_is_returned_if_the_old_url_is_missing_or_has_an_unusual_spelling_or_the_record_is_invalid(text: str) -> None:
    assert edit.with_url(text, "a.md", OLD, NEW) is None


def test_no_text_is_returned_if_yaml_would_not_read_the_new_url_as_text() -> None:
    assert edit.with_url(record(), "a.md", OLD, "https://new.example/a:") is None


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_adding_an_archived_copy_to_a_record_adds_one_line(ends: str) -> None:
    before, copy = record(note="---\nrule", ends=ends), "https://web.archive.org/web/20230101000000/https://old.example/page"
    after = edit.with_archived(before, "a.md", copy)
    assert after is not None
    assert set(after.splitlines()) - set(before.splitlines()) == {f"archived: {copy}"}
    assert after.replace(f"archived: {copy}{ends}", "") == before


def test_an_archived_copy_in_a_record_is_not_replaced_by_another_copy() -> None:
    assert edit.with_archived(record(more="archived: https://web.archive.org/x\n"), "a.md", "https://web.archive.org/y") is None


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        ("tags: [a, b, c]  # x\n", (None, "b", "d"), "tags: [b, d]  # x\n"),
        ("tags: [a, b, c]\n", (None, None, "c"), "tags: [c]\n"),
        ("tags: [a, b, c]\n", ("a", None, None), "tags: [a]\n"),
        ("tags: ['a', \"b\"]\n", ("x", "it's"), "tags: ['x', \"it's\"]\n"),
        ("tags: [a, b]\n", ("x, y", "NO"), 'tags: ["x, y", "NO"]\n'),
        ("tags:\n- a\n# of b\n- b  # too\nlang: en\n", ("a", None), "tags:\n- a\n# of b\nlang: en\n"),
        ("tags: [a, b]\nlang: en\n", (None, None), "lang: en\n"),
        ("tags:\n  - a\nlang: en\n", (None,), "lang: en\n"),
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_replacing_or_removing_tags_of_a_record_changes_no_other_byte(
    before: str, new: tuple[str | None, ...], after: str, ends: str, bom: str
) -> None:
    text = bom + record(more=before, ends=ends)
    assert edit.with_items(text, "a.md", "tags", new) == bom + record(more=after, ends=ends)


def test_a_record_that_begins_with_a_byte_order_mark_can_be_edited() -> None:
    before = f"\ufeff{record(note=OLD)}"
    assert edit.with_url(before, "a.md", OLD, "https://new.example/") == before.replace(OLD, "https://new.example/")
    assert edit.with_note(before, "a.md", str.upper) == f"\ufeff{record(note=OLD.upper())}"


def test_no_text_is_returned_if_the_record_lacks_the_key_to_remove_or_change() -> None:
    assert edit.without_key(record(), "a.md", "archived") is None
    assert edit.with_value(record(), "a.md", "via", "x") is None


def test_no_text_is_returned_for_a_tag_or_title_that_does_not_fit_or_for_an_invalid_record() -> None:
    assert edit.with_items(record(more="tags: [a]\n"), "a.md", "tags", ("x" * 60,)) is None
    assert edit.with_items(record(more="tags: [a]\n"), "a.md", "tags", ("b", "c")) is None
    assert edit.with_value(record(), "a.md", "title", "") is None
    assert edit.with_value("no record", "a.md", "title", "x") is None


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: C #1", 'title: "C #1"'),
        ("title:  #1", 'title:  "#1"'),
        ("title:   C   # 1  ", 'title:   "C # 1"  '),
        ('title: a "b" #c\\d', r'title: "a \"b\" #c\\d"'),
        ("title: C\n  two #1", 'title: "C two #1"'),
        ("title: C #1\nvia: V #2", 'title: "C #1"\nvia: "V #2"'),
        ("title: 'C' #1", "title: 'C' #1"),
        ("title: C#1", "title: C#1"),
        ("title: C\ntags: [a] # words", "title: C\ntags: [a] # words"),
    ],
)
def test_a_value_and_the_yaml_comment_after_it_are_put_into_quotes_together(before: str, after: str, ends: str) -> None:
    text, quoted = (
        f"\ufeff---\n{front}\nurl: https://a.example/\ndate: 2023-01-01\n---\n\nnote\n".replace("\n", ends) for front in (before, after)
    )
    assert edit.with_comments_quoted(text, "a.md") == quoted
    assert edit.with_comments_quoted(quoted, "a.md") == quoted


def test_a_value_and_its_yaml_comment_are_not_put_into_quotes_together_if_the_result_would_be_an_invalid_value() -> None:
    text = "---\ntitle: t\nurl: https://a.example/ #part\ndate: 2023-01-01\n---\n"
    assert edit.with_comments_quoted(text, "a.md") == text


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
)
def test_putting_yaml_comments_into_quotes_twice_has_the_same_result_as_once(words: str, comment: str) -> None:
    text = f"---\ntitle: t{words} #{comment}\nurl: https://a.example/\ndate: 2023-01-01\n---\n"
    once = edit.with_comments_quoted(text, "a.md")
    assert edit.with_comments_quoted(once, "a.md") == once
