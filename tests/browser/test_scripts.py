"""The scripts give the same results as Python: the cases of tests/cases/browser.json, and searches compared with a substring search."""

from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING, Any

import pytest
from conftest import CASES

from llmnotes.records import note
from llmnotes.search.cut import fold, terms
from llmnotes.yamlio import strict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Page

    from browser.conftest import Served, Tabs
    from llmnotes.model import Entry

CASE: dict[str, list[list[Any]]] = json.loads((CASES / "browser.json").read_text(encoding="utf-8"))
SCRIPTS = {"fold": "search-terms.js", "terms": "search-terms.js", "cover": "search-terms.js", "tag_address": "search-results.js"}
"""Functions of the scripts that take one argument, each with its file."""

MODULE = "const module = await import(new URL(`assets/${file}`, root));"
CALL = f"async ([root, file, name, values]) => {{ {MODULE} return values.map((value) => module[name](...value)); }}"
BUCKET = f"async ([root, file, keys]) => {{ {MODULE} return keys.map(([key, n]) => module.bucket(new TextEncoder().encode(key), n)); }}"
RULED = f"async ([root, file, name, values, rules]) => {{ {MODULE} return values.map((value) => module[name](...value, rules)); }}"
SLUG = f"async ([root, file, rows, rules]) => {{ {MODULE} return rows.map(([date, url, taken]) => module.makeSlug(date, url, rules, (slug) => taken.includes(slug))); }}"
WORD = f"async ([root, file, rows, rules]) => {{ {MODULE} return rows.map(([value, flow]) => module.word(value, rules, {{flow}})); }}"
CANONICAL = f"async ([root, file, urls, rules]) => {{ {MODULE} return urls.map((url) => module.canonical(url, rules)); }}"
# Returns the parts of a text that the ranges of `matches` cover.
MATCHES = f"""async ([root, file, text, terms]) => {{ {MODULE}
  return module.matches(text, terms).map(([start, end]) => text.slice(start, end)); }}"""
MARKED: tuple[tuple[str, str, list[str]], ...] = (
    ("RAGとrag、ｒａｇ", "rag", ["RAG", "rag", "ｒａｇ"]),
    ("半角のﾌﾟﾛｸﾞﾗﾑ", "プログラム", ["ﾌﾟﾛｸﾞﾗﾑ"]),
    ("がとか\u3099", "が", ["が", "か\u3099"]),  # the same letter, composed and decomposed
    ("か\u3099っこう", "が", ["か\u3099"]),
    ("𠮷野家の牛丼、👩‍💻の牛丼", "牛丼", ["牛丼", "牛丼"]),  # matches after characters that take two UTF-16 units
    ("㈱は平成と㍻", "平成", ["平成", "㍻"]),
    ("C++とC", "c++", ["C++"]),
    ("aaaa", "aa", ["aaaa"]),  # adjacent matches become one
    ("検索エンジン", "検索 索エ", ["検索エ"]),  # overlapping matches become one
    ("何もない", "無い", []),
    ("", "a", []),
)
"""A text, a query, and the parts that are marked."""
_OLD, _NEW = ["a", "20240101"], ["b", "20240102"]
FRESH: tuple[tuple[object, object, list[str]], ...] = (
    ([_NEW, _OLD], None, []),  # no earlier visit is stored
    ([_NEW, _OLD], [], []),
    ([_NEW, _OLD], [_OLD], ["b"]),
    ([_NEW, _OLD], [_NEW, _OLD], []),
    ([_NEW, _OLD], [["c", "20240103"], _NEW], []),  # an entry was removed, so an older one moved up; it is not new
    ([["c", "20240101"], _OLD], [_OLD], ["c"]),  # added on the same day
)
"""The newest entries now and at the last visit, and the slugs of the new ones."""
WHOLE_WORDS: tuple[tuple[str, list[str]], ...] = (
    ("rag", ["rag"]),
    ("サーバー", ["サーバー"]),
    ("café", ["café"]),
    ("検索", []),
    ("ragの", ["rag"]),
    ("react 18", ["react", "18"]),
    ("gpt-3.5", ["gpt", "5"]),
    ("c++", ["c++"]),
    ("c#", ["c#"]),
    (".net", [".net"]),
    ("-webkit-", []),
    ("チャットai", ["チャット", "ai"]),
)
"""A folded term, and the words that a document must contain whole so that it contains the term whole."""
FIND = f"""async ([root, file, queries]) => {{ {MODULE}
  const {{ SearchIndex, ranked }} = module, {{ terms }} = await import(new URL("assets/search-terms.js", root)), index = new SearchIndex(new URL("search/", root));
  return Promise.all(queries.map(async (query) => ranked(await index.find(terms(query))))); }}"""


