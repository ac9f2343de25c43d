"""The search field in the header of every page, used by keyboard and by pointer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from browser.conftest import PHONE
from browser.test_scripts import truth

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from browser.conftest import Served, Tabs

MOST = 8
"""Maximum number of results in the header."""


class Header:
    """The elements of the search in a page's header."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.field = page.locator("#ln-header-query")
        self.panel = page.locator(".ln-found")
        self.status = page.locator(".ln-found__status")
        self.options = page.locator(".ln-found__option")

    def search(self, query: str) -> None:
        """Type a query, and wait for its results."""
        self.field.fill(query)
        expect(self.panel).to_be_visible()
        expect(self.status).not_to_be_empty()

    @property
    def active(self) -> Locator:
        return self.page.locator(".ln-found__option[aria-selected=true]")


@pytest.fixture
def header(own: Served, tab: Tabs) -> Header:
    page = tab()
    page.goto(f"{own.url}topics/rag/")
    return Header(page)


def test_the_keys_for_the_search_focus_the_search_field_except_while_typing(own: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(f"{own.url}topics/rag/")
    header = Header(page)
    for keys in ("/", "Control+k", "Meta+k"):
        page.keyboard.press(keys)
        expect(header.field).to_be_focused()
        expect(header.field).to_have_value("")
        header.field.blur()
    header.field.focus()
    page.keyboard.type("a/b")
    expect(header.field).to_have_value("a/b")
    page.goto(f"{own.url}search/")  # on the search page, the keys focus the field of the page
    page.keyboard.press("/")
    expect(page.locator("#ln-q")).to_be_focused()


def test_search_results_appear_while_typing(own: Served, header: Header) -> None:
    expected = truth(own.catalogue.entries, "ChatGPT")
    assert len(expected) > MOST
    header.search("ｃｈａｔgpt")
    expect(header.status).to_have_text(f"{len(expected)} 件")
    expect(header.field).to_have_attribute("aria-expanded", "true")
    linked = header.options.evaluate_all("options => options.map((option) => new URL(option.href).pathname)")
    *entries, everything = linked
    assert entries == [f"/list/entries/{slug}/" for slug in expected[:MOST]]
    assert everything == "/list/search/"
    expect(header.options.first.locator("b mark").first).to_have_text("ChatGPT")
    header.search("非決定性")  # a word that only a note contains
    expect(header.options.first.locator("span mark")).to_have_text("非決定性")
    expect(header.options).to_have_count(1)


def test_arrow_keys_select_search_results_in_a_circle_and_enter_opens_the_selected_one(header: Header) -> None:
    page = header.page
    header.search("Embeddings")
    count = header.options.count()
    assert count > 2
    for place in range(count):
        page.keyboard.press("ArrowDown")
        expect(header.field).to_have_attribute("aria-activedescendant", str(header.options.nth(place).get_attribute("id")))
        expect(header.active).to_have_count(1)
    page.keyboard.press("ArrowDown")  # the key moves from the last result to the field
    expect(header.active).to_have_count(0)
    assert header.field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowUp")
    expect(header.options.last).to_have_attribute("aria-selected", "true")
    for _ in range(count):
        page.keyboard.press("ArrowUp")
    expect(header.active).to_have_count(0)
    expect(header.field).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    address = header.options.nth(1).evaluate("option => option.href")
    page.keyboard.press("Enter")
    page.wait_for_url(address)
    assert "/entries/" in page.url


def test_enter_in_the_search_field_without_a_selected_result_opens_the_search_page(own: Served, header: Header) -> None:
    header.search("RAG 検索")
    header.page.keyboard.press("Enter")
    header.page.wait_for_url(f"{own.url}search/?q=RAG+%E6%A4%9C%E7%B4%A2")
    expect(header.page.locator("#ln-q")).to_have_value("RAG 検索")


def test_escape_closes_the_search_results_and_then_clears_the_field(header: Header) -> None:
    header.search("RAG")
    header.page.keyboard.press("Escape")
    expect(header.panel).to_be_hidden()
    expect(header.field).to_have_value("RAG")
    expect(header.field).to_be_focused()
    expect(header.field).to_have_attribute("aria-expanded", "false")
    header.page.keyboard.press("ArrowDown")  # the key opens the results again
    expect(header.panel).to_be_visible()
    header.page.keyboard.press("Escape")
    header.page.keyboard.press("Escape")
    expect(header.field).to_have_value("")
    expect(header.field).not_to_be_focused()


def test_a_click_outside_of_the_search_results_closes_them_and_a_click_on_a_result_opens_it(own: Served, header: Header) -> None:
    page = header.page
    header.search("LangChain")
    page.mouse.click(20, 880)
    expect(header.panel).to_be_hidden()
    header.field.click()
    expect(header.panel).to_be_visible()
    header.options.first.click()
    expect(page).to_have_url(f"{own.url}tags/langchain/")


def test_keys_that_an_input_method_uses_neither_select_nor_open_search_results(header: Header) -> None:
    page = header.page
    header.field.focus()
    typist = page.context.new_cdp_session(page)
    typist.send("Input.imeSetComposition", {"text": "うめこみ", "selectionStart": 4, "selectionEnd": 4})
    expect(header.field).to_have_value("うめこみ")
    expect(header.panel).to_be_visible()
    before = page.url
    for code, composing in ((229, True), (13, True), (229, False)):  # Safari reports the last Enter as 229 after the composition
        for key in ("ArrowDown", "ArrowUp", "Enter", "Escape"):
            prevented = header.field.evaluate(
                """(field, [key, keyCode, isComposing]) => !field.dispatchEvent(
                  new KeyboardEvent("keydown", {key, keyCode, isComposing, bubbles: true, cancelable: true}))""",
                [key, code, composing],
            )
            assert not prevented, key
    expect(header.panel).to_be_visible()
    expect(header.active).to_have_count(0)
    typist.send("Input.insertText", {"text": "埋め込み"})
    expect(header.field).to_have_value("埋め込み")
    expect(header.options.first).to_contain_text("Embeddings")
    assert page.url == before
    page.keyboard.press("ArrowDown")
    expect(header.active).to_have_count(1)


def test_an_alias_of_a_tag_or_topic_in_the_search_field_suggests_the_page_of_the_tag_or_topic(own: Served, header: Header) -> None:
    count = len(own.catalogue.by_tag["Embeddings"])
    for query in ("埋め込み", "エンベディング", "EMBEDDING"):
        header.search(query)
        expect(header.options.first).to_have_text(f"Embeddings タグ · {count} 件")
        expect(header.options.first).to_have_attribute("href", f"{own.url}tags/embeddings/")
    header.search("ﾌﾟﾛﾝﾌﾟﾄ")
    expect(header.options.first).to_have_text(f"プロンプト トピック · {len(own.catalogue.by_topic['prompting'])} 件")
    header.search("法務・ガイドライン")
    expect(header.options.first).to_have_text(f"法務・ガイドライン トピック · {len(own.catalogue.by_topic['legal'])} 件")
    header.search("legal")
    expect(header.options.first).to_contain_text("法務・ガイドライン")


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://huyenchip.com/2023/04/11/llm-engineering.html?utm_source=x&fbclid=y", "2023-04-11-huyenchip-llm-engineering"),
        ("http://huyenchip.com/2023/04/11/llm-engineering.html", "2023-04-11-huyenchip-llm-engineering"),
        ("huyenchip.com/2023/04/11/llm-engineering.html", "2023-04-11-huyenchip-llm-engineering"),
        ("https://huyenchip.com/2023/04/11/llm-engineering.html#section", "2023-04-11-huyenchip-llm-engineering"),
        # The list has the first URL with http instead of https.
        ("https://llm-jp.nii.ac.jp/llm/2023/05/21/first-study-group.html", "2023-05-21-llm-jp-llm-first-study-group"),
        ("https://x.com/awakia/status/1636130484756570112?s=20", "2023-03-16-twitter-awakia-1636130484756570112"),
        ("https://arxiv.org/pdf/2106.09685v2.pdf", "2023-06-03-gigazine-20230603-qlora-finetuning-llm"),  # a note has this URL with /abs/
        ("https://arxiv.org/abs/2305.14564", "2023-05-29-elith-124082742"),  # a note has this URL with /pdf/
        ("https://huggingface.co/blog/stackllama", "2023-05-27-note-npaka-n1248a4202df0"),  # a note links to this URL
    ],
)
def test_a_url_that_was_pasted_into_the_search_field_finds_its_entry_or_the_entry_whose_note_links_to_it(
    own: Served, header: Header, url: str, slug: str
) -> None:
    header.search(f"  {url} ")
    expect(header.status).to_have_text("1 件")
    expect(header.options.first).to_have_attribute("href", f"{own.url}entries/{slug}/")


