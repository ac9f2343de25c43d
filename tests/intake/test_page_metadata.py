"""Tests for reading metadata from pages, PDFs and oEmbed answers."""

from __future__ import annotations

import datetime
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from llmnotes.intake.page_metadata import TOKYO, PageMetadata, day_of, of_file, of_oembed, of_page
from llmnotes.web import markup


def metadata_of(html: str, path: str = "") -> PageMetadata:
    return of_page(markup.read(html), path=path, zone=TOKYO)


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>One &amp; two\n - Site</title>", "One & two - Site"),
        ("<title>Site</title><meta property='og:title' content='The work'>", "The work"),
        ("<meta name=citation_title content='A Paper'><meta property='og:title' content='Shared'><title>[1] A Paper</title>", "A Paper"),
        ('<meta content="Reversed &quot;order&quot;" property="og:title">', 'Reversed "order"'),
        ("<h1>Only <b>a</b> heading</h1>", "Only a heading"),
        ("<svg><title>icon</title></svg><title>Page</title>", "Page"),
        ("<title>Just a moment...</title>", ""),
        ("<title>404 Not Found</title><h1>404</h1>", ""),
        ("<title>ログイン</title>", ""),
        ("<title>a\x1b[31m\u202eb\x00c</title>", "a [31m b c"),
        ("<title>---\nurl: evil</title>", "--- url: evil"),
        ("nothing", ""),
    ],
)
def test_the_title_of_a_page_comes_from_metadata_for_citations_or_sharing_its_title_or_its_heading_in_this_order(
    html: str, title: str
) -> None:
    assert metadata_of(html).title == title


@pytest.mark.parametrize(
    ("html", "path", "date"),
    [
        ("<meta property='article:published_time' content='2023-06-09T08:00:00+09:00'>", "", "2023-06-09"),
        ("<meta property='article:published_time' content='2023-06-08T20:00:00Z'>", "", "2023-06-09"),
        ("<meta name='citation_date' content='2021/06/17'>", "", "2021-06-17"),
        ('<script type="application/ld+json">{"@type":"Article","datePublished":"2022-01-02"}</script>', "", "2022-01-02"),
        ("<time datetime='2020-05-04'>May</time><time datetime='2024-01-01'>", "", "2020-05-04"),
        ("<nav><time datetime='2024-01-01'></nav><article><header><time datetime='2020-05-04'></header></article>", "", "2020-05-04"),
        ("<aside><article><time datetime='2024-01-01'></article></aside><main><time datetime='2020-05-04'></main>", "", "2020-05-04"),
        ("<time datetime='2024-01-01'><article><time datetime='2020-05-04'></article>", "", "2020-05-04"),
        ("<article><time datetime='2024-01-01'><time itemprop=datePublished datetime='2020-05-04'></article>", "", "2020-05-04"),
        ("<nav>" + "<time datetime='2024-01-01'></time>" * 9 + "</nav><p><time datetime='2020-05-04'>", "", "2020-05-04"),
        ("<nav><meta itemprop=datePublished content='2024-01-01'></nav><time datetime='2020-05-04'>", "", "2020-05-04"),
        ("<nav><time datetime='2020-05-04'></nav>", "", "2020-05-04"),
        ("</nav></nav><nav></nav><time datetime='2020-05-04'><article><p>text</article>", "", "2020-05-04"),
        (
            '<script type="application/ld+json">{"@type":"ItemList","itemListElement":[{"@type":"Article","datePublished":"2024-01-01"}]}</script>'
            '<script type="application/ld+json">{"@type":"Article","datePublished":"2022-01-02"}</script>',
            "",
            "2022-01-02",
        ),
        ("<title>x</title>", "/2023/07/11/post", "2023-07-11"),
        ("<title>x</title>", "/news/20230711-post", "2023-07-11"),
        ("<meta name=date content='2023-02-31'>", "", None),
        ("<meta name=date content='0001-01-01T00:00:00Z'>", "", None),
        ("<meta name=date content='yesterday'>", "", None),
        ("<meta name=date content='2023年6月9日'>", "", "2023-06-09"),
    ],
)
def test_the_date_of_a_page_is_the_date_that_is_most_likely_its_day_of_publication(html: str, path: str, date: str | None) -> None:
    assert metadata_of(html, path).date == (datetime.date.fromisoformat(date) if date else None)


@pytest.mark.parametrize(
    ("html", "lang"),
    [
        ("<html lang=ja><title>題</title>", "ja"),
        ("<html lang=en><title>日本語のページです</title>", "ja"),
        ("<html lang='en-US'><title>Words</title>", "en"),
        ("<html lang='zh-hant'><title>標題</title>", "zh-Hant"),
        ("<meta property='og:locale' content='de_DE'><title>Wörter</title>", "de"),
        ("<title>Words</title>", "en"),
        ("<title>漢字</title>", ""),
        ("", ""),
        ("<meta http-equiv=refresh content='0; url=/x'>", ""),
        ("<html lang='\"><script>'><title>Words</title>", "en"),
    ],
)
def test_the_language_of_a_page_is_japanese_if_it_has_kana_else_the_declared_language_else_guessed(html: str, lang: str) -> None:
    assert metadata_of(html).lang == lang


