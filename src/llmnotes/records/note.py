"""What a note says: its HTML, its links and its plain text, for pages, search, feeds, backlinks and the link check alike.

A note is CommonMark with tables and strikethrough; lists nest by two spaces, as the log writes them. Notes come from strangers: HTML in
them shows as the text it is, comments vanish, images become links (a page asks no third party), and nh3 has the last word.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

NESTING = 100
"""Blocks deeper than this are not read; the parser's own 20 is within reach of real outlines."""


LONG = 400
"""Characters above which a note is long."""
MOST_SHOWN = 5_000
"""Characters of HTML that lists show of a note at most; the longest of 13,000 real notes has 1,203."""

MOST_MARKUP = 5_000
"""The highest `weight` of a note that is read as Markdown; the heaviest of 13,000 real notes weighs 100."""


@dataclasses.dataclass(frozen=True, slots=True)
class NoteLink:
    """A link in a note."""

    url: str
    """As written."""
    text: str
    """What it shows, in plain text."""
    line: int
    """First line of the block that holds it, from 0 at the note's first."""


def html(note: str, *, prefix: str, heading: int = 3, base: str = "") -> str:
    """The note as sanitised HTML.

    `heading` is the level that its top headings get. `prefix` goes before the id of each heading, so that many notes fit one page. `base` is
    the absolute URL that relative links start from, for readers who see the note elsewhere; without it they stay as they are.
    """
    if _is_plain(note):
        return _plain_html(note)
    return _verbatim(note) if _is_heavy(note) else _rendered(_parsed(note), prefix=prefix, heading=heading, base=base)


def summary(note: str, *, prefix: str, heading: int = 3, base: str = "") -> tuple[str, bool]:
    """The beginning of a long note as sanitised HTML, and whether the note is long: what lists show of it.

    It ends with the first block or list item that passes `LONG` characters, so that lists of long notes stay small. Where that has more HTML than
    `MOST_SHOWN`, it is the note's first `LONG` characters as plain text: one paragraph may be the whole of a note, which stands in many lists.
    """
    if _is_plain(note):
        html, is_long = _plain_summary(note)
    elif _is_heavy(note):
        return _verbatim(f"{note[:LONG]}…"), True
    else:
        tokens = _parsed(note)
        kept, characters = _beginning(tokens)
        html, is_long = _rendered(tokens, kept, prefix=prefix, heading=heading, base=base), characters > LONG
    if len(html) > MOST_SHOWN:
        return f"<p>{_escaped(text(note)[:LONG].strip())}…</p>", True
    return html, is_long


_KNOWN: dict[str, tuple[NoteLink, ...]] = {}
"""Links by note. Few notes have any, and whoever asks for one asks again."""
_MOST_KNOWN = 65_536


def may_link(note: str) -> bool:
    """Whether a note can hold a link to another page: a look, before it is parsed."""
    return "](" in note or "://" in note


def links(note: str) -> tuple[NoteLink, ...]:
    """All links of a note in the order they stand, images included, repeated ones too."""
    found = _KNOWN.get(note)
    if found is None:
        found = () if _is_plain(note) or _is_heavy(note) else tuple(_links(_parsed(note)))
        know_links(note, found)
    return found


def know_links(note: str, found: Iterable[NoteLink]) -> None:
    """Take the links of a note from who found them before."""
    if len(_KNOWN) >= _MOST_KNOWN:  # a preview that runs for weeks
        _KNOWN.clear()
    _KNOWN[note] = tuple(found)


def unclosed_fences(note: str) -> tuple[int, ...]:
    """The lines, from 0 on, at which blocks of code begin that no fence closes: they reach to the note's end, or to that of a list item."""
    if ("```" not in note and "~~~" not in note) or is_heavy(note):
        return ()
    lines = note.split("\n")
    found = []
    for token in _parsed(note):
        if token.type == "fence" and token.map:
            first, end = token.map
            last = lines[end - 1].lstrip("> \t").rstrip()
            if end - first < 2 or set(last) != {token.markup[0]} or len(last) < len(token.markup):  # noqa: PLR2004 - both fences
                found.append(first)
    return tuple(found)


