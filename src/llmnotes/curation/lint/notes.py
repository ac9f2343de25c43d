"""Rules on notes, with their checks and fixes."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from llmnotes.curation.lint.japanese import half_width_kana, mixed_brackets
from llmnotes.curation.lint.rule import Group, advice, error, warning
from llmnotes.curation.lint.titles import BRACKETS_MIXED, KANA_HALF
from llmnotes.records import edit, note
from llmnotes.text.characters import apart
from llmnotes.text.phrases import fold
from llmnotes.web import url
from llmnotes.web.source import source_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from llmnotes.curation.lint.context import Context
    from llmnotes.model import Place, Problem
    from llmnotes.records.record import Record
    from llmnotes.records.taxonomy import Taxonomy

NOTE_LINK = error(
    "note-link",
    ja=("ノートのリンクは、どこからでも開けるものに", "相対リンクや打ちまちがいは、読み手をどこにも連れていきません"),
    en=("The links of a note have complete URLs", "A relative or mistyped link doesn't work on the site"),
    bad="[前回](../memo.md)", good="[前回](https://example.org/memo)",
)  # fmt: skip
NOTE_MARKUP = error(
    "note-markup",
    ja=("ノートの装飾は 5,000 まで", "Markdown の記号、行、表のセル、アドレスの続きを合わせた数です。多すぎるノートは読むのに何分もかかりうるので、書いたままの文字で表示します"),
    en=(
        "A note has at most 5,000 units of markup",
        "Every markup character, line and table cell counts as one unit, and long URLs add units. A note with more units could take minutes to parse, so the site shows it as plain text",
    ),
    bad="(100 KB of nested brackets)", good="(a link to it)",
)  # fmt: skip
NOTE_URL = advice(
    "note-url",
    ja=("ノートは URL だけにしない", "何があって、なぜ読むとよいかをひとこと。URL は記録の url か、文の中に"),
    en=("A note is more than a URL", "Write in a few words what the linked page is about, and why it is worth reading"),
    bad="https://example.org/related", good="[続編](https://example.org/related)に実装がある",
)  # fmt: skip
NOTE_TITLE = advice(
    "note-title",
    ja=("ノートは題名のくりかえしにしない", "題名はもう上に出ています"),
    en=("A note doesn't only repeat the title", "The site shows the title right above the note"),
    bad="title: RAG入門\n(note) RAG入門", good="title: RAG入門\n(note) 図が多く、最初の1本によい",
)  # fmt: skip
NOTE_CONFLICT = error(
    "note-conflict",
    ja=("ノートに Git の衝突の印を残さない", "二つの版がどちらも、印といっしょに表示されます。コードの中はかまいません"),
    en=("A note has no conflict markers of Git", "The site would show both versions of the text and the conflict markers. In a code block, the markers may be intended"),
    bad="<<<<<<< HEAD\n- 要約\n=======\n- 解説\n>>>>>>> other", good="- 要約と解説",
)  # fmt: skip
NOTE_FRONT_MATTER = warning(
    "note-front-matter",
    ja=("ノートに二つめの前付けを書かない", "`---` に挟まれたキーは、ノートの中ではただの文字として表示されます"),
    en=("A note has no second front matter", "Front matter between lines `---` is read only at the beginning of the file. Front matter in a note is shown as text"),
    bad="---\ntitle: RAG入門\n---", good="(the keys in the front matter)",
)  # fmt: skip
NOTE_FENCE = warning(
    "note-fence",
    ja=("ノートのコードは閉じる", "閉じるフェンスがないと、残りの文がすべてコードとして表示されます"),
    en=("Every code block of a note is closed", "Without a closing fence, the site shows the rest of the note as code"),
    bad="```python\nprint(1)", good="```python\nprint(1)\n```",
)  # fmt: skip
NOTE_TARGET = warning(
    "note-target",
    ja=("リンクの文字には行き先を", "`[題名]()` や `[題名] (https://…)` は、リンクになりません"),
    en=("The text of a link in a note has a target", "`[title]()` leads nowhere, and `[title] (https://…)` isn't a link in Markdown. `[title][1]` needs a line `[1]: https://…`"),
    bad="[続編] (https://example.org/)", good="[続編](https://example.org/)",
)  # fmt: skip
NOTE_SCHEME = warning(
    "note-scheme",
    ja=("アドレスは http:// か https:// で始める", "綴りの違うアドレスは、リンクになりません"),
    en=("A URL begins with http:// or https://", "A URL with a wrong scheme, such as `htps://`, doesn't become a link"),
    bad="htps://example.org/", good="https://example.org/", fixable=True,
)  # fmt: skip
NOTE_PLACEHOLDER = warning(
    "note-placeholder",
    ja=("ノートは書きかけのままにしない", "`-` や TODO だけのノートは、読み手に何も伝えません。書くことがなければ、ノートはなくてかまいません"),
    en=("A note isn't a placeholder", "A note that is only `-` or `TODO` is useless for readers, and a record doesn't need a note. The fix removes a note that has only punctuation"),
    bad="- ", good="(no note)", fixable=True,
)  # fmt: skip


def note_left(found: Record, _: Context) -> Iterator[Problem]:
    """Find notes that are only a placeholder, such as `TODO`; code blocks without a closing fence; conflict markers of Git; and front matter inside notes."""
    written = found.entry.note
    if not written:
        return
    if _PLACEHOLDER.fullmatch(written):
        message = f"the note is only '{_short(' '.join(written.split()))}'"
        yield NOTE_PLACEHOLDER.problem(found.place("note"), message, "write why the page is worth reading, or remove the note")
        return
    for line in note.unclosed_fences(written):
        remedy = "add a line with the same fence after the code"
        yield NOTE_FENCE.problem(_line(found, line), "a code block has no closing fence", remedy)
    if not any(mark in written for mark in ("<<<<<<<", ">>>>>>>", "|||||||", "---")):
        return
    shown = _without_code(written)
    marker = _CONFLICT.search(shown) if _CONFLICT_MIDDLE.search(shown) else None
    if marker := marker or _CONFLICT_BASE.search(shown):
        remedy = "keep the right version, and remove the lines <<<<<<<, |||||||, ======= and >>>>>>>"
        yield NOTE_CONFLICT.problem(
            _line(found, shown.count("\n", 0, marker.start())), "the note holds an unresolved conflict of Git", remedy
        )
    if front := _FRONT.search(shown):
        remedy = "move the right values into the front matter at the beginning of the file, and remove these lines"
        yield NOTE_FRONT_MATTER.problem(_line(found, shown.count("\n", 0, front.start())), "the note holds a second front matter", remedy)


def note_targets(found: Record, _: Context) -> Iterator[Problem]:
    """Find texts in brackets that look like links but have no target, and URLs with a wrong scheme, such as `htps://`."""
    written = found.entry.note
    shown = ""
    if "]" in written and any(mark in written for mark in ("](", "] (", "][")):
        shown = _without_code(written)
        for link in _NO_TARGET.finditer(shown):
            if link["reference"] and re.search(rf"(?mi)^ {{0,3}}\[{re.escape(link['reference'])}\]:", shown):
                continue
            message = f"the link text '{_short(link[0])}' has no target"
            remedy = "write [text](https://…) without a space between the brackets; if the text is not a link, write \\[ instead of ["
            yield NOTE_TARGET.problem(_line(found, shown.count("\n", 0, link.start())), message, remedy)
    if _SCHEME.search(written):
        for address in _SCHEME.finditer(shown or _without_code(written)):
            line = address.string.count("\n", 0, address.start())
            right = _scheme(address)
            yield NOTE_SCHEME.problem(_line(found, line), f"'{address[0]}' is a wrong scheme", f"write '{right}'")


_PLACEHOLDER = re.compile(
    r"(?i)[-*+>#\s]*(?:\[[ x]?\]\s*)?[(（]?(?:todo|tbd|tba|fixme|xxx+|n/?a|none|null|(?<=[(（])notes?(?=[)）])|no notes?|memo|placeholder|lorem ipsum\b.*"
    r"|未記入|未定|メモ|(?:特に)?なし|あとで(?:書く)?|後で(?:書く)?)?[)）]?[-*+>#.…・:：\s]*",
    re.DOTALL,
)
_MARKS_ALONE = re.compile(r"(?:[-*+>#.…・\s]|\[[ xX]?\])*")
_CONFLICT = re.compile(r"(?m)^(?:<{7}(?: .*)?|>{7} .+)$")
_CONFLICT_BASE = re.compile(r"(?m)^\|{7} [^|\n]+$")
"""Matches the marker of the common ancestor in Git's conflict style diff3. A row of a Markdown table doesn't match, because it has another `|` later in the line."""
_CONFLICT_MIDDLE = re.compile(r"(?m)^={7}$")
_FRONT = re.compile(
    r"(?m)^---[ \t]*\n(?:[a-z]+:.*\n|[ \t]*- .*\n)*(?:title|url|date|topics|tags):.*\n(?:[a-z]+:.*\n|[ \t]*- .*\n)*---[ \t]*$"
)
_NO_TARGET = re.compile(r"(?<![!\\])\[[^\[\]\n]+\](?:\(\s*(?:<>)?\s*\)|[ \u3000]\(https?://[^\s)]*\)|\[(?P<reference>[^\[\]\n]+)\](?!\())")
_SCHEME = re.compile(
    r"""(?ix)(?<![a-z0-9.+/-])(?:
      (?!https?:)(?:h{1,2}t{1,3}p{0,2}s|httsp|tthps|h{1,2}t{1,3}p{1,2}|thtp)://(?=[^\s/])
    | (?:(?<=\]\()|(?<=<))(?:ttp|hxxp)s?://(?=[^\s/])
    | https?:/(?=[^\s/]) | https?:{2,}//(?=[^\s/])
    | (?:(?<=\]\()|(?<=<))https?:(?=[a-z0-9])
    )"""
)
"""Matches wrong schemes. `ttp` and `hxxp` count as wrong only in the target of a link, because in text people write them on purpose, so that no link is made."""


_WRONG_TARGET = re.compile(r"(?i)(?:ttps?|hxxps?):|https?:(?!//)")


def _scheme(address: re.Match[str]) -> str:
    return "https://" if "s" in address[0].lower() else "http://"


def _line(found: Record, line: int) -> Place:
    """Return the place, in the record's file, of a line of the note. `line` is the index of the line in the note, counted from 0."""
    place = found.place("note")
    return dataclasses.replace(place, line=place.line + line)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