@pytest.mark.parametrize(
    ("content", "title"),
    [
        (b"%PDF-1.4 <x:xmpmeta><dc:title><rdf:Alt><rdf:li xml:lang='x-default'>A &amp; B</rdf:li></rdf:Alt></dc:title>", "A & B"),
        (rb"%PDF-1.4 /Title (A \(small\) paper\051)", "A (small) paper)"),
        (b"%PDF-1.4 /Title <FEFF984C>", "題"),
        (rb"%PDF-1.4 /Title (A\8 \9 \777 \0)", "A8 9 ÿ"),
        (b"%PDF-1.4 /Title (Microsoft Word - draft.docx)", ""),
        (b"%PDF-1.4", ""),
        (b"PK\x03\x04 /Title (zip)", ""),
    ],
)
def test_the_title_of_a_pdf_is_read_from_its_xmp_or_its_information_dictionary(content: bytes, title: str) -> None:
    assert of_file(content, "").title == title


def test_a_file_counts_as_english_if_its_title_has_three_words_in_latin_letters() -> None:
    assert of_file(b"%PDF-1.4 /Title (Attention Is All You Need)", "").lang == "en"
    assert of_file(b"%PDF-1.4 /Title (LoRA)", "").lang == ""


def test_a_title_with_characters_that_could_not_be_decoded_is_ignored() -> None:
    assert metadata_of("<title>\ufffd\ufffd\ufffdcharset</title><h1>見出し</h1>").title == "見出し"


def test_a_post_without_a_title_gets_its_author_and_its_first_words_as_a_title() -> None:
    post = of_oembed(
        '{"author_name": "山田", "html": "<blockquote><p lang=\\"ja\\">RAGの<a href=\\"https://t.co/x\\">話</a>です</p>&mdash; 山田 (@y) '
        '<a href=\\"https://twitter.com/y/status/1\\">April 15, 2023</a></blockquote>"}'
    )
    assert post == PageMetadata(title="山田: RAGの 話 です", date=datetime.date(2023, 4, 15), lang="ja")


@pytest.mark.parametrize("text", ["", "[]", "null", '{"title": 1', "[" * 5000])
def test_an_invalid_oembed_answer_gives_empty_metadata(text: str) -> None:
    assert of_oembed(text) == PageMetadata()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "9999-12-31T23:59:59Z",
            "9999-12-31T20:00:00+00:00",
            "0001-01-01T00:00:00Z",
            "0000-01-01",
            "99999999999-01-01",
            "-1-01-01",
            "2023-13-45",
        ),
        *("2023-02-30", "9" * 5000, "2023-01-01T25:00:00Z", "٢٠٢٣-٠١-٠١T00:00:00Z", "2023年99月99日", "2023-W01-1T00:00Z"),
    ],
)
def test_an_invalid_or_extreme_time_on_a_page_gives_no_day_or_a_day_from_1990_on(text: str) -> None:
    assert day_of(text, TOKYO) is None or datetime.date(1990, 1, 1) <= (day_of(text, TOKYO) or datetime.date.min)


@given(st.text(max_size=40) | st.datetimes(timezones=st.timezones()).map(lambda time: time.isoformat()))
def test_reading_a_day_from_any_text_gives_a_day_or_none(text: str) -> None:
    assert isinstance(day_of(text, TOKYO), datetime.date | None)


@given(st.binary(max_size=60))
@example(rb"\8")
def test_any_bytes_in_the_title_of_a_pdf_can_be_read_without_an_exception(title: bytes) -> None:
    for content in (b"/Title (" + title + b")", b"/Title <" + title.hex().encode() + b">", b"<dc:title><rdf:li>" + title + b"</rdf:li>"):
        assert isinstance(of_file(b"%PDF-1.4 " + content, ""), PageMetadata)


@pytest.mark.parametrize("reference", ["&#" + "9" * 5000 + ";", "&#x" + "f" * 5000 + ";", "&#" + "0" * 5000 + "65;"])
def test_an_html_character_reference_with_too_many_digits_can_be_read_without_an_exception(reference: str) -> None:
    assert isinstance(of_oembed(json.dumps({"author_name": "a", "html": f"<p>{reference}</p>"})), PageMetadata)
    assert isinstance(of_file(f"%PDF-1.4 <dc:title><rdf:li>{reference[:900]}</rdf:li>".encode(), ""), PageMetadata)
    assert isinstance(metadata_of(f"<title>{reference}</title>"), PageMetadata)
