"""What the page at a removed entry's address says, in each language."""

from __future__ import annotations

REMOVED = {
    "ja": {
        "removed": "取り除いたエントリー",
        "removed_address": "元のアドレス",
        "removed_on": "取り除いた日",
        "removed_reason": "理由",
        "removed_text": "このエントリーは、リストから取り除きました。",
    },
    "en": {
        "removed": "Removed entry",
        "removed_address": "Its address was",
        "removed_on": "Removed on",
        "removed_reason": "Reason",
        "removed_text": "This entry was taken off the list.",
    },
}
