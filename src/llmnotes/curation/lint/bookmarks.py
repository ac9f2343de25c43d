"""Rules on files of bookmarks and their import. `exchange/` and `actions/import_bookmarks.py` find the problems.

These rules can't be suppressed, because their problems are in the input of `import` and not in the records.
"""

from __future__ import annotations

from llmnotes.curation.lint.rule import Group, error, warning
from llmnotes.exchange import bookmark

BOOKMARKS = Group(
    rules=(
        error(
            bookmark.FORMAT,
            ja=("取りこむファイルは、知っている形式で", "読めないところから先のブックマークは取りこめません。一つも取りこめないときは、何も書きません"),
            en=("A file of bookmarks has a known format", "Bookmarks after a fault in the file can't be read. If no bookmark can be imported, the import writes nothing"),
            bad='[{"href": "https://example.org/"', good='[{"href": "https://example.org/"}]', can_suppress=False,
        ),
        warning(
            bookmark.URL,
            ja=("ブックマークには http か https のアドレス", "`javascript:` や `place:` のアドレスは、ページを指しません"),
            en=("A bookmark has an http or https URL", "An address such as `javascript:` or `place:` isn't the address of a page, so the import leaves the bookmark out"),
            bad='<A HREF="javascript:alert(1)">', good='<A HREF="https://example.org/">', can_suppress=False,
        ),
        warning(
            bookmark.DATE,
            ja=("ブックマークには年月日のそろった日付", "日付のないものは取りこみません。`--date` でまとめて日付を与えられます"),
            en=("A bookmark has a full date", "The import leaves out a bookmark without a date, because entries are sorted by date. The option `--date` gives such bookmarks a date"),
            bad="year = {2023}", good="date = {2023-06-09}", can_suppress=False,
        ),
        warning(
            bookmark.VALUE,
            ja=("ブックマークの値は、記録に書けるものだけ", "長すぎる題名は切り、長すぎるタグは除きます。読めない文字は U+FFFD になります"),
            en=("The values of a bookmark fit into a record", "The import cuts a title that is too long, and leaves out a tag that is too long. Bytes that can't be decoded become U+FFFD"),
            bad="(a tag of 60 characters)", good="(a tag of 50 characters)", can_suppress=False,
        ),
    ),
)  # fmt: skip
"""The rules on bookmarks, in the order of the documentation."""
