"""The configuration: the plugin's options in mkdocs.yml, read without importing MkDocs.

    plugins:
    - llmnotes:
        entries: entries        # the folder of records
        topics: topics.yml      # the taxonomy; false for a list without topics
        language: ja            # of the interface: ja or en
        csp: true               # each page's Content-Security-Policy; false for none; or what else pages may load, and from where:
                                #   csp: {script-src: https://plausible.io, connect-src: https://plausible.io}
        cards: topics           # images for previews: of the site and its topics; entries: of each entry too; false: none
        cache: .cache/llmnotes  # what a build leaves for the next to be faster; false: nothing
        shell: true             # render one page of each kind by the theme, fill all others into it; false where another plugin must see each page
        links:                  # the link check
          ledger: links         # the folder that remembers what was found
          archives: [web.archive.org] # hosts of the only archives whose copies stand in for dead links; by default those of health/archives.py
          interval: 0.5         # and how hosts are asked: see limits.py
        lint:                   # rules that are silenced, and why: see silence.py
          url-repeat: {skip: [2023-01-01-a], reason: it is about another chapter}

Paths are relative to mkdocs.yml. `OPTIONS` is the one definition, for the plugin and the command line alike.
"""

from __future__ import annotations

import dataclasses
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from llmnotes.curation.lint import suppression
from llmnotes.errors import ConfigError
from llmnotes.links import archives, limits
from llmnotes.model import LANGUAGES, Place
from llmnotes.system.files import checkout, decoded, message_of, show
from llmnotes.system.regular_files import Bounds, UnfitFile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmnotes.curation.lint.suppression import Silence
    from llmnotes.links.archives import Archives
    from llmnotes.links.limits import Limits

CARDS = ("topics", "entries")

DIRECTIVES = (
    *("default-src", "script-src", "style-src", "img-src", "font-src", "connect-src", "media-src", "frame-src"),
    *("worker-src", "manifest-src", "object-src", "form-action", "base-uri"),
)
"""What a Content-Security-Policy may say of sources: https://www.w3.org/TR/CSP3/#csp-directives."""
_KEYWORDS = {"self", "unsafe-inline", "unsafe-eval", "unsafe-hashes", "wasm-unsafe-eval", "strict-dynamic"}
_SOURCE = re.compile(
    r"""(?ix) (?:https?|wss?)://(?:\*\.)?[\w.-]+(?::(?:\d+|\*))?(?:/[^\s;,'"<>]*)?  # where from: scheme, host, port, path
    | (?:data|blob|https|mediastream|filesystem):  # any of a scheme
    | '(?:sha256|sha384|sha512)-[\w+/-]+={0,2}'""",
    re.ASCII,
)
_HEADERS_ONLY = {"frame-ancestors", "report-uri", "report-to", "sandbox"}


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What mkdocs.yml says of the list."""

    folder: Path
    """mkdocs.yml's own."""
    entries: Path
    """The folder of records."""
    topics: Path | None
    """The taxonomy's file; None for a list without topics."""
    language: str
    """Of the interface."""
    csp: Mapping[str, tuple[str, ...]] | None
    """Sources that each page's Content-Security-Policy allows besides its own, by directive; None for pages without a policy."""
    cards: str | None
    """What has a card image besides the site: `topics`, or `entries` for both; None for no cards."""
    cache: Path | None
    """The folder of what a build leaves for the next; None for nothing."""
    shell: bool
    """Whether the theme renders one page of each kind, and not all."""
    ledger: Path
    """The folder of the links' ledger."""
    archives: Archives
    """The archives whose copies stand in for dead links."""
    limits: Limits
    """How links are asked."""
    silences: tuple[Silence, ...] = ()
    """The rules that the list silenced."""

    @property
    def watched(self) -> list[Path]:
        """The files and folders of the list that are there: a preview builds again where one changes."""
        return [path for path in (self.entries, self.topics, self.ledger) if path and path.exists()]

    @property
    def bounds(self) -> Bounds:
        """Where the list's files are read and written, without following links.

        A path that mkdocs.yml gives outside of its repository is followed as it is: mkdocs.yml also names hooks and plugins, which
        MkDocs runs, so it is trusted like code. A link inside of the repository is not: any pull request can bring one.
        """
        outside = (self.entries, self.ledger, *([self.topics] if self.topics else []))
        return Bounds(self.folder, checkout(self.folder), *outside)


