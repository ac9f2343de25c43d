"""The columns of the CSV files that some bookmark services export, and a guess of the columns of other CSV files.

Raindrop: https://help.raindrop.io/export. Readwise: the export of the Reader library. Pocket: the export before the service ended.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KEYS = ("url", "title", "note", "description", "tags", "folder", "saved", "date", "private", "to-read")
"""The keys of the values that a column can hold, as the option `--column` names them."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class CsvLayout:
    """The meaning of the columns of a CSV file. Names of columns are in lower case."""

    name: str
    columns: Mapping[str, str]
    """The name of the column that holds each value, by the key of the value, such as `url`."""
    known_by: frozenset[str] = frozenset()
    """Names of columns that identify the layout of a service: the files of no other service have all of them. Empty for other layouts."""
    tag_separator: str = ","
    to_read: frozenset[str] = frozenset({"1", "true", "yes"})
    """Values of the column for the key `to-read` that mean that a bookmark is unread, in lower case."""
    public: frozenset[str] | None = None
    """Values of the column for the key `private` that mean that a bookmark is public, in lower case.

    None if all values but an empty cell, 0, no and similar words mean that it is private.
    """
    not_kept: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Columns whose values a record can't hold, each with a name for these values in the output of the import, such as `cover images`."""


OWN = CsvLayout(
    name="csv",
    columns={key: key for key in ("slug", "title", "url", "date", "added", "updated", "topics", "tags", "lang", "via", "archived", "note")},
)
"""The layout of the CSV files that llmnotes exports, and its columns in the order in which they are written."""

LAYOUTS = (
    CsvLayout(
        name="raindrop",
        columns={"url": "url", "title": "title", "note": "note", "description": "excerpt", "tags": "tags", "folder": "folder", "saved": "created"},
        known_by=frozenset({"url", "folder", "created", "excerpt"}),
        not_kept={"cover": "cover images", "highlights": "highlights", "favorite": "favourite marks"},
    ),
    CsvLayout(
        name="pocket",
        columns={"url": "url", "title": "title", "tags": "tags", "saved": "time_added", "to-read": "status"},
        known_by=frozenset({"url", "time_added", "status"}),
        tag_separator="|",
        to_read=frozenset({"unread"}),
    ),
    CsvLayout(
        name="readwise",
        columns={"url": "url", "title": "title", "tags": "document tags", "saved": "saved date", "to-read": "location"},
        known_by=frozenset({"url", "saved date"}),
        to_read=frozenset({"new", "later", "shortlist"}),
        not_kept={"reading progress": "reading progress", "seen": "read marks"},
    ),
    CsvLayout(
        name="linkding",
        columns={
            "url": "url", "title": "title", "note": "notes", "description": "description", "tags": "tag_names", "saved": "date_added",
            "to-read": "unread", "private": "shared",
        },
        known_by=frozenset({"url", "date_added"}),
        public=frozenset({"1", "true", "yes"}),
        not_kept={"is_archived": "archive marks", "web_archive_snapshot_url": "archived copies", "date_modified": "dates of the bookmark's last change"},
    ),
    CsvLayout(
        name="instapaper",
        columns={"url": "url", "title": "title", "note": "selection", "tags": "tags", "folder": "folder", "saved": "timestamp"},
        known_by=frozenset({"url", "selection", "folder", "timestamp"}),
    ),
)  # fmt: skip
"""The layouts of services. A file is read with the first layout of which it has all columns in `known_by`, unless the user names a format."""

_WORDS: Mapping[str, Sequence[str]] = {
    "url": ("url", "link", "href", "address", "uri", "website", "リンク", "アドレス"),
    "title": ("title", "name", "subject", "document title", "タイトル", "題名", "名前"),
    "note": ("note", "notes", "comment", "comments", "annotation", "memo", "メモ", "コメント", "ノート", "備考", "感想"),
    "description": ("description", "excerpt", "summary", "extended", "abstract", "abstract note", "説明", "概要"),
    "tags": ("tags", "tag", "labels", "label", "keywords", "tag_names", "manual tags", "categories", "category", "タグ", "カテゴリ", "カテゴリー"),
    "folder": ("folder", "collection", "list", "group", "フォルダ", "フォルダー"),
    "saved": ("added", "created", "created_at", "time_added", "date_added", "saved", "saved date", "timestamp", "bookmarked", "time", "date added", "creation date", "追加日", "登録日", "保存日"),
    "date": ("date", "published", "published_at", "publication date", "pubdate", "日付", "公開日", "発行日"),
    "private": ("private", "非公開"),
    "to-read": ("toread", "to_read", "to read", "unread", "未読"),
}  # fmt: skip
"""Usual names of the column for each value, in lower case. They are used to guess the columns of a CSV file that its layout does not give."""


def layout_of(columns: Sequence[str], wanted: str = "") -> CsvLayout:
    """Return the layout of a CSV file, given the names of its columns in lower case.

    `wanted` is the name of a layout, such as `raindrop`, or `csv` for a file that no known service wrote. If `wanted` is empty, the layout is recognised by
    the names of the columns: that of llmnotes' own CSV files (`OWN`), or that of a service. If no layout is recognised, the meaning of each column is guessed
    from its name. The layout may lack a column for the URL.
    """
    there = set(columns)
    if {"title", "url", "date", "added", "topics", "note"} <= there and wanted in {"", OWN.name}:
        return OWN
    for layout in LAYOUTS:
        if layout.name == wanted or (not wanted and layout.known_by <= there):
            guessed = _guessed(columns)
            # A service may have renamed a column. So if the file lacks a column of the layout, a column with a similar meaning is guessed.
            held = {key: name if name in there else guessed.get(key, name) for key, name in layout.columns.items()}
            return dataclasses.replace(layout, columns={key: name for key, name in held.items() if name in there})
    return CsvLayout(name="csv", columns=_guessed(columns))


def _guessed(columns: Sequence[str]) -> dict[str, str]:
    held = {key: next((word for word in words if word in columns), "") for key, words in _WORDS.items()}
    return {key: name for key, name in held.items() if name}
