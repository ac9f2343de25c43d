"""Rules on records, topics.yml and removals that can't be read. The parsers in `records/` and `yamlio/`, and `system/files.py`, find the problems.

Of these rules, only `file-unread` can be suppressed. The other rules report problems that keep a file or a value from being read, so that the site lacks it.
"""

from __future__ import annotations

import functools

from llmnotes.curation.lint.rule import Group, error, warning
from llmnotes.model import MAX_LANG, MAX_TAG, MAX_TAGS, MAX_TITLE, MAX_TOPIC, MAX_TOPICS

_error = functools.partial(error, can_suppress=False)

_FILES = (
    _error(
        "unreadable",
        ja=("ファイルは読めるように", "権限がなければ、ファイルはないのと同じです"),
        en=("Every file can be read", "The site lacks the content of a file that can't be read, for example because read permission is missing"),
        bad="chmod 000 entries/2023/….md", good="chmod 644 entries/2023/….md",
    ),
    _error(
        "file-kind",
        ja=(
            "ファイルは通常のファイルに、フォルダーは本物のフォルダーに",
            "シンボリックリンクの先は、リストの外のファイルかもしれません。パイプやデバイスは、読み終わらないことがあります",
        ),
        en=(
            "Every file is a regular file, and every folder is a real folder",
            "Through a symbolic link, a file outside the reading list could be published or overwritten, and reading a pipe or a device may never end. "
            "To keep records or the ledger elsewhere, name their folder in mkdocs.yml",
        ),
        bad="entries/2023 -> ../../elsewhere", good="entries/2023/",
    ),
    _error(
        "file-size",
        ja=(
            "ファイルは上限の大きさまで",
            "topics.yml は 1 MiB、取り除いた記録のファイルは 64 KiB、元帳とサイドカーは 64 MiB までです",
        ),
        en=(
            "A file is within its size limit",
            "The limit is 1 MiB for topics.yml, 64 KiB for the file of a removed entry, and 64 MiB for a file of the ledger and for a sidecar",
        ),
        bad="(a topics.yml of 2 MiB)", good="(a topics.yml of 20 KiB)",
    ),
    _error(
        "record-name",
        ja=("記録のファイル名は `.md` で終える", "`.MD`、`.markdown`、`.md.txt` のファイルと、前付けのない `index.md` は、記録として読まれません"),
        en=("The name of a record ends with `.md`", "Files with another ending of Markdown files, such as `.MD`, `.markdown` or `.md.txt`, and an `index.md` without front matter, are not read as records"),
        bad="entries/2023/2023-06-09-example-rag.markdown", good="entries/2023/2023-06-09-example-rag.md",
    ),
    warning(
        "file-unread",
        ja=("記録のフォルダーには記録だけを", "`.md` で終わらないファイルは読まれません。前付けのない README は、どのフォルダーにあってもかまいません"),
        en=("The folder of records holds only records", "A file is not read as a record if its name doesn't end with `.md`, or if the file or its folder is hidden. A README without front matter is allowed in every folder"),
        bad="entries/2023/list.yml", good="entries/2023/README.md",
    ),
    _error(
        "record-size",
        ja=("記録は 1 MiB、その前付けは 262,144 字、問題は 100 個まで", "それより長い文は、ノートではなくリンクの先に。問題は、はじめの 100 個だけを示します"),
        en=("A record has at most 1 MiB, 262,144 characters of front matter, and 100 problems", "Publish a longer text elsewhere, and link to it. Of more than 100 problems, only the first 100 are listed"),
        bad="(a whole book)", good="(a link to it)",
    ),
    _error(
        "utf-8",
        ja=("文字コードは UTF-8", "ほかの文字コードは、機械によって違う文字になります"),
        en=("Every file and its path are encoded in UTF-8", "If a file has another encoding, the site shows wrong characters"),
        bad="(saved as Shift_JIS)", good="(saved as UTF-8)",
    ),
    _error(
        "front-matter",
        ja=("記録は `---` の行で始め、前付けを `---` の行で終える", "それがなければ、題名も URL もどこにあるか分かりません"),
        en=("A record begins with front matter between two lines `---`", "The front matter holds the title, the URL and the date"),
        bad="title: RAG入門", good="---\ntitle: RAG入門\n…\n---",
    ),
    _error(
        "key-missing",
        ja=("title と url と date は必ず", "この三つがなければ、並べることも開くこともできません"),
        en=("A record has title, url and date", "Without a date, an entry can't be sorted; without a URL, it can't be opened; without a title, it has no name"),
        bad="title: RAG入門", good="title: RAG入門\nurl: https://example.org/\ndate: 2023-06-09",
    ),
    _error(
        "key-unknown",
        ja=("知られているキーだけを", "綴りの違うキーは、黙って忘れられてしまいます"),
        en=("A record has only known keys", "The value of a wrong key would be ignored without notice"),
        bad="tag: [LoRA]", good="tags: [LoRA]",
    ),
    _error(
        "duplicate-key",
        ja=("キーは一度だけ", "二つめが一つめを消してしまいます"),
        en=("A key occurs only once", "The second value of a key would replace the first value"),
        bad="title: A\ntitle: B", good="title: A",
    ),
)  # fmt: skip