_SHOWN = 60
"""The maximum number of characters of a note that a message shows."""


def _without_code(written: str) -> str:
    """Replace the characters of code in a note with spaces, so that all other characters keep their lines and columns."""
    return _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), written)


_CODE = re.compile(r"(?ms)^[ \t>]*(```+|~~~+).*?(?:^[ \t>]*\1|\Z)|`[^`\n]+`")


def fix_notes(text: str, found: Record, _: Taxonomy | None, rules: Collection[str]) -> str:
    """Correct wrong schemes of URLs in a note, or remove a note that has only punctuation, such as `-`."""
    written = found.entry.note
    if NOTE_PLACEHOLDER.id in rules and _MARKS_ALONE.fullmatch(written):
        return edit.with_note(text, found.file, lambda body: re.match(r"\s*?\n|", body)[0]) or text  # type: ignore[index] # the pattern always matches
    # A wrong scheme in code may be intended. The replacement can't leave out code, so a note whose code has a wrong scheme stays unchanged.
    if NOTE_SCHEME.id in rules and len(_SCHEME.findall(written)) == len(_SCHEME.findall(_without_code(written))):
        text = edit.with_note(text, found.file, lambda body: _SCHEME.sub(_scheme, body)) or text
    return text


def note_markup(found: Record, _: Context) -> Iterator[Problem]:
    """Find notes that have too much markup to be parsed."""
    written = found.entry.note
    if note.is_heavy(written):
        message = f"the note has {note.weight(written):,} units of markup; the limit is {note.MOST_MARKUP:,}"
        remedy = "shorten the note, or publish a long text elsewhere and link to it; until then, the site shows the note as plain text"
        yield NOTE_MARKUP.problem(found.place("note"), message, remedy)


