"""Tests for the files of the search index, which an independent reader of the format reads."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from llmnotes.search import bucket, cut, index
from llmnotes.search.document import Document
from llmnotes.search.index import Facet, Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def varints(content: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in content:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield value
            value = shift = 0


def varint(content: bytes, at: int) -> tuple[int, int]:
    end = at
    while content[end] >= 0x80:
        end += 1
    return next(varints(content[at : end + 1])), end + 1


class Reader:
    """A reader of the index format, independent of the browser's reader."""

    def __init__(self, documents: Sequence[Document], facets: Sequence[Facet] = (), results: Sequence[Result] = ()) -> None:
        self.files = dict(index.whole(documents, results, facets).files({}))
        self.manifest = json.loads(self.files["index.json"])

    def content(self, path: str) -> bytes:
        return self.files[f"{self.manifest['folder']}/{path}"]

    def postings(self, key: str) -> bytes | None:
        content = zlib.decompress(self.content(f"grams/{bucket.of(key, self.manifest['buckets']):x}.bin"))
        at = 0
        while at < len(content):
            length, at = varint(content, at)
            found = content[at : at + length].decode()
            size, at = varint(content, at + length)
            if found == key:
                return content[at : at + size]
            at += size
        return None

    def documents(self, key: str) -> dict[int, bool]:
        content = self.postings(key)
        if content is None:
            return {}
        if content[0]:
            width = (len(content) - 1) // 2
            bits = [int.from_bytes(part, "little") for part in (content[1 : 1 + width], content[1 + width :])]
            return {number: bool(bits[1] >> number & 1) for number in range(width * 8) if bits[0] >> number & 1}
        number, found = -1, {}
        for step in varints(content[1:]):
            number += step >> 1
            found[number] = bool(step & 1)
        return found

    def places(self, key: str) -> dict[int, list[int]]:
        numbers = varints(self.postings(key) or b"")
        number, found = -1, {}
        for step in numbers:
            number += step >> 1
            found[number] = [next(numbers)]
            for _ in range(next(numbers) if step & 1 else 0):
                found[number].append(found[number][-1] + next(numbers))
        return found

    def find(self, term: str) -> set[int]:
        if len(term) < cut.LONGEST or (cut.is_word(term) and self.postings(term) is not None):
            return set(self.documents(term))
        (first, *others) = [(offset, self.places(gram)) for offset, gram in cut.cover(term)]
        return {
            number
            for number, starts in first[1].items()
            if any(all(start + offset * 2 in here.get(number, ()) for offset, here in others) for start in starts)
        }


texts = st.text(st.sampled_from("ab検索プロ 𠮷\n-"), max_size=30)


@given(st.lists(st.tuples(texts, texts), max_size=12), st.text(st.sampled_from("ab検索プロ𠮷-"), min_size=1, max_size=6))
def test_the_index_finds_the_same_documents_as_a_substring_search(rows: list[tuple[str, str]], term: str) -> None:
    reader = Reader([Document(title=title, text=text) for title, text in rows])
    assert reader.find(cut.fold(term)) == {number for number, row in enumerate(rows) if any(term in cut.fold(text) for text in row)}


@given(
    st.lists(st.tuples(texts, texts), max_size=12),
    st.lists(st.text(st.sampled_from("abプロ検"), min_size=1, max_size=3), min_size=2, max_size=3),
)
def test_the_index_finds_phrases_with_short_words(rows: list[tuple[str, str]], words: list[str]) -> None:
    phrase = " ".join(words)
    reader = Reader([Document(title=title, text=text) for title, text in rows])
    expected = {number for number, row in enumerate(rows) if any(phrase in " ".join(cut.fold(text).split()) for text in row)}
    assert reader.find(cut.fold(phrase)) == expected


