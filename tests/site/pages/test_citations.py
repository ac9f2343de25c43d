from __future__ import annotations

import datetime
import json

import pytest
from pybtex.database import parse_string

from llmnotes.model import Entry
from llmnotes.site.pages.citations import citations
from llmnotes.web.source import source_of
from llmnotes.web.url import host

TITLES = ["RAGを改良する2つの方法", "100% of {braces} & $5_000 #1 \\o/ ~^", "} , url = {x", 'a "quoted" @ title', "[x](y) *z*"]


def cited(title: str, url: str = "https://qiita.com/a_b/{c}?d=1%20&e") -> dict[str, str]:
    entry = Entry(slug="2023-06-09-qiita-a", title=title, url=url, date=datetime.date(2023, 6, 9))
    return dict(citations(entry, source_of(host(url)), "ja"))


@pytest.mark.parametrize("title", TITLES)
def test_the_bibtex_citation_parses_as_one_work_with_all_fields(title: str) -> None:
    found = parse_string(cited(title)["BibTeX"], "bibtex").entries["2023-06-09-qiita-a"]
    assert set(found.fields) == {"title", "howpublished", "year", "month", "url"}
    assert found.fields["url"] == "https://qiita.com/a_b/%7Bc%7D?d=1%20&e"
    assert (found.fields["year"], found.fields["month"], found.fields["howpublished"]) == ("2023", "June", "Qiita")
    assert found.fields["title"].count("{") == found.fields["title"].count("}")


def test_the_bibtex_citation_escapes_special_characters_of_latex() -> None:
    assert r"100\% of braces \& \$5\_000 \#1 \textbackslash{}o/ \textasciitilde{}\textasciicircum{}" in cited(TITLES[1])["BibTeX"]


@pytest.mark.parametrize("title", TITLES)
def test_the_csl_json_citation_has_title_date_and_url(title: str) -> None:
    (work,) = json.loads(cited(title)["CSL-JSON"])
    assert work["title"] == title
    assert work["issued"] == {"date-parts": [[2023, 6, 9]]}
    assert work["URL"] == "https://qiita.com/a_b/{c}?d=1%20&e"


def test_the_markdown_citation_escapes_the_title() -> None:
    assert cited("[x](y) *z*", "https://qiita.com/a(b)")["Markdown"] == r"[\[x\](y) \*z\*](<https://qiita.com/a(b)>) (Qiita, 2023-06-09)"
