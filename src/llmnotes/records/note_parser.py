"""The Markdown parser and HTML renderer for notes, on top of markdown-it and nh3.

Notes are CommonMark with tables, strikethrough and task lists, and bare URLs become links. Strangers may write notes, so HTML is shown as text, HTML comments are
removed, and nh3 sanitises the result. Images become links, so that browsers send no request to other sites.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

NESTING = 100
"""The maximum number of levels of nested blocks. The parser's own limit of 20 is too low for real outlines."""


@functools.lru_cache(maxsize=64)
def parse(note: str) -> Sequence[Token]:
    """Parse a note into tokens. The tokens are cached and used for text, links and HTML, so the caller must not change them."""
    return _MARKDOWN.parse(note)


def render(tokens: Sequence[Token], kept: Sequence[Token] | None = None, *, prefix: str, heading: int, base: str = "") -> str:
    """Render a note.

    Args:
        tokens: All tokens of the note.
        kept: The tokens to render; None for all tokens.
        prefix: Put before the id of each heading, with two hyphens after the prefix. The prefix itself must not contain two hyphens in sequence. Then
            headings of different notes on one page never have the same id.
        heading: The HTML level of the note's highest headings.
        base: The URL against which relative links are resolved; "" to leave relative links unchanged.

    Returns:
        Sanitised HTML.

    """
    env = {"prefix": prefix, "base": base, "headings": _headings(tokens, prefix, heading)}
    rendered: str = _MARKDOWN.renderer.render(tokens if kept is None else kept, _MARKDOWN.options, env)
    return _SANITISER.clean(rendered).strip()


def _headings(tokens: Sequence[Token], prefix: str, top: int) -> dict[int, str]:
    """Return the HTML tag for each token that opens or closes a heading, by the Python id of the token.

    The start tags have an `id`. The levels of headings begin at `top` and skip no level. A level greater than 6 becomes 6.
    """
    levels = sorted({token.tag for token in tokens if token.type == "heading_open"})
    tags = {tag: f"h{min(6, top + depth)}" for depth, tag in enumerate(levels)}
    seen: dict[str, int] = {}
    made = {}
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            name = _unique(f"{prefix}--{_anchor(tokens[index + 1].content)}", seen)
            made[id(token)] = f'<{tags[token.tag]} id="{escapeHtml(name)}">'
        elif token.type == "heading_close":
            made[id(token)] = f"</{tags[token.tag]}>\n"
    return made


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w]+", "-", heading.lower()).strip("-") or "section"


def _unique(name: str, seen: dict[str, int]) -> str:
    """Return `name`, with a number at its end if `name` is in use, and add the result to `seen`.

    `seen` maps each name in use to the last number that was tried for the name.
    """
    candidate, number = name, seen.get(name, 1)
    while candidate in seen:
        number += 1
        candidate = f"{name}-{number}"
    seen[name] = number
    seen.setdefault(candidate, 1)
    return candidate


def _render_heading(_renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType) -> str:
    # In a list without blank lines, the renderer of markdown-it writes a line break between a paragraph and a heading after it. This function does the same.
    line = "\n" if tokens[index].nesting == 1 and index and tokens[index - 1].hidden else ""
    return f"{line}{env['headings'][id(tokens[index])]}"


