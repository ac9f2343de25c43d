"""The search page's query language, combined filters, period and other spellings."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from browser.conftest import PHONE
from browser.test_scripts import call, searched, truth
from browser.test_search import STEP, Search
from llmnotes.search.cut import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from browser.conftest import Served, Tabs
    from llmnotes.model import Entry

FACETS = ["topic", "tag", "year", "month", "source"]
QUERIES: tuple[tuple[str, list[str], list[list[str]]], ...] = (
    ("React 検索", ["react", "検索"], []),
    ('"React  18" ＲＡＧ', ["react 18", "rag"], []),
    ("“React 18”", ["react 18"], []),
    ("React -Vue", ["react"], [["without", "vue"]]),
    ('-"Vue 3" －c++', [], [["without", "vue 3"], ["without", "c++"]]),
    ("- a - --help -", ["-", "a", "--help"], []),
    ('"-webkit-" "tag:x"', ["-webkit-", "tag:x"], []),
    ('"React 18', ['"react', "18"], []),
    ('""', ['""'], []),
    ('tag:RAG TOPIC:rag source:"Speaker Deck"', [], [["tag", "RAG"], ["topic", "rag"], ["source", "Speaker Deck"]]),
    ("tag: note:x https://a.example/", ["tag:", "note:x", "https://a.example/"], []),
    ("year:2023 year:20x", ["year:20x"], [["year", "2023"]]),
    (
        "since:2023-05 since:2023 until:2023 until:2023-05-31",
        [],
        [["since", "2023-05"], ["since", "2023-01"], ["until", "2023-12"], ["until", "2023-05"]],
    ),
    ("since:2023-13 until:now", ["since:2023-13", "until:now"], []),
    ("lang:ja", ["lang:ja"], []),
)
"""A query, its terms, and kind and value of each operator."""
SPELLINGS: tuple[tuple[str, list[str]], ...] = (
    ("サーバー", ["サーバ"]),
    ("サーバ", ["サーバー"]),
    ("サーバーサイド", ["サーバーサイドー", "サーバサイド"]),
    ("ヴァイオリン", ["ヴァイオリンー", "バイオリン"]),
    ("Webブラウザー", ["Webブラウザ"]),
    ("fine-tuning", ["fine tuning"]),
    ("RAG", []),
    ("検索", []),
)
"""A word and its other spellings."""
FIND = """async ([root, queries]) => {
  const [{ SearchIndex }, { parse }] = await Promise.all(["search-index.js", "search-query.js"].map((file) => import(new URL(`assets/${file}`, root))));
  const index = new SearchIndex(new URL("search/", root));
  return Promise.all(queries.map(async (query) => (await index.find(parse(query, []).wanted)).numbers)); }"""


@pytest.fixture
def search(own: Served, tab: Tabs) -> Search:
    return Search(tab(), own)


def with_topics(search: Search, *topics: str) -> list[Entry]:
    """Return the entries with all these topics."""
    return [entry for entry in search.entries.values() if set(topics) <= set(entry.topics)]


def test_search_queries_are_split_into_terms_and_operators(own: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(own.url)
    parsed = call(page, own, "search-query.js", "parse", [[query, FACETS] for query, *_ in QUERIES])
    found = [(each["wanted"], [[operator["kind"], operator["value"]] for operator in each["operators"]]) for each in parsed]
    assert found == [(wanted, operators) for _, wanted, operators in QUERIES]


def test_the_search_script_computes_the_other_spellings_of_a_word(own: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(own.url)
    assert call(page, own, "search-hints.js", "spellings", [[word] for word, _ in SPELLINGS]) == [expected for _, expected in SPELLINGS]


def phrases(entries: Sequence[Entry], count: int) -> list[str]:
    """Return phrases from the entries' texts, cut at any characters, with a word of one or two characters. They are the same in each run."""
    chance = random.Random(7)  # noqa: S311 - repeatable, nothing secret
    texts = [" ".join(text.split()) for entry in entries for text in searched(entry)]
    places = [(text, match.start(1)) for text in texts for match in re.finditer(r'(?=(?<=\S)( \S{1,2}(?: [^"]|$)| [^" ]))', text)]
    drawn: dict[str, None] = {}
    for text, at in chance.sample(places, min(len(places), 3 * count)):
        phrase = text[max(0, at - chance.randint(1, 5)) : at + chance.randint(2, 6)].strip()
        if " " in phrase and '"' not in phrase:
            drawn[phrase] = None
    return list(drawn)[:count]