def test_a_phrase_is_found_as_a_substring_with_one_space_and_not_if_its_words_are_separated_or_in_another_order() -> None:
    titles = ["React 18の話", "react\u3000 18", "React v 18", "React 1 8", "18 React", "Preact 180", "React", "18"]
    reader = Reader([Document(title=title, text="18") for title in titles])
    assert reader.find("react 18") == {0, 1, 5}


def test_the_key_of_a_whole_word_lists_only_documents_that_contain_the_word_whole() -> None:
    reader = Reader(
        [
            Document(title="RAGの話", text="storage"),
            Document(title="leveraging", text="RAG, サーバー"),
            Document(title="storage", text="サーバ"),
        ]
    )
    assert reader.documents("\trag") == {0: True, 1: False}
    assert reader.documents("\tサーバ") == {2: False}


def test_the_postings_of_a_key_show_which_documents_have_the_key_in_their_title() -> None:
    reader = Reader(
        [Document(title="検索の話", text=""), Document(title="x", text="検索の話 検索の話"), Document(title="検索", text="検索")]
    )
    assert reader.documents("検索") == {0: True, 1: False, 2: True}
    assert reader.places("検索の") == {0: [0], 1: [1, 11]}


def test_the_documents_of_a_frequent_gram_are_stored_as_a_bit_set() -> None:
    rows = [Document(title="の" if number % 3 else "", text="の" if number % 7 else "") for number in range(500)]
    reader = Reader(rows)
    content = reader.postings("の")
    assert content is not None
    assert len(content) < 500 // 3
    assert reader.documents("の") == {number: bool(number % 3) for number in range(500) if number % 3 or number % 7}


def test_the_key_of_a_frequent_word_includes_documents_with_longer_words() -> None:
    rows = [
        Document(title="JavaScript入門" if number % 2 else "", text="typescripts" if number % 3 else "スクリプト言語")
        for number in range(120)
    ]
    rows += [Document(title="", text="script") for _ in range(39)] + [Document(title="", text="x" * 30 + "script")]
    reader = Reader(rows)
    holding = {number: bool(number % 2) for number in range(120) if number % 2 or number % 3} | dict.fromkeys(range(120, 160), False)
    assert reader.documents("script") == holding
    assert reader.find("javascript") == {number for number in range(120) if number % 2}
    assert reader.documents("スクリプト") == dict.fromkeys(range(0, 120, 3), False)
    assert reader.postings("typescript") is None, "it occurs only inside longer words"
    assert reader.find("typescript") == {number for number in range(120) if number % 3}


def test_the_key_of_a_url_lists_its_document_and_the_documents_that_mention_it() -> None:
    rows = [Document(title="a", text="", url="https://a.example/"), Document(title="b", text="", mentions=["https://a.example/"])]
    assert Reader(rows).documents("\nhttps://a.example/") == {0: True, 1: False}


def test_facets_rows_and_texts_of_the_index_are_read_back_unchanged() -> None:
    rows = [Document(title=str(number), text="") for number in range(130)]
    results = [Result(shown=[number], copied=f"text {number}") for number in range(130)]
    facet = Facet(id="tag", values=[["a", "A", 2], ["b", "B", 1]], rows=[[0, 1], [0], *[[]] * 128])
    reader = Reader(rows, [facet], results)
    assert json.loads(reader.content("shown/1.json"))[0] == [index.SHOWN]
    assert json.loads(reader.content("copied/2.json"))[1] == "text 129"
    assert json.loads(reader.content("facets/tag.json")) == facet.values
    assert list(varints(zlib.decompress(reader.content("facets/tag.bin"))))[:4] == [2, 3, 1, 0]


def test_the_name_of_the_index_folder_changes_only_with_the_content_of_its_files() -> None:
    one, same, other = (Reader([Document(title=title, text="")]).manifest["folder"] for title in ("a", "a", "b"))
    assert one == same != other


def test_a_search_index_without_documents_can_be_written() -> None:
    reader = Reader([])
    assert reader.manifest["documents"] == 0
    assert reader.find("何か") == set()
