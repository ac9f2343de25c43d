"""The interface texts of the site in Japanese and English.

add_page.py      the texts of the page for adding an entry
link_health.py   the texts about the state of links
moving.py        the texts of links between pages, such as months, numbered pages, previous and next entry
removed_page.py  the texts of the page that replaces a removed entry
search_page.py   the texts of the search page about its query language, period and suggestions
"""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING

from llmnotes.site.words.add_page import ADDING
from llmnotes.site.words.link_health import LINK_HEALTH
from llmnotes.site.words.moving import MOVING
from llmnotes.site.words.removed_page import REMOVED
from llmnotes.site.words.search_page import SEARCHING

if TYPE_CHECKING:
    import datetime

WORDS = {
    "ja": {
        "about_list": "{count} 件の注釈つきリンク集です。以下のリンクは Markdown のファイルを開きます。トピックのファイルはエントリーの一覧で、エントリーのファイルにはノートがあります。",
        "add": "追加する",
        "add_check": "書きまちがいがないか確かめます。",
        "add_create": "GitHub で新しいファイルを作る",
        "add_example": "記録の例",
        "add_note": "読んで何が分かったか。",
        "add_record": "{folder}/年/日付-名前.md というファイルに、次のように書きます。",
        "add_send": "プルリクエストを送ります。",
        "add_title": "記事の題名",
        "all_entries": "全件を1つのJSONで",
        "all_sources": "すべての情報源",
        "all_tags": "すべてのタグ",
        "anniversary": "過去の今日",
        "archived": "保存版",
        "as_table": "数値を表で見る",
        "backlinks": "この記事に触れているノート",
        "by_count": "多い順(上位 {count})",
        "by_name": "名前順",
        "cite": "引用",
        "copied": "コピーしました",
        "copy": "コピー",
        "copy_failed": "コピーできませんでした",
        "copy_markdown": "Markdownでコピー",
        "count": "全 {count} 件",
        "date": "日付",
        "edit": "この記録を編集",
        "empty_list": "まだ何もありません。ログを取りこむには、次のコマンドを実行してください。",
        "entries": "エントリー",
        "entry_count": "{count} 件",
        "entry_count_one": "{count} 件",
        "facet_health": "リンクの状態",
        "facet_lang": "言語",
        "facet_note": "ノート",
        "facet_source": "情報源",
        "facet_tag": "タグ",
        "facet_topic": "トピック",
        "facet_year": "年",
        "feeds": "フィード",
        "fewer": "少なく表示",
        "filter": "名前で絞り込む",
        "footer": "フッター",
        "health": "リンクの状態",
        "home": "ホーム",
        "how_it_works": "このサイトのしくみ",
        "language": "言語",
        "licence": "ライセンス",
        "link_count": "リンク {count} 件",
        "list_separator": "、",
        "listed_here": "このリストの記事",
        "mentions": "ノートにあるリンク",
        "menu": "メニュー",
        "more_of": "すべて表示({count})",
        "moved_to": "移転先:",
        "new_since": "前回の訪問以降の新着 {count} 件",
        "newer": "新しいほうへ",
        "newest": "新着",
        "next": "次",
        "no_entries": "該当するものはありません。",
        "not_found": "ページが見つかりません",
        "not_found_search": "ことばで探す",
        "not_found_text": "このアドレスのページはありません。移動したか、なくなったか、アドレスが途中で切れているのかもしれません。",
        "not_found_words": "アドレスにあることばで探す",
        "note": "ノート",
        "note_invite": "ひとこと書く",
        "note_missing": "まだノートがありません。",
        "note_with": "ノートあり",
        "note_without": "ノートなし",
        "older": "古いほうへ",
        "on_this_day": "過去の今日 {count} 件",
        "original": "元のリンク",
        "page_of": "古いほうから {number} ページ目",
        "pages": "ページ",
        "per_day": "日ごとの件数",
        "per_day_legend": "1日の件数",
        "per_day_of": "{year}の日ごとの件数",
        "per_day_summary": "{days} 日に計 {count} 件。最多は {busiest} の {most} 件。",
        "per_year": "年ごとの件数",
        "previous": "前",
        "read_on": "続きを読む",
        "reading_list": "読書リスト",
        "related": "関連",
        "repository": "ソースコード",
        "scheme_dark": "暗い配色にする",
        "scheme_light": "明るい配色にする",
        "search": "検索",
        "search_add": "記事を追加する",
        "search_add_url": "このURLを追加する",
        "search_all": "すべての結果を見る",
        "search_chosen": "選んだ条件",
        "search_count": "{count} 件",
        "search_drop": "条件をはずす: {title}",
        "search_failed": "検索の索引を読み込めませんでした。トピックやタグの一覧からたどれます。",
        "search_here": "このリストを検索",
        "search_label": "ことば、またはURLで検索",
        "search_more": "さらに表示",
        "search_named": "このことばを含むエントリーはありません。次の名前が一致します。",
        "search_narrow": "絞り込み",
        "search_narrowed": "選んだ条件をすべて満たすものはありません。",
        "search_needs_script": "検索には JavaScript が必要です。次の一覧からもたどれます。",
        "search_none": "見つかりませんでした。",
        "search_placeholder": "ことば、またはURL",
        "search_refine": "条件を変えて探す",
        "search_results": "検索結果",
        "search_shorter": "ことばを減らすと見つかります:",
        "search_url_unknown": "このURLはまだリストにありません。",
        "search_widen": "条件なしで同じことばを探す",
        "searching": "検索しています…",
        "sort": "並び順",
        "sort_date": "新しい順",
        "sort_relevance": "関連度順",
        "source": "情報源",
        "source_count": "情報源 {count} 件",
        "sources": "情報源",
        "statistics": "統計",
        "tag": "タグ",
        "tag_count": "タグ {count} 件",
        "tags": "タグ",
        "top_sources": "情報源の上位 {count}",
        "top_tags": "タグの上位 {count}",
        "topic": "トピック",
        "topic_by_year": "「{topic}」の年ごとの件数",
        "topic_count": "トピック {count} 件",
        "topics": "トピック",
        "topics_by_year": "トピックの移り変わり",
        "topics_by_year_scale": "年ごとの件数。縦軸はすべて共通で、最大 {count} 件です。",
        "total": "計",
        "via": "経由",
        "year": "{year}年",
        "years": "年",
        "years_ago": "{count}年前",
    },
    "en": {
        "about_list": "A reading list of {count} annotated links. The links below lead to Markdown files: the file of a topic lists its entries, and the file of an entry has its note.",
        "add": "Add an entry",
        "add_check": "Check the record:",
        "add_create": "Create the file on GitHub",
        "add_example": "An example of a record",
        "add_note": "What you learned from it.",
        "add_record": "Write the record to the file {folder}/YEAR/DATE-NAME.md, like this:",
        "add_send": "Send a pull request.",
        "add_title": "Title of the work",
        "all_entries": "all entries in one JSON file",
        "all_sources": "All sources",
        "all_tags": "All tags",
        "anniversary": "On this day",
        "archived": "archived copy",
        "as_table": "The numbers as a table",
        "backlinks": "Notes that link to this entry",
        "by_count": "Most frequent ({count})",
        "by_name": "By name",
        "cite": "Cite",
        "copied": "Copied",
        "copy": "Copy",
        "copy_failed": "Could not copy",
        "copy_markdown": "Copy as Markdown",
        "count": "{count} in all",
        "date": "Date",
        "edit": "Edit this record",
        "empty_list": "This list has no entries yet. To import a log, run:",
        "entries": "Entries",
        "entry_count": "{count} entries",
        "entry_count_one": "{count} entry",
        "facet_health": "Link health",
        "facet_lang": "Language",
        "facet_note": "Note",
        "facet_source": "Source",
        "facet_tag": "Tag",
        "facet_topic": "Topic",
        "facet_year": "Year",
        "feeds": "Feeds",
        "fewer": "Show fewer",
        "filter": "Filter by name",
        "footer": "Footer",
        "health": "Link health",
        "home": "Home",
        "how_it_works": "How it works",
        "language": "Language",
        "licence": "Licence",
        "link_count": "{count} links",
        "list_separator": ", ",
        "listed_here": "in this list",
        "mentions": "Links in the note",
        "menu": "Menu",
        "more_of": "Show all ({count})",
        "moved_to": "moved to",
        "new_since": "{count} new since your last visit",
        "newer": "Newer",
        "newest": "Newest",
        "next": "Next",
        "no_entries": "No entries.",
        "not_found": "Page not found",
        "not_found_search": "Search by words",
        "not_found_text": "There is no page at this address. The page may have moved or been removed, or the address may be incomplete.",
        "not_found_words": "Search for words from the address",
        "note": "Note",
        "note_invite": "Write a note",
        "note_missing": "This entry has no note yet.",
        "note_with": "With a note",
        "note_without": "Without a note",
        "older": "Older",
        "on_this_day": "on this day: {count}",
        "original": "original link",
        "page_of": "Page {number}, counted from the oldest",
        "pages": "Pages",
        "per_day": "Entries by day",
        "per_day_legend": "Entries a day",
        "per_day_of": "Entries by day in {year}",
        "per_day_summary": "Entries: {count}, on {days} days. Busiest day: {busiest}, with {most}.",
        "per_year": "Entries by year",
        "previous": "Previous",
        "read_on": "Read more",
        "reading_list": "Reading list",
        "related": "Related",
        "repository": "Source code",
        "scheme_dark": "Switch to dark colours",
        "scheme_light": "Switch to light colours",
        "search": "Search",
        "search_add": "Add an entry",
        "search_add_url": "Add this URL",
        "search_all": "Show all results",
        "search_chosen": "Chosen filters",
        "search_count": "Results: {count}",
        "search_drop": "Remove the filter: {title}",
        "search_failed": "The search index could not be loaded. Browse the topics and tags instead.",
        "search_here": "Search this list",
        "search_label": "Search by words or by URL",
        "search_more": "Show more",
        "search_named": "No entry contains these words, but these names match:",
        "search_narrow": "Filters",
        "search_narrowed": "No entry matches all chosen filters.",
        "search_needs_script": "The search needs JavaScript. You can also browse these lists:",
        "search_none": "Nothing found.",
        "search_placeholder": "Words, or a URL",
        "search_refine": "Change the search",
        "search_results": "Results",
        "search_shorter": "These shorter searches have results:",
        "search_url_unknown": "This URL is not on the list yet.",
        "search_widen": "Search for the same words without filters",
        "searching": "Searching …",
        "sort": "Order",
        "sort_date": "Newest first",
        "sort_relevance": "By relevance",
        "source": "Source",
        "source_count": "{count} sources",
        "sources": "Sources",
        "statistics": "Statistics",
        "tag": "Tag",
        "tag_count": "{count} tags",
        "tags": "Tags",
        "top_sources": "Top {count} sources",
        "top_tags": "Top {count} tags",
        "topic": "Topic",
        "topic_by_year": "{topic}: entries by year",
        "topic_count": "{count} topics",
        "topics": "Topics",
        "topics_by_year": "Topics over the years",
        "topics_by_year_scale": "Entries by year. All charts have the same scale, up to {count}.",
        "total": "Total",
        "via": "via",
        "year": "{year}",
        "years": "Years",
        "years_ago": "{count} years ago",
    },
}

