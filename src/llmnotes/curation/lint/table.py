"""What each rule on sound records asks for, why, and an example; `reading.py` has the rules on what keeps a file from being a record, `logs.py` those on logs."""

from __future__ import annotations

from llmnotes.curation.lint.logs import LOGS
from llmnotes.curation.lint.reading import READING
from llmnotes.curation.lint.row import Rule, advice, error, warning

PAGE = "https://github.com/example/llmnotes/blob/main/docs/about/rules.md"
"""Where the rules are explained; each under its id."""

_TITLES = (
    advice(
        "title-space",
        ja=("題名の前後に空白を置かない", "全角の空白も同じです。並べ替えや引用に、目に見えない違いが残ります"),
        en=("A title neither begins nor ends with a space", "Not with an ideographic one either: nobody sees it, and it goes into every citation"),
        bad="title: '　読書の記録 '", good="title: '読書の記録'", mends=True,
    ),
    warning(
        "text-invisible",
        ja=("題名やタグに見えない文字を入れない", "ゼロ幅の文字やソフトハイフンがあると、同じに見える二つのことばが別のものになります。絵文字をつなぐ文字はかまいません"),
        en=("No invisible characters in titles, tags and via", "Zero-width characters and soft hyphens make two words differ that look the same. Those inside of an emoji are fine"),
        bad='tags: ["Lang\\u200bChain"]', good="tags: [LangChain]", mends=True,
    ),
    advice(
        "brackets-mixed",
        ja=("括弧の開きと閉じの幅をそろえる", "全角で開いて半角で閉じる括弧は、たいてい打ちまちがいです"),
        en=("A bracket closes in the width in which it opens", "A full-width bracket that a half-width one closes is nearly always a slip"),
        bad="title: 検索（Search)の話", good="title: 検索（Search）の話",
    ),
    advice(
        "kana-half",
        ja=("半角カナを使わない", "題名どおりの引用なら、そのままでかまいません。そうでなければ読みにくく、ほかのページの検索で見つかりません"),
        en=("No half-width kana", "Fine where a title is quoted as it is; elsewhere hard to read, and not found by a browser's own search"),
        bad="title: ﾍﾞｸﾄﾙ検索", good="title: ベクトル検索",
    ),
)  # fmt: skip

_URLS = (
    advice(
        "url-tracking",
        ja=("URL に追跡用の引数を残さない", "読み手がどこから来たかを伝えるだけで、同じ記事を別のものに見せます"),
        en=("No tracking parameters in a URL", "They tell where a reader came from, never what is read, and make one work look like two"),
        bad="url: https://example.org/a?utm_source=x", good="url: https://example.org/a", mends=True,
    ),
    warning(
        "url-repeat",
        ja=("一つの記事は一つの記録に", "同じアドレスの記録が二つあると、ノートが分かれます。別の観点からなら、二つでもかまいません"),
        en=("One address, one record", "Two records of one work split its notes. Two may be meant, where they say different things"),
        bad="url: https://example.org/a   (in two records)", good="url: https://example.org/a   (in one)",
    ),
    warning(
        "archived-copy",
        ja=("archived は、その記事の、アーカイブにある写しに", "リンクが切れると、題名はここへつながります。使うアーカイブは mkdocs.yml の links の archives で変えられます"),
        en=("An archived copy is at an archive, and of the entry's link", "The title leads there once the link is dead. `archives` below `links` in mkdocs.yml names the archives"),
        bad="archived: https://example.net/login", good="archived: https://web.archive.org/web/20230609000000/https://example.org/a",
    ),
)  # fmt: skip

