"""Set the options of the theme, and the style sheet and the script that pages load, in MkDocs's configuration. Name the templates of the theme."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from llmnotes.site.theme import theme_search
from llmnotes.site.theme.page_head import ICON, without_instant
from llmnotes.site.words import Words

if TYPE_CHECKING:
    from llmnotes.config import Settings
    from llmnotes.model import Problem


def configure(config: Any, settings: Settings, style: str, script: object) -> None:
    """Set options of the theme in MkDocs's configuration, and add the list's style sheet and script, for a list that is the whole site.

    A second call doesn't add the two files again.

    Args:
        config: MkDocs's configuration.
        settings: The settings of the list, which name the language of the interface.
        style: The path of the list's style sheet. It comes before the author's style sheets.
        script: The list's script, as a value of MkDocs's option `extra_javascript`.

    """
    for option, value in _defaults(config.theme, Path(config.docs_dir), settings.language).items():
        config.theme[option] = value
    if style not in config.extra_css:
        _add(config, style, script)


def for_folder(config: Any, settings: Settings, style: str, script: object) -> Any:
    """Return a copy of MkDocs's configuration for the pages of a list in a folder of a larger site.

    The copy has the list's language, description, style sheet and script, and highlight.js is off. All other options stay as the author set them. Pages outside of the folder use the
    original configuration.

    Args:
        config: MkDocs's configuration.
        settings: The settings of the list, which name its language and contain its description.
        style: The path of the list's style sheet.
        script: The list's script, as a value of MkDocs's option `extra_javascript`.

    """
    own = copy.copy(config)
    own["theme"] = {**config.theme, "language": settings.language, **_without_highlightjs(config.theme)}
    own["site_description"] = settings.description or config.site_description
    _add(own, style, script)
    return own


def templates(theme: Any, language: str) -> list[str]:
    """Return the names of the templates from which a theme renders pages, to compile them with all templates that they name.

    Args:
        theme: MkDocs's theme.
        language: Language of the interface. The theme computes the name of its template with interface texts only when it renders a page, so no other template names it.

    """
    return ["main.html", f"partials/languages/{language}.html", *theme.static_templates]


def without_unfit(config: Any, *, whole: bool) -> list[Problem]:
    """Turn off the theme's features and plugins with which pages of a list would not work well, and return a problem for each.

    Args:
        config: MkDocs's configuration.
        whole: Whether the list is the whole site. For a list in a folder of a larger site, nothing is turned off, because that site uses it, but the problems
            with features are still returned.

    """
    config.theme["features"], problems = without_instant(config.theme.get("features") or (), whole=whole)
    return [*problems, *(theme_search.replaced(config.plugins) if whole else ())]


def _add(config: Any, style: str, script: object) -> None:
    config["extra_css"] = [style, *config["extra_css"]]
    config["extra_javascript"] = [*config["extra_javascript"], script]


def _defaults(theme: Options, docs: Path, language: str) -> dict[str, object]:
    """Return the values of the theme's options to set: the language; and the favicon, colour schemes and fonts, unless the author has set them.

    The option that loads highlight.js from another site becomes false.

    Args:
        theme: The options of the theme.
        docs: The folder of the author's pages. If it has a favicon at the path of the theme's favicon, the author's favicon stays.
        language: The language of the interface.

    """
    found: dict[str, object] = {"language": language}
    if theme.get("favicon") == _FAVICON and not (docs / _FAVICON).exists():
        found["favicon"] = ICON
    if not theme.get("palette"):
        found["palette"] = _palette(language)
    found |= _without_highlightjs(theme)
    if theme.get("font") in UNNAMED_FONTS:
        found["font"] = False
    return found


def _without_highlightjs(theme: Options) -> dict[str, object]:
    """Return the option that turns highlight.js off, if it is on. MkDocs's own themes load it from another site, and pages must not send requests there."""
    return {"highlightjs": False} if theme.get("highlightjs") is True else {}


UNNAMED_FONTS = ({"text": "Roboto", "code": "Roboto Mono"},)
"""The values that the theme's option `font` has if mkdocs.yml doesn't set it.

These fonts come from Google, and pages must not send requests there by default.
"""
_FAVICON = "assets/images/favicon.png"
"""The path of the theme's own favicon, which shows the logo of the theme."""


class Options(Protocol):
    """The method with which options of a theme are read. MkDocs's class Theme has this method."""

    def get(self, name: str, /) -> Any:
        """Return the value of an option; None if it is not set."""


def _palette(language: str) -> list[dict[str, object]]:
    """Return the value of the theme's option `palette`: a light and a dark colour scheme. Until a reader chooses one, the reader's system decides."""
    words = Words(language)
    schemes = (("light", "default", "white", "scheme_dark"), ("dark", "slate", "black", "scheme_light"))
    return [
        {
            "media": f"(prefers-color-scheme: {media})", "scheme": scheme, "primary": primary, "accent": "indigo",
            "toggle": {"icon": "material/circle-half-full", "name": words(name)},
        }
        for media, scheme, primary, name in schemes
    ]  # fmt: skip