_LANGUAGES = {
    "ja": {"en": "英語", "ja": "日本語", "zh": "中国語", "ko": "韓国語", "fr": "フランス語", "de": "ドイツ語", "es": "スペイン語"},
    "en": {"en": "English", "ja": "Japanese", "zh": "Chinese", "ko": "Korean", "fr": "French", "de": "German", "es": "Spanish"},
}


class Words:
    """The interface texts in one language."""

    def __init__(self, language: str) -> None:
        """Load the interface texts of a language, `ja` or `en`. Raises KeyError for any other language."""
        self.language = language
        self._words = (
            WORDS[language] | ADDING[language] | LINK_HEALTH[language] | MOVING[language] | REMOVED[language] | SEARCHING[language]
        )

    def __call__(self, key: str, **values: object) -> str:
        """Return the text with this key. The given values replace its placeholders, such as `{count}`."""
        return self._words[key].format(**values)

    def raw(self, key: str) -> str:
        """Return the text with this key. Its placeholders, such as `{count}`, are not replaced."""
        return self._words[key]

    def language_name(self, tag: str) -> str:
        """Return the name of the language with this tag, such as `English` for `en`, in the language of the interface.

        The region is left out: the name for `en-GB` is `English`. Return the tag if the name of its language is unknown.
        """
        return _LANGUAGES[self.language].get(tag.partition("-")[0], tag)

    def month(self, date: datetime.date) -> str:
        """Return the name of a date's month with its year, such as `January 2026`, in the language of the interface."""
        return self.month_of(date.year, date.month)

    def month_of(self, year: int, number: int) -> str:
        """Return the name of a month with its year, such as `January 2026`, in the language of the interface. `number` is the month, from 1 to 12."""
        return f"{year}年{number}月" if self.language == "ja" else f"{calendar.month_name[number]} {year}"

    def month_alone(self, number: int) -> str:
        """Return the short name of a month, such as `Jan`, in the language of the interface. `number` is the month, from 1 to 12."""
        return f"{number}月" if self.language == "ja" else calendar.month_abbr[number]