_TOPICS = (
    warning(
        "topics-off",
        ja=("トピックのないリストの記録にトピックを書かない", "どこにも表示されません"),
        en=("No topics in a list without topics", "They would show nowhere"),
        bad="topics: [rag]", good="(no such line)",
    ),
    error(
        "topic-unknown",
        ja=("トピックは topics.yml にあるもの", "知らないトピックにはページがありません"),
        en=("A topic is one of topics.yml's", "An unknown one has no page, so the entry would stand in none"),
        bad="topics: [ragg]", good="topics: [rag]",
    ),
    warning(
        "topic-twice",
        ja=("同じトピックを二度書かない", "二度めは何も足しません"),
        en=("A topic stands once", "The second adds nothing"),
        bad="topics: [rag, rag]", good="topics: [rag]", mends=True,
    ),
    warning(
        "topic-missing",
        ja=("記録にはトピックを一つ", "トピックから読む人には、トピックのない記事は見えません"),
        en=("An entry has a topic", "Who reads by topic never sees an entry without one"),
        bad="(no topics)", good="topics: [rag]",
    ),
    advice(
        "topics-many",
        ja=("トピックは二つまで", "どのトピックにもある記事は、どれの助けにもなりません"),
        en=("At most two topics", "What stands under every topic helps nobody to find it"),
        bad="topics: [rag, models, azure]", good="topics: [rag, azure]",
    ),
)  # fmt: skip

_TAGS = (
    warning(
        "tag-spelling",
        ja=("タグは決めた綴りで", "topics.yml の別名は、同じものを指すほかの書きかたです"),
        en=("A tag has its usual spelling", "An alias of topics.yml is another way to write the same, and would have a page of its own"),
        bad="tags: [埋め込み]", good="tags: [Embeddings]", mends=True,
    ),
    advice(
        "tag-width",
        ja=("タグの英数字は半角、カナは全角で", "幅だけの違いは、タグの一覧で目に留まりません"),
        en=("Letters and digits of tags are half-width, kana full-width", "A difference of width alone escapes the eye in a list of tags"),
        bad="tags: [ＡＰＩ, ﾍﾞｸﾄﾙ]", good="tags: [API, ベクトル]", mends=True,
    ),
    warning(
        "tag-twice",
        ja=("同じタグを二度書かない", "同じアドレスになる綴りも、同じタグです"),
        en=("A tag stands once", "Spellings that share an address are one tag"),
        bad="tags: [LoRA, lora]", good="tags: [LoRA]", mends=True,
    ),
    error(
        "tag-empty",
        ja=("タグには文字か数字を", "記号だけのタグは、ページのアドレスになりません"),
        en=("A tag has letters or digits", "One without gives no address for its page"),
        bad="tags: [' ']", good="tags: [LoRA]",
    ),
    warning(
        "tag-topic",
        ja=("トピックと同じタグをつけない", "同じ一覧が二つになります"),
        en=("A tag doesn't repeat the entry's topic", "Its page would be the topic's once more"),
        bad="topics: [rag]\ntags: [RAG]", good="topics: [rag]", mends=True,
    ),
    error(
        "tag-address",
        ja=("同じアドレスになるタグは、同じ綴りで", "一つのページに二つの名前は出せません"),
        en=("Tags of one address are written alike", "One page can't have two names. `llmnotes tags rename` mends all records at once"),
        bad="tags: [Fine Tuning]   (elsewhere: fine-tuning)", good="tags: [fine-tuning]",
    ),
)  # fmt: skip

_NOTES = (
    error(
        "note-link",
        ja=("ノートのリンクは、どこからでも開けるものに", "相対リンクや打ちまちがいは、読み手をどこにも連れていきません"),
        en=("A note's links lead somewhere", "A relative link, or a mistyped one, takes its reader nowhere"),
        bad="[前回](../memo.md)", good="[前回](https://example.org/memo)",
    ),
    error(
        "note-markup",
        ja=("ノートの装飾は 5,000 まで", "Markdown の記号、行、表のセル、アドレスの続きを合わせた数です。多すぎるノートは読むのに何分もかかりうるので、書いたままの文字で表示します"),
        en=(
            "A note holds at most 5,000 pieces of markup",
            "Marks of Markdown, lines, cells of tables and the reach of addresses count. A note with more could take minutes to read, so it is shown as the text that it is",
        ),
        bad="(100 KB of nested brackets)", good="(a link to it)",
    ),
    advice(
        "note-url",
        ja=("ノートは URL だけにしない", "何があって、なぜ読むとよいかをひとこと。URL は記録の url か、文の中に"),
        en=("A note is more than a URL", "Say in a word what is there, and why it is worth reading"),
        bad="https://example.org/related", good="[続編](https://example.org/related)に実装がある",
    ),
    advice(
        "note-title",
        ja=("ノートは題名のくりかえしにしない", "題名はもう上に出ています"),
        en=("A note doesn't only repeat the title", "The title stands right above it"),
        bad="title: RAG入門\n(note) RAG入門", good="title: RAG入門\n(note) 図が多く、最初の1本によい",
    ),
)  # fmt: skip

