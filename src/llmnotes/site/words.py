"""What the interface says, in each language."""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

WORDS = {
    "ja": {
        "about_list": "{count} 件の注釈つきリンク集です。各項目は、読んだ人のノートを Markdown で示します。",
        "all_entries": "全件を1つのJSONで",
        "all_sources": "すべての情報源",
        "all_tags": "すべてのタグ",
        "archived": "保存版",
        "as_table": "数値を表で見る",
        "backlinks": "この記事に触れているノート",
        "count": "{count} 件",
        "date": "日付",
        "empty_list": "まだ何もありません。最初の1件を加えるには、次のコマンドを実行してください。",
        "entries": "エントリー",
        "entry_count": "{count} 件",
        "entry_count_one": "{count} 件",
        "feeds": "フィード",
        "home": "ホーム",
        "language": "言語",
        "newer": "新しいほうへ",
        "newest": "新着",
        "next": "次",
        "no_entries": "該当するものはありません。",
        "not_found": "ページが見つかりません",
        "not_found_search": "ことばで探す",
        "not_found_text": "このアドレスのページはありません。移動したか、なくなったか、アドレスが途中で切れているのかもしれません。",
        "not_found_words": "アドレスにあることばで探す",
        "note": "ノート",
        "note_with": "ノートあり",
        "note_without": "ノートなし",
        "older": "古いほうへ",
        "page_of": "古いほうから {number} ページ目",
        "pages": "ページ",
        "per_day": "日ごとの件数",
        "per_day_legend": "1日の件数",
        "per_day_of": "{year}の日ごとの件数",
        "per_day_told": "{days} 日に計 {count} 件。最多は {busiest} の {most} 件。",
        "per_year": "年ごとの件数",
        "previous": "前",
        "related": "関連",
        "search": "検索",
        "source": "情報源",
        "source_count": "{count} の情報源",
        "sources": "情報源",
        "statistics": "統計",
        "tag": "タグ",
        "tag_count": "{count} のタグ",
        "tags": "タグ",
        "top_sources": "情報源の上位 {count}",
        "top_tags": "タグの上位 {count}",
        "topic": "トピック",
        "topic_by_year": "「{topic}」の年ごとの件数",
        "topic_count": "{count} トピック",
        "topics": "トピック",
        "topics_by_year": "トピックの移り変わり",
        "topics_by_year_scale": "年ごとの件数。縦軸はすべて共通で、最大 {count} 件です。",
        "total": "計",
        "via": "経由",
        "year": "{year}年",
        "years": "年",
    },
    "en": {
        "about_list": "A reading list of {count} annotated links. Each item leads to its reader's note in Markdown.",
        "all_entries": "all entries in one JSON file",
        "all_sources": "All sources",
        "all_tags": "All tags",
        "archived": "archived copy",
        "as_table": "The numbers as a table",
        "backlinks": "Notes that mention this",
        "count": "{count}",
        "date": "Date",
        "empty_list": "Nothing here yet. To add the first entry, run:",
        "entries": "Entries",
        "entry_count": "{count} entries",
        "entry_count_one": "{count} entry",
        "feeds": "Feeds",
        "home": "Home",
        "language": "Language",
        "newer": "Newer",
        "newest": "Newest",
        "next": "Next",
        "no_entries": "There are none.",
        "not_found": "Page not found",
        "not_found_search": "Search by words",
        "not_found_text": "There is no page at this address. It may have moved or gone, or the address may have been cut short.",
        "not_found_words": "Search by a word of the address",
        "note": "Note",
        "note_with": "With a note",
        "note_without": "Without a note",
        "older": "Older",
        "page_of": "Page {number}, counted from the oldest",
        "pages": "Pages",
        "per_day": "Entries by day",
        "per_day_legend": "Entries a day",
        "per_day_of": "Entries by day in {year}",
        "per_day_told": "{count} on {days} days; most on {busiest}, {most}.",
        "per_year": "Entries by year",
        "previous": "Previous",
        "related": "Related",
        "search": "Search",
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
        "topics_by_year_scale": "Entries by year. All charts have one scale, up to {count}.",
        "total": "Total",
        "via": "via",
        "year": "{year}",
        "years": "Years",
    },
}

_LANGUAGES = {
    "ja": {"en": "英語", "ja": "日本語", "zh": "中国語", "ko": "韓国語", "fr": "フランス語", "de": "ドイツ語", "es": "スペイン語"},
    "en": {"en": "English", "ja": "Japanese", "zh": "Chinese", "ko": "Korean", "fr": "French", "de": "German", "es": "Spanish"},
}


class Words:
    """The interface in one language."""

    def __init__(self, language: str) -> None:
        """Raises KeyError for a language that has no words here."""
        self.language = language
        self._words = WORDS[language]

    def __call__(self, key: str, **values: object) -> str:
        """A phrase with its values filled in."""
        return self._words[key].format(**values)

    def language_name(self, tag: str) -> str:
        """What a language is called; the tag itself where we don't know."""
        return _LANGUAGES[self.language].get(tag.partition("-")[0], tag)

    def month(self, date: datetime.date) -> str:
        """A month with its year."""
        return f"{date.year}年{date.month}月" if self.language == "ja" else f"{date:%B %Y}"

    def month_alone(self, number: int) -> str:
        """A month without its year, short."""
        return f"{number}月" if self.language == "ja" else calendar.month_abbr[number]
