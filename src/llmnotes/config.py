"""Read the settings of a reading list, which are the plugin's options in mkdocs.yml or properdocs.yml, without importing MkDocs.

    plugins:
    - llmnotes:
        entries: entries
        topics: topics.yml
        links: {interval: 0.5}  # the link check: see links/limits.py
        lint:                   # rules to suppress, each with a reason: see curation/lint/suppression.py
          url-repeat: {skip: [2023-01-01-a], reason: it is about another chapter}

Paths are relative to mkdocs.yml. `OPTIONS` defines the options for the plugin, the command line and the manual.
"""

from __future__ import annotations

import dataclasses
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from llmnotes.curation.lint import suppression
from llmnotes.errors import ConfigError
from llmnotes.links import archives, limits
from llmnotes.model import LANGUAGES, Place
from llmnotes.system.files import checkout, decoded, message_of, show
from llmnotes.system.regular_files import Bounds, UnfitFile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from llmnotes.curation.lint.suppression import Suppression
    from llmnotes.links.archives import Archives
    from llmnotes.links.limits import Limits

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


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The settings of a reading list, from mkdocs.yml."""

    folder: Path
    """The folder that contains mkdocs.yml."""
    entries: Path
    """The folder that holds the records of entries."""
    topics: Path | None
    """The path of topics.yml; None for a reading list without topics, and if mkdocs.yml doesn't name the file and topics.yml doesn't exist."""
    language: str
    """The language of the interface."""
    prefix: str
    """The path from the root of the site that MkDocs builds to the folder with the list's pages and files, with a slash at its end; empty for the root."""
    name: str
    """The name of the list if the option `prefix` puts it into a folder of another site; empty for the default name."""
    description: str
    """The description of the list if the option `prefix` puts it into a folder of another site; empty if mkdocs.yml does not set this option."""
    csp: Mapping[str, tuple[str, ...]] | None
    """The sources, such as origins, that each page's Content-Security-Policy allows additionally, by directive; None for pages without a policy."""
    cards: str | None
    """`topics`: the home page and topic pages have card images; `entries`: entry pages have them too; None: no page has one."""
    cache: Path | None
    """The folder for the results that a build saves for the next build; None to save nothing."""
    reuse_theme_html: bool
    """Whether llmnotes fills pages into the HTML that the theme wrote for similar pages, where this gives the same pages; else the theme renders every page."""
    size_limit: int | None
    """The size in megabytes from which a host refuses the site. A build warns at four fifths of it. None for a host without a limit."""
    ledger: Path
    """The folder that holds the ledger, the history of links."""
    archives: Archives
    """The web archives whose copies replace dead links."""
    limits: Limits
    """The limits on the requests of the link check, and the rules for hosts."""
    suppressions: tuple[Suppression, ...] = ()
    """The rules of lint that are suppressed, with the reasons."""
    site_name: str = ""
    """`site_name` of mkdocs.yml, for exports; empty if mkdocs.yml was not read."""
    site_description: str = ""
    """`site_description` of mkdocs.yml."""
    site_url: str = ""
    """`site_url` of mkdocs.yml with a slash at its end; empty if it is not set."""
    file: Path | None = None
    """The path of mkdocs.yml; None for default settings."""
    unset: frozenset[str] = frozenset()
    """The names of the plugin's options that mkdocs.yml does not set."""

    @property
    def files(self) -> list[Path]:
        """The files and folders of the reading list, which need not exist. If one of them changes, a preview builds the site again."""
        return [path for path in (self.entries, self.topics or self.folder / TOPICS, self.ledger) if path]

    @property
    def bounds(self) -> Bounds:
        """The folders in which files of the reading list are read and written, without following symbolic links.

        A path in mkdocs.yml may be outside the repository: mkdocs.yml is trusted like code, because it also names hooks and plugins, which MkDocs
        executes. A symbolic link inside the repository is not trusted, because pull requests can add symbolic links.
        """
        outside = (self.entries, self.ledger, *([self.topics] if self.topics else []))
        return Bounds(self.folder, checkout(self.folder), *outside)


def _path(value: object) -> str | None:
    return None if isinstance(value, str) and value.strip() and "\0" not in value else "write a path, relative to mkdocs.yml"


def _path_or_false(value: object) -> str | None:
    return None if value is False else _path(value) and "write a path, relative to mkdocs.yml, or false for a reading list without topics"


def _cache(value: object) -> str | None:
    return None if value is False else _path(value) and "write a path, relative to mkdocs.yml, or false to save nothing for the next build"


