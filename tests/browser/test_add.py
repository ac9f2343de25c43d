"""The page for adding an entry: listed URLs, the record that it writes, its links to GitHub, and values from other pages."""

from __future__ import annotations

import datetime
import json
import re
import shutil
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

import pytest
from conftest import LIST, ROOT
from playwright.sync_api import expect

from browser.conftest import DESKTOP, PHONE
from llmnotes.model import MAX_TAG, MAX_TAGS, MAX_TITLE, MAX_TOPICS, Entry
from llmnotes.records import record
from llmnotes.records.slug import make_slug
from llmnotes.web.source import source_of_url

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from browser.conftest import Served, Tabs

TODAY = datetime.date(2026, 11, 25)
HOSTILE = (
    "\"><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">",
    "javascript:document.title='run'",
    "https://a.example/\"onmouseover=\"document.title='run'",
    "https://user:secret@a.example/../../etc/passwd",
    "../../.github/workflows/x.yml",
    "---\nurl: https://evil.example/\n---\n",
    "\x00\x1b[2J\u202e\u2028\ud83d%ff{{7*7}}$&__proto__",
    "https://" + "(" * 3000 + ")" * 3000,
    "x" * 100_000,
)
"""Values that an attacker may put into an address."""


def opened(tab: Tabs, site: Served, query: str = "", *, width: int = 1440, path: str = "add/") -> Page:
    """Open the page on a fixed day, and wait until its script runs."""
    page = tab(width=width)
    page.clock.set_fixed_time(datetime.datetime.combine(TODAY, datetime.time(12)))
    page.goto(f"{site.url}{path}{query}")
    expect(page.locator("#ln-add-bookmark")).to_have_attribute("href", re.compile("^javascript:"))
    return page


def parameters(page: Page, way: str) -> dict[str, str]:
    """Return the query parameters of a link to GitHub."""
    return {
        name: values[0] for name, values in parse_qs(urlsplit(page.locator(f"#ln-add-{way}").get_attribute("href") or "").query).items()
    }


def test_the_form_for_adding_entries_shows_whether_the_list_has_a_url(own: Served, tab: Tabs) -> None:
    page = opened(tab, own)
    entry = own.catalogue.entries[3]
    listed = page.locator("#ln-add-listed")
    page.fill("#ln-add-url", f"{entry.url}?utm_source=x")
    expect(listed).to_contain_text("このURLはもうリストにあります。")
    expect(listed.locator("a")).to_have_attribute("href", f"{own.url}entries/{entry.slug}/")
    page.fill("#ln-add-url", "https://huggingface.co/blog/stackllama")
    expect(listed).to_contain_text("このURLに触れているノートがあります。")
    expect(listed.locator("a")).to_have_attribute("href", f"{own.url}entries/2023-05-27-note-npaka-n1248a4202df0/")
    page.fill("#ln-add-url", "https://example.net/new")
    expect(listed).to_have_text("このURLはまだリストにありません。")
    page.fill("#ln-add-url", "example")
    expect(listed).to_be_empty()


def test_the_form_for_adding_entries_shows_that_an_entry_was_removed_and_chooses_another_slug(own: Served, tab: Tabs) -> None:
    page = opened(tab, own)
    page.fill("#ln-add-url", "https://example.com/gone?utm_source=x")
    page.fill("#ln-add-date", "2023-01-01")
    listed = page.locator("#ln-add-listed")
    expect(listed).to_have_text("このURLのエントリーは 2023-02-01 に削除されました: 著者の希望")
    expect(listed.locator("a")).to_have_attribute("href", f"{own.url}entries/2023-01-01-example-gone/")
    expect(page.locator("#ln-add-path")).to_have_text("entries/2023/2023-01-01-example-gone-2.md")