def call(page: Page, site: Served, file: str, name: str, values: Sequence[Sequence[object]]) -> list[Any]:
    """Return the results of a script's function for each list of arguments."""
    given: list[Any] = page.evaluate(CALL, [site.url, file, name, values])
    return given


def test_the_scripts_give_the_same_results_as_python_for_the_same_cases(own: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(own.url)
    for name, file in SCRIPTS.items():
        script = "tagAddress" if name == "tag_address" else name
        assert call(page, own, file, script, [[text] for text, _ in CASE[name]]) == [expected for _, expected in CASE[name]], name
    buckets = page.evaluate(BUCKET, [own.url, "search-index.js", [[key, count] for key, count, _ in CASE["bucket"]]])
    assert buckets == [expected for *_, expected in CASE["bucket"]]
    rules = json.loads((own.folder / "search" / "index.json").read_text(encoding="utf-8"))["urls"]
    urls = page.evaluate(CANONICAL, [own.url, "url.js", [url for url, _ in CASE["canonical"]], rules])
    assert urls == [expected for _, expected in CASE["canonical"]]
    alike = page.evaluate(RULED, [own.url, "url.js", "alike", [[url] for url, _ in CASE["alike"]], rules])
    assert alike == [expected for _, expected in CASE["alike"]]
    cleaned = page.evaluate(RULED, [own.url, "url.js", "cleaned", [[url] for url, _ in CASE["cleaned"]], rules])
    assert cleaned == [expected for _, expected in CASE["cleaned"]]
    pulled = call(page, own, "url.js", "pulled", [[text] for text, _ in CASE["pulled"]])
    assert [[found["url"], found["rest"]] for found in pulled] == [expected for _, expected in CASE["pulled"]]


def test_the_search_script_looks_up_the_whole_words_of_a_term(own: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(own.url)
    found = call(page, own, "search-terms.js", "wholeWords", [[term] for term, _ in WHOLE_WORDS])
    assert found == [words for _, words in WHOLE_WORDS]


def test_the_scripts_write_the_same_records_as_python(own: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(own.url)
    rules = json.loads((own.folder / "add" / "record.json").read_text(encoding="utf-8"))
    slugs = page.evaluate(SLUG, [own.url, "record.js", [row[:3] for row in CASE["slug"]], rules])
    assert slugs == [row[3] for row in CASE["slug"]]
    texts = page.evaluate(RULED, [own.url, "record.js", "write", [[entry] for entry, _ in CASE["write"]], rules])
    assert texts == [expected for _, expected in CASE["write"]]
    values = [*(row[:2] for row in CASE["word"]), *odd_words(2000)]
    written = page.evaluate(WORD, [own.url, "record.js", values, rules["yaml"]])
    assert written[: len(CASE["word"])] == [row[2] for row in CASE["word"]]
    assert written == [strict.word(value, flow=flow) for value, flow in values]


def odd_words(count: int) -> list[list[Any]]:
    """Return short words of characters with a meaning in YAML, half of them for flow lists. The words are the same in each run."""
    chance = random.Random(7)  # noqa: S311 - repeatable, nothing secret
    alphabet = " \t\n:#-?,[]{}&*!|>'\"%@`~=<\\.+_0179axeEoOnNyYtT\x00\x1f\x7f\x85\xa0\u2028\u3000\ufeff\ufffe題😀"
    return [["".join(chance.choices(alphabet, k=chance.randint(0, 6))), number % 2 == 0] for number in range(count)]


def test_search_results_highlight_the_matches_at_the_right_positions(own: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(own.url)
    for text, query, marked in MARKED:
        assert page.evaluate(MATCHES, [own.url, "search-results.js", text, terms(query)]) == marked, text
    phrase = page.evaluate(MATCHES, [own.url, "search-results.js", "React\u3000 18 と React18", ["react 18"]])
    assert phrase == ["React\u3000 18"]


def test_an_excerpt_in_search_results_contains_the_match_and_splits_no_character(own: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(own.url)
    short = "短いノートは\nそのまま、一行で。"
    far = "😀" * 300 + "ここ" + "😀" * 300
    late = "あ" * 300 + "ここ"
    shown = call(page, own, "search-results.js", "excerpt", [[short, ["一行"]], [far, ["ここ"]], [late, ["ここ"]], [far, ["ない"]]])
    assert shown[0] == "短いノートは そのまま、一行で。"
    assert shown[1] == "…" + "😀" * 30 + "ここ" + "😀" * 88 + "…"
    assert shown[2] == "…" + "あ" * 118 + "ここ"
    assert shown[3] == "😀" * 120 + "…"


def test_the_script_of_the_home_page_finds_the_entries_added_since_the_last_visit(own: Served, tab: Tabs) -> None:
    page = tab()
    page.goto(own.url)
    for now, seen, new in FRESH:
        assert call(page, own, "home.js", "fresh", [[now, seen]]) == [new], (now, seen)


def searched(entry: Entry) -> tuple[str, str]:
    """Return the folded texts that the search covers: the title, and note and tags."""
    return fold(entry.title), fold("\n".join([note.text(entry.note), *entry.tags]))


def truth(entries: Sequence[Entry], query: str) -> list[str]:
    """Return the slugs of the entries that contain every term of a query as a substring, sorted by the worst tier of their terms, then newest first."""
    ranked = []
    for number, entry in enumerate(entries):
        texts = searched(entry)
        wanted = terms(query)
        if all(any(term in text for text in texts) for term in wanted):
            ranked.append((max(tier(term, *texts) for term in wanted), -number, entry.slug))
    return [slug for *_, slug in sorted(ranked)]


def tier(term: str, title: str, text: str) -> int:
    """Return 0 if a title contains a term as a whole word, 1 if only the text does, 2 if the title contains it within a word, else 3."""
    punctuated = re.fullmatch(r"\.[a-z0-9]+|[a-z0-9]+[+#]+", term)
    kinds = ("[a-z0-9.+#]" if punctuated else "[a-z0-9]", "[a-z0-9]"), ("[ァ-ヺー]", "[ァ-ヺー]")
    before, after = (next((beside for kind, beside in kinds if re.match(kind, end)), "") for end in (term[0], term[-1]))
    whole = re.compile((f"(?<!{before})" if before else "") + re.escape(term) + (f"(?!{after})" if after else ""))
    return 0 if whole.search(title) else 1 if whole.search(text) else 2 if term in title else 3


def drawn(entries: Sequence[Entry], count: int) -> list[str]:
    """Return parts of the entries' texts, of one to eight characters, and pairs of parts. They are the same in each run."""
    chance = random.Random(7)  # noqa: S311 - repeatable, nothing secret
    texts = [text for entry in entries for text in searched(entry) if len(text) > 1]
    queries: dict[str, None] = {}
    while len(queries) < count:
        text = chance.choice(texts)
        parts = []
        for _ in range(chance.choice((1, 1, 2))):
            start = chance.randrange(len(text))
            parts.append(text[start : start + chance.randint(1, 8)])
        if query := " ".join(" ".join(parts).split()):
            queries[query] = None
    return list(queries)


@pytest.mark.parametrize("list_", ["own", "long"])
def test_the_search_index_finds_the_same_entries_as_a_search_of_each_text(request: pytest.FixtureRequest, tab: Tabs, list_: str) -> None:
    site: Served = request.getfixturevalue(list_)
    entries = site.catalogue.entries
    queries = [
        *drawn(entries, 60),
        "C++",
        "ｃ＋＋",
        "<b>",
        "..",
        "zzzz",
        "題名 everywhere",
        "GPT-3.5",
        "RAG Embeddings",
        "AI",
        "LLM",
        "モデル",
        "データ",
        "ai モデル",
        "LLMの",
    ]
    page = tab()
    page.goto(site.url)
    numbers = page.evaluate(FIND, [site.url, "search-index.js", queries])
    found = [[entries[number].slug for number in each] for each in numbers]
    expected = {query: truth(entries, query) for query in queries}
    assert dict(zip(queries, found, strict=True)) == expected
    assert sum(len(slugs) > 0 for slugs in expected.values()) > 50
