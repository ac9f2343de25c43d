"""Distinguish folders that a person made from folders that browsers and bookmark services make by themselves."""

from __future__ import annotations

_COMMON = frozenset({
    "bookmarks", "bookmarks bar", "bookmarks toolbar", "bookmarks menu", "other bookmarks", "mobile bookmarks", "unsorted bookmarks", "unsorted",
    "favorites", "favourites", "favorites bar", "favourites bar", "other favorites", "other favourites", "mobile favorites", "mobile favourites", "imported", "saved tabs", "read archive",
    "archive", "starred", "ブックマーク", "ブックマーク バー", "ブックマークバー", "ブックマーク ツールバー", "ブックマークツールバー",
    "ブックマーク メニュー", "ブックマークメニュー", "その他のブックマーク", "モバイルのブックマーク", "モバイル ブックマーク", "お気に入り",
    "お気に入りバー", "お気に入り バー", "その他のお気に入り", "モバイルのお気に入り",
    "他のブックマーク", "未分類",
})  # fmt: skip
"""Names, in lower case, of folders that browsers and bookmark services make by themselves, except for the names in `_TO_READ`."""
_TO_READ = frozenset({"reading list", "リーディングリスト", "unread"})
"""Names, in lower case, of the folders for bookmarks to read later in Safari, Pocket and Instapaper."""


def is_common(name: str) -> bool:
    """Return whether a browser or a bookmark service makes a folder with this name by itself. Such a name doesn't describe the bookmarks in the folder."""
    return name.lower() in _COMMON or is_to_read(name)


def is_to_read(name: str) -> bool:
    """Return whether a folder with this name holds bookmarks to read later."""
    return name.lower() in _TO_READ
