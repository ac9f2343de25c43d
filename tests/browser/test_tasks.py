"""Common tasks of readers, done with the keyboard only. The tests count steps: a step is a key or a typed text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from llmnotes.web.source import source_of_url

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from browser.conftest import Served, Tabs

FAR = 40
"""Maximum number of presses of Tab."""
FOCUSED = "element => element === document.activeElement"


class Keyboard:
    """A keyboard that counts the reader's steps."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.steps = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.steps += 1

    def type(self, text: str) -> None:
        self.page.keyboard.insert_text(text)
        self.steps += 1

    def tab_to(self, target: Locator) -> None:
        """Press Tab until the target is focused."""
        expect(target).to_be_visible()
        for _ in range(FAR):
            self.press("Tab")
            if target.evaluate(FOCUSED):
                return
        pytest.fail(f"{target} is farther than {FAR} Tabs")

    def skip(self) -> None:
        """Skip the navigation with the first link of the page."""
        self.press("Tab")
        expect(self.page.locator(".md-skip")).to_be_focused()
        self.press("Enter")
        expect(self.page).to_have_url(re.compile("#"))


@pytest.fixture
def keyboard(own: Served, tab: Tabs) -> Keyboard:
    page = tab()
    page.goto(own.url)
    return Keyboard(page)


def test_a_reader_finds_an_entry_by_a_word_in_its_note(own: Served, keyboard: Keyboard) -> None:
    keyboard.press("/")
    keyboard.type("非決定性")
    expect(keyboard.page.locator(".ln-found__option")).to_have_count(1)
    keyboard.press("ArrowDown", "Enter")
    expect(keyboard.page).to_have_url(f"{own.url}entries/2023-04-11-huyenchip-llm-engineering/")
    expect(keyboard.page.locator(".ln-note")).to_contain_text("非決定性")
    assert keyboard.steps == 4


def test_a_reader_shares_a_filtered_search(keyboard: Keyboard, tab: Tabs) -> None:
    page = keyboard.page
    keyboard.press("/")
    keyboard.type("ChatGPT")
    keyboard.press("Enter")
    page.wait_for_url("**/search/?q=ChatGPT")
    box = page.locator("#ln-groups").get_by_label("Azure")
    expect(box).to_be_visible()
    keyboard.press("/")
    keyboard.tab_to(box)
    keyboard.press("Space")
    expect(page.locator("#ln-chosen button")).to_have_text("Azure ×")
    expect(box).to_be_focused()  # the focus stays on the box, so that the reader can continue from there
    expect(page).to_have_url(re.compile(r"q=ChatGPT&topic=azure$"))
    assert keyboard.steps == 13

    results = page.locator("#ln-results h3").all_inner_texts()
    assert results
    friend = tab()
    friend.goto(page.url)
    expect(friend.locator("#ln-chosen button")).to_have_text("Azure ×")
    assert friend.locator("#ln-results h3").all_inner_texts() == results


def test_a_reader_finds_everything_about_a_word_since_a_month(keyboard: Keyboard) -> None:
    page = keyboard.page
    keyboard.press("/")
    keyboard.type("ChatGPT since:2023-05")
    keyboard.press("Enter")
    page.wait_for_url("**/search/?q=ChatGPT+since%3A2023-05")
    expect(page.locator("#ln-chosen button")).to_have_text("2023年5月から ×")
    dates = page.locator("#ln-results time").all_inner_texts()
    assert dates
    assert min(dates) >= "2023-05"
    assert keyboard.steps == 3


def test_a_reader_finds_entries_with_two_topics(own: Served, keyboard: Keyboard) -> None:
    page = keyboard.page
    both = {entry.slug for entry in own.catalogue.entries if {"building", "adoption"} <= set(entry.topics)}
    keyboard.press("/")
    keyboard.type("topic:building topic:adoption")
    expect(page.locator(".ln-found__status")).to_have_text(f"{len(both)} 件")
    assert keyboard.steps == 2


