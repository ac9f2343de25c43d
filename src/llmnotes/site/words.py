"""What the interface says, in each language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

WORDS = {
    "ja": {
        "about_list": "{count} 件の注釈つきリンク集です。各項目は、読んだ人のノートを Markdown で示します。",
        "all_entries": "全件を1つのJSONで",
        "archived": "保存版",
        "backlinks": "この記事に触れているノート",
        "count": "{count} 件",
        "date": "日付",
        "empty_list": "まだ何もありません。最初の1件を加えるには、次のコマンドを実行してください。",
        "entries": "エントリー",
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
        "previous": "前",
        "related": "関連",
        "search": "検索",
        "source": "情報源",
        "sources": "情報源",
        "tag": "タグ",
        "tags": "タグ",
        "topic": "トピック",
        "topics": "トピック",
        "via": "経由",
        "year": "{year}年",
        "years": "年",
    },
    "en": {
        "about_list": "A reading list of {count} annotated links. Each item leads to its reader's note in Markdown.",
        "all_entries": "all entries in one JSON file",
        "archived": "archived copy",
        "backlinks": "Notes that mention this",
        "count": "{count}",
        "date": "Date",
        "empty_list": "Nothing here yet. To add the first entry, run:",
        "entries": "Entries",
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
        "previous": "Previous",
        "related": "Related",
        "search": "Search",
        "source": "Source",
        "sources": "Sources",
        "tag": "Tag",
        "tags": "Tags",
        "topic": "Topic",
        "topics": "Topics",
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