def test_the_page_for_adding_entries_writes_the_same_record_as_python(
    own: Served, tab: Tabs, tmp_path: Path, llmnotes: Callable[..., subprocess.CompletedProcess[bytes]]
) -> None:
    page = opened(tab, own)
    page.fill("#ln-add-url", "https://blog.example.co.jp/2026/11/20/評価.html?utm_medium=feed&id=7")
    expect(page.locator("#ln-add-date")).to_have_value("2026-11-20")  # the form has computed this value from the URL
    page.fill("#ln-add-date", "2026-11-19")
    page.fill("#ln-add-title", " 評価: 「RAG」 #1\t入門 ")
    page.get_by_label("アプリ開発").check()
    page.get_by_label("RAG・検索").check()
    page.fill("#ln-add-tags", "langchain、埋め込み, #新しい語, LangChain, ")
    page.fill("#ln-add-note", "\n\n- よい\n  - 「測る」\n\n---\n")
    expected = Entry(
        slug="2026-11-19-example-id-7", title="評価: 「RAG」 #1 入門", url="https://blog.example.co.jp/2026/11/20/評価.html?id=7",
        date=datetime.date(2026, 11, 19), added=TODAY, topics=("building", "rag"), tags=("LangChain", "Embeddings", "新しい語"), note="- よい\n  - 「測る」\n\n---",
    )  # fmt: skip
    slug = make_slug(expected.date, expected.url, "", lambda _: False)
    expect(page.locator("#ln-add")).to_have_text(record.write(expected), use_inner_text=False)
    path = page.locator("#ln-add-path").inner_text()
    assert path == f"entries/2026/{slug}.md"
    page.locator("#ln-add-copy").click()
    expect(page.locator("#ln-add-copy")).to_have_text("コピーしました")
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(page.evaluate("navigator.clipboard.readText()"), encoding="utf-8")
    shutil.copy(LIST / "topics.yml", tmp_path)
    result = llmnotes("lint")
    assert result.returncode == 0, result.stdout.decode()
    assert "warning" not in result.stdout.decode()


def test_the_form_for_adding_entries_adds_a_number_to_a_slug_in_use(own: Served, tab: Tabs) -> None:
    entry = next(entry for entry in own.catalogue.entries if entry.slug.startswith(str(entry.date)))
    page = opened(tab, own, f"?url={quote(entry.url, safe='')}")
    page.fill("#ln-add-date", str(entry.date))
    taken = {entry.slug for entry in own.catalogue.entries}
    slug = make_slug(entry.date, entry.url, source_of_url(entry.url).slug, taken.__contains__)
    assert slug not in taken
    expect(page.locator("#ln-add-path")).to_have_text(f"entries/{entry.date.year}/{slug}.md")


def test_the_links_to_github_on_the_page_for_adding_entries_contain_the_entry(own: Served, tab: Tabs) -> None:
    page = opened(tab, own, "?url=https%3A%2F%2Fa.example%2Fb%3Fc%3D1%26d%3D%2523&title=A%20%26%20B")
    expect(page.locator("#ln-add")).to_contain_text("A & B")
    assert parameters(page, "issue") == {
        "template": "add-entry.yml",
        "url": "https://a.example/b?c=1&d=%23",
        "title": "Add: A & B",
        "work": "A & B",
    }
    assert parameters(page, "file") == {}  # without a date, no file name can be computed
    page.fill("#ln-add-date", "2026-11-19")
    page.fill("#ln-add-tags", "RAG, a b")
    page.fill("#ln-add-note", "- ノート + 「&」")
    page.get_by_label("論文・研究").check()
    expect(page.locator("#ln-add-issue-topics")).to_contain_text("論文・研究")
    # The address lacks topics, because GitHub shows an empty issue if an address fills in a menu.
    assert parameters(page, "issue") == {
        "template": "add-entry.yml", "url": "https://a.example/b?c=1&d=%23", "title": "Add: A & B", "work": "A & B", "date": "2026-11-19", "tags": "RAG, a b",
        "note": "- ノート + 「&」",
    }  # fmt: skip
    form = (ROOT / ".github" / "ISSUE_TEMPLATE" / "add-entry.yml").read_text(encoding="utf-8")
    assert {"url", "work", "date", "tags", "note"} <= set(re.findall(r"^  id: (\w+)$", form, re.MULTILINE))
    assert parameters(page, "file") == {"filename": "2026/2026-11-19-a-b.md", "value": page.locator("#ln-add").text_content()}
    assert (page.locator("#ln-add-file").get_attribute("href") or "").startswith("https://github.com/example/llmnotes/new/main/entries?")