def text(note: str) -> str:
    """The note's words without markup, a line for each line of a block. URLs show only where they are all the text there is."""
    if _is_plain(note):
        return _plain_text(note)
    if _is_heavy(note):
        return note
    lines = []
    for token in _parsed(note):
        if token.type == "inline":
            lines.append(_plain(token.children or []))
        elif token.type in {"fence", "code_block", "html_block"}:
            lines.append(token.content.rstrip("\n"))
    return "\n".join(lines)


# Parsing takes up to 0.1 ms for each character that may be markup, and some rules of the parser look at the rest of a text for each of them. So
# a note that anyone may send is weighed first, in one pass.

_MARKS = ("\n", "\t", "    ", *"!#$%&*+-:<=>@[\\]^_`{|}~")
"""What ends a run of text in the parser, and white space that it reads character by character."""
_ORDERED = re.compile(r"[0-9][.)](?=\s)")
_TARGETS = ("//", "](")
"""What an address may follow, which ends at white space."""
_STEPS = 250
"""Characters of a possible address that cost as much as a mark does."""


@functools.lru_cache(maxsize=64)
def weight(note: str) -> int:
    """How much work a note may be to read as Markdown: its marks, the cells of its tables, and how far its addresses may reach."""
    marks = sum(map(note.count, _MARKS)) + sum(1 for _ in _ORDERED.finditer(note))
    return marks + _cells(note) + _reach(note)


def is_heavy(note: str) -> bool:
    """Whether a note is too heavy to be read as Markdown. It is shown as the text that it is, and lint says so."""
    return not _is_plain(note) and _is_heavy(note)


def _is_heavy(note: str) -> bool:
    """The same of a note that isn't plain."""
    return weight(note) > MOST_MARKUP


def _cells(note: str) -> int:
    """The most cells that tables can have: a row has as many as the line below the head says, however few it gives."""
    if "|" not in note:
        return 0
    lines = note.split("\n")
    return len(lines) * max((line.count("|") + 1 for line in lines if "|" in line and not line.strip("-:| \t>")), default=0)


def _reach(note: str) -> int:
    """Steps that possible addresses cost: each is looked at as far as the next white space."""
    if not any(target in note for target in _TARGETS):
        return 0
    return sum(len(word) * sum(map(word.count, _TARGETS)) for word in note.split()) // _STEPS


def _verbatim(note: str) -> str:
    """A note as the text that it is, with its lines."""
    return f"<pre><code>{_escaped(note)}</code></pre>"


# Most notes are paragraphs of words and code, and need no parser. A cold build takes 31 s of processor time with this and 46 s without (12,939 entries).

_CODE = re.compile(r"`([^`\x00-\x1f\x7f]+)`(?!`)")
_BEGINNING = r"(?=[^\s!#&*+\-0-9:<=>@\[\\_|~]|[0-9]++(?![.)](?:\s|\Z)))"
"""What begins no list, heading, quotation, rule, table or image."""
_LINE = rf"{_BEGINNING}(?:[^\\`*_\[<&~@\x00-\x1f\x7f]++|&(?![#A-Za-z])|{_CODE.pattern})++(?<!\s)"
_PLAIN = re.compile(rf"{_LINE}(?:\n+{_LINE})*+")


@functools.lru_cache(maxsize=64)
def _is_plain(note: str) -> bool:
    """Whether a note is paragraphs alone, of words and code: no line begins as a list, a heading or the like, nor holds anything else that is Markdown's."""
    return _PLAIN.fullmatch(note) is not None and "//" not in note


def _plain_html(note: str) -> str:
    """What `_rendered` gives for such a note."""
    return "\n".join(f"<p>{_escaped_code(paragraph)}</p>" for paragraph in re.split(r"\n\n+", note))


