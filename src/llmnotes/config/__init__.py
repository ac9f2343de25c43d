"""Read the settings of a reading list, which are the plugin's options in mkdocs.yml or properdocs.yml, without importing MkDocs.

    plugins:
    - llmnotes:
        entries: entries
        topics: topics.yml
        links: {interval: 0.5}  # the link check: see links/limit_options.py
        lint:                   # rules to suppress, each with a reason: see curation/suppression.py
          url-repeat: {skip: [2023-01-01-a], reason: it is about another chapter}

Paths are relative to mkdocs.yml. The module `options` defines the options, and `mkdocs_file` reads the file.
"""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmnotes.config.mkdocs_file import found_file, keys_of, place_of_option, plugin_options
from llmnotes.config.options import DEPRECATED, LEDGER, OPTIONS, TOPICS, of_limits, policy
from llmnotes.curation import suppression
from llmnotes.errors import ConfigError
from llmnotes.links import archives, limit_options
from llmnotes.model import LANGUAGES
from llmnotes.system.files import checkout
from llmnotes.system.regular_files import Bounds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmnotes.curation.suppression import Suppression
    from llmnotes.links.archives import Archives
    from llmnotes.links.limits import Limits


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
    """The name of the list if the option `prefix` puts it into a folder of a larger site; empty for the default name."""
    description: str
    """The description of the list if the option `prefix` puts it into a folder of a larger site; empty for the default description."""
    csp: Mapping[str, tuple[str, ...]] | None
    """The sources, such as https://example.org, that mkdocs.yml adds to each page's Content-Security-Policy, by directive; None for pages without a policy."""
    cards: str | None
    """`topics`: the home page and topic pages have card images; `entries`: entry pages have them too; None: no page has one."""
    cache: Path | None
    """The folder for the results that a build saves for the next build; None to save nothing."""
    reuse_theme_html: bool
    """Whether llmnotes fills a page into the HTML that the theme wrote for a similar page, if the result is the same; else the theme renders each page."""
    size_limit: int | None
    """The size in megabytes of the largest site that the host publishes. A build warns at four fifths of this size. None for a host without a limit."""
    ledger: Path
    """The folder that holds the ledger, the history of links."""
    archives: Archives
    """The web archives whose copies replace dead links."""
    limits: Limits
    """The limits on the requests of the link check, and the rules for hosts."""
    suppressions: tuple[Suppression, ...] = ()
    """The rules of lint that are suppressed, with the reasons."""
    site_name: str = ""
    """The value of `site_name` in mkdocs.yml, for exports; empty if it is not set, and in builds by MkDocs."""
    site_description: str = ""
    """The value of `site_description` in mkdocs.yml, for exports; empty if it is not set, and in builds by MkDocs."""
    site_url: str = ""
    """The value of `site_url` in mkdocs.yml, with a slash at its end, for exports; empty if it is not set, and in builds by MkDocs."""
    file: Path | None = None
    """The path of mkdocs.yml; None if there is no such file, and in builds by MkDocs, which reads mkdocs.yml itself."""
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


def settings(options: Mapping[str, Any], folder: Path, theme_language: object = None) -> tuple[Settings, list[tuple[str, str]]]:
    """Read the plugin's options.

    Args:
        options: The options from mkdocs.yml.
        folder: The folder of mkdocs.yml.
        theme_language: The option `language` of the theme. It is the default for the language of the interface, if the interface has this language.

    Returns:
        The settings, with defaults instead of invalid values; and the name of each faulty option, with a text that says what to write instead.

    """
    known = ", ".join(key for key in OPTIONS if key not in DEPRECATED)
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
        (key, f"the option has no effect without the option prefix: write site_{key} instead")
        for key in ("name", "description")
        if values[key] and not prefix
    ]
    topics = values["topics"]
    if "topics" not in options and not os.path.lexists(folder / topics):
        topics = False
    found, wrong = limit_options.read(of_limits(values["links"]), folder)
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
            csp=policy(values["csp"]),
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
    """Join a path to the folder of mkdocs.yml. Each `..` removes the folder before it from the path, as in MkDocs, even if this folder is a symbolic link."""
    return Path(os.path.normpath(folder / path))


def load(file: Path | None) -> Settings:
    """Read the settings from mkdocs.yml.

    Args:
        file: The path of mkdocs.yml; None for the file with settings in the working directory. If none exists there, the settings are the defaults.

    Raises:
        ConfigError: mkdocs.yml can't be read, or has an invalid option.

    """
    file = file or found_file()
    if file is None:
        return settings({}, Path())[0]
    config = keys_of(file)
    theme = config.get("theme")
    values, faults = settings(plugin_options(config), file.parent, theme.get("language") if isinstance(theme, dict) else None)
    if faults:
        raise ConfigError(*(f"{file}: option '{key}' of the plugin llmnotes: {what}" for key, what in faults))
    name, description, site_url = (str(config.get(key) or "") for key in ("site_name", "site_description", "site_url"))
    return dataclasses.replace(
        values,
        file=file,
        suppressions=tuple(dataclasses.replace(one, place=place_of_option(file, ("lint", one.rule))) for one in values.suppressions),
        site_name=name,
        site_description=description,
        site_url=f"{site_url.rstrip('/')}/" if site_url else "",
    )