def test_the_page_for_adding_entries_copies_text_that_is_too_long_for_the_address_of_a_github_page(own: Served, tab: Tabs) -> None:
    page = opened(tab, own, "?url=https%3A%2F%2Fa.example%2Fb&title=A")
    note = "長いノート。\n" * 300
    page.fill("#ln-add-date", "2026-11-19")
    page.fill("#ln-add-note", note)
    expect(page.locator("#ln-add-issue-long")).to_contain_text("貼り付けて")
    expect(page.locator("#ln-add-file-long")).to_contain_text("貼り付けて")
    page.context.route("https://github.com/**", lambda route: route.fulfill(body="GitHub", content_type="text/plain"))
    for way, absent, copied in (("issue", "note", note.strip()), ("file", "value", page.locator("#ln-add").text_content())):
        assert absent not in parameters(page, way)
        with page.context.expect_page() as found:
            page.locator(f"#ln-add-{way}").click()
        found.value.wait_for_url("https://github.com/**")
        assert len(found.value.url) < 5001
        found.value.close()
        page.bring_to_front()
        page.wait_for_function("text => navigator.clipboard.readText().then((copied) => copied === text)", arg=copied)


def test_the_form_for_adding_entries_shows_all_faults_at_once_with_remedies(long: Served, tab: Tabs) -> None:
    page = opened(tab, long, width=360)
    assert page.locator("#ln-add-issue").count() == 0  # the repository of this list has no issue form
    page.fill("#ln-add-url", "example.org/a")
    page.fill("#ln-add-tags", f"ok, {'x' * 51}")
    page.fill("#ln-add-date", "2026-11-26")
    page.locator("#ln-add-file").click()
    faults = page.locator("#ln-add-faults")
    expect(faults).to_be_focused()
    expect(faults.locator("li")).to_have_text(
        [re.compile("starting with https://"), re.compile("Copy the work's title"), re.compile("after today"), re.compile("at most 50")]
    )
    for field in ("url", "title", "date", "tags"):
        expect(page.locator(f"#ln-add-{field}")).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#ln-add-url")).to_be_focused()
    page.fill("#ln-add-url", "https://example.org/a")
    expect(faults.locator("li")).to_have_count(3)
    expect(page.locator("#ln-add-url")).not_to_have_attribute("aria-invalid", "true")
    page.fill("#ln-add-title", "A")
    page.fill("#ln-add-date", "2026-11-25")
    page.fill("#ln-add-tags", "")
    expect(faults).to_be_hidden()