def test_a_reader_finds_the_feed_of_a_topic(own: Served, keyboard: Keyboard) -> None:
    page = keyboard.page
    keyboard.skip()
    keyboard.tab_to(page.locator("main .ln-row a", has_text="RAG・検索"))
    keyboard.press("Enter")
    page.wait_for_url(f"{own.url}topics/rag/")
    keyboard.skip()
    keyboard.tab_to(page.locator("summary", has_text="フォロー"))
    keyboard.press("Enter")
    feed = page.locator("main").get_by_role("link", name="Atom")
    keyboard.tab_to(feed)
    answer = page.request.get(str(feed.evaluate("link => link.href")))
    assert answer.ok
    assert b"<feed" in answer.body()
    newest = own.catalogue.by_topic["rag"][-1]
    assert f"<title>{source_of_url(newest.url).displayed(newest.title)}</title>" in answer.text()
    assert keyboard.steps == 15


def test_a_reader_opens_the_source_of_the_newest_entry_of_a_topic(own: Served, keyboard: Keyboard) -> None:
    page = keyboard.page
    entry = own.catalogue.by_topic["legal"][-1]
    page.route(entry.url, lambda route: route.fulfill(body="the source", content_type="text/plain"))
    keyboard.press("/")
    keyboard.type("legal")
    expect(page.locator(".ln-found__option").first).to_contain_text("トピック")
    keyboard.press("ArrowDown", "Enter")
    page.wait_for_url(f"{own.url}topics/legal/")
    keyboard.skip()
    keyboard.tab_to(page.locator(".ln-entry__title a").first)
    keyboard.press("Enter")
    page.wait_for_url(entry.url)
    assert keyboard.steps == 13


def test_a_reader_copies_a_citation(own: Served, keyboard: Keyboard) -> None:
    page = keyboard.page
    entry = own.catalogue.by_topic["legal"][-1]
    page.goto(f"{own.url}entries/{entry.slug}/")
    keyboard.skip()
    keyboard.tab_to(page.locator(".ln-cite summary"))
    keyboard.press("Enter", "Tab", "Enter")
    expect(page.locator(".ln-cite button").first).to_have_text("コピーしました")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator(".ln-cite pre").first.text_content()
    assert copied.startswith(f"@misc{{{entry.slug},")
    assert f"url = {{{entry.url}}}" in copied
    assert keyboard.steps == 13


def test_a_reader_opens_the_form_at_github_with_a_new_entry(own: Served, keyboard: Keyboard) -> None:
    page = keyboard.page
    url = "https://example.net/2026/10/01/new"
    keyboard.press("/")
    keyboard.type(url)
    expect(page.locator(".ln-found__option")).to_have_text("このURLを追加する")
    keyboard.press("ArrowDown", "Enter")
    page.wait_for_url(f"{own.url}add/?**")
    expect(page.locator("#ln-add-listed")).to_contain_text("まだリストにありません")
    keyboard.skip()
    keyboard.tab_to(page.locator("#ln-add-title"))
    keyboard.type("RAGの評価")
    keyboard.tab_to(page.get_by_label("RAG・検索"))
    keyboard.press("Space")
    send = page.locator("#ln-add-issue")
    keyboard.tab_to(send)
    page.context.route("https://github.com/**", lambda route: route.fulfill(body="GitHub", content_type="text/plain"))
    with page.context.expect_page() as form:
        keyboard.press("Enter")
    form.value.wait_for_url("https://github.com/example/llmnotes/issues/new?template=add-entry.yml&**")
    assert parse_qs(urlsplit(form.value.url).query)["url"] == [url]
    assert parse_qs(urlsplit(form.value.url).query)["work"] == ["RAGの評価"]
    assert keyboard.steps < 50


def test_a_reader_opens_a_related_entry_and_goes_back(own: Served, keyboard: Keyboard) -> None:
    page = keyboard.page
    entry = own.catalogue.by_tag["Embeddings"][-1]
    start = f"{own.url}entries/{entry.slug}/"
    related = own.catalogue.related(entry)[0]
    page.goto(start)
    keyboard.skip()
    link = page.locator("#related + ul a").first
    keyboard.tab_to(link)
    keyboard.press("Enter")
    page.wait_for_url(f"{own.url}entries/{related.slug}/")
    page.go_back()  # like the Back key of the browser
    assert urlsplit(page.url).path == urlsplit(start).path
    expect(link).to_be_in_viewport()
    assert keyboard.steps == 9
