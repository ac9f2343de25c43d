"""The rules on what keeps a file from being a record, the taxonomy, or a removal: found by `record.read`, `strict_yaml`, `topics` and `removal`.

None of these can be silenced: there would be nothing to show.
"""

from __future__ import annotations

import functools

from llmnotes.curation.lint.rule import Group, error
from llmnotes.model import MAX_LANG, MAX_TAG, MAX_TAGS, MAX_TITLE, MAX_TOPIC, MAX_TOPICS

_error = functools.partial(error, silent=False)

_FILES = (
    _error(
        "unreadable",
        ja=("ファイルは読めるように", "権限がなければ、ファイルはないのと同じです"),
        en=("A file can be read", "A file without the permission counts as missing"),
        bad="chmod 000 entries/2023/….md", good="chmod 644 entries/2023/….md",
    ),
    _error(
        "file-kind",
        ja=(
            "ファイルは通常のファイルに、フォルダーは本物のフォルダーに",
            "シンボリックリンクの先は、リストの外のファイルかもしれません。パイプやデバイスは、読み終わらないことがあります",
        ),
        en=(
            "A file is a regular file, and a folder is a folder",
            "A symbolic link can publish or overwrite a file outside of the list, and a pipe or a device may never end. "
            "To keep records or the ledger elsewhere, name their folder in mkdocs.yml",
        ),
        bad="entries/2023 -> ../../elsewhere", good="entries/2023/",
    ),
    _error(
        "file-size",
        ja=(
            "ファイルは上限の大きさまで",
            "topics.yml は 1 MiB、取り除いた記録の覚え書きは 64 KiB、元帳とサイドカーは 64 MiB までです",
        ),
        en=(
            "A file has at most the size that is read",
            "topics.yml has at most 1 MiB, what remains of a removed entry 64 KiB, a file of the ledger and a sidecar 64 MiB",
        ),
        bad="(a topics.yml of 2 MiB)", good="(a topics.yml of 20 KiB)",
    ),
    _error(
        "record-size",
        ja=("記録は 1 MiB まで", "それより長いノートは、ノートではありません"),
        en=("A record has at most 1 MiB", "A longer note is none"),
        bad="(a whole book)", good="(a link to it)",
    ),
    _error(
        "utf-8",
        ja=("文字コードは UTF-8", "ほかの文字コードは、機械によって違う文字になります"),
        en=("Files are UTF-8", "Any other encoding reads differently on another machine"),
        bad="(saved as Shift_JIS)", good="(saved as UTF-8)",
    ),
    _error(
        "front-matter",
        ja=("記録は `---` の行で始める", "それがなければ、題名も URL もどこにあるか分かりません"),
        en=("A record begins with a line `---`", "Without it nobody can tell where title and URL stand"),
        bad="title: RAG入門", good="---\ntitle: RAG入門\n…\n---",
    ),
    _error(
        "key-missing",
        ja=("title と url と date は必ず", "この三つがなければ、並べることも開くこともできません"),
        en=("Title, url and date are there", "Without them an entry can be neither ordered nor opened"),
        bad="title: RAG入門", good="title: RAG入門\nurl: https://example.org/\ndate: 2023-06-09",
    ),
    _error(
        "key-unknown",
        ja=("知られているキーだけを", "綴りの違うキーは、黙って忘れられてしまいます"),
        en=("Only known keys", "A misspelt key would be forgotten without a word"),
        bad="tag: [LoRA]", good="tags: [LoRA]",
    ),
    _error(
        "duplicate-key",
        ja=("キーは一度だけ", "二つめが一つめを消してしまいます"),
        en=("A key stands once", "The second would wipe out the first"),
        bad="title: A\ntitle: B", good="title: A",
    ),
)  # fmt: skip

