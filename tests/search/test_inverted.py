"""An index that is made whole is what comes of changing one document after the other."""

from __future__ import annotations

from unittest import mock

from hypothesis import assume, given
from hypothesis import strategies as st

from llmnotes.search import bucket, index, inverted, postings
from llmnotes.search.index import Document

texts = st.text(st.sampled_from("ab検索𠮷\0 \n-"), max_size=12)
documents = st.lists(
    st.builds(Document, title=texts, text=texts, url=st.sampled_from(["", "https://example.org/"])), min_size=1, max_size=9
)


@given(documents, st.integers(1, 4))
def test_all_documents_at_once_come_to_what_changing_each_comes_to(rows: list[Document], part: int) -> None:
    none = index.grams([Document(title="", text="") for _ in rows])
    changes = {number: (Document(title="", text=""), row) for number, row in enumerate(rows)}
    revised = index.revised(
        none.buckets.__getitem__, size=none.size, counts=dict(none.words), buckets=len(none.buckets), total=len(rows), changes=changes
    )
    assume(revised)  # not where there are more buckets than before
    assert revised
    with mock.patch.object(inverted, "_PART", part):
        whole = index.grams(rows)
    assert ({**dict(enumerate(none.buckets)), **revised[0]}, revised[1]) == (dict(enumerate(whole.buckets)), whole.size)


def test_a_gram_that_many_hold_is_the_same_bits_or_steps() -> None:
    rows = [("a" * (number % 3 == 0), "a" * (number % 5 > 0)) for number in range(100)]
    holders = [number << 1 | (number % 3 == 0) for number in range(100) if number % 3 == 0 or number % 5]
    assert dict(inverted.Texts(rows).short())["a"] == postings.documents(holders, 100)


def test_numbers_that_are_too_long_to_be_sorted_at_once_are_sorted_too() -> None:
    text = "".join(map(chr, reversed(range(0x10000, 0x30002))))
    expected = [(text[at : at + 3], postings.places([at << 1 | 1])) for at in range(len(text) - 2)]
    assert list(inverted.Texts([("", text)]).long()) == sorted(expected)


def test_keys_of_all_lengths_are_filed_where_a_browser_looks() -> None:
    keys = {"a": b"1", "検索": b"2", "\n" + "https://example.org/" * 9: b"3" * 100}
    with mock.patch.object(bucket, "SIZE", 4):
        files, size = inverted.filed(keys.items())
    assert len(files) == 128  # 4 bytes each
    assert size == sum(len(key.encode()) + len(found) + 2 for key, found in keys.items())
    assert {key: bucket.opened(files[bucket.of(key, len(files))])[key] for key in keys} == keys