def test_an_unknown_url_in_the_search_field_leads_to_the_page_for_adding_entries_with_this_url_filled_in(
    own: Served, header: Header
) -> None:
    url = 'https://example.net/a?b=1&c="$&"'
    header.search(url)
    expect(header.status).to_have_text("このURLはまだリストにありません。")
    header.page.keyboard.press("ArrowDown")
    header.page.keyboard.press("Enter")
    expect(header.page).to_have_url(re.compile(re.escape(f"{own.url}add/?url=")))
    expect(header.page.locator("#ln-add-url")).to_have_value(url)
    expect(header.page.locator("#ln-add")).to_contain_text(f"\nurl: {url}\n")


def test_the_search_field_in_the_header_offers_a_link_to_the_search_page_if_it_finds_nothing(own: Served, header: Header) -> None:
    header.search("ありえないことば")
    expect(header.status).to_have_text("見つかりませんでした。")
    expect(header.options).to_have_text("条件を変えて探す")
    header.options.first.click()
    expect(header.page).to_have_url(re.compile(re.escape(f"{own.url}search/?q=")))
    expect(header.page.locator(".ln-nothing")).to_be_visible()


def test_operators_in_the_search_field_filter_its_results(own: Served, header: Header) -> None:
    header.search("topic:legal")
    expected = sorted((entry.slug for entry in own.catalogue.by_topic["legal"]), reverse=True)
    expect(header.status).to_have_text(f"{len(expected)} 件")
    linked = header.options.evaluate_all("options => options.map((option) => new URL(option.href).pathname)")
    assert linked == [f"/list/entries/{slug}/" for slug in expected[:MOST]]