_VALUES = (
    _error(
        "value-type",
        ja=("一つの値か、並びかを守る", "topics と tags は並び、ほかは一つの値です"),
        en=("A value has the type of its key", "Topics and tags are lists; every other key has one value"),
        bad="tags: LoRA", good="tags: [LoRA]",
    ),
    _error(
        "value-empty",
        ja=("値を空にしない", "書きかけかもしれません"),
        en=("A value isn't empty", "An empty value is probably one that the author of the record forgot to write"),
        bad="title: ''", good="title: RAG入門",
    ),
    _error(
        "value-comment",
        ja=("title、url、via の値のあとに注釈を書かない", "引用符がなければ、空白のあとの `#` から先は YAML の注釈で、値から黙って消えます"),
        en=("No comment follows the value of title, url or via", "Without quotes, YAML reads ` #` and all text after it as a comment, so the value is cut off. The fix adds quotes to a title or via. A URL can't hold a space, so in a URL, remove the comment, or only the space before `#`, by hand"),
        bad="title: RAG入門 #reinvent", good='title: "RAG入門 #reinvent"', fixable=True,
    ),
    _error(
        "value-control",
        ja=("改行、制御文字、書字方向を変える文字、私用領域の文字を入れない", "端末やフィードを壊し、ほかの文を読めなくします"),
        en=("A value has no line breaks, control characters, private-use characters, or characters that change the direction of text", "These characters break terminals and feeds, and make the text around them unreadable"),
        bad='title: "a\\e[31m"', good="title: a",
    ),
    _error(
        "date",
        ja=("日付は年-月-日で、暦にある日を", "9月31日は、どの日のことか分かりません"),
        en=("A date has the form year-month-day and is in the calendar", "With a date such as September 31, it is unknown which day is right"),
        bad="date: 2023-09-31", good="date: 2023-09-30",
    ),
    _error(
        "url",
        ja=("URL は http か https で、完全な形に", "ほかのものは、だれもが開けるとは限りません"),
        en=("A URL is complete and begins with http or https", "Not every reader can open URLs with other schemes, and llmnotes can't check such URLs"),
        bad="url: example.org/a", good="url: https://example.org/a",
    ),
    _error(
        "lang",
        ja=("言語は BCP 47 の形で", "ブラウザーや読み上げが知っている形です"),
        en=("A language is a BCP 47 tag", "Browsers and screen readers use BCP 47 tags to choose fonts and pronunciation"),
        bad="lang: 日本語", good="lang: ja",
    ),
    _error(
        "topic-id",
        ja=("トピックは英小文字・数字・ハイフンの id で", "id はページのアドレスになります"),
        en=("A topic is an id of lower-case letters, digits and hyphens", "The id becomes part of the address of the topic's page"),
        bad="topics: [RAG・検索]", good="topics: [rag]",
    ),
    _error(
        "tag-long",
        ja=(f"タグは {MAX_TAG} 字まで", "長いものは、タグではなく文です。記号と絵文字は数文字に数えます"),
        en=(f"A tag has at most {MAX_TAG} characters", "A longer text is a sentence, not a keyword. The limit is lower for a tag with symbols or emoji, because each takes several characters of the address"),
        bad="tags: [とても長い文……]", good="tags: [要約]",
    ),
    _error(
        "value-long",
        ja=(
            f"値の長さには上限がある:title と via は {MAX_TITLE:,} 字、lang は {MAX_LANG} 字、トピックは {MAX_TOPIC} 字",
            "どの値も多くのページに出るので、長い値ひとつでサイトが膨らみます",
        ),
        en=(
            f"A value is within its limit of characters: {MAX_TITLE:,} for title and via, {MAX_LANG} for lang, {MAX_TOPIC} for a topic",
            "Each value is shown on many pages, so a single long value makes the whole site large",
        ),
        bad="title: (a whole article)", good="title: RAG入門",
    ),
    _error(
        "values-many",
        ja=(
            f"タグは {MAX_TAGS} 個、トピックは {MAX_TOPICS} 個まで",
            "タグごとのページに、記録がすべてのタグとともに出ます",
        ),
        en=(
            f"A record has at most {MAX_TAGS} tags and {MAX_TOPICS} topics",
            "Each tag and topic has a page that shows the entry with all its tags. Without a limit, one record could make the whole site large",
        ),
        bad="tags: [a, b, c, …, zzz]", good="tags: [LoRA, 要約]",
    ),
    _error(
        "tags-different",
        ja=("リストのタグは 10,000 種類まで", "タグごとにページができます。超えたぶんは、使う記録の少ないものから外します"),
        en=("A reading list has at most 10,000 different tags", "Each tag has a page of the site. If there are more tags, the build leaves out those with the fewest entries"),
        bad="(40 new tags in each of 1,000 records)", good="(tags that several records share)",
    ),
)  # fmt: skip