def _reuse(value: object) -> str | None:
    return None if value is False or value == "auto" else "write auto, or false if the theme should render every page"


def _shell(value: object) -> str | None:
    return None if value is None or isinstance(value, bool) else "remove this option: reuse_theme_html replaces it"


def _size_limit(value: object) -> str | None:
    valid = value is False or (isinstance(value, int) and not isinstance(value, bool) and value > 0)
    return None if valid else "write the number of megabytes that your host publishes, or false for a host without a limit"


def _language(value: object) -> str | None:
    return None if value is None or value in LANGUAGES else f"write one of {', '.join(LANGUAGES)}"


_FOLDERS = re.compile(r"/*(?![.])[\w.~-]+(?:/+(?![.])[\w.~-]+)*/*")
"""A path of folders. MkDocs neither publishes nor removes a folder whose name starts with a dot."""


def _prefix(value: object) -> str | None:
    fits = isinstance(value, str) and (not value.strip("/") or _FOLDERS.fullmatch(value))
    return None if fits else "write the names of folders, such as reading/, in letters, digits, hyphens, dots, underscores and tildes"


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
            return f"write the sources of '{directive}' as text or as a list of texts"
        for word in _words(words):
            if _source(word) is None:
                return f"'{word}' in '{directive}' is not a source: write an origin, such as https://plausible.io, or https: for any site"
    return None


def _words(value: object) -> list[str]:
    """Return the words in the value of a Content-Security-Policy directive, which is a text or a list of texts; an empty list for a value of another type."""
    texts = [value] if isinstance(value, str) else value
    return " ".join(texts).split() if isinstance(texts, list) and all(isinstance(text, str) for text in texts) else []


def _source(word: str) -> str | None:
    """Return a word in the form that a Content-Security-Policy requires; None if the word is not a source, such as an origin or 'self'.

    Adds the quotes around 'self' if they are missing, because YAML removes them.
    """
    keyword = word.strip("'").lower()
    if keyword in _KEYWORDS:
        return f"'{keyword}'"
    return word if _SOURCE.fullmatch(word) else None


def _policy(value: object) -> Mapping[str, tuple[str, ...]] | None:
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
    return "; ".join([*faults, *limits.read(_of_limits(value))[1]]) or None


def _of_limits(options: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in options.items() if key not in {"ledger", "archives"}}


LEDGER, TOPICS = "links", "topics.yml"


class PluginOption(NamedTuple):
    """An option of the plugin."""

    default: Any
    fault: Callable[[object], str | None]
    """Returns the remedy for an invalid value, and None for a valid value."""
    meaning: str
    """What the option does, in Markdown, for docs/about/settings.md. Empty for an option that a later version will remove."""