_RECORDS = (
    error(
        "slug-form",
        ja=("ファイル名は日付と英小文字・数字で", "ファイル名はページのアドレスになり、公開後は変わりません"),
        en=("A file's name is a date and words of a-z and 0-9", "It becomes the page's address, and never changes once it is published"),
        bad="entries/2023/My Note.md", good="entries/2023/2023-06-09-example-my-note.md",
    ),
    error(
        "slug-unique",
        ja=("ファイル名は一つだけ", "大文字と小文字の違いしかない名前は、同じアドレスになります"),
        en=("A slug stands once", "Names that differ only by case would share a page"),
        bad="2023/2023-01-01-a.md, 2024/2023-01-01-A.md", good="2023/2023-01-01-a.md, 2024/2023-01-01-a-2.md", silent=False,
    ),
    warning(
        "dates-order",
        ja=("updated は added より前にならない", "どちらかが打ちまちがいです"),
        en=("A record isn't changed before it was added", "One of the two dates is a slip"),
        bad="added: 2024-01-02\nupdated: 2024-01-01", good="added: 2024-01-01\nupdated: 2024-01-02",
    ),
    warning(
        "date-future",
        ja=("これからの日付を書かない", "ほとんどは年の打ちまちがいで、一覧のいちばん上に居すわります"),
        en=("No day is yet to come", "It is nearly always a slip in the year, and stays at the top of each list"),
        bad="date: 2062-06-09", good="date: 2026-06-09",
    ),
    error(
        "removed-again",
        ja=("取り除いた記録の名前は、ふたたび使わない", "そのアドレスでは、取り除いたことを伝えています"),
        en=("A removed entry's slug is not taken again", "Its address tells of the removal. To bring the entry back, delete its file in `entries/.removed/`"),
        bad="entries/2023/2023-01-01-a.md, entries/.removed/2023-01-01-a.yml", good="entries/2023/2023-01-01-a.md", silent=False,
    ),
    warning(
        "file-stale",
        ja=("topics.yml から作るファイルは新しく", "issue フォームとスキーマが、今のトピックと違うことを言います"),
        en=("Files made from topics.yml are fresh", "Else the issue form and the schema offer other topics than the list has"),
        bad="entries/record.schema.json, of last month's topics.yml", good="the same, after `llmnotes schema --write`",
    ),
)  # fmt: skip

_SILENCES = (
    warning(
        "silence-reason",
        ja=("黙らせるなら理由を", "次に読む人には、わざとなのか忘れたのか分かりません"),
        en=("A silence has a reason", "Who reads it next can't tell what was meant from what was forgotten"),
        bad="lint: {url-repeat: {skip: [2023-01-01-a]}}", good="lint: {url-repeat: {skip: [2023-01-01-a], reason: 二つの観点から}}", silent=False,
    ),
    warning(
        "silence-idle",
        ja=("何も黙らせない設定は消す", "残しておくと、いつか別のまちがいを隠します"),
        en=("A silence silences something", "An idle one will hide another fault some day"),
        bad="skip: [2023-01-01-a]   (mended since)", good="(no such line)", silent=False,
    ),
    error(
        "silence-rule",
        ja=("黙らせるのは、この表にある規則", "綴りが違えば、何も黙りません。記録を読めなくするまちがいは黙らせられません"),
        en=("What is silenced is a rule of this table", "A misspelt one silences nothing. What keeps a record from being read can't be silenced"),
        bad="lint: {url-repeats: {reason: …}}", good="lint: {url-repeat: {reason: …}}", silent=False,
    ),
)  # fmt: skip

TABLE: dict[str, Rule] = {rule.id: rule for rule in (*_TITLES, *_URLS, *_TOPICS, *_TAGS, *_NOTES, *_RECORDS, *_SILENCES, *READING, *LOGS)}
"""All rules by their ids, in the order of their page."""


def page_of(rule: str) -> str | None:
    """The address at which a rule is explained; None for what lint doesn't find."""
    return f"{PAGE}#{rule}" if rule in TABLE else None