def note_links(found: Record, _: Context) -> Iterator[Problem]:
    """Find links of notes whose targets are neither URLs, fragments nor mail addresses, except those that the rules `note-target` and `note-scheme` report."""
    if not note.may_link(found.entry.note):
        return
    for link in note.links(found.entry.note):
        if not link.url and _NO_TARGET.search(found.entry.note.split("\n")[link.line]):
            continue  # the rule `note-target` reports this link, so this rule doesn't
        fault = (
            None if re.match(r"#|mailto:", link.url) or _SCHEME.match(link.url) or _WRONG_TARGET.match(link.url) else url.fault(link.url)
        )
        if fault:
            place = found.place("note")
            # A bare URL ends before its first character that isn't ASCII, so the link of `https://日本.example/` has the URL `https://`.
            is_cut = link.url == link.text and link.url.endswith("://")
            remedy = "write the whole URL between < and >, such as <https://日本.example/>" if is_cut else fault[1]
            yield NOTE_LINK.problem(
                dataclasses.replace(place, line=place.line + link.line), f"a link of the note can't be opened: {fault[0]}", remedy
            )


def note_says(found: Record, _: Context) -> Iterator[Problem]:
    """Find notes that only repeat the title, and notes that are only a URL. Also find half-width kana, and pairs of brackets that differ in width."""
    written = found.entry.note
    if not written:
        return
    place = found.place("note")
    words = _LIST_MARKS.sub("", written.rstrip(), count=1)
    if re.fullmatch(r"<?https?://[^\s<>]+>?", words):
        yield NOTE_URL.problem(place, "the note is only a URL", "write what the linked page is about, and why it is worth reading")
    elif len(words) < 2 * len(found.entry.title) and _plain(words) in {_plain(found.entry.title), _plain(_displayed(found))}:
        yield NOTE_TITLE.problem(
            place,
            f"the note only repeats the title{apart(words, found.entry.title)}",
            "write why the page is worth reading, or remove the note",
        )
    if mixed_brackets(written) and (slip := mixed_brackets(_prose(written))):
        yield BRACKETS_MIXED.problem(place, f"the brackets of '{slip}' differ in width", "write both brackets in the same width")
    if half_width_kana(written) and (kana := half_width_kana(_prose(written))):
        yield KANA_HALF.problem(place, f"the note has half-width kana: '{kana}'", "write full-width kana")


_LIST_MARKS = re.compile(r"\A[-*+>#\s]+")
"""Matches the Markdown before the first word of a note, such as `- ` or `> `."""


def _prose(written: str) -> str:
    """Return the text of a note without code and markup."""
    return note.text(re.sub(r"(?ms)^[ \t]*(```|~~~).*?^[ \t]*\1|`[^`\n]+`", "", written))


def _displayed(found: Record) -> str:
    return source_of(url.host(found.entry.url)).displayed(found.entry.title)


def _plain(text: str) -> str:
    """Return the letters and digits of a text in lower case and half-width. Texts that differ only in case, width or punctuation give equal results."""
    return re.sub(r"[\W_]+", "", fold(text))


NOTES = Group(
    rules=(
        *(NOTE_LINK, NOTE_MARKUP, NOTE_URL, NOTE_TITLE),
        *(NOTE_CONFLICT, NOTE_FRONT_MATTER, NOTE_FENCE, NOTE_TARGET, NOTE_SCHEME, NOTE_PLACEHOLDER),
    ),
    checks=(note_markup, note_links, note_says, note_left, note_targets),
    fix=fix_notes,
)