OPTIONS = {
    "entries": PluginOption("entries", _path, "the folder of records"),
    "topics": PluginOption(
        TOPICS,
        _path_or_false,
        "the [file of topics](record.md#topicsyml); `false`: a list without topics. Without this option, the file may be missing",
    ),
    "language": PluginOption(None, _language, "the language of the interface, `ja` or `en`. The default is `theme: language`, else `en`"),
    "prefix": PluginOption(
        "",
        _prefix,
        "the folder of the site for the list: [in an existing site](site.md#in-an-existing-site). The default is the whole site",
    ),
    "name": PluginOption("", _text_of_list, "with `prefix`: the name of the list. Without `prefix`, it is `site_name`"),
    "description": PluginOption(
        "", _text_of_list, "with `prefix`: the description of the list. Without `prefix`, it is `site_description`"
    ),
    "csp": PluginOption(
        True,  # noqa: FBT003 - a default is a value, not a flag
        _csp,
        "the [Content-Security-Policy](site.md#what-pages-may-load). `true`: pages load only files of the site; `false`: no policy; "
        "a mapping: by directive, other sites from which pages may load files",
    ),
    "cards": PluginOption(
        "topics",
        _cards,
        "images for link previews. `topics`: of the home page and of topics; `entries`: also of each entry; `false`: none. "
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
_DEPRECATED = {
    "shell": "the option reuse_theme_html replaces this option: write `reuse_theme_html: false` for `shell: false`, and nothing for `shell: true`"
}
"""The options that a later version will remove, each with the remedy: what to write instead."""


def deprecations(options: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the name of each option in use that a later version will remove, with the remedy."""
    return [(key, remedy) for key, remedy in _DEPRECATED.items() if options.get(key) is not None]


def settings(options: Mapping[str, Any], folder: Path, theme_language: object = None) -> tuple[Settings, list[tuple[str, str]]]:
    """Read the plugin's options.

    Args:
        options: The options from mkdocs.yml.
        folder: The folder of mkdocs.yml.
        theme_language: The option `language` of the theme, which is the default for the language of the interface.

    Returns:
        The settings, with defaults instead of invalid values; and the name of each invalid option with the remedy.

    """
    known = ", ".join(key for key in OPTIONS if key not in _DEPRECATED)
    faults = [(key, f"unknown option; the known options are {known}") for key in options if key not in OPTIONS]
    values: dict[str, Any] = {}
    for key, (default, check, _) in OPTIONS.items():
        value = options.get(key, default)
        remedy = check(value)
        if remedy:
            faults.append((key, remedy if isinstance(value, dict) else f"{value!r} is not a valid value: {remedy}"))
        values[key] = default if remedy else value
    prefix = "/".join(filter(None, values["prefix"].split("/")))
    faults += [
        (key, f"it needs the option prefix: write site_{key} instead") for key in ("name", "description") if values[key] and not prefix
    ]
    topics = values["topics"]
    if "topics" not in options and not os.path.lexists(folder / topics):
        topics = False
    found, wrong = limits.read(_of_limits(values["links"]), folder)
    faults += [("links", fault) for fault in wrong]
    return (
        Settings(
            folder=folder,
            entries=_joined(folder, values["entries"]),
            topics=None if topics is False else _joined(folder, topics),
            language=values["language"] or (theme_language if isinstance(theme_language, str) and theme_language in LANGUAGES else "en"),
            prefix=f"{prefix}/" if prefix else "",
            name=values["name"].strip(),
            description=values["description"].strip(),
            csp=_policy(values["csp"]),
            cards=values["cards"] or None,
            cache=None if values["cache"] is False else folder / values["cache"],
            reuse_theme_html=values["reuse_theme_html"] == "auto" and values["shell"] is not False,
            size_limit=values["size_limit"] or None,
            ledger=_joined(folder, values["links"].get("ledger", LEDGER)),
            archives=archives.of_option(values["links"].get("archives", archives.DEFAULT.hosts)),
            limits=found,
            suppressions=suppression.read(values["lint"]),
            unset=frozenset(OPTIONS.keys() - options.keys()),
        ),
        faults,
    )


def _joined(folder: Path, path: str) -> Path:
    """Join a path to the folder of mkdocs.yml. `..` removes the name before it from the path, as in MkDocs, even if this name is a symbolic link."""
    return Path(os.path.normpath(folder / path))


FILES = ("mkdocs.yml", "mkdocs.yaml", "properdocs.yml", "properdocs.yaml")
"""The names of a file with settings, for MkDocs and for its fork ProperDocs, in the order in which commands look for them."""


def found_file() -> Path | None:
    """Return the file with settings in the working directory; None if there is none. A broken symbolic link counts, so that reading it reports the link."""
    return next((Path(name) for name in FILES if os.path.lexists(name)), None)


def load(file: Path | None) -> Settings:
    """Read the settings from mkdocs.yml.

    Args:
        file: The path of mkdocs.yml; None for the first of `FILES` in the working directory. If none exists there, the settings are the defaults.

    Raises:
        ConfigError: mkdocs.yml can't be read, or has an invalid option.

    """
    file = file or found_file()
    if file is None:
        return settings({}, Path())[0]
    config = keys_of(file)
    theme = config.get("theme")
    values, faults = settings(_plugin_options(config), file.parent, theme.get("language") if isinstance(theme, dict) else None)
    if faults:
        raise ConfigError(*(f"{file}: option '{key}' of the plugin llmnotes: {what}" for key, what in faults))
    name, description, site_url = (str(config.get(key) or "") for key in ("site_name", "site_description", "site_url"))
    return dataclasses.replace(
        values,
        file=file,
        suppressions=tuple(dataclasses.replace(one, place=_place(file, ("lint", one.rule))) for one in values.suppressions),
        site_name=name,
        site_description=description,
        site_url=f"{site_url.rstrip('/')}/" if site_url else "",
    )


def keys_of(file: Path) -> dict[str, Any]:
    """Return all keys of mkdocs.yml, merged with those of the files that it inherits. Raises ConfigError if a file can't be read."""
    return _read(file, ())


def place_of(file: Path, key: str) -> Place:
    """Return the place of a key of mkdocs.yml; a place without a line if the key is in a file that mkdocs.yml inherits."""
    pairs = _pairs(yaml.compose(_text(file), Loader=_TolerantLoader))
    node = next((name for name, _ in pairs if name.value == key), None)
    return Place(show(file)) if node is None else Place(show(file), node.start_mark.line + 1, node.start_mark.column + 1)


def _place(file: Path, keys: tuple[str, ...]) -> Place:
    """Return the place of an option of the plugin in mkdocs.yml. The place has no line if the option is in a file that mkdocs.yml inherits."""
    root = yaml.compose(
        _text(file), Loader=_TolerantLoader
    )  # yaml.compose returns nodes, which have line numbers; the values that yaml.load returns have no line numbers
    nodes = [pair for name, options in _pairs(_value(root, "plugins")) if name.value == "llmnotes" for pair in _pairs(options)]
    place = Place(show(file))
    for key in keys:
        found = next(((name, value) for name, value in nodes if name.value == key), None)
        if found is None:
            return Place(show(file))
        place = Place(show(file), found[0].start_mark.line + 1, found[0].start_mark.column + 1)
        nodes = _pairs(found[1])
    return place


def _pairs(node: Any) -> list[tuple[Any, Any]]:
    """Return the keys and values of a mapping, or of all mappings in a list."""
    if isinstance(node, yaml.SequenceNode):
        return [pair for item in node.value for pair in _pairs(item)]
    return node.value if isinstance(node, yaml.MappingNode) else []


def _value(node: Any, key: str) -> Any:
    return next((value for name, value in _pairs(node) if name.value == key), None)


def _plugin_options(config: Mapping[str, Any]) -> Mapping[str, Any]:
    plugins = config.get("plugins") or []
    named = plugins.items() if isinstance(plugins, dict) else (item for one in plugins if isinstance(one, dict) for item in one.items())
    for name, options in named:
        if name == "llmnotes" and isinstance(options, dict):
            return options
    return {}


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _TolerantLoader(_Loader):  # type: ignore[misc] # the base class is chosen at run time: the C loader if PyYAML has it
    """A loader for mkdocs.yml that supports `!ENV` and loads a value with any other YAML tag as None."""


def _env(loader: Any, node: yaml.Node) -> object:
    """Return the value of `!ENV NAME` or `!ENV [NAME, OTHER, default]`, as MkDocs does: the first variable that is set, else the default."""
    if isinstance(node, yaml.SequenceNode):
        names = loader.construct_sequence(node)
        default = names.pop() if len(names) > 1 else None
    else:
        names, default = [loader.construct_scalar(node)], None
    found = next((os.environ[name] for name in names if name in os.environ), None)
    return default if found is None else yaml.safe_load(found)


_TolerantLoader.add_constructor("!ENV", _env)
_TolerantLoader.add_multi_constructor("", lambda _loader, _suffix, _node: None)


def _read(file: Path, seen: tuple[str, ...]) -> dict[str, Any]:
    """Return the contents of mkdocs.yml, merged key by key with the contents of the file that it inherits, as MkDocs does."""
    real = os.path.realpath(file)
    if real in seen:
        message = f"{file}: the file inherits itself. Remove the INHERIT that leads back to this file"
        raise ConfigError(message)
    try:
        config = yaml.load(_text(file), Loader=_TolerantLoader)  # noqa: S506 - this loader is a safe loader that also supports !ENV
    except UnfitFile as error:
        raise ConfigError(message_of(error)) from error
    except OSError as error:
        message = f"{file}: {error.strerror}. Name the right file with --config"
        raise ConfigError(message) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        message = f"{file}: not YAML: {' '.join(str(error).split())}".replace('in "<unicode string>", ', "in ")
        raise ConfigError(message) from error
    if not isinstance(config, dict):
        message = f"{file}: the file holds no settings. Write site_name and plugins, as README shows"
        raise ConfigError(message)
    if parent := config.pop("INHERIT", None):
        return _merged(_read(file.parent / str(parent), (*seen, real)), config)
    return config


_MAX_BYTES = 1024 * 1024


def _text(file: Path) -> str:
    """Return the text of mkdocs.yml, or of a file that it inherits.

    Raises OSError if the file can't be read or is a symbolic link, and UnicodeDecodeError if it isn't UTF-8.
    """
    return decoded(Bounds(file.parent).read(file, limit=_MAX_BYTES))


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged
