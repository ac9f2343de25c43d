"""The texts of links between pages, such as months, numbered pages, previous and next entry, in each language."""

from __future__ import annotations

MOVING = {
    "ja": {
        "about_note_links": "ノートのリンクについて",
        "added_on": "追加",
        "breadcrumb": "現在地",
        "browse_months": "月から探す",
        "entry_neighbours": "前後の記事",
        "follow": "フォロー",
        "in_month": "{month}: {count} 件",
        "last_updated": "最終更新",
        "months": "月別",
        "next_in": "「{list}」の次",
        "older_from": "これより前: {month}",
        "pages_below": "ページ(下)",
        "popular_tags": "よく使われるタグ",
        "previous_in": "「{list}」の前",
        "read_at": "記事を読む",
        "read_copy": "保存版を読む",
    },
    "en": {
        "about_note_links": "About the links in the note",
        "added_on": "added",
        "breadcrumb": "Breadcrumb",
        "browse_months": "Browse by month",
        "entry_neighbours": "Previous and next entry",
        "follow": "Follow",
        "in_month": "{month}: {count}",
        "last_updated": "last updated",
        "months": "Months",
        "next_in": "Next in {list}",
        "older_from": "Older: {month}",
        "pages_below": "Pages (below)",
        "popular_tags": "Popular tags",
        "previous_in": "Previous in {list}",
        "read_at": "Read it",
        "read_copy": "Read the archived copy",
    },
}