@pytest.mark.parametrize("list_", ["own", "long"])
def test_a_search_for_a_phrase_finds_the_entries_that_contain_it(request: pytest.FixtureRequest, tab: Tabs, list_: str) -> None:
    site: Served = request.getfixturevalue(list_)
    entries = site.catalogue.entries
    drawn = phrases(entries, 60)
    assert sum(len(word) < 3 for phrase in drawn for word in phrase.split()) > 20
    page = tab()
    page.goto(site.url)
    found = page.evaluate(FIND, [site.url, [f'"{phrase}"' for phrase in drawn]])
    spaced = [[" ".join(text.split()) for text in searched(entry)] for entry in entries]
    expected = [[number for number, texts in enumerate(spaced) if any(fold(phrase) in text for text in texts)] for phrase in drawn]
    assert dict(zip(drawn, found, strict=True)) == dict(zip(drawn, expected, strict=True))


def test_operators_in_a_query_filter_like_facets_and_can_be_removed(search: Search) -> None:
    search.visit("?q=ChatGPT topic:BUILDING tag:chatgpt-plugins")
    search.field.fill("ChatGPT topic:Building")
    found = [slug for slug in truth(search.site.catalogue.entries, "ChatGPT") if "building" in search.entries[slug].topics]
    assert found
    search.expect_count(len(found))
    assert search.slugs == found[:STEP]
    expect(search.box("topic", "building")).to_be_checked()
    expect(search.chosen).to_have_text(["アプリ開発 ×"])
    search.chosen.click()
    expect(search.field).to_have_value("ChatGPT")
    search.expect_count(len(truth(search.site.catalogue.entries, "ChatGPT")))
    expect(search.box("topic", "building")).not_to_be_checked()


def test_a_query_of_operators_alone_lists_the_entries_that_pass_them_with_the_newest_first(search: Search) -> None:
    search.visit("?q=topic:rag")
    expected = sorted((entry.slug for entry in with_topics(search, "rag")), reverse=True)
    search.expect_count(len(expected))
    assert search.slugs == expected[:STEP]
    search.box("topic", "rag").uncheck()
    search.expect_count(len(search.entries))
    expect(search.field).to_have_value("")


def test_a_query_with_an_excluded_word_finds_no_entries_with_this_whole_word(search: Search) -> None:
    everything = truth(search.site.catalogue.entries, "ChatGPT")
    excluded = {
        slug for slug in everything if any(re.search(r"(?<![a-z0-9])api(?![a-z0-9])", text) for text in searched(search.entries[slug]))
    }
    assert excluded
    search.visit("?q=ChatGPT -API")
    search.expect_count(len(everything) - len(excluded))
    assert search.slugs == [slug for slug in everything if slug not in excluded][:STEP]
    search.page.get_by_role("button", name="条件をはずす: -API").click()
    search.expect_count(len(everything))
    expect(search.field).to_have_value("ChatGPT")


def test_the_search_finds_entries_with_all_chosen_topics_or_with_any_of_them_after_a_switch_is_turned_on(search: Search) -> None:
    search.visit()
    search.box("topic", "building").check()
    expect(search.chosen).to_have_count(1)
    expect(search.page.locator("#ln-match button")).to_have_count(0)
    after = search.counts("topic")["adoption"]
    search.box("topic", "adoption").check()
    both = with_topics(search, "building", "adoption")
    assert 0 < len(both) == after < len(with_topics(search, "building"))
    search.expect_count(len(both))
    assert parse_qs(urlsplit(search.page.url).query) == {"topic": ["building", "adoption"], "match": ["all"]}
    assert set(search.counts("topic").values()) <= set(range(1, len(both) + 1))
    search.page.reload()
    search.expect_count(len(both))

    search.page.get_by_role("button", name="どれかを含む").click()
    either = {entry.slug for topic in ("building", "adoption") for entry in with_topics(search, topic)}
    search.expect_count(len(either))
    expect(search.page.locator("#ln-match-any")).to_be_focused()
    assert parse_qs(urlsplit(search.page.url).query)["match"] == ["any"]


def test_a_search_address_of_an_older_version_with_several_topics_finds_entries_with_any_of_them(search: Search) -> None:
    search.visit("?topic=building&topic=adoption")
    search.expect_count(len({entry.slug for topic in ("building", "adoption") for entry in with_topics(search, topic)}))
    expect(search.page.locator("#ln-match-any")).to_have_attribute("aria-pressed", "true")


def test_tags_and_topics_in_the_address_of_the_search_page_match_in_upper_and_lower_case(search: Search) -> None:
    search.visit("?tag=LANGCHAIN")
    search.expect_count(len(search.site.catalogue.by_tag["LangChain"]))
    expect(search.chosen).to_have_text("LangChain ×")
    search.visit("?topic=RAG")
    search.expect_count(len(with_topics(search, "rag")))


