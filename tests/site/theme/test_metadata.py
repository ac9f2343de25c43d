from __future__ import annotations

import pytest
from page_heads import ENTRY, Head, frame, framed, page, shell

from llmnotes.records.catalogue import Catalogue
from llmnotes.site.assemble import Site
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.engine.page import Alternate
from llmnotes.site.publication.publication import Publication

HOSTILE = "\"><script>alert(1)</script></title>]]><!--<svg onload=alert(2)> &amp; ' </script>"


@pytest.mark.parametrize("field", ["title", "description"])
def test_hostile_titles_and_descriptions_stay_text_in_the_metadata_of_a_page(field: str) -> None:
    calm = framed(page(**{field: "calm"}), csp={})
    head = framed(page(**{field: HOSTILE}), csp={})
    assert head.order == calm.order
    assert head.metas[f"og:{field}"] == HOSTILE
    assert head.policy == calm.policy


def test_hostile_values_of_works_breadcrumbs_and_formats_stay_text_in_the_metadata_of_a_page() -> None:
    alternates = (Alternate(type='a"b', title=HOSTILE, path='x".xml'),)
    about = {"@type": "Article", "headline": HOSTILE, "url": "https://e.example/</script>"}
    head = framed(page(about=about, crumbs=((HOSTILE, "tags/index"),), alternates=alternates, card='a"b.png'))
    assert head.json_ld["mainEntity"] == about
    assert head.json_ld["breadcrumb"]["itemListElement"][1]["name"] == HOSTILE
    assert [link["title"] for link in head.links if link["rel"] == "alternate"] == [HOSTILE]
    assert head.metas["og:image"] == "https://u.example/list/a%22b.png"


def test_the_metadata_of_an_entry_page_describes_the_linked_work() -> None:
    site = Site(Publication(catalogue=Catalogue([ENTRY]), taxonomy=None, name="読書ノート", language="ja", addresses=Addresses()))
    entry = next(page for page in site.pages() if page.kind == "entry")
    graph = Head(frame().around(shell(entry.html), entry, "entries/2023-06-09-rag/")).json_ld
    assert graph["@type"] == "WebPage"
    assert graph["dateModified"] == "2023-06-20"
    assert graph["mainEntity"] == {
        "@type": "Article",
        "headline": "検索で補う",
        "url": ENTRY.url,
        "datePublished": "2023-06-09",
        "inLanguage": "en",
        "keywords": ["LangChain"],
    }
    assert [step["item"] for step in graph["breadcrumb"]["itemListElement"]] == [
        "https://u.example/list/",
        "https://u.example/list/years/2023/",
    ]


def test_the_metadata_of_the_home_page_describes_the_site_and_its_search() -> None:
    home = Site(Publication(catalogue=Catalogue([ENTRY]), taxonomy=None, name="読書ノート", language="ja", addresses=Addresses())).home()
    head = Head(frame().around(shell(home.html), home, ""))
    assert head.json_ld["@type"] == "WebSite"
    assert head.json_ld["potentialAction"]["target"]["urlTemplate"] == "https://u.example/list/search/?q={search_term_string}"
    assert head.metas["og:url"] == "https://u.example/list/"
    assert head.metas["og:description"] == "要約"


def test_pages_have_open_graph_and_twitter_metadata_for_link_previews() -> None:
    plain = framed(page(kind="entry"))
    assert (plain.metas["og:type"], plain.metas["og:locale"], plain.metas["twitter:card"]) == ("article", "ja_JP", "summary")
    assert "og:image" not in plain.metas
    card = framed(page(card="assets/cards/x.png")).metas
    assert card["og:image"] == "https://u.example/list/assets/cards/x.png"
    assert (card["og:image:width"], card["og:image:height"], card["og:image:alt"]) == ("1200", "630", "読書ノート")
    assert card["twitter:card"] == "summary_large_image"
    own = framed(page(path="topics/rag", card="cards/topics/rag.png")).metas
    assert own["og:image:alt"] == "題"


def test_links_from_a_page_to_its_other_formats_are_absolute_only_if_the_site_url_is_known() -> None:
    feed = Alternate(type="application/atom+xml", title="新着", path="feeds/タグ.xml")
    for site_url, root in (("https://u.example/list/", "https://u.example/list/"), (None, "../../")):
        (link,) = [link for link in framed(page(alternates=(feed,)), site_url=site_url).links if link["rel"] == "alternate"]
        assert link == {"rel": "alternate", "type": "application/atom+xml", "title": "新着", "href": f"{root}feeds/%E3%82%BF%E3%82%B0.xml"}


def test_without_a_site_url_metadata_has_no_absolute_urls() -> None:
    head = framed(page(kind="entry", card="c.png", crumbs=(("a", "b"),)), site_url=None, csp={})
    assert not {"og:url", "og:image"} & set(head.metas)
    assert "url" not in head.json_ld
    assert "breadcrumb" not in head.json_ld
    assert "https://u.example" not in head.html