def test_the_form_for_adding_entries_accepts_values_at_a_limit_and_reports_values_beyond_it(own: Served, tab: Tabs) -> None:
    page = opened(tab, own, "?url=https%3A%2F%2Fa.example%2Fb")
    tags = [f"t{number}" for number in range(MAX_TAGS - 1)]
    boxes = page.locator("#ln-add-topics input")
    assert boxes.count() == MAX_TOPICS + 1
    page.fill("#ln-add-date", "2026-11-25")
    page.fill("#ln-add-title", "😀" * (MAX_TITLE + 1))
    page.fill("#ln-add-tags", ", ".join([*tags, "漢" * (MAX_TAG + 1), "more"]))
    for box in boxes.all():
        box.check()
    page.locator("#ln-add-file").click()
    faults = page.locator("#ln-add-faults li")
    title = f"題名が{MAX_TITLE + 1}文字あります。{MAX_TITLE}文字までに短くしてください。"
    topics = f"トピックが{MAX_TOPICS + 1}個選ばれています。{MAX_TOPICS}個までにしてください。"
    many = f"タグが{MAX_TAGS + 1}個あります。{MAX_TAGS}個までにしてください。"
    long = f"タグ「{'漢' * (MAX_TAG + 1)}」が長すぎます。{MAX_TAG}文字までのキーワードにしてください。"
    expect(faults).to_have_text([title, topics, many, long])
    expect(page.locator("#ln-add-topics-fault")).to_have_text(topics)
    faults.nth(1).locator("a").click()
    expect(page.locator("#ln-add-topics")).to_be_focused()
    page.fill("#ln-add-tags", ", ".join([*tags, "😀" * MAX_TAG]))
    expect(faults).to_have_text([title, topics, f"タグ「{'😀' * MAX_TAG}」のアドレスが長すぎます。記号や絵文字を減らしてください。"])
    boxes.first.uncheck()
    page.fill("#ln-add-title", "😀" * MAX_TITLE)
    page.fill("#ln-add-tags", ", ".join([*tags, "漢" * MAX_TAG]))
    expect(faults).to_have_count(0)
    found, problems = record.read((page.locator("#ln-add").text_content() or "").encode(), slug="s", file="s.md")
    assert problems == []
    assert found is not None
    assert (len(found.entry.tags), len(found.entry.topics)) == (MAX_TAGS, MAX_TOPICS)


def test_20000_tags_in_the_form_for_adding_entries_are_reported_as_one_fault(long: Served, tab: Tabs) -> None:
    page = opened(tab, long, "?url=https%3A%2F%2Fa.example%2Fb&title=A")
    page.fill("#ln-add-date", "2026-11-25")
    page.fill("#ln-add-tags", ", ".join(f"{number:060}" for number in range(2_000)))
    page.locator("#ln-add-file").click()
    faults = page.locator("#ln-add-faults li")
    expect(faults.first).to_have_text(f"There are 2000 tags. Keep at most {MAX_TAGS}.")
    expect(faults).to_have_count(1 + MAX_TAGS)
    page.fill("#ln-add-tags", ", ".join(f"t{number}" for number in range(20_000)))
    expect(faults).to_have_text([f"There are 20000 tags. Keep at most {MAX_TAGS}."])


def test_the_form_for_adding_entries_suggests_tags_of_the_list(own: Served, tab: Tabs) -> None:
    page = opened(tab, own, "?title=" + quote("LangChainと埋め込みの話"))
    offers = page.locator("#ln-add-offers button")
    expect(offers).to_have_count(12)
    assert set(offers.all_inner_texts()[:2]) == {"LangChain", "Embeddings"}  # these tags come first, because the title contains them
    page.fill("#ln-add-tags", "独自, llama")
    expect(offers.first).to_have_text(re.compile("llama", re.IGNORECASE))
    page.get_by_role("button", name="LlamaIndex").click()
    expect(page.locator("#ln-add-tags")).to_have_value("独自, LlamaIndex, ")
    expect(page.locator("#ln-add-tags")).to_be_focused()
    expect(page.locator("#ln-add")).to_contain_text("tags: [独自, LlamaIndex]")