_VALUES = (
    _error(
        "value-type",
        ja=("一つの値か、並びかを守る", "topics と tags は並び、ほかは一つの値です"),
        en=("A word where a word belongs, a list where a list does", "Topics and tags are lists, all else is one value"),
        bad="tags: LoRA", good="tags: [LoRA]",
    ),
    _error(
        "value-empty",
        ja=("値を空にしない", "書きかけかもしれません"),
        en=("A value isn't empty", "It may have been left unfinished"),
        bad="title: ''", good="title: RAG入門",
    ),
    _error(
        "value-comment",
        ja=("title、url、via の値のあとに注釈を書かない", "引用符がなければ、空白のあとの `#` から先は YAML の注釈で、値から黙って消えます"),
        en=("No comment behind the value of title, url or via", "Without quotes, YAML takes ` #` and all behind it for a comment, and the value is cut there"),
        bad="title: RAG入門 #reinvent", good='title: "RAG入門 #reinvent"',
    ),
    _error(
        "value-control",
        ja=("改行、制御文字、書字方向を変える文字、私用領域の文字を入れない", "端末やフィードを壊し、ほかの文を読めなくします"),
        en=("No line breaks, control characters, characters that turn the direction of text, or private-use characters", "They break terminals and feeds, and change how other text reads"),
        bad='title: "a\\e[31m"', good="title: a",
    ),
    _error(
        "date",
        ja=("日付は年-月-日で、暦にある日を", "9月31日は、どの日のことか分かりません"),
        en=("A date is year-month-day, and in the calendar", "Nobody knows which day the 31st of September was"),
        bad="date: 2023-09-31", good="date: 2023-09-30",
    ),
    _error(
        "url",
        ja=("URL は http か https で、完全な形に", "ほかのものは、だれもが開けるとは限りません"),
        en=("A URL is http or https, and whole", "Others can't be opened and checked by everyone"),
        bad="url: example.org/a", good="url: https://example.org/a",
    ),
    _error(
        "lang",
        ja=("言語は BCP 47 の形で", "ブラウザーや読み上げが知っている形です"),
        en=("A language is a BCP 47 tag", "That is what browsers and screen readers know"),
        bad="lang: 日本語", good="lang: ja",
    ),
    _error(
        "topic-id",
        ja=("トピックは英小文字・数字・ハイフンの id で", "id はページのアドレスになります"),
        en=("A topic is an id: a-z, 0-9 and hyphens", "It becomes its page's address"),
        bad="topics: [RAG・検索]", good="topics: [rag]",
    ),
    _error(
        "tag-long",
        ja=(f"タグは {MAX_TAG} 字まで", "長いものは、タグではなく文です。記号と絵文字は数文字に数えます"),
        en=(f"A tag has at most {MAX_TAG} characters", "A longer one is a sentence, no keyword. Signs and emoji count several times"),
        bad="tags: [とても長い文……]", good="tags: [要約]",
    ),
    _error(
        "value-long",
        ja=(
            f"値の長さには上限がある:title と via は {MAX_TITLE:,} 字、lang は {MAX_LANG} 字、トピックは {MAX_TOPIC} 字",
            "どの値も多くのページに出るので、長い値ひとつでサイトが膨らみます",
        ),
        en=(
            f"Values have limits: {MAX_TITLE:,} characters for title and via, {MAX_LANG} for lang, {MAX_TOPIC} for a topic",
            "Each value stands on many pages, so a single long one makes a large site",
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
            f"At most {MAX_TAGS} tags and {MAX_TOPICS} topics",
            "Each of them has a page, which shows the entry with all of its tags",
        ),
        bad="tags: [a, b, c, …, zzz]", good="tags: [LoRA, 要約]",
    ),
    _error(
        "tags-different",
        ja=("リストのタグは 10,000 種類まで", "タグごとにページができます。超えたぶんは、使う記録の少ないものから外します"),
        en=("A list has at most 10,000 different tags", "Each has a page of its own. Of more, those that fewest entries have are left out"),
        bad="(40 new tags in each of 1,000 records)", good="(tags that several records share)",
    ),
)  # fmt: skip

_YAML = (
    _error(
        "yaml",
        ja=("YAML として読める形に", "引用符や括弧の閉じ忘れ、値の中のコロンが多くの原因です"),
        en=("It is YAML", "Mostly it is an open quote or bracket, or a colon inside of a value"),
        bad="title: RAG: 入門", good="title: 'RAG: 入門'",
    ),
    _error(
        "yaml-mapping",
        ja=("前付けは「キー: 値」の行で", "ほかの形には名前がありません"),
        en=("Front matter is lines of the form key: value", "Nothing else has a name"),
        bad="- RAG入門", good="title: RAG入門",
    ),
    _error(
        "yaml-documents",
        ja=("YAML の文書は一つ", "二つめは、だれも読みません"),
        en=("One YAML document", "Nobody would read the second"),
        bad="topics: []\n---\ntags: []", good="topics: []\ntags: []",
    ),
    _error(
        "yaml-depth",
        ja=("入れ子は 20 段まで", "人の書くものは 3 段で足ります"),
        en=("At most 20 levels", "What people write needs three"),
        bad="[[[[[[…]]]]]]", good="[…]",
    ),
    _error(
        "yaml-alias",
        ja=("YAML のエイリアスを使わない", "小さなファイルが、どこまでも大きく膨らみます"),
        en=("No YAML aliases", "A small file could grow without bounds; a word that begins with * wants quotes"),
        bad="title: *注意", good="title: '*注意'",
    ),
    _error(
        "yaml-anchor",
        ja=("YAML のアンカーを使わない", "& で始まることばは引用符で囲みます"),
        en=("No YAML anchors", "A word that begins with & wants quotes"),
        bad="title: &A", good="title: '&A'",
    ),
    _error(
        "yaml-tag",
        ja=("YAML のタグを使わない", "! で始まることばは引用符で囲みます"),
        en=("No YAML tags", "A word that begins with ! wants quotes"),
        bad="title: !新着", good="title: '!新着'",
    ),
    _error(
        "yaml-key",
        ja=("キーはことばで", "並びや組は名前になりません"),
        en=("A key is a word", "A list or a mapping is no name"),
        bad="[a, b]: c", good="a: c",
    ),
    _error(
        "removal",
        ja=("取り除いた記録の覚え書きは決めた形で", "アドレスと理由を伝えるページが、ここから作られます"),
        en=("What remains of a removed entry has its form", "The page that tells of the removal is made from it"),
        bad="reason:", good="url: https://example.org/\ntitle: RAG入門\ndate: 2023-06-09\nremoved: 2026-01-31\nreason: 著者の希望",
    ),
    _error(
        "topics",
        ja=("topics.yml は決めた形で", "トピックとタグのすべてが、ここにかかっています"),
        en=("topics.yml has its form", "All topics and tags depend on it"),
        bad="topics:\n- title: RAG", good="topics:\n- id: rag\n  title: RAG",
    ),
)  # fmt: skip

READING = Group(rules=(*_FILES, *_VALUES, *_YAML))