_YAML = (
    _error(
        "yaml",
        ja=("YAML として読める形に", "引用符や括弧の閉じ忘れ、値の中のコロンが多くの原因です"),
        en=("Front matter and topics.yml are valid YAML", "The usual causes are an open quote or bracket, and a colon inside a value"),
        bad="title: RAG: 入門", good="title: 'RAG: 入門'",
    ),
    _error(
        "yaml-mapping",
        ja=("前付けは「キー: 値」の行で", "並びにはキーがないので、値の意味が分かりません"),
        en=("Front matter consists of lines `key: value`", "If the front matter is a YAML list, its values have no keys, so it is unknown what they mean"),
        bad="- RAG入門", good="title: RAG入門",
    ),
    _error(
        "yaml-documents",
        ja=("YAML の文書は一つ", "二つめは読まれません"),
        en=("A file holds one YAML document", "A second YAML document in a file would not be read"),
        bad="topics: []\n---\ntags: []", good="topics: []\ntags: []",
    ),
    _error(
        "yaml-depth",
        ja=("入れ子は 20 段まで", "人の書くものは 3 段で足ります"),
        en=("YAML is nested at most 20 levels deep", "Records and topics.yml need only three levels, and a hostile file could have thousands"),
        bad="[[[[[[…]]]]]]", good="[…]",
    ),
    _error(
        "yaml-alias",
        ja=("YAML のエイリアスを使わない", "小さなファイルが、どこまでも大きく膨らみます"),
        en=("A file has no YAML aliases", "With aliases, a small file could expand to gigabytes. If `*` begins a text, put the text in quotes"),
        bad="title: *NEW", good="title: '*NEW'",
    ),
    _error(
        "yaml-anchor",
        ja=("YAML のアンカーを使わない", "& で始まることばは引用符で囲みます"),
        en=("A file has no YAML anchors", "Anchors serve only aliases, which are not allowed. If `&` begins a text, put the text in quotes"),
        bad="title: &A", good="title: '&A'",
    ),
    _error(
        "yaml-tag",
        ja=("YAML のタグを使わない", "! で始まることばは引用符で囲みます"),
        en=("A file has no YAML tags", "YAML tags set the types of values, but here each key sets the type. If `!` begins a text, put the text in quotes"),
        bad="title: !NEW 入門", good="title: '!NEW 入門'",
    ),
    _error(
        "yaml-key",
        ja=("キーはことばで", "並びや組は名前になりません"),
        en=("A key is text", "In YAML, a list or a mapping can be a key, but no key of a record or of topics.yml is one. If `{`, `[` or `?` begins a text, put the text in quotes"),
        bad="[a, b]: c", good="a: c",
    ),
    _error(
        "removal",
        ja=("取り除いた記録のファイルは決めた形で", "そのアドレスで理由を伝えるページが、ここから作られます"),
        en=("The file of a removed entry has url, title, date, removed and reason", "The site shows these values at the address of the removed entry"),
        bad="reason:", good="url: https://example.org/\ntitle: RAG入門\ndate: 2023-06-09\nremoved: 2026-01-31\nreason: 著者の希望",
    ),
    _error(
        "topics",
        ja=("topics.yml は決めた形で", "トピックとタグのすべてが、ここにかかっています"),
        en=("topics.yml lists topics with an id and tags with a name, and all its values are valid", "The topic pages of the site are made from topics.yml"),
        bad="topics:\n- title: RAG", good="topics:\n- id: rag\n  title: RAG",
    ),
)  # fmt: skip

READING = Group(rules=(*_FILES, *_VALUES, *_YAML))