def _path(value: object) -> str | None:
    return None if isinstance(value, str) and value.strip() and "\0" not in value else "write a path, relative to mkdocs.yml"


def _path_or_false(value: object) -> str | None:
    return None if value is False else _path(value) and "write a path, relative to mkdocs.yml, or false for a list without topics"


def _cache(value: object) -> str | None:
    return None if value is False else _path(value) and "write a path, relative to mkdocs.yml, or false for builds that begin anew"


def _shell(value: object) -> str | None:
    return None if isinstance(value, bool) else "write true, or false where another plugin must see each page"


def _language(value: object) -> str | None:
    return None if value in LANGUAGES else f"write one of {', '.join(LANGUAGES)}"


def _csp(value: object) -> str | None:
    if isinstance(value, bool):
        return None
    if not isinstance(value, dict):
        return "write true, false, or sources by directive, such as {script-src: https://plausible.io}"
    for directive, words in value.items():
        if directive in _HEADERS_ONLY:
            return f"'{directive}' counts only in an HTTP header: take it out here, and let your server send it"
        if directive not in DIRECTIVES:
            return f"'{directive}' is no directive that takes sources: write one of {', '.join(DIRECTIVES)}"
        if not _words(words):
            return f"write the sources of '{directive}' as text or as a list of texts"
        for word in _words(words):
            if _source(word) is None:
                return f"'{word}' in '{directive}' is no source: write where it comes from, such as https://plausible.io, or https: for any site"
    return None


def _words(value: object) -> list[str]:
    """The sources in text or in a list of texts; none for any other value."""
    texts = [value] if isinstance(value, str) else value
    return " ".join(texts).split() if isinstance(texts, list) and all(isinstance(text, str) for text in texts) else []


def _source(word: str) -> str | None:
    """A source as a policy writes it; None for what is none. YAML takes the quotes of 'self', so keywords may come without."""
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
        return "write what holds for the link check below it, such as {ledger: links}"
    remedy = _path(value.get("ledger", LEDGER))
    faults = [f"'ledger': {remedy}"] if remedy else []
    remedy = archives.option_fault(value.get("archives", []))
    faults += [f"'archives': {remedy}"] if remedy else []
    return "; ".join([*faults, *limits.read(_of_limits(value))[1]]) or None


def _of_limits(options: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in options.items() if key not in {"ledger", "archives"}}


LEDGER = "links"

OPTIONS = {
    "entries": ("entries", _path),
    "topics": ("topics.yml", _path_or_false),
    "language": ("ja", _language),
    "csp": (True, _csp),
    "cards": ("topics", _cards),
    "cache": (".cache/llmnotes", _cache),
    "shell": (True, _shell),
    "links": ({}, _links),
    "lint": ({}, suppression.fault),
}
"""Default and check of each option; a check gives the remedy for a value that won't do."""