def test_a_reader_can_limit_a_search_to_a_period_of_months(search: Search) -> None:
    search.visit()
    search.page.get_by_label("最初の月").select_option("2023-04")
    expect(search.chosen).to_have_text("2023年4月から ×")
    search.page.get_by_label("最後の月").select_option("2023-05")
    within = [entry for entry in search.entries.values() if "2023-04" <= f"{entry.date:%Y-%m}" <= "2023-05"]
    assert 0 < len(within) < len(search.entries)
    search.expect_count(len(within))
    expect(search.page).to_have_url(re.compile(r"\?since=2023-04&until=2023-05$"))
    search.visit("?q=since:2023-04 until:2023-05")
    search.expect_count(len(within))
    expect(search.page.get_by_label("最後の月")).to_have_value("2023-05")
    search.page.get_by_label("最後の月").select_option("")
    expect(search.field).to_have_value("since:2023-04")
    search.visit("?since=1999-01&until=1999-02")
    search.expect_count(0)


def test_a_search_for_an_alias_of_a_tag_suggests_the_name_of_the_tag_with_its_number_of_entries(search: Search) -> None:
    search.visit("?q=埋め込み")
    found = truth(search.site.catalogue.entries, "Embeddings")
    offer = search.page.locator("#ln-spellings li").first
    expect(offer).to_have_text(f"Embeddings {len(found)}")
    offer.locator("a").click()
    search.expect_count(len(found))
    expect(search.field).to_have_value("Embeddings")


def test_the_title_of_the_search_page_begins_with_the_query_or_with_the_filters_of_an_empty_query(search: Search) -> None:
    search.visit()
    title = search.page.title()
    assert title.startswith("検索 - ")
    search.field.fill("RAG")
    expect(search.page).to_have_title(f"RAG - {title}")
    search.visit("?topic=rag")
    expect(search.page).to_have_title(f"RAG・検索 - {title}")


def test_the_search_field_shows_the_query_before_the_script_of_the_search_page_has_loaded(own: Served, tab: Tabs) -> None:
    page = tab()
    page.route("**/assets/search-page.js", lambda route: route.abort())
    page.goto(f"{own.url}search/?q=RAG+%E6%A4%9C%E7%B4%A2")
    expect(page.locator("#ln-q")).to_have_value("RAG 検索")
    tab.forgive("search-page.js")


def test_the_search_page_shows_links_to_lists_if_the_index_has_another_format(own: Served, tab: Tabs) -> None:
    page = tab()
    page.route(
        "**/search/index.json", lambda route: route.fulfill(json={"format": 1, "folder": "x", "documents": 1, "buckets": 1, "facets": []})
    )
    page.goto(f"{own.url}search/?q=RAG")
    expect(page.get_by_role("alert")).to_contain_text("検索の索引を読み込めませんでした。")
    expect(page.locator("#ln-browse a[href$='topics/rag/']")).to_be_visible()


def test_the_search_page_has_one_search_field_and_a_link_that_skips_to_the_results(search: Search) -> None:
    page = search.page
    search.visit("?q=ChatGPT")
    search.expect_count(len(truth(search.site.catalogue.entries, "ChatGPT")))
    expect(page.locator("#ln-header-query")).to_be_hidden()
    skip = page.get_by_role("link", name="検索結果へ移動")
    expect(skip).not_to_be_in_viewport()
    page.locator(".ln-help summary").focus()
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_be_focused()
    page.keyboard.press("Tab")
    expect(search.results.first.locator("h3 a")).to_be_focused()


@pytest.mark.parametrize("width", [PHONE, 1440])
def test_the_facets_stay_visible_while_the_search_results_scroll(own: Served, tab: Tabs, width: int) -> None:
    search = Search(tab(width=width), own)
    search.visit("?n=30")
    expect(search.results).to_have_count(30)
    search.page.evaluate("scrollTo(0, document.documentElement.scrollHeight / 2)")
    expect(search.page.locator("#ln-facets")).to_be_in_viewport()


def test_opened_facets_on_a_phone_cover_the_results_behind_them_and_leave_space_for_other_results(own: Served, tab: Tabs) -> None:
    search = Search(tab(width=PHONE), own)
    search.visit("?n=30")
    expect(search.results).to_have_count(30)
    facets = search.page.locator("#ln-facets")
    facets.locator("summary").first.click()
    colour = "element => getComputedStyle(element).backgroundColor"
    assert facets.evaluate(colour) == search.page.locator("body").evaluate(colour)
    assert facets.evaluate("facets => facets.getBoundingClientRect().height / innerHeight") < 0.75
