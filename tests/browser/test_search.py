"""The search page: facets, order, addresses, copied results, and searches without results."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from browser.test_scripts import truth
from llmnotes.records.folder import Store
from llmnotes.web.source import source_of_url

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from playwright.sync_api import Locator, Page, Route

    from browser.conftest import Served, Tabs
    from llmnotes.model import Entry

STEP = 10
"""Number of results shown at first."""
_COUNTS = """boxes => Object.fromEntries(boxes.map((box) => [box.value,
  Number(box.closest("label").querySelector(".ln-count").textContent.replaceAll(",", ""))]))"""


class Search:
    """The elements of the search page."""

    def __init__(self, page: Page, site: Served) -> None:
        self.page = page
        self.site = site
        self.field = page.locator("#ln-q")
        self.count = page.locator("#ln-count")
        self.results = page.locator("#ln-results .ln-entry")
        self.chosen = page.locator("#ln-chosen button")
        self.entries = {entry.slug: entry for entry in site.catalogue.entries}

    def visit(self, query: str = "") -> None:
        self.page.goto(f"{self.site.url}search/{query}")
        expect(self.count).not_to_be_empty()

    def box(self, facet: str, value: str) -> Locator:
        return self.page.locator(f"#ln-groups input[name={facet}][value='{value}']")

    def counts(self, facet: str) -> dict[str, int]:
        """Return the shown values of a facet, each with its number of results."""
        counted: dict[str, int] = self.page.locator(f"#ln-groups input[name={facet}]").evaluate_all(_COUNTS)
        return counted

    def expect_count(self, count: int) -> None:
        expect(self.count).to_have_text(re.compile(rf"^(?:{count} 件|Results: {count})$"))

    @property
    def slugs(self) -> list[str]:
        """Return the slugs of the shown entries, in order."""
        links = self.results.locator(".ln-entry__meta a:has(time)")
        return [str(address).rstrip("/").rpartition("/")[2] for address in links.evaluate_all("links => links.map(link => link.href)")]

    def found(self, slugs: Iterable[str]) -> list[Entry]:
        return [self.entries[slug] for slug in slugs]


@pytest.fixture
def search(own: Served, tab: Tabs) -> Search:
    return Search(tab(), own)


@pytest.fixture
def long_search(long: Served, tab: Tabs) -> Search:
    return Search(tab(), long)


def by_topic(entries: Iterable[Entry]) -> dict[str, int]:
    return dict(Counter(topic for entry in entries for topic in entry.topics))


def by_tag(entries: Iterable[Entry]) -> dict[str, int]:
    return dict(Counter(tag for entry in entries for tag in entry.tags))


def test_facets_of_the_search_show_the_number_of_results_for_each_value(search: Search) -> None:
    search.visit()
    everything = list(search.entries.values())
    search.expect_count(len(everything))
    whole = by_topic(everything)
    shown = search.counts("topic")
    assert shown.items() <= whole.items()
    assert sorted(shown.values(), reverse=True) == sorted(whole.values(), reverse=True)[: len(shown)]
    assert len(shown) == 8

    search.box("topic", "prompting").check()
    search.box("topic", "primers").check()
    search.page.get_by_role("button", name="どれかを含む").click()  # this button makes the topics alternatives: results have any of them
    either = [entry for entry in everything if {"prompting", "primers"} & set(entry.topics)]
    search.expect_count(len(either))
    expect(search.chosen).to_have_text(["プロンプト ×", "入門・概説 ×"])
    assert search.counts("topic").items() <= whole.items()  # if topics are alternatives, their counts ignore which topics are chosen
    assert search.counts("note") == {"with": sum(bool(e.note) for e in either), "without": sum(not e.note for e in either)}

    search.box("note", "with").check()  # results must fit the filters of both facets
    both = [entry for entry in either if entry.note]
    assert 0 < len(both) < len(either)
    search.expect_count(len(both))
    assert search.counts("topic").items() <= by_topic(entry for entry in everything if entry.note).items()
    assert search.counts("source").items() <= Counter(source_of_url(entry.url).id for entry in both).items()
    assert search.slugs == [entry.slug for entry in sorted(both, key=lambda e: (e.date, e.slug), reverse=True)][:STEP]

    search.chosen.first.click()  # a click on a chosen filter removes it
    expect(search.chosen).to_have_text(["入門・概説 ×", "ノートあり ×"])
    search.expect_count(len([entry for entry in both if "primers" in entry.topics]))
    expect(search.box("topic", "prompting")).not_to_be_checked()


def test_the_counts_of_facets_are_those_of_the_entries_that_the_query_finds(long_search: Search) -> None:
    search = long_search
    search.visit()
    search.field.fill("plain")
    slugs = truth(list(search.entries.values()), "plain")
    search.expect_count(len(slugs))
    found = search.found(slugs)
    assert search.counts("topic") == by_topic(found)
    shown = search.counts("tag")
    assert shown.items() <= by_tag(found).items()
    assert search.counts("year") == Counter(str(entry.date.year) for entry in found)
    tag = next(tag for tag in shown if by_tag(found)[tag] < len(found))
    search.box("tag", tag).check()
    search.expect_count(by_tag(found)[tag])
    assert parse_qs(urlsplit(search.page.url).query) == {"q": ["plain"], "tag": [tag]}


def test_results_are_sorted_by_relevance_with_titles_first_or_by_date_with_the_newest_first(search: Search) -> None:
    slugs = truth(search.site.catalogue.entries, "プロンプト")
    search.visit("?q=プロンプト")
    search.expect_count(len(slugs))
    assert search.slugs == slugs
    search.page.get_by_label("新しい順").check()
    expect(search.page).to_have_url(re.compile("sort=date"))
    newest = sorted(slugs, reverse=True)  # slugs begin with dates, so they sort by date
    assert newest != slugs
    expect(search.results.first.locator("time")).to_have_text(newest[0][:10])
    assert [slug[:10] for slug in search.slugs] == [slug[:10] for slug in newest]
    expect(search.results.first.locator("mark").first).to_have_text("プロンプト")


def test_the_address_of_the_search_page_contains_the_query_the_filters_and_the_order(search: Search, tab: Tabs) -> None:
    page = search.page
    search.visit()
    search.field.fill("ChatGPT")
    expect(page).to_have_url(re.compile(r"\?q=ChatGPT$"))
    search.box("topic", "primers").check()
    expect(page).to_have_url(re.compile(r"topic=primers$"))
    search.box("note", "with").check()
    expect(page).to_have_url(re.compile(r"note=with$"))
    page.get_by_label("新しい順").check()
    expect(page).to_have_url(re.compile(r"sort=date$"))
    shared, count, slugs = page.url, search.count.inner_text(), search.slugs
    assert slugs

    def expect_all(other: Search) -> None:
        expect(other.count).to_have_text(count)
        expect(other.field).to_have_value("ChatGPT")
        expect(other.page.get_by_label("新しい順")).to_be_checked()
        expect(other.box("topic", "primers")).to_be_checked()
        assert other.slugs == slugs

    page.reload()
    expect_all(search)
    page.go_back()
    expect(page.get_by_label("関連度順")).to_be_checked()
    page.go_back()
    expect(search.chosen).to_have_text(["入門・概説 ×"])
    expect(search.box("note", "with")).not_to_be_checked()
    page.go_forward()
    page.go_forward()
    expect_all(search)
    elsewhere = Search(tab(), search.site)
    elsewhere.page.goto(shared)
    expect_all(elsewhere)


def test_an_unknown_filter_in_the_address_of_the_search_page_can_be_removed(search: Search) -> None:
    search.visit("?topic=gone")
    search.expect_count(0)
    search.chosen.click()
    search.expect_count(len(search.entries))
    expect(search.page).to_have_url(f"{search.site.url}search/")


def test_an_alias_of_a_tag_in_the_address_of_the_search_page_filters_the_results(search: Search) -> None:
    search.visit("?tag=%E5%9F%8B%E3%82%81%E8%BE%BC%E3%81%BF")
    search.expect_count(sum("Embeddings" in entry.tags for entry in search.site.catalogue.entries))
    expect(search.chosen).to_have_text("Embeddings ×")


def test_the_button_show_more_adds_search_results_below_the_others(long_search: Search) -> None:
    search = long_search
    search.visit("?tag=everywhere")
    expect(search.results).to_have_count(STEP)
    search.page.get_by_role("button", name="Show more").click()
    expect(search.results).to_have_count(2 * STEP)
    expect(search.results.nth(STEP).locator("h3 a")).to_be_focused()
    assert search.slugs == [entry.slug for entry in reversed(search.site.catalogue.entries)][: 2 * STEP]
    search.page.reload()
    expect(search.results).to_have_count(2 * STEP)


def test_the_button_show_all_shows_all_values_of_a_facet(search: Search) -> None:
    search.visit()
    tags = by_tag(search.entries.values())
    search.page.get_by_role("button", name=f"すべて表示({len(tags)})").click()
    expect(search.page.locator("#ln-groups input[name=tag]")).to_have_count(len(tags))
    assert search.counts("tag") == tags
    expect(search.page.locator("#ln-more-tag")).to_be_focused()


def test_values_of_a_facet_are_filtered_after_an_input_method_has_composed_the_text(long_search: Search) -> None:
    search, page = long_search, long_search.page
    search.visit()
    page.locator("#ln-more-tag").click()
    page.get_by_label("Tag: Filter by name").focus()
    typist = page.context.new_cdp_session(page)
    typist.send("Input.imeSetComposition", {"text": "めず", "selectionStart": 2, "selectionEnd": 2})
    expect(page.locator("#ln-filter-tag")).to_have_value("めず")
    expect(search.box("tag", "everywhere")).to_be_visible()  # while an input method composes text, the filter doesn't change
    typist.send("Input.insertText", {"text": "珍しい"})
    tags = {tag: count for tag, count in by_tag(search.entries.values()).items() if tag.startswith("珍しい")}
    expect(page.locator("#ln-groups input[name=tag]")).to_have_count(len(tags))
    assert search.counts("tag") == tags
    expect(page.locator("#ln-filter-tag")).to_be_focused()
    expect(page.locator("#ln-filter-tag")).to_have_value("珍しい")


def test_a_search_without_results_suggests_shorter_queries(search: Search) -> None:
    search.visit("?q=プロンプト ありえないことば")
    search.expect_count(0)
    hint = search.page.locator(".ln-nothing ul a")
    expect(hint).to_have_text("プロンプト")
    expect(search.page.locator(".ln-nothing .ln-count")).to_have_text(str(len(truth(search.site.catalogue.entries, "プロンプト"))))
    hint.click()
    search.expect_count(len(truth(search.site.catalogue.entries, "プロンプト")))
    expect(search.field).to_have_value("プロンプト")
    search.field.fill("プロンプトエンジニアリングの達人")
    expect(hint).to_have_text("プロンプトエンジニアリングの")
    search.page.locator(".ln-nothing a", has_text="記事を追加する").click()
    expect(search.page).to_have_url(f"{search.site.url}add/")


def test_filters_of_a_search_without_results_can_be_removed_with_one_link(search: Search) -> None:
    search.visit("?q=クォータ&topic=legal")
    search.expect_count(0)
    found = len(truth(search.site.catalogue.entries, "クォータ"))
    widened = search.page.get_by_role("link", name="条件なしで同じことばを探す")
    expect(widened.locator("..")).to_contain_text(str(found))
    widened.click()
    search.expect_count(found)
    expect(search.page).to_have_url(re.compile(r"\?q=[^&]+$"))
    search.page.go_back()
    search.expect_count(0)
    search.chosen.click()
    search.expect_count(found)


def test_text_that_was_typed_before_the_search_index_loaded_is_searched(search: Search) -> None:
    held: list[Route] = []
    search.page.route("**/search/index.json", lambda route: held.append(route))  # noqa: PLW0108 - Playwright inspects the signature of the handler
    search.page.goto(f"{search.site.url}search/")
    search.field.press_sequentially("Azure")
    search.page.wait_for_timeout(200)
    for route in held:
        route.continue_()
    search.expect_count(len(truth(search.site.catalogue.entries, "Azure")))
    expect(search.field).to_have_value("Azure")


def test_going_back_to_the_search_restores_the_scroll_position(search: Search) -> None:
    search.visit("?n=20")
    search.page.evaluate("scrollTo(0, 900)")
    search.page.locator("#ln-results time").nth(8).click()
    search.page.wait_for_url("**/entries/**")
    search.page.go_back()
    expect(search.page.locator("#ln-results .ln-entry")).to_have_count(20)
    search.page.wait_for_function("() => scrollY > 500")


def test_a_search_for_an_unknown_url_links_to_the_page_for_adding_entries(search: Search) -> None:
    search.visit("?q=https://example.net/new?a=1%26b=2")
    search.page.get_by_role("link", name="このURLを追加する").click()
    expect(search.page.locator("#ln-add")).to_contain_text("url: https://example.net/new?a=1&b=2")


def test_a_search_for_a_url_with_tracking_parameters_finds_the_entry(search: Search) -> None:
    search.visit("?q=https://huggingface.co/blog/stackllama%3Futm_source=x")
    search.expect_count(1)
    assert search.slugs == ["2023-05-27-note-npaka-n1248a4202df0"]


def imported(text: str, folder: Path, llmnotes: Callable[..., subprocess.CompletedProcess[bytes]]) -> list[tuple[object, ...]]:
    """Import a copied text, and return the fields of the resulting records."""
    (folder / "copied.md").write_text(text, encoding="utf-8")
    result = llmnotes("import", "copied.md")
    assert result.returncode == 0, result.stderr.decode()
    return fields_of(record.entry for record in Store(folder / "entries").load().records.values())


def fields_of(entries: Iterable[Entry]) -> list[tuple[object, ...]]:
    return sorted((entry.title, entry.url, str(entry.date), entry.note) for entry in entries)


def expect_copied(page: Page, button: Locator) -> str:
    expect(button).to_be_visible()
    expect(button).to_have_attribute("aria-live", "polite")  # the script of the button has loaded
    button.click()
    expect(button).to_have_text(re.compile("コピーしました|Copied"))
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_the_copied_results_of_a_search_can_be_imported(
    search: Search, tmp_path: Path, llmnotes: Callable[..., subprocess.CompletedProcess[bytes]]
) -> None:
    search.visit("?note=with")
    with_notes = [entry for entry in search.entries.values() if entry.note]
    search.expect_count(len(with_notes))
    assert len(with_notes) > STEP  # more results than the page shows at first
    text = expect_copied(search.page, search.page.locator("#ln-copy"))
    assert imported(text, tmp_path, llmnotes) == fields_of(with_notes)


def test_copied_entries_with_unusual_titles_can_be_imported(
    long_search: Search, tmp_path: Path, llmnotes: Callable[..., subprocess.CompletedProcess[bytes]]
) -> None:
    search = long_search
    search.visit("?topic=rag")
    text = expect_copied(search.page, search.page.locator("#ln-copy"))
    assert imported(text, tmp_path, llmnotes) == fields_of(search.site.catalogue.by_topic["rag"])


def test_the_copied_entries_of_a_topic_can_be_imported(
    own: Served, tab: Tabs, tmp_path: Path, llmnotes: Callable[..., subprocess.CompletedProcess[bytes]]
) -> None:
    page = tab()
    page.goto(f"{own.url}topics/fine-tuning/")
    text = expect_copied(page, page.locator("[data-ln-copy]").first)
    assert imported(text, tmp_path, llmnotes) == fields_of(own.catalogue.by_topic["fine-tuning"])


@pytest.mark.parametrize("file", ["search/index.json", "/grams/"])
def test_the_search_page_shows_links_to_lists_if_the_index_cannot_be_read(own: Served, tab: Tabs, file: str) -> None:
    page = tab()
    page.route(f"**{'/' if file[0] != '/' else ''}{file}**", lambda route: route.fulfill(status=404, body="gone"))
    page.goto(f"{own.url}search/?q=RAG")
    expect(page.get_by_role("alert")).to_contain_text("検索の索引を読み込めませんでした。")
    page.locator("#ln-browse a[href$='topics/rag/']").click()
    expect(page).to_have_url(f"{own.url}topics/rag/")
    tab.forgive(file)


def test_a_page_that_was_open_during_a_new_build_can_search_the_new_site(search: Search, tab: Tabs) -> None:
    folder = next(path.name for path in (search.site.folder / "search").iterdir() if (path / "grams").is_dir())
    served: list[str] = []

    def manifest(route: Route) -> None:
        """Serve the former manifest first, then the current one."""
        served.append(route.request.url)
        text = (search.site.folder / "search" / "index.json").read_text(encoding="utf-8")
        route.fulfill(body=text.replace(folder, "0ld0ld0ld0ld") if len(served) == 1 else text, content_type="application/json")

    search.page.route("**/search/index.json", manifest)
    search.visit("?q=RAG")
    search.expect_count(len(truth(search.site.catalogue.entries, "RAG")))
    assert search.slugs == truth(search.site.catalogue.entries, "RAG")[:STEP]
    tab.forgive("0ld0ld0ld0ld")
