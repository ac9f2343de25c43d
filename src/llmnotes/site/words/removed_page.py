"""The texts of the page that replaces a removed entry, in each language."""

from __future__ import annotations

REMOVED = {
    "ja": {
        "removed": "削除されたエントリー",
        "removed_address": "元のアドレス",
        "removed_on": "削除日",
        "removed_reason": "理由",
        "removed_text": "このエントリーは、リストから削除されました。",
    },
    "en": {
        "removed": "Removed entry",
        "removed_address": "Former address",
        "removed_on": "Removed on",
        "removed_reason": "Reason",
        "removed_text": "This entry was removed from the list.",
    },
}
