"""Files in several encodings are decoded, and files that are not text are refused."""

from __future__ import annotations

import codecs

import pytest

from llmnotes.exchange import decoding
from llmnotes.exchange.decoding import NotText

CSV = "url,title,added\r\nhttps://a.example/,検索と生成,2023-11-14\r\n"
READ = CSV.replace("\r\n", "\n")


@pytest.mark.parametrize(
    "content",
    [
        CSV.encode(),
        codecs.BOM_UTF8 + CSV.encode(),
        codecs.BOM_UTF16_LE + CSV.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + CSV.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + CSV.encode("utf-32-le"),
        CSV.encode("utf-16-le"),
        CSV.encode("utf-16-be"),
        CSV.encode("cp932"),
        CSV.encode("euc_jp"),
        CSV.encode("iso2022_jp"),
    ],
)
def test_japanese_text_that_names_no_encoding_is_decoded_from_each_usual_encoding(content: bytes) -> None:
    assert decoding.text_of(content) == READ


def test_western_text_in_windows_1252_that_names_no_encoding_is_decoded() -> None:
    assert decoding.text_of("title\nÜbung, café\n".encode("cp1252")) == "title\nÜbung, café\n"


def test_a_file_is_decoded_from_the_encoding_that_it_declares() -> None:
    html = '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=Shift_JIS"><DT><A HREF="x">ｱｲｳ</A>'
    assert decoding.text_of(html.encode("cp932")) == html


def test_one_damaged_byte_leaves_the_other_text_readable() -> None:
    assert decoding.text_of("検索と生成".encode() + b"\xff" + "再ランク".encode()) == "検索と生成\ufffd再ランク"


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04abc", b"SQLite format 3\x00", b"\x1f\x8b", b"mozLz40\x00", b"a\x00\x01\x02\x00\x00b\x00\x00\x00c"]
)
def test_content_that_is_not_text_is_refused(content: bytes) -> None:
    with pytest.raises(NotText):
        decoding.text_of(content)