@pytest.mark.parametrize(
    ("given", "filled"),
    [
        ({"url": "https://a.example/", "title": "題"}, ("https://a.example/", "題", "")),
        ({"text": "題名　その2 https://a.example/b"}, ("https://a.example/b", "題名 その2", "")),
        ({"title": "題", "text": "題 https://a.example/b"}, ("https://a.example/b", "題", "")),
        ({"title": "題", "text": "選んだ文\n次の行\nhttps://a.example/b"}, ("https://a.example/b", "題", "> 選んだ文\n> 次の行")),
        ({"title": "題 https://a.example/b"}, ("https://a.example/b", "題", "")),
        ({"url": "https://a.example/「b」"}, ("https://a.example/「b」", "", "")),
        ({"url": "", "text": "URLのない文"}, ("", "URLのない文", "")),
    ],
)
def test_values_that_a_phone_shares_fill_the_form_for_adding_entries(
    own: Served, tab: Tabs, given: dict[str, str], filled: tuple[str, str, str]
) -> None:
    page = opened(tab, own, f"?{urlencode(given)}")
    for field, value in zip(("url", "title", "note"), filled, strict=True):
        expect(page.locator(f"#ln-add-{field}")).to_have_value(value)


@pytest.mark.parametrize(("list_", "page_"), [("own", "add/"), ("long", "add/"), ("flat", "add/index.html")])
def test_the_web_manifest_lets_phones_share_links_with_the_form_for_adding_entries(
    request: pytest.FixtureRequest, tab: Tabs, list_: str, page_: str
) -> None:
    site: Served = request.getfixturevalue(list_)
    page = tab()
    page.goto(site.url + site.addresses[1])
    address = str(page.locator("link[rel=manifest]").evaluate("link => link.href"))
    assert address == f"{site.url}manifest.webmanifest"
    manifest = page.request.get(address).json()
    share = manifest["share_target"]
    assert share == {
        "action": page_,
        "method": "GET",
        "enctype": "application/x-www-form-urlencoded",
        "params": {"url": "url", "title": "title", "text": "text"},
    }
    assert manifest["display"] == "minimal-ui"
    for icon in manifest["icons"]:
        content = page.request.get(site.url + icon["src"]).body()
        width, height = (int.from_bytes(content[start : start + 4]) for start in (16, 20))  # https://www.w3.org/TR/png/#11IHDR
        assert f"{width}x{height}" == icon["sizes"]
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
    page = opened(tab, site, f"?{urlencode({'text': 'A https://a.example/'})}", path=share["action"])
    expect(page.locator("#ln-add-url")).to_have_value("https://a.example/")
    assert page.context.new_cdp_session(page).send("Page.getAppManifest")["errors"] == []


def test_the_bookmarklet_opens_the_form_for_adding_entries_with_url_and_title(own: Served, tab: Tabs) -> None:
    page = opened(tab, own)
    link = page.locator("#ln-add-bookmark")
    code = link.get_attribute("href") or ""
    assert page.locator("#ln-add-bookmark-text").inner_text() == code
    link.click()
    expect(page.locator("#ln-add-bookmark-said")).to_contain_text("ドラッグ")
    entry = own.catalogue.entries[0]
    page.goto(f"{own.url}entries/{entry.slug}/?a=1&b=%23")
    there, title = page.url, page.title()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('h1'))")
    page.evaluate(unquote(code.removeprefix("javascript:")))
    page.wait_for_url(f"{own.url}add/?**")
    expect(page.locator("#ln-add-url")).to_have_value(there)
    expect(page.locator("#ln-add-title")).to_have_value(title)


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_long_lines_of_the_record_and_of_the_bookmarklet_wrap_within_the_page_for_adding_entries(
    own: Served, tab: Tabs, width: int
) -> None:
    page = opened(tab, own, width=width)
    page.fill("#ln-add-title", "word " * 190)
    page.fill("#ln-add-note", "x" * 900)
    expect(page.locator("#ln-add")).to_contain_text("xxx")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    for text in ("#ln-add", "#ln-add-bookmark-text"):
        assert page.locator(text).evaluate("pre => pre.scrollHeight > 2 * parseFloat(getComputedStyle(pre).lineHeight)")


