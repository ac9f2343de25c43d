"""Tests for the changes that `lint --fix` makes to a record's text."""

from __future__ import annotations

import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from llmnotes.curation import lint
from llmnotes.curation.lint.fixing import fixed
from llmnotes.model import Entry
from llmnotes.records import record, taxonomy_file

TOPICS, _ = taxonomy_file.read(
    "topics:\n- {id: rag, title: RAG}\n- {id: legal, title: Legal}\n"
    "tags:\n- {name: LoRA, aliases: [QLoRA]}\n- {name: Embeddings, aliases: [埋め込み, ベクトル]}\n- {name: legal, aliases: [法律]}\n",
    "topics.yml",
)
CONTEXT = lint.Context(TOPICS, datetime.date(2026, 1, 1))
SLUG = "2023-01-01-a"


def rules_of(found: record.Record) -> set[str]:
    return {problem.rule for problem in lint.check({SLUG: found}, CONTEXT) if lint.TABLE[problem.rule].fixable}


def fix(text: str) -> str:
    found, problems = record.read(text.encode(), slug=SLUG, file="a.md")
    assert found is not None, problems
    after, _ = fixed(text, found, TOPICS, rules_of)
    return after


def front(**values: str) -> str:
    given_values = {"title": "A", "url": "https://example.org/a", "date": "2023-01-01"} | values
    note = given_values.pop("note", "")
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in given_values.items()) + "---\n" + (f"\n{note}\n" if note else "")


def test_lint_fix_also_corrects_a_fault_that_appears_after_another_fix() -> None:
    assert fix(front(tags="[QLoRA, LoRA]")) == front(tags="[LoRA]")
    assert fix(front(topics="[legal]", tags="[法律, ＲＡＧ]")) == front(topics="[legal]", tags="[RAG]")


_PIECES = st.sampled_from([
    *["a", "RAG", " ", "\u3000", "\u200b", "\u00ad", "検索", "&amp;", "&lt;b&gt;", "&#39;", "**b**", "[x](https://a.example)", "Ã©", "縺ゅ>", "`c`"],
    *["(", ")", ".", "か\u3099", "が", "&", ";", "amp;", "**"],
])  # fmt: skip
_TITLES = st.lists(_PIECES, min_size=1, max_size=5).map("".join)
_TAGS = st.lists(
    st.sampled_from(
        ["LoRA", "QLoRA", "lora", "ＬｏＲＡ", "埋め込み", "ベクトル", "#RAG", "RAG", "法律", "#埋め込み", "ﾍﾞｸﾄﾙ", "か\u3099", "が"]
    ),
    max_size=5,
)
_ENDS = st.lists(st.sampled_from([")", ".", "%20", "&amp;", "a=1", "?", "utm_source=x", "#", "(", "/", "。"]), max_size=5).map("".join)
_HOSTS = st.sampled_from(["example.org", "m.youtube.com", "en.m.wikipedia.org", "mobile.twitter.com", "bit.ly"])
_NOTES = st.sampled_from(["", "-", "- a", "htps://a.example/b", "- [x](htp://a.example)", "* ", "…"])
_LANGS = st.sampled_from([None, "jp", "en", "eng", "cn", "xx"])


_ENTRIES = st.builds(
    lambda host, end, **values: Entry(slug=SLUG, url=f"https://{host}/a{end}", date=datetime.date(2023, 1, 1), **values),
    _HOSTS,
    _ENDS,
    title=_TITLES,
    tags=_TAGS.map(tuple),
    topics=st.lists(st.sampled_from(["rag", "legal"]), max_size=3).map(tuple),
    lang=_LANGS,
    note=_NOTES,
)


@given(_ENTRIES)
@settings(max_examples=200, deadline=None)
def test_a_second_run_of_lint_fix_changes_nothing(entry: Entry) -> None:
    text = record.write(entry)
    if record.read(text.encode(), slug=SLUG, file="a.md")[0] is None:
        return
    once = fix(text)
    assert fix(once) == once
