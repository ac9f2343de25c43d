"""The rules on logs, found by `log` and `exchange` at an import, and on a term that can't be moved. None can be silenced: they are of one run, not of the list."""

from __future__ import annotations

import functools

from llmnotes.curation.lint.rule import Group, advice, error, warning

_error = functools.partial(error, silent=False)
_warning = functools.partial(warning, silent=False)
_advice = functools.partial(advice, silent=False)

_GRAMMAR = (
    _error(
        "log-date",
        ja=("題名の前に YYYY-MM-DD の日付", "日付がなければ、記録の順もファイルの名前も決まりません"),
        en=("A date of the form YYYY-MM-DD stands before the title", "By it entries are ordered and files are named"),
        bad="### [2023/6/9 RAG入門](https://example.org/)", good="### [2023-06-09 RAG入門](https://example.org/)",
    ),
    _error(
        "log-url",
        ja=("角括弧のすぐあとに、丸括弧で URL", "URL のない見出しは記録になりません。題名の中の括弧は `\\[` と書きます"),
        en=("The address stands in parentheses right behind the brackets", r"A heading without one is no entry. A lone bracket inside the title is `\[`"),
        bad="### 2023-06-09 [RAG入門](https://example.org/)", good="### [2023-06-09 RAG入門](https://example.org/)",
    ),
    _error(
        "log-title",
        ja=("日付のあとに題名", "一覧にも検索にも、題名が出ます"),
        en=("A title stands behind the date", "Lists and search show it"),
        bad="### [2023-06-09](https://example.org/)", good="### [2023-06-09 RAG入門](https://example.org/)",
    ),
    _error(
        "log-format",
        ja=("取りこむファイルはログ", "ブックマークの HTML、JSON、CSV、BibTeX や、別の書きかたのログからは、記事を一つも読めません。何も書きません"),
        en=("An imported file is a dated log with entries", "The import found no entry in the file, so it wrote nothing: the file may be bookmarks (HTML, JSON, CSV, BibTeX), a log in another style, or a damaged log"),
        bad="* [RAG入門](https://example.org/) - 2023-06-09", good="- [2023-06-09 RAG入門](https://example.org/)",
    ),
    _advice(
        "log-empty",
        ja=("ログには記事を", "文だけのログは、そのまま覚えておきます"),
        en=("A log holds entries", "A log of text alone is remembered as it is"),
        bad="# Log", good="# Log\n\n### [2023-06-09 RAG入門](https://example.org/)",
    ),
    _error(
        "log-record",
        ja=("読める記録になるものだけ", "制御文字や長すぎるノートのある記録は、書いても読めません。ログに残り、記録にはなりません"),
        en=("An entry becomes a record that can be read", "A record with control characters or a note that is too long could be written, but not read. The entry stays in the log, and no record is written"),
        bad="### [2023-06-09 RAG\\t入門](https://example.org/)", good="### [2023-06-09 RAG入門](https://example.org/)",
    ),
    _advice(
        "log-dated-link",
        ja=("日付のあるリンクは、記事の行に", "見出しの記事の下にある箇条書き、太字、作業項目、番号、段落の中のリンクは、ノートかセクションの文になります"),
        en=("A dated link is on an entry's line", "In bold, in a task, a numbered list, a paragraph, or a bullet below an entry that is a heading, it is text of a note or a section, and no entry"),
        bad="- **[2023-06-09 RAG入門](https://example.org/)**", good="- [2023-06-09 RAG入門](https://example.org/)",
    ),
    _advice(
        "log-prose",
        ja=("日付で始まりリンクのない行は、記事ではない", "文として残ります"),
        en=("A line that begins with a date and holds no link is no entry", "It stays in the log as text"),
        bad="### 2023-06-09のまとめ", good="### [2023-06-09 まとめ](https://example.org/)",
    ),
    _advice(
        "log-title-markup",
        ja=("題名に装飾を書かない", "題名は文字だけなので、装飾は外します。文字そのものなら `\\` を前に置きます"),
        en=("No markup in a title", r"A title is plain text, so markup is taken out. What is meant as it stands has a `\` before it"),
        bad="### [2023-06-09 *RAG*入門](https://example.org/)", good="### [2023-06-09 RAG入門](https://example.org/)",
    ),
    _warning(
        "log-line-ends",
        ja=("改行は一種類に", "書き出すときは一種類なので、もとのファイルとは一致しません"),
        en=("Line ends are of one kind", "An export writes one kind, so the log would not come back as it was"),
        bad="a\\r\\nb\\n", good="a\\nb\\n",
    ),
    _warning(
        "log-order",
        ja=("日付は順に", "前後の日付と合わない日付は、たいてい年や月の打ちまちがいです"),
        en=("Dates go in order", "One that goes against those around it may be a slip in the year or the month"),
        bad="2023-06-09, 2022-06-10, 2023-06-11", good="2023-06-09, 2023-06-10, 2023-06-11",
    ),
    _warning(
        "log-repeat",
        ja=("一つのアドレスは一度だけ", "同じ記事の記録が二つできます。別の観点からなら、二つでもかまいません"),
        en=("An address stands once", "Else two records of one work are made. Two may be meant, where they say different things"),
        bad="(the same address under two dates)", good="(one entry with both notes)",
    ),
)  # fmt: skip

_AGAIN = (
    _warning(
        "import-changed",
        ja=("ログで変わったことは --update で", "記録を黙って書きかえることはありません"),
        en=("What changed in the log is written with --update", "An import never changes a record unasked"),
        bad="llmnotes import log.md", good="llmnotes import --update log.md",
    ),
    _error(
        "import-conflict",
        ja=("ログと記録の両方を変えない", "どちらが正しいか、プログラムには分かりません。同じにすれば、次は通ります"),
        en=("The log or the record changes, not both", "No program can tell which is right. Once they say the same, the next import goes through"),
        bad="(the note changed here and there)", good="(the same note in both)",
    ),
    _warning(
        "import-gone",
        ja=("ログから消えた記録は、記録も消すか残すか決める", "記録はそのまま残ります"),
        en=("Of an entry that left the log the record is removed, or kept on purpose", "The record stays until then"),
        bad="(deleted from the log)", good="llmnotes remove 2023-06-09-example --reason …",
    ),
    _advice(
        "import-removed",
        ja=("取り除いた記録は、ログにあっても戻らない", "戻すなら `entries/.removed/` のファイルを消します"),
        en=("A removed entry doesn't come back with the log", "To have it back, delete its file in `entries/.removed/`"),
        bad="(still in the log)", good="(taken out of the log too)",
    ),
    _warning(
        "import-record",
        ja=("取りこんだ記録は読めるままに", "壊れているか、なくなった記録には、触れません"),
        en=("Imported records stay readable", "One that is damaged or gone is left alone"),
        bad="(a record deleted by hand)", good="llmnotes remove 2023-06-09-example --reason …",
    ),
    _error(
        "term-edit",
        ja=("書きかえるタグとトピックは、ふつうの書きかたで", "その行のほかの文字まで変えずには書きかえられないので、すべてをもとのままにしました"),
        en=("Tags and topics to be moved are written plainly", "The line could not be changed without changing more, so nothing was"),
        bad="tags: &all [LoRA]", good="tags: [LoRA]",
    ),
)  # fmt: skip

LOGS = Group(rules=(*_GRAMMAR, *_AGAIN))
"""In the order of their page."""