def _plain_summary(note: str) -> tuple[str, bool]:
    """What `summary` gives for such a note."""
    characters = 0
    paragraphs = re.split(r"\n\n+", note)
    for number, paragraph in enumerate(paragraphs, 1):
        characters += len(paragraph)
        if characters > LONG:
            return _plain_html("\n\n".join(paragraphs[:number])), True
    return _plain_html(note), False


def _escaped_code(paragraph: str) -> str:
    words, *rest = _CODE.split(paragraph)
    pairs = zip(rest[::2], rest[1::2], strict=True)
    return _escaped(words) + "".join(f"<code>{_escaped(_trimmed(code))}</code>{_escaped(words)}" for code, words in pairs)


def _escaped(text: str) -> str:
    return escape(text, quote=False).replace("\xa0", "&nbsp;")


def _plain_text(note: str) -> str:
    return re.sub(r"\n+", "\n", _CODE.sub(lambda found: _trimmed(found[1]), note))


def _trimmed(code: str) -> str:
    """What a code span holds: https://spec.commonmark.org/0.31.2/#code-spans."""
    return code[1:-1] if code.strip(" ") and code[0] == code[-1] == " " else code


@functools.lru_cache(maxsize=64)
def _parsed(note: str) -> Sequence[Token]:
    """A note's tokens, which nobody may change: its page asks for text, links and HTML one after the other."""
    return _MARKDOWN.parse(note)


def _rendered(tokens: Sequence[Token], kept: Sequence[Token] | None = None, *, prefix: str, heading: int, base: str = "") -> str:
    """Sanitised HTML of a note's tokens, or of those `kept` of them."""
    env = {"prefix": prefix, "base": base, "headings": _headings(tokens, prefix, heading)}
    rendered: str = _MARKDOWN.renderer.render(tokens if kept is None else kept, _MARKDOWN.options, env)
    return _SANITISE.clean(rendered).strip()


def _links(tokens: Sequence[Token]) -> Iterator[NoteLink]:
    line = 0
    for token in tokens:
        line = token.map[0] if token.map else line
        children = token.children or []
        for index, child in enumerate(children):
            if child.type == "link_open":
                close = next((at for at in range(index, len(children)) if children[at].type == "link_close"), len(children))
                yield NoteLink(str(child.attrs["href"]), _plain(children[index + 1 : close]), line)
            elif child.type == "image":
                yield NoteLink(str(child.attrs["src"]), child.content, line)


def _plain(tokens: Iterable[Token]) -> str:
    words = []
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            words.append("\n")
        elif token.type != "comment":
            words.append(token.content)
    return "".join(words)


def _beginning(tokens: Sequence[Token]) -> tuple[Sequence[Token], int]:
    """The tokens up to the end of the block or item in which they pass `LONG` characters, all if they never do; and the characters of these."""
    characters = 0
    for index, token in enumerate(tokens):
        characters += len(token.content)
        if characters > LONG and token.nesting <= 0:
            if token.level == 0:
                return tokens[: index + 1], characters
            if token.type == "list_item_close" and token.level == 1:
                end = next(other for other in tokens[index:] if other.level == 0 and other.type.endswith("_list_close"))
                return [*tokens[: index + 1], end], characters
    return tokens, characters


def _headings(tokens: Sequence[Token], prefix: str, top: int) -> dict[int, str]:
    """What opens each of a note's headings, by its token: below its page's, in order without gaps, and with an id."""
    levels = sorted({token.tag for token in tokens if token.type == "heading_open"})
    tags = {tag: f"h{min(6, top + depth)}" for depth, tag in enumerate(levels)}
    seen: dict[str, int] = {}
    made = {}
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            name = _unique(f"{prefix}-{_anchor(tokens[index + 1].content)}", seen)
            made[id(token)] = f'<{tags[token.tag]} id="{escapeHtml(name)}">'
        elif token.type == "heading_close":
            made[id(token)] = f"</{tags[token.tag]}>\n"
    return made


