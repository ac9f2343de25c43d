"""Rules on Markdown logs and their import, and on tags and topics that can't be renamed. `logs/`, `actions/` and `curation/terms/` find the problems.

These rules can't be suppressed, because only `import` and the commands that rename, merge or split terms report their problems, and `lint` doesn't.
"""

from __future__ import annotations

import functools

from llmnotes.curation.lint.rule import Group, advice, error, warning
from llmnotes.model import MAX_TITLE

_error = functools.partial(error, can_suppress=False)
_warning = functools.partial(warning, can_suppress=False)
_advice = functools.partial(advice, can_suppress=False)

_GRAMMAR = (
    _error(
        "log-date",
        ja=("題名の前に YYYY-MM-DD の日付", "日付がなければ、記録の順もファイルの名前も決まりません"),
        en=("In a Markdown log, a date of the form YYYY-MM-DD comes before the title of an entry", "Entries are sorted by their dates, and a record's file name begins with the date"),
        bad="### [2023/6/9 RAG入門](https://example.org/)", good="### [2023-06-09 RAG入門](https://example.org/)",
    ),
    _error(
        "log-url",
        ja=("角括弧のすぐあとに、丸括弧で URL", "URL のない見出しは記録になりません。題名の中の括弧は `\\[` と書きます"),
        en=("In a Markdown log, an entry begins with a link: the date and the title in brackets, then the URL in parentheses", r"A heading without a URL is not an entry. Write a single bracket inside the title as `\[`"),
        bad="### 2023-06-09 [RAG入門](https://example.org/)", good="### [2023-06-09 RAG入門](https://example.org/)",
    ),
    _error(
        "log-title",
        ja=("日付のあとに題名", "一覧にも検索にも、題名が出ます"),
        en=(f"In a Markdown log, a title of at most {MAX_TITLE:,} characters follows the date of an entry", "Lists of entries and search results show the title"),
        bad="### [2023-06-09](https://example.org/)", good="### [2023-06-09 RAG入門](https://example.org/)",
    ),
    _error(
        "log-format",
        ja=("取りこむファイルはログ", "ブックマークの HTML、JSON、CSV、BibTeX や、別の書きかたのログからは、記事を一つも読めません。何も書きません"),
        en=("An imported file is a dated log with entries", "The import found no entry in the file, so it added no records. The file may hold bookmarks (HTML, JSON, CSV, BibTeX), a log in another style, or a damaged log"),
        bad="* [RAG入門](https://example.org/) - 2023-06-09", good="- [2023-06-09 RAG入門](https://example.org/)",
    ),
    _advice(
        "log-empty",
        ja=("ログには記事を", "文だけのログは、そのまま覚えておきます"),
        en=("A Markdown log holds entries", "A log without entries is stored unchanged in its sidecar, and makes no records"),
        bad="# Log", good="# Log\n\n### [2023-06-09 RAG入門](https://example.org/)",
    ),
    _error(
        "log-record",
        ja=("読める記録になるものだけ", "制御文字や長すぎるノートのある記録は、書いても読めません。ログに残り、記録にはなりません"),
        en=("An entry of a log can become a record that is valid", "A record with control characters or a very long note could not be read again. The entry stays in the log, and the import makes no record"),
        bad="### [2023-06-09 RAG\\t入門](https://example.org/)", good="### [2023-06-09 RAG入門](https://example.org/)",
    ),
    _advice(
        "log-dated-link",
        ja=("日付のあるリンクは、記事の行に", "見出しの記事の下にある箇条書き、太字、作業項目、番号、段落の中のリンクは、ノートかセクションの文になります"),
        en=("A dated link of a Markdown log is on the first line of an entry", "In bold text, in a task list, a numbered list or a paragraph, and in a bullet below an entry's heading, a dated link is only text of a note or a section. So is a second dated link on an entry's line"),
        bad="- **[2023-06-09 RAG入門](https://example.org/)**", good="- [2023-06-09 RAG入門](https://example.org/)",
    ),
    _advice(
        "log-prose",
        ja=("日付で始まりリンクのない行は、記事ではない", "文として残ります"),
        en=("A line of a Markdown log that begins with a date but has no link is not an entry", "A line with a date and no link is text, so the import makes no record of it"),
        bad="### 2023-06-09のまとめ", good="### [2023-06-09 まとめ](https://example.org/)",
    ),
    _advice(
        "log-title-markup",
        ja=("題名に装飾を書かない", "題名は文字だけなので、装飾は外します。文字そのものなら `\\` を前に置きます"),
        en=("A title in a Markdown log has no markup", r"A title is plain text, so the import removes markup. Write `\` before a markup character that belongs to the title"),
        bad="### [2023-06-09 *RAG*入門](https://example.org/)", good="### [2023-06-09 RAG入門](https://example.org/)",
    ),
    _warning(
        "log-line-ends",
        ja=("改行は一種類に", "書き出すときは一種類なので、もとのファイルとは一致しません"),
        en=("All line endings of a Markdown log are of one kind", "An export has only LF or only CRLF, so it would differ from a log with other line endings"),
        bad="a\\r\\nb\\n", good="a\\nb\\n",
    ),
    _warning(
        "log-order",
        ja=("日付は順に", "前後の日付と合わない日付は、たいてい年や月の打ちまちがいです"),
        en=("The dates of a Markdown log are in order", "A date that is out of order may have a wrong year or month"),
        bad="2023-06-09, 2022-06-10, 2023-06-11", good="2023-06-09, 2023-06-10, 2023-06-11",
    ),
    _warning(
        "log-repeat",
        ja=("一つの URL は一度だけ", "同じ記事の記録が二つできます。別の観点からなら、二つでもかまいません"),
        en=("No two entries of a log and of the reading list have the same URL", "The import makes a record for each entry of the log, except for an exact repetition. Two records may be intended if their notes differ"),
        bad="(the same URL under two dates)", good="(one entry with both notes)",
    ),
)  # fmt: skip

_AGAIN = (
    _warning(
        "import-changed",
        ja=("ログで変わったことは --update で", "記録を黙って書きかえることはありません"),
        en=("A change of the Markdown log is imported with --update", "Without the option --update, an import never changes a record"),
        bad="llmnotes import log.md", good="llmnotes import --update log.md",
    ),
    _error(
        "import-conflict",
        ja=("ログと記録の両方を変えない", "どちらが正しいか、プログラムには分かりません。同じにすれば、次は通ります"),
        en=("Between two imports, either the Markdown log or the record of an entry changes, not both", "The import can't decide whether the log or the record is right. Make them equal, then import the log again"),
        bad="(one change of the note in the log, and another one in the record)", good="(the same note in the log and in the record)",
    ),
    _warning(
        "import-gone",
        ja=("ログから消えた記録は、記録も消すか残すか決める", "記録はそのまま残ります"),
        en=("If an entry is deleted from the log, its record is removed too, or kept on purpose", "Every import reports a record whose entry was deleted from the log, until you remove the record or keep it with --keep-gone"),
        bad="(deleted from the log)", good="llmnotes remove 2023-06-09-example --reason …",
    ),
    _advice(
        "import-removed",
        ja=("取り除いた記録は、ログにあっても戻らない", "戻すなら、記録を取り除いたコミットを `git revert` で取り消します"),
        en=("An import doesn't restore a removed entry", "To restore the entry, revert the commit that removed its record, with `git revert`"),
        bad="(still in the log)", good="(deleted from the log too)",
    ),
    _warning(
        "import-record",
        ja=("取りこんだ記録は読めるままに", "壊れているか、なくなった記録には、触れません"),
        en=("An imported record exists and can be read", "An import doesn't change a record that is damaged or missing"),
        bad="(a record deleted by hand)", good="llmnotes remove 2023-06-09-example --reason …",
    ),
    _error(
        "term-edit",
        ja=("書きかえるタグとトピックは、ふつうの書きかたで", "その行のほかの文字まで変えずには書きかえられないので、すべてをもとのままにしました"),
        en=("The lists of tags and topics in records have a usual layout", "In an unusual layout, such as a dash on a separate line, a tag or topic can't always be changed without changing other text. Then a rename, a merge or a split changes no file"),
        bad="tags:\n-\n  LoRA", good="tags: [LoRA]",
    ),
)  # fmt: skip

LOGS = Group(rules=(*_GRAMMAR, *_AGAIN))
"""The rules on Markdown logs, in the order of the documentation."""