def settings(options: Mapping[str, Any], folder: Path) -> tuple[Settings, list[tuple[str, str]]]:
    """Settings from the plugin's options; with each option that won't do, and why. `folder` is mkdocs.yml's."""
    faults = [(key, f"unknown option; known are {', '.join(OPTIONS)}") for key in options if key not in OPTIONS]
    values: dict[str, Any] = {}
    for key, (default, check) in OPTIONS.items():
        value = options.get(key, default)
        remedy = check(value)
        if remedy:
            faults.append((key, remedy if isinstance(value, dict) else f"{value!r} won't do: {remedy}"))
        values[key] = default if remedy else value
    topics = values["topics"]
    found, wrong = limits.read(_of_limits(values["links"]), folder)
    faults += [("links", fault) for fault in wrong]
    return (
        Settings(
            folder=folder,
            entries=_joined(folder, values["entries"]),
            topics=None if topics is False else _joined(folder, topics),
            language=values["language"],
            csp=_policy(values["csp"]),
            cards=values["cards"] or None,
            cache=None if values["cache"] is False else folder / values["cache"],
            shell=values["shell"],
            ledger=_joined(folder, values["links"].get("ledger", LEDGER)),
            archives=archives.of_option(values["links"].get("archives", archives.DEFAULT.hosts)),
            limits=found,
            silences=suppression.read(values["lint"]),
        ),
        faults,
    )


def _joined(folder: Path, path: str) -> Path:
    """A path from mkdocs.yml's folder, without `..`: resolved by its text, as MkDocs resolves its own paths."""
    return Path(os.path.normpath(folder / path))


def load(file: Path | None) -> Settings:
    """Settings from mkdocs.yml; defaults where `file` is None and none stands here, without topics if there are none. Raises ConfigError."""
    if file is None:  # a link that leads nowhere is there, too
        file = next((Path(name) for name in ("mkdocs.yml", "mkdocs.yaml") if os.path.lexists(name)), None)
        if file is None:
            return settings({} if os.path.lexists("topics.yml") else {"topics": False}, Path())[0]
    values, faults = settings(_plugin_options(_read(file, ())), file.parent)
    if faults:
        raise ConfigError(*(f"{file}: option '{key}' of the plugin llmnotes: {what}" for key, what in faults))
    return dataclasses.replace(
        values, silences=tuple(dataclasses.replace(one, place=_place(file, ("lint", one.rule))) for one in values.silences)
    )


def _place(file: Path, keys: tuple[str, ...]) -> Place:
    """Where a key of the plugin's options stands; the file alone where it inherits them."""
    root = yaml.compose(_text(file), Loader=_TolerantLoader)  # only its marks: nothing is constructed
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
    """Keys and values of a node, those of its items where it is a list."""
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


class _TolerantLoader(_Loader):  # type: ignore[misc] # chosen at run time: the C loader where PyYAML has it
    """Reads mkdocs.yml as far as a list needs it: tags of other plugins are None, `!ENV` is honoured."""


def _env(loader: Any, node: yaml.Node) -> object:
    """`!ENV NAME`, `!ENV [NAME, OTHER, default]`, as MkDocs has it."""
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
    """mkdocs.yml with what it inherits, merged key by key as MkDocs does."""
    real = os.path.realpath(file)
    if real in seen:
        message = f"{file}: inherits itself. Remove one INHERIT"
        raise ConfigError(message)
    try:
        config = yaml.load(_text(file), Loader=_TolerantLoader)  # noqa: S506 - a safe loader that knows one more tag
    except UnfitFile as error:
        raise ConfigError(message_of(error)) from error
    except OSError as error:
        message = f"{file}: {error.strerror}. Name the right file with --config"
        raise ConfigError(message) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        message = f"{file}: not YAML: {' '.join(str(error).split())}".replace('in "<unicode string>", ', "in ")
        raise ConfigError(message) from error
    if not isinstance(config, dict):
        message = f"{file}: no configuration. Write site_name and plugins, as README shows"
        raise ConfigError(message)
    if parent := config.pop("INHERIT", None):
        return _merged(_read(file.parent / str(parent), (*seen, real)), config)
    return config


_MAX_BYTES = 1024 * 1024


def _text(file: Path) -> str:
    """The text of mkdocs.yml, or of a file that it inherits: a regular file, no link. Raises OSError and UnicodeDecodeError."""
    return decoded(Bounds(file.parent).read(file, limit=_MAX_BYTES))


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged
