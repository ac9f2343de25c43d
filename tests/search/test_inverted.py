"""Tests that the ways to make the buckets of an index give the same bytes: whole or by a revision, with numpy or without it."""

from __future__ import annotations

from unittest import mock

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from llmnotes.search import bucket, document, index, inverted, inverted_numpy, postings, revision
from llmnotes.search.document import Document

WORDS = ["word", "keyword", "キーワード", "a", "検索する", "𠮷\0", "\n", "-"]
texts = st.lists(st.sampled_from(WORDS), max_size=4).flatmap(
    lambda words: st.sampled_from(["", " "]).map(lambda between: between.join(words))
)
addresses = st.sampled_from(["", "https://example.org/a", "https://example.org/b"])
documents = st.lists(
    st.builds(Document, title=texts, text=texts, url=addresses, mentions=st.lists(addresses.filter(bool), max_size=2)),
    min_size=1,
    max_size=9,
)


@pytest.mark.no_cover  # other tests run the same lines, so this slow test is left out when coverage is measured
@given(documents, documents)
def test_the_buckets_of_an_index_that_is_revised_equal_those_of_an_index_that_is_written_whole(
    rows: list[Document], others: list[Document]
) -> None:
    changed = [other for _, other in zip(rows, others, strict=False)] + rows[len(others) :]
    changes = {number: (row, other) for number, (row, other) in enumerate(zip(rows, changed, strict=True))}
    with mock.patch.object(document, "FREQUENT", 2):
        before, after = index.grams(rows), index.grams(changed)
        revised = revision.revised(
            revision.OldIndex(
                bucket=before.buckets.__getitem__, buckets=len(before.buckets), size=before.size, words=before.words, documents=len(rows)
            ),
            changes,
        )
    assume(revised)  # no revision is possible if other words become frequent, or if the number of buckets differs
    assert revised
    assert ({**dict(enumerate(before.buckets)), **revised.buckets}, revised.size) == (dict(enumerate(after.buckets)), after.size)


def test_a_word_in_the_title_and_the_text_of_a_document_lists_the_document_once() -> None:
    rows = [Document(title="keyword", text="word keyword", url="https://example.org/", mentions=["https://example.org/"])] * 2
    with mock.patch.object(document, "FREQUENT", 2):
        keys = bucket.opened(index.grams(rows).buckets[0])
    held = postings.documents([1, 3], 2)
    assert {key: keys[key] for key in ("word", "keyword", "\nhttps://example.org/")} == dict.fromkeys(
        ("word", "keyword", "\nhttps://example.org/"), held
    )


@pytest.mark.no_cover  # other tests run the same lines, so this slow test is left out when coverage is measured
@given(st.lists(st.tuples(texts, texts), max_size=9), st.integers(1, 4))
def test_numpy_makes_the_same_buckets_as_plain_python(rows: list[tuple[str, str]], part: int) -> None:
    spaced = [(inverted.spaced(title), inverted.spaced(text)) for title, text in rows]
    keys = [("word", b"1"), (f"{bucket.WHOLE}word", b"2")]
    with mock.patch.object(inverted_numpy, "_PART", part):
        assert inverted_numpy.files([*spaced], keys) == inverted.files([*spaced], keys)


@example(62, [0, 1])  # 62 bits and the index of each key need 64 bits, one more than a signed number has
@example(61, [0, 1])
@example(60, [0, 1, 2] * 40)
@given(st.integers(0, 62), st.lists(st.integers(0, 3), max_size=40))
def test_numbers_of_all_sizes_are_sorted_and_equal_numbers_keep_their_order(bits: int, offsets: list[int]) -> None:
    keys = [max(0, (1 << bits) - 1 - offset) for offset in offsets]
    expected = sorted((key, place) for place, key in enumerate(keys))
    found, order = inverted_numpy.ordered(np.array(keys, np.int64))
    assert list(zip(found.tolist(), order.tolist(), strict=True)) == expected


def test_the_postings_of_a_frequent_gram_list_all_documents_that_contain_the_gram() -> None:
    rows = [("a" * (number % 3 == 0), "a" * (number % 5 > 0)) for number in range(100)]
    holders = [number << 1 | (number % 3 == 0) for number in range(100) if number % 3 == 0 or number % 5]
    assert dict(inverted.short(rows))["a"] == postings.documents(holders, 100)


def test_frequent_grams_have_the_same_postings_with_numpy_as_with_plain_python() -> None:
    rows = [("a" * (number % 3 == 0), "a" * (number % 5 > 0)) for number in range(100)]
    assert inverted_numpy.files([*rows], []) == inverted.files([*rows], [])


def test_texts_with_more_than_131072_different_characters_are_indexed() -> None:
    text = "".join(map(chr, reversed(range(0x10000, 0x30002))))
    expected = {text[at : at + 3]: postings.places([at << 1 | 1]) for at in range(len(text) - 2)}
    assert dict(inverted.long([("", text)])) == expected
    assert inverted_numpy.files([("", text)], []) == inverted.files([("", text)], [])


def test_search_keys_of_all_lengths_are_in_the_bucket_that_their_hash_chooses() -> None:
    keys = {"a": b"1", "検索": b"2", "\n" + "https://example.org/" * 9: b"3" * 20_000}
    with mock.patch.object(bucket, "SIZE", 4):
        files, size = inverted.filed(keys.items())
    assert len(files) == 6144  # SIZE is 4, so 6,144 buckets hold at most 4 bytes each, except the bucket with the long postings
    assert size == sum(len(key.encode()) + len(found) + 2 for key, found in keys.items())
    assert {key: bucket.opened(files[bucket.of(key, len(files))])[key] for key in keys} == keys