@pytest.mark.parametrize("name", ["url", "title", "text"])
def test_hostile_values_in_the_address_of_the_form_for_adding_entries_stay_text(own: Served, tab: Tabs, name: str) -> None:
    page = opened(tab, own)
    for value in HOSTILE:
        # Set the query with a script, because it is longer than servers accept, and after the page has read its own query, which would fill the fields again.
        query = urlencode({name: value.encode("utf-8", "surrogatepass")})
        page.evaluate("query => history.replaceState(null, '', `?${query}`)", query)
        page.evaluate(
            "async () => { const { given } = await import(new URL('../assets/shared.js', location)); window.got = given(location.search); }"
        )
        got = page.evaluate("window.got")
        assert len(got["title"]) <= 1000
        assert len(got["url"]) <= 5000
        for field in ("url", "title", "note"):
            page.fill(f"#ln-add-{field}", got[field])
        page.fill("#ln-add-date", "2026-01-01")
        expect(page.locator("#ln-add")).to_contain_text("date: 2026-01-01")
        assert page.title() != "run"
        assert re.fullmatch(r"entries/(2026/2026-01-01(-[a-z0-9]+)+\.md|2026/…|…/…)", page.locator("#ln-add-path").inner_text())
        text = page.locator("#ln-add").text_content() or ""
        found, problems = record.read(text.encode(), slug="s", file="s.md")
        assert found is None or found.entry.date == datetime.date(2026, 1, 1)
        assert {problem.rule for problem in problems} <= {"url"}  # other values were turned into a single line, so they cause no problem
        page.locator("#ln-add-copy").click()
        expect(page.locator("#ln-add-listed script, #ln-add-faults img, #ln-add script")).to_have_count(0)
        page.fill("#ln-add-date", "")


def test_the_form_for_adding_entries_refuses_an_invalid_url_with_a_message(own: Served, tab: Tabs) -> None:
    page = opened(tab, own, f"?url={quote('javascript:alert(1)')}&title=a")
    expect(page.locator("#ln-add-url")).to_have_value("javascript:alert(1)")
    page.locator("#ln-add-issue").click()
    expect(page.locator("#ln-add-faults li")).to_have_text([re.compile("https:// から")])


def test_the_page_for_adding_entries_to_a_list_that_is_not_on_github_shows_manual_steps(flat: Served, tab: Tabs) -> None:
    page = opened(tab, flat, "?url=https%3A%2F%2Fa.example%2Fb", path="add/index.html")
    expect(page.locator("#ln-add-issue, #ln-add-file")).to_have_count(0)
    expect(page.locator("#send + ol li")).to_have_count(3)
    expect(page.locator("#ln-add-listed")).to_contain_text("まだリストにありません")
    assert json.dumps(f"{flat.url}add/index.html") in (page.locator("#ln-add-bookmark").get_attribute("href") or "")


def test_without_scripts_the_page_for_adding_entries_explains_how_to_add_a_record(own: Served, tab: Tabs) -> None:
    page = tab(scripts=False)
    page.goto(f"{own.url}add/")
    expect(page.locator("#ln-add-form")).to_be_hidden()
    expect(page.locator("#ln-add-how pre").first).to_contain_text("title: ")
    expect(page.locator("#ln-add-how a")).to_have_attribute("href", "https://github.com/example/llmnotes/new/main/entries")


def test_the_page_for_adding_entries_works_without_the_search_index_and_shows_manual_steps_without_its_rules(
    own: Served, tab: Tabs
) -> None:
    page = tab()
    page.route("**/search/index.json", lambda route: route.abort())
    page.goto(f"{own.url}add/?url=https%3A%2F%2Fa.example%2Fb")
    expect(page.locator("#ln-add-listed")).to_have_text("リストにあるかどうかを調べられませんでした。")
    expect(page.locator("#ln-add")).to_contain_text("https://a.example/b")
    tab.forgive("search/index.json")
    page.route("**/add/record.json", lambda route: route.abort())
    page.reload()
    expect(page.locator("#ln-add-how")).to_be_visible()
    expect(page.locator("#ln-add-form")).to_be_hidden()
    tab.forgive("add/record.json")