def _heading(_renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType) -> str:
    # As the renderer has it: a heading right behind a paragraph of a tight list begins a line.
    line = "\n" if tokens[index].nesting == 1 and index and tokens[index - 1].hidden else ""
    return f"{line}{env['headings'][id(tokens[index])]}"


def _cell(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """A cell aligned by a class: a page of strict Content-Security-Policy has no inline styles."""
    token = tokens[index]
    style = token.attrs.get("style")
    settled = token.copy(attrs={"class": str(style).replace("text-align:", "ln-")} if style else {})
    return renderer.renderToken([settled, *tokens[index + 1 : index + 2]], 0, options, env)


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w]+", "-", heading.lower()).strip("-") or "section"


def _unique(name: str, seen: dict[str, int]) -> str:
    """The name, with a number where it is taken. `seen` holds the names taken, each with the last number tried for it."""
    candidate, number = name, seen.get(name, 1)
    while candidate in seen:
        number += 1
        candidate = f"{name}-{number}"
    seen[name] = number
    seen.setdefault(candidate, 1)
    return candidate


def _link_open(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    href = str(tokens[index].attrs["href"])
    # A fragment is a heading of this note, whose id carries the prefix.
    href = f"#{env['prefix']}-{href[1:]}" if href.startswith("#") else quote(href, safe="%/:?#[]@!$&'()*+,;=~")
    led = tokens[index].copy(attrs={**tokens[index].attrs, "href": _joined(env["base"], href)})
    return renderer.renderToken([led], 0, options, env)


def _joined(base: str, href: str) -> str:
    if not base or re.match(r"[a-z][a-z0-9+.-]*:", href, re.IGNORECASE):
        return href
    try:
        return urljoin(base, href)
    except ValueError:  # a host that is none: nowhere to lead but to the note
        return base


def _image(_renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType) -> str:
    token = tokens[index]
    words = escapeHtml(token.content or str(token.attrs["src"]))
    return words if "linked" in token.meta else f'<a href="{escapeHtml(_joined(env["base"], str(token.attrs["src"])))}">{words}</a>'


_COMMENT = re.compile(r"<!--(?:>|->|.*?-->)", re.DOTALL)
_EMPTY_COMMENTS = ("<!-->", "<!--->")


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    """A comment on lines of its own, as CommonMark's HTML block of the second kind."""
    begin = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not state.src.startswith("<!--", begin):
        return False
    if not silent:
        line = start
        while line < end and "-->" not in state.src[state.bMarks[line] : state.eMarks[line]]:
            line += 1
        state.line = min(line + 1, end)
    return True


def _table_open(*_: object) -> str:
    # A wide table scrolls in a box that a keyboard reaches. Its class keeps Material's script from wrapping it late, which moves the page.
    return '<div class="ln-scroll" tabindex="0"><table class="ln-table">\n'


def _table_close(*_: object) -> str:
    return "</table></div>\n"


def _comment_inline(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    # Without an end further on, the pattern would look for one to the end of the text, for each of many beginnings.
    ends = state.src.startswith(_EMPTY_COMMENTS, state.pos) or state.html_terminator_last("-->") >= state.pos
    match = _COMMENT.match(state.src, state.pos) if ends else None
    if match is None:
        return False
    if not silent:
        state.push("comment", "", 0)
    state.pos = match.end()
    return True


def _nothing(*_: object) -> str:
    return ""


_SCHEME = re.compile(r"(?i)(?:^|[^a-z0-9.+-])(https?|ftp)$")
_SCHEME_REACH = 6
"""Characters of the longest scheme and of one before it."""


def _bare_url(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    """A bare URL, found at its `://`. The parser's own rule looks for the scheme in all the text before each of them."""
    if state.linkLevel or not state.src.startswith("://", state.pos) or state.md.linkify is None:
        return False
    scheme = _SCHEME.search(state.pending[-_SCHEME_REACH:])
    if scheme is None:
        return False
    length = len(scheme[1])
    found = state.md.linkify.match_at_start(state.src[state.pos - length :])
    url = str(found.url).rstrip("*") if found else ""  # emphasis may end behind it
    if not url or not _may_lead(url):
        return False
    if not silent:
        state.pending = state.pending[:-length]
        opened = state.push("link_open", "a", 1)
        state.push("text", "", 0).content = state.md.normalizeLinkText(url)
        closed = state.push("link_close", "a", -1)
        opened.attrs = {"href": url}
        opened.markup = closed.markup = "linkify"
        opened.info = closed.info = "auto"
    state.pos += len(url) - length
    return True


def _end_bare_urls(state: object) -> None:
    """Give back what linkify took too much: in Japanese a bare URL is followed by a word without a space."""
    for token in getattr(state, "tokens", []):
        children = token.children or []
        for index, child in enumerate(children):
            if child.type == "link_open" and child.markup == "linkify":
                shown = children[index + 1]
                kept = re.match(r"[!-~]*[!-~](?<![.,:;!?'\"`*_])", shown.content)
                if kept and kept.end() < len(shown.content):
                    rest = shown.copy(content=shown.content[kept.end() :], level=child.level)
                    shown.content = kept[0]
                    child.attrs["href"] = kept[0]
                    children.insert(index + 3, rest)


def _mark_linked_images(state: StateCore) -> None:
    """Mark images inside links: a link can't hold the link that an image becomes."""
    for token in state.tokens:
        linked = False
        for child in token.children or []:
            if child.type in {"link_open", "link_close"}:
                linked = child.type == "link_open"
            elif linked and child.type == "image":
                child.meta["linked"] = True


def _as_written(url: str) -> str:
    return url


def _may_lead(url: str) -> bool:
    """Whether a link may stand as one: anything but scripts and the like, which then show as text."""
    return re.match(r"(?:https?://|mailto:|#|[^:]*$|[^:]*[/?#])", url, re.IGNORECASE) is not None


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": True, "maxNesting": NESTING})
    markdown.enable(["linkify", "table", "strikethrough"])
    markdown.normalizeLink = _as_written  # type: ignore[method-assign] # the documented way to change it
    markdown.validateLink = _may_lead  # type: ignore[method-assign] # the documented way to change it
    if markdown.linkify is not None:
        markdown.linkify.set({"fuzzy_link": False, "fuzzy_email": False})  # Node.js is no host
    markdown.block.ruler.before("html_block", "comment", _comment_block, {"alt": ["paragraph", "reference", "blockquote"]})
    markdown.inline.ruler.before("html_inline", "comment", _comment_inline)
    markdown.inline.ruler.at("linkify", _bare_url)
    markdown.core.ruler.after("linkify", "bare_urls", _end_bare_urls)
    markdown.core.ruler.after("bare_urls", "linked_images", _mark_linked_images)
    markdown.add_render_rule("link_open", _link_open)
    markdown.add_render_rule("image", _image)
    for rule in ("heading_open", "heading_close"):
        markdown.add_render_rule(rule, _heading)
    for rule in ("td_open", "th_open"):
        markdown.add_render_rule(rule, _cell)
    markdown.add_render_rule("table_open", _table_open)
    markdown.add_render_rule("table_close", _table_close)
    markdown.add_render_rule("comment", _nothing)
    return markdown


_MARKDOWN = _markdown()

# `pass_through` leaves fragments alone; a relative path is lint's to report.
_SANITISE = nh3.Cleaner(
    tags={
        "a", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s", "strong",
        "table", "tbody", "td", "th", "thead", "tr", "ul",
    },
    attributes={
        "a": {"href", "title"}, "ol": {"start"}, "code": {"class"}, "div": {"class", "tabindex"}, "table": {"class"}, "td": {"class"}, "th": {"class"},
    }
    | {f"h{level}": {"id"} for level in range(1, 7)},
    url_schemes={"http", "https", "mailto"},
    url_relative="pass_through",
    link_rel="noopener noreferrer",
)  # fmt: skip
