"""What pages and files say of themselves."""

from __future__ import annotations

import datetime

import pytest

from llmnotes import markup
from llmnotes.intake.telling import TOKYO, Telling, of_file, of_oembed, of_page


def told(html: str, path: str = "") -> Telling:
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
def test_titles(html: str, title: str) -> None:
    assert told(html).title == title


@pytest.mark.parametrize(
    ("html", "path", "date"),
    [
        ("<meta property='article:published_time' content='2023-06-09T08:00:00+09:00'>", "", "2023-06-09"),
        ("<meta property='article:published_time' content='2023-06-08T20:00:00Z'>", "", "2023-06-09"),
        ("<meta name='citation_date' content='2021/06/17'>", "", "2021-06-17"),
        ('<script type="application/ld+json">{"@type":"Article","datePublished":"2022-01-02"}</script>', "", "2022-01-02"),
        ("<time datetime='2020-05-04'>May</time><time datetime='2024-01-01'>", "", "2020-05-04"),
        ("<title>x</title>", "/2023/07/11/post", "2023-07-11"),
        ("<title>x</title>", "/news/20230711-post", "2023-07-11"),
        ("<meta name=date content='2023-02-31'>", "", None),
        ("<meta name=date content='0001-01-01T00:00:00Z'>", "", None),
        ("<meta name=date content='yesterday'>", "", None),
        ("<meta name=date content='2023年6月9日'>", "", "2023-06-09"),
    ],
)
def test_days(html: str, path: str, date: str | None) -> None:
    assert told(html, path).date == (datetime.date.fromisoformat(date) if date else None)


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
def test_languages(html: str, lang: str) -> None:
    assert told(html).lang == lang


@pytest.mark.parametrize(
    ("content", "title"),
    [
        (b"%PDF-1.4 <x:xmpmeta><dc:title><rdf:Alt><rdf:li xml:lang='x-default'>A &amp; B</rdf:li></rdf:Alt></dc:title>", "A & B"),
        (rb"%PDF-1.4 /Title (A \(small\) paper\051)", "A (small) paper)"),
        (b"%PDF-1.4 /Title <FEFF984C>", "題"),
        (b"%PDF-1.4 /Title (Microsoft Word - draft.docx)", ""),
        (b"%PDF-1.4", ""),
        (b"PK\x03\x04 /Title (zip)", ""),
    ],
)
def test_files(content: bytes, title: str) -> None:
    assert of_file(content, "").title == title


def test_a_file_in_english_says_so_by_its_title() -> None:
    assert of_file(b"%PDF-1.4 /Title (Attention Is All You Need)", "").lang == "en"
    assert of_file(b"%PDF-1.4 /Title (LoRA)", "").lang == ""


def test_a_title_in_the_wrong_encoding_is_none() -> None:
    assert told("<title>\ufffd\ufffd\ufffdcharset</title><h1>見出し</h1>").title == "見出し"


def test_a_post_is_called_by_its_author_and_words() -> None:
    post = of_oembed(
        '{"author_name": "山田", "html": "<blockquote><p lang=\\"ja\\">RAGの<a href=\\"https://t.co/x\\">話</a>です</p>&mdash; 山田 (@y) '
        '<a href=\\"https://twitter.com/y/status/1\\">April 15, 2023</a></blockquote>"}'
    )
    assert post == Telling(title="山田: RAGの 話 です", date=datetime.date(2023, 4, 15), lang="ja")


@pytest.mark.parametrize("text", ["", "[]", "null", '{"title": 1', "[" * 5000])
def test_rubbish_of_a_service_tells_nothing(text: str) -> None:
    assert of_oembed(text) == Telling()
