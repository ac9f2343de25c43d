"""The options of the plugin llmnotes: their defaults, the functions that check their values, and their descriptions for the manual."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from llmnotes.curation import suppression
from llmnotes.links import archives, limit_options
from llmnotes.model import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CARDS = ("topics", "entries")

DIRECTIVES = (
    *("default-src", "script-src", "style-src", "img-src", "font-src", "connect-src", "media-src", "frame-src"),
    *("worker-src", "manifest-src", "object-src", "form-action", "base-uri"),
)
"""The directives of a Content-Security-Policy whose value is a list of sources, such as origins: https://www.w3.org/TR/CSP3/#csp-directives."""
_KEYWORDS = {"self", "unsafe-inline", "unsafe-eval", "unsafe-hashes", "wasm-unsafe-eval", "strict-dynamic"}
_SOURCE = re.compile(
    r"""(?ix) (?:https?|wss?)://(?:\*\.)?[\w.-]+(?::(?:\d+|\*))?(?:/[^\s;,'"<>]*)?  # scheme, host, port, path
    | (?:data|blob|https|mediastream|filesystem):  # every source of a scheme
    | '(?:sha256|sha384|sha512)-[\w+/-]+={0,2}'""",
    re.ASCII,
)
_HEADERS_ONLY = {"frame-ancestors", "report-uri", "report-to", "sandbox"}


def _path(value: object) -> str | None:
    return None if isinstance(value, str) and value.strip() and "\0" not in value else "write a path, relative to mkdocs.yml"


def _path_or_false(value: object) -> str | None:
    return None if value is False else _path(value) and "write a path, relative to mkdocs.yml, or false for a reading list without topics"


def _cache(value: object) -> str | None:
    return None if value is False else _path(value) and "write a path, relative to mkdocs.yml, or false to save nothing for the next build"


def _reuse(value: object) -> str | None:
    return None if value is False or value == "auto" else "write auto, or false if the theme should render every page"


def _shell(value: object) -> str | None:
    return None if value is None or isinstance(value, bool) else "remove the option shell: the option reuse_theme_html replaces it"


def _size_limit(value: object) -> str | None:
    valid = value is False or (isinstance(value, int) and not isinstance(value, bool) and value > 0)
    return (
        None
        if valid
        else "write a whole number: the size in megabytes of the largest site that your host publishes; or false for a host without a limit"
    )


def _language(value: object) -> str | None:
    return None if value is None or value in LANGUAGES else f"write one of {', '.join(LANGUAGES)}"


_FOLDERS = re.compile(r"/*(?![.])[\w.~-]+(?:/+(?![.])[\w.~-]+)*/*")
"""Matches a path of folders. No name may begin with a dot, because MkDocs neither publishes nor removes a folder with such a name."""


def _prefix(value: object) -> str | None:
    fits = isinstance(value, str) and (not value.strip("/") or _FOLDERS.fullmatch(value))
    remedy = "write the names of folders, such as reading/, in letters, digits, hyphens, dots, underscores and tildes; no name may begin with a dot"
    return None if fits else remedy


def _text_of_list(value: object) -> str | None:
    return None if isinstance(value, str) and not set(value) & set("\0\r\n") else "write a text on one line"


def _csp(value: object) -> str | None:
    if isinstance(value, bool):
        return None
    if not isinstance(value, dict):
        return "write true, false, or sources by directive, such as {script-src: https://plausible.io}"
    for directive, words in value.items():
        if directive in _HEADERS_ONLY:
            return f"'{directive}' works only in an HTTP header: remove it from mkdocs.yml, and configure your server to send it"
        if directive not in DIRECTIVES:
            return f"'{directive}' is not a directive that takes sources: write one of {', '.join(DIRECTIVES)}"
        if not _words(words):
            return f"write at least one source of '{directive}', as a text or as a list of texts"
        for word in _words(words):
            if _source(word) is None:
                return f"'{word}' in '{directive}' is not a source: write an origin, such as https://plausible.io, or https: for any site"
    return None


def _words(value: object) -> list[str]:
    """Return the words in the value of a Content-Security-Policy directive, which is a text or a list of texts; an empty list for a value of another type."""
    texts = [value] if isinstance(value, str) else value
    return " ".join(texts).split() if isinstance(texts, list) and all(isinstance(text, str) for text in texts) else []


def _source(word: str) -> str | None:
    """Return a source in the form that a Content-Security-Policy requires; None if the word is not a source. Sources are, for example, origins and 'self'.

    Adds the quotes around keywords such as 'self' if they are missing, because YAML removes them.
    """
    keyword = word.strip("'").lower()
    if keyword in _KEYWORDS:
        return f"'{keyword}'"
    return word if _SOURCE.fullmatch(word) else None


