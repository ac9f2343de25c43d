"""Decoding of pages whose headers and content name an encoding, name an unknown one, or name none."""

from __future__ import annotations

import pytest

from llmnotes.web.fetch.answer import Answer
from llmnotes.web.fetch.encoding import text_of

TITLE = "検索と生成"


def page(meta: str, header: str, codec: str) -> Answer:
    declared = f'<meta charset="{meta}">' if meta else ""
    body = f"<html><head>{declared}<title>{TITLE}</title>".encode(codec)
    return Answer(url="https://a.example/", status=200, headers={"content-type": f"text/html{header}"}, body=body)


@pytest.mark.parametrize(
    ("meta", "header", "codec"),
    [
        ("", "; charset=shift_jis", "cp932"),
        ("utf-8", "; charset=euc-jp", "euc_jp"),  # the header decides
        ("shift_jis", "", "cp932"),
        ("shift_jis", "; charset=nonsense", "cp932"),  # the page decides if the charset in the header is unknown
        ("utf-16", "", "utf-8"),  # a page that names UTF-16 in ASCII text can't be in UTF-16
        ("utf-16", "; charset=nonsense", "utf-8"),
        ("utf-8", "; charset=utf-16le", "utf-16-le"),
        ("nonsense", "; charset=nonsense", "euc_jp"),  # a guess decides if both labels are unknown
        ("", "", "iso2022_jp"),
        ("", "", "cp932"),
        ("", "", "utf-8"),
    ],
)
def test_a_page_is_decoded_by_the_first_known_label_of_header_and_page_or_else_by_a_guess(meta: str, header: str, codec: str) -> None:
    assert TITLE in text_of(page(meta, header, codec))


def test_a_byte_order_mark_decides_before_the_header() -> None:
    body = b"\xef\xbb\xbf" + TITLE.encode()
    assert text_of(Answer(url="https://a.example/", status=200, headers={"content-type": "text/html; charset=euc-jp"}, body=body)) == TITLE