def _render_cell(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Render a table cell with a class for its alignment. The parser's inline style would have no effect under a strict Content-Security-Policy."""
    token = tokens[index]
    style = token.attrs.get("style")
    settled = token.copy(attrs={"class": str(style).replace("text-align:", "ln-")} if style else {})
    return renderer.renderToken([settled, *tokens[index + 1 : index + 2]], 0, options, env)


def _render_link(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    href = str(tokens[index].attrs["href"])
    # A link such as `#usage` refers to a heading of this note. The ids of headings begin with the prefix, so the link needs the prefix too.
    href = f"#{env['prefix']}--{href[1:]}" if href.startswith("#") else quote(href, safe="%/:?#[]@!$&'()*+,;=~")
    resolved = tokens[index].copy(attrs={**tokens[index].attrs, "href": _resolved(env["base"], href)})
    return renderer.renderToken([resolved], 0, options, env)


def _resolved(base: str, href: str) -> str:
    if not base or re.match(r"[a-z][a-z0-9+.-]*:", href, re.IGNORECASE):
        return href
    try:
        return urljoin(base, href)
    except ValueError:  # the URL of the link has an invalid host, so the link leads to `base` instead
        return base


def _render_image(_renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType) -> str:
    token = tokens[index]
    words = escapeHtml(token.content or str(token.attrs["src"]))
    return words if "linked" in token.meta else f'<a href="{escapeHtml(_resolved(env["base"], str(token.attrs["src"])))}">{words}</a>'


def _render_table_open(*_: object) -> str:
    # A wide table scrolls in a box that the keyboard can focus.
    # The class keeps Material's script from wrapping the table in another box after the page is shown, which would move the text below.
    return '<div class="ln-scroll" tabindex="0"><table class="ln-table">\n'


def _render_table_close(*_: object) -> str:
    return "</table></div>\n"


def _render_nothing(*_: object) -> str:
    return ""


_COMMENT = re.compile(r"<!--(?:>|->|.*?-->)", re.DOTALL)
_EMPTY_COMMENTS = ("<!-->", "<!--->")


def _parse_comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls this function with these positional arguments
    """Skip an HTML comment that begins a line, and return whether the line at index `start` begins a comment.

    The comment ends with the line that has `-->`, or else with the note or the block around it: https://spec.commonmark.org/0.31.2/#html-blocks.
    """
    begin = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not state.src.startswith("<!--", begin):
        return False
    if not silent:
        line = start
        while line < end and "-->" not in state.src[state.bMarks[line] : state.eMarks[line]]:
            line += 1
        state.line = min(line + 1, end)
    return True


def _parse_comment(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls this function with these positional arguments
    """Parse an HTML comment inside text, such as a paragraph, and return whether a comment begins at the parser's position."""
    # The test `ends` prevents quadratic time for a text with many `<!--` and no `-->`:
    # without the test, the pattern would search to the end of the text for each `<!--`.
    ends = state.src.startswith(_EMPTY_COMMENTS, state.pos) or state.html_terminator_last("-->") >= state.pos
    match = _COMMENT.match(state.src, state.pos) if ends else None
    if match is None:
        return False
    if not silent:
        state.push("comment", "", 0)
    state.pos = match.end()
    return True


_SCHEME = re.compile(r"(?i)(?:^|[^a-z0-9.+-])(https?|ftp)$")
_SCHEME_REACH = 6
"""The number of characters before `://` in which a scheme is searched: the length of the longest scheme, `https`, and one character before the scheme."""


def _parse_bare_url(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls this function with these positional arguments
    """Parse a bare URL when the parser reaches its `://`. Return whether there is a bare URL.

    This function replaces a rule of markdown-it, which takes quadratic time, because it searches all text before each `://` for the scheme.
    """
    if state.linkLevel or not state.src.startswith("://", state.pos) or state.md.linkify is None:
        return False
    scheme = _SCHEME.search(state.pending[-_SCHEME_REACH:])
    if scheme is None:
        return False
    length = len(scheme[1])
    found = state.md.linkify.match_at_start(state.src[state.pos - length :])
    url = str(found.url).rstrip("*") if found else ""  # a `*` after a URL may end emphasis, so it is not part of the URL
    if not url or not _is_allowed(url):
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


def _shorten_bare_urls(state: object) -> None:
    """End each bare URL before its first character that isn't ASCII, because Japanese text follows a URL without a space.

    Then remove punctuation, such as a full stop, from the end of the shortened URL.
    """
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
    """Set a flag on images inside links, so that they are rendered as text. Other images become links, but HTML allows no link inside a link."""
    for token in state.tokens:
        linked = False
        for child in token.children or []:
            if child.type in {"link_open", "link_close"}:
                linked = child.type == "link_open"
            elif linked and child.type == "image":
                child.meta["linked"] = True


_TASK = re.compile(r"\[([ xX])\](?=\s)")
_BOXES = {" ": "☐", "x": "☑"}


def _mark_tasks(state: StateCore) -> None:
    """Replace `[ ]` and `[x]` at the beginning of a list item with the characters ☐ and ☑: https://github.github.com/gfm/#task-list-items-extension-."""
    for before, opened, token in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        children = token.children or []
        begins = (before.type, opened.type, token.type) == ("list_item_open", "paragraph_open", "inline") and children
        if begins and (task := _TASK.match(children[0].content)) and children[0].type == "text":
            children[0].content = f"{_BOXES[task[1].lower()]}{children[0].content[task.end() :]}"


def _unchanged(url: str) -> str:
    return url


def _is_allowed(url: str) -> bool:
    """Return whether a link may have this URL: a URL with the scheme http, https or mailto, or without a scheme. Other links are shown as text."""
    return re.match(r"(?:https?://|mailto:|#|[^:]*$|[^:]*[/?#])", url, re.IGNORECASE) is not None


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": True, "maxNesting": NESTING})
    markdown.enable(["linkify", "table", "strikethrough"])
    markdown.normalizeLink = _unchanged  # type: ignore[method-assign] # markdown-it documents that this method may be replaced
    markdown.validateLink = _is_allowed  # type: ignore[method-assign] # markdown-it documents that this method may be replaced
    if markdown.linkify is not None:
        markdown.linkify.set({"fuzzy_link": False, "fuzzy_email": False})  # without this setting, `Node.js` would become a link
    markdown.block.ruler.before("html_block", "comment", _parse_comment_block, {"alt": ["paragraph", "reference", "blockquote"]})
    markdown.inline.ruler.before("html_inline", "comment", _parse_comment)
    markdown.inline.ruler.at("linkify", _parse_bare_url)
    markdown.core.ruler.after("linkify", "bare_urls", _shorten_bare_urls)
    markdown.core.ruler.after("bare_urls", "linked_images", _mark_linked_images)
    markdown.core.ruler.after("linked_images", "tasks", _mark_tasks)
    markdown.add_render_rule("link_open", _render_link)
    markdown.add_render_rule("image", _render_image)
    for rule in ("heading_open", "heading_close"):
        markdown.add_render_rule(rule, _render_heading)
    for rule in ("td_open", "th_open"):
        markdown.add_render_rule(rule, _render_cell)
    markdown.add_render_rule("table_open", _render_table_open)
    markdown.add_render_rule("table_close", _render_table_close)
    markdown.add_render_rule("comment", _render_nothing)
    return markdown


_MARKDOWN = _markdown()

# `pass_through` keeps links to fragments, such as `#usage`, and also links with relative paths, which lint reports.
_SANITISER = nh3.Cleaner(
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
