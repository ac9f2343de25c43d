"""What the interface says, in each language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

WORDS = {
    "ja": {
        "backlinks": "この記事に触れているノート",
        "count": "{count} 件",
        "empty_list": "まだ何もありません。最初の1件を加えるには、次のコマンドを実行してください。",
        "entries": "エントリー",
        "entry_count": "{count} 件",
        "entry_count_one": "{count} 件",
        "home": "ホーム",
        "newer": "新しいほうへ",
        "next": "次",
        "no_entries": "該当するものはありません。",
        "older": "古いほうへ",
        "page_of": "古いほうから {number} ページ目",
        "pages": "ページ",
        "previous": "前",
        "related": "関連",
        "source": "情報源",
        "sources": "情報源",
        "tag": "タグ",
        "tags": "タグ",
        "topic": "トピック",
        "topic_count": "{count} トピック",
        "topics": "トピック",
        "via": "経由",
        "archived": "保存版",
        "year": "{year}年",
        "years": "年",
    },
    "en": {
        "backlinks": "Notes that mention this",
        "count": "{count}",
        "empty_list": "Nothing here yet. To add the first entry, run:",
        "entries": "Entries",
        "entry_count": "{count} entries",
        "entry_count_one": "{count} entry",
        "home": "Home",
        "newer": "Newer",
        "next": "Next",
        "no_entries": "There are none.",
        "older": "Older",
        "page_of": "Page {number}, counted from the oldest",
        "pages": "Pages",
        "previous": "Previous",
        "related": "Related",
        "source": "Source",
        "sources": "Sources",
        "tag": "Tag",
        "tags": "Tags",
        "topic": "Topic",
        "topic_count": "{count} topics",
        "topics": "Topics",
        "via": "via",
        "archived": "archived copy",
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
