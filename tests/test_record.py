from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
import yaml
from conftest import CASES
from hypothesis import given
from hypothesis import strategies as st

from llmnotes import record, strict_yaml, url
from llmnotes.model import Entry
from llmnotes.source import source_of

SHARED: dict[str, list[list[Any]]] = json.loads((CASES / "browser.json").read_text(encoding="utf-8"))
"""What the browser must write as we do: tests/browser/test_scripts.py."""

_WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(lambda text: text.strip() != "")
_NOTES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"), max_size=80).map(record.blank_ends)
_DATES = st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 1, 1))


@given(title=_WORDS, date=_DATES, tags=st.lists(_WORDS, max_size=3), note=_NOTES, via=st.none() | _WORDS)
def test_what_is_written_is_read(title: str, date: datetime.date, tags: list[str], note: str, via: str | None) -> None:
    entry = Entry(slug="s", title=title, url="https://a.example/", date=date, tags=tuple(tags), via=via, note=note)
    found, problems = record.read(record.write(entry).encode(), slug="s", file="s.md")
    assert problems == []
    assert found is not None
    assert found.entry == entry


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"---\n{text}\n---\n".encode()))
def test_no_input_crashes(content: bytes) -> None:
    found, problems = record.read(content, slug="s", file="s.md")
    assert (found is None) == bool(problems)


def test_written_as_other_readers_of_yaml_expect() -> None:
    entry = Entry(
        slug="s", title="a: b #c", url="https://a.example/", date=datetime.date(2023, 6, 9), topics=("rag",), tags=("NO", "b, c", "😀"), note="    code"
    )  # fmt: skip
    text = record.write(entry)
    assert text == (
        '---\ntitle: "a: b #c"\nurl: https://a.example/\ndate: 2023-06-09\ntopics: [rag]\ntags: ["NO", "b, c", 😀]\n---\n\n    code\n'
    )
    assert yaml.safe_load(text.split("---")[1])["tags"] == ["NO", "b, c", "😀"]


@pytest.mark.parametrize(
    ("front", "rule", "place"),
    [
        ("title: a: b", "yaml", "r.md:2:9"),
        ("title: t\ntitle: u\nurl: https://a.example/\ndate: 2023-01-01", "duplicate-key", "r.md:3:1"),
        ("title: t\nurl: https://a.example/\ndate: 2023-09-31", "date", "r.md:4:7"),
        ("title: t\nurl: https://a.example/\ndate: 12:30:00", "date", "r.md:4:7"),
        ("title: t\nurl: javascript:alert(1)\ndate: 2023-01-01", "url", "r.md:3:6"),
        ("title: &x t\nurl: https://a.example/\ndate: 2023-01-01\nvia: *x", "yaml-alias", "r.md:5:6"),
        ("title: t\nurl: https://a.example/\ndate: 2023-01-01\nlink_ok: true", "key-unknown", "r.md:5:1"),
        ("title: t\nurl: https://a.example/\ndate: 2023-01-01\ntags: a, b", "value-type", "r.md:5:7"),
        ("title: !!python/name:os.system t\nurl: https://a.example/\ndate: 2023-01-01", "yaml-tag", "r.md:2:8"),
        ("title: t\ndate: 2023-01-01", "key-missing", "r.md:1"),
    ],
)
def test_each_fault_has_its_place_and_remedy(front: str, rule: str, place: str) -> None:
    found, problems = record.read(f"---\n{front}\n---\n".encode(), slug="s", file="r.md")
    assert found is None
    assert (rule, place) in [(problem.rule, str(problem.place)) for problem in problems]
    assert all(problem.remedy for problem in problems)


def test_bom_and_crlf_are_read() -> None:
    found, _ = record.read(
        "\ufeff---\r\ntitle: NO\r\nurl: https://a.example/\r\ndate: 2023-01-01\r\n---\r\n\r\n- a\r\n".encode(), slug="s", file="r.md"
    )
    assert found is not None
    assert (found.entry.title, found.entry.note) == ("NO", "- a")


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"---\ntitle: \xff\n---\n", "utf-8"),
        (b"# no front matter", "front-matter"),
        (b"x" * (record.MAX_BYTES + 1), "record-size"),
        (b"", "front-matter"),
    ],
)
def test_what_is_no_record_gets_one_clear_problem(content: bytes, rule: str) -> None:
    found, problems = record.read(content, slug="s", file="r.md")
    assert found is None
    assert [problem.rule for problem in problems] == [rule]


@pytest.mark.parametrize(("date", "address", "taken", "slug"), SHARED["slug"])
def test_slugs_are_readable(date: str, address: str, taken: list[str], slug: str) -> None:
    source = source_of(url.host(address)).slug
    assert record.make_slug(datetime.date.fromisoformat(date), address, source, taken.__contains__) == slug


@pytest.mark.parametrize(("value", "flow", "written"), SHARED["word"])
def test_words_are_quoted_only_where_they_must_be(value: str, written: str, *, flow: bool) -> None:
    assert strict_yaml.word(value, flow=flow) == written


@pytest.mark.parametrize(("values", "text"), SHARED["write"])
def test_a_record_is_written_in_one_way(values: dict[str, Any], text: str) -> None:
    entry = {"slug": "s", **values}
    entry |= {key: datetime.date.fromisoformat(values[key]) for key in ("date", "added") if key in values}
    entry |= {key: tuple(values[key]) for key in ("topics", "tags") if key in values}
    assert record.write(Entry(**entry)) == text


def test_slugs_are_unique_and_short() -> None:
    taken: set[str] = set()
    for _ in range(12):
        slug = record.make_slug(datetime.date(2023, 6, 9), f"https://a.example/{'word-' * 40}", "", taken.__contains__)
        assert record.SLUG.fullmatch(slug)
        assert len(slug) <= record.SLUG_LENGTH
        taken.add(slug)
    assert len(taken) == 12