def policy(value: object) -> Mapping[str, tuple[str, ...]] | None:
    """Return the sources, by directive, that the option `csp` adds to the Content-Security-Policy; None if the option is false: no policy."""
    if isinstance(value, dict):
        return {directive: tuple(filter(None, map(_source, _words(words)))) for directive, words in value.items()}
    return {} if value else None


def _cards(value: object) -> str | None:
    return None if value is False or value in CARDS else f"write one of {', '.join(CARDS)}, or false for a site without card images"


def _links(value: object) -> str | None:
    if not isinstance(value, dict):
        return "write the options of the link check, such as {ledger: links}"
    remedy = _path(value.get("ledger", LEDGER))
    faults = [f"'ledger': {remedy}"] if remedy else []
    remedy = archives.option_fault(value.get("archives", []))
    faults += [f"'archives': {remedy}"] if remedy else []
    return "; ".join([*faults, *limit_options.read(of_limits(value))[1]]) or None


def of_limits(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of the option `links` except `ledger` and `archives`: the limits on requests, the rules for hosts, and the control pages."""
    return {key: value for key, value in options.items() if key not in {"ledger", "archives"}}


LEDGER, TOPICS = "links", "topics.yml"


class PluginOption(NamedTuple):
    """An option of the plugin."""

    default: Any
    fault: Callable[[object], str | None]
    """A function that returns the remedy for an invalid value, and None for a valid value."""
    meaning: str
    """What the option does, in Markdown, for docs/about/settings.md. Empty for an option that a later version will remove."""


OPTIONS = {
    "entries": PluginOption("entries", _path, "the folder of records"),
    "topics": PluginOption(
        TOPICS,
        _path_or_false,
        "the [file of topics](record.md#topicsyml); `false`: a list without topics. If this option is not set, the file may be missing",
    ),
    "language": PluginOption(
        None,
        _language,
        "the language of the interface, `ja` or `en`. The default is the theme's `language`, or `en` if that is another language",
    ),
    "prefix": PluginOption(
        "",
        _prefix,
        "the folder of the site that holds the list's pages, [in an existing site](site.md#in-an-existing-site). By default, the list is the whole site",
    ),
    "name": PluginOption("", _text_of_list, "the name of the list if `prefix` is set. Otherwise, the list has the name `site_name`"),
    "description": PluginOption(
        "", _text_of_list, "the description of the list if `prefix` is set. Otherwise, the list has the description `site_description`"
    ),
    "csp": PluginOption(
        True,  # noqa: FBT003 - True is the default of the option, and not a flag of PluginOption
        _csp,
        "the [Content-Security-Policy](site.md#what-pages-may-load). `true`: pages load only files of the site; `false`: no policy; "
        "a mapping: for each directive, other sites from which pages may load files too",
    ),
    "cards": PluginOption(
        "topics",
        _cards,
        "card images, which link previews show. `topics`: for the home page and each topic page; `entries`: for each entry page too; `false`: none. "
        "They need the extra `llmnotes[cards]`; without it, no page has a card image, and the icons show a bookmark instead of the first letter of the site's name",
    ),
    "cache": PluginOption(".cache/llmnotes", _cache, "the folder with data for the next build; `false`: save no data"),
    "reuse_theme_html": PluginOption(
        "auto",
        _reuse,
        "`auto`: fill similar pages into HTML that the theme wrote, if [comparisons](site.md#overrides-other-plugins-and-your-own-pages) show that the pages "
        "are the same; `false`: the theme and all plugins render every page, which takes longer",
    ),
    "shell": PluginOption(None, _shell, ""),
    "size_limit": PluginOption(
        1000, _size_limit, "the largest site that your host publishes, in megabytes. A build warns at 80 % of it. `false`: no limit"
    ),
    "links": PluginOption({}, _links, "options of [the link check](#the-link-check)"),
    "lint": PluginOption({}, suppression.fault, "[rules](rules.md) to suppress, each with your reason"),
}
"""The options of the plugin, by name."""
DEPRECATED = {
    "shell": "the option reuse_theme_html replaces this option: write `reuse_theme_html: false` for `shell: false`, and nothing for `shell: true`"
}
"""The options that a later version will remove, each with the remedy, which says what to write instead."""


def deprecations(options: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the name of each option in use that a later version will remove, with the remedy."""
    return [(key, remedy) for key, remedy in DEPRECATED.items() if options.get(key) is not None]