def test_a_script_in_a_title_is_shown_as_text_in_search_results(long: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(long.url)
    header = Header(page)
    header.search("<script>alert")
    expect(header.options.nth(0).locator("b")).to_contain_text("<script>alert(1)</script> & \"quotes\" 'everywhere'")
    assert page.locator(".ln-found script").count() == 0


def test_one_tap_on_the_search_icon_on_a_phone_focuses_the_search_field(own: Served, tab: Tabs) -> None:
    page = tab(width=PHONE)
    page.goto(own.url)
    header = Header(page)
    icon = page.locator(".ln-search__link")
    expect(header.field).to_be_hidden()
    icon.click()
    expect(header.field).to_be_focused()
    header.search("ChatGPT")
    expect(header.options.first).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(header.field).to_be_hidden()
    page.keyboard.press("/")
    expect(header.field).to_be_focused()
    page.keyboard.type("RAG")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{own.url}search/?q=RAG")


def test_without_scripts_the_search_icon_on_a_phone_links_to_the_search_page(own: Served, tab: Tabs) -> None:
    page = tab(width=PHONE, scripts=False)
    page.goto(own.url)
    page.locator(".ln-search__link").click()
    expect(page).to_have_url(f"{own.url}search/")


def test_the_search_field_links_to_the_topics_if_the_index_cannot_be_read(own: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(own.url)
    page.route("**/search/index.json", lambda route: route.fulfill(status=503, body="gone"))
    header = Header(page)
    header.field.fill("RAG")
    expect(header.status).to_contain_text("検索の索引を読み込めませんでした。")
    header.status.get_by_role("link", name="トピック").click()
    expect(page).to_have_url(f"{own.url}topics/")
    tab.forgive("search/index.json")


def test_without_scripts_the_search_form_opens_the_search_page_which_links_to_lists(own: Served, tab: Tabs) -> None:
    page = tab(scripts=False)
    page.goto(own.url)
    page.locator("#ln-header-query").fill("RAG")
    page.locator("#ln-header-query").press("Enter")
    page.wait_for_url(f"{own.url}search/?q=RAG")
    assert "<noscript><p>検索には JavaScript が必要です。" in page.content()  # Playwright's browser doesn't show noscript elements
    expect(page.locator("#ln-found")).to_be_hidden()
    expect(page.locator("#ln-search-page")).to_be_hidden()  # without scripts, this form can't search
    page.locator("#ln-browse a[href$='topics/rag/']").click()
    expect(page).to_have_url(f"{own.url}topics/rag/")
