"""The list of the theme's files that MkDocs gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.theme import Theme

from llmnotes.site.theme.theme_files import listed_fast

if TYPE_CHECKING:
    from pathlib import Path


def test_the_faster_search_for_theme_files_finds_the_same_files_of_themes_and_overrides_as_mkdocs(tmp_path: Path) -> None:
    for name in ("main.html", "extra/a.css", ".hidden/b.css", "deep/er/.c/d.css", "deep/er/e.js", ".f.css"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    config = MkDocsConfig()
    config.theme = Theme(name="material", custom_dir=str(tmp_path))
    config.docs_dir = config.site_dir = str(tmp_path / "other")
    found, fast = Files([]), Files([])
    found.add_files_from_theme(config.theme.get_env(), config)
    fast.add_files_from_theme(listed_fast(config.theme.get_env)(), config)
    assert [(file.src_uri, file.abs_src_path) for file in fast] == [(file.src_uri, file.abs_src_path) for file in found]
    assert {"extra/a.css", "deep/er/e.js"} <= {file.src_uri for file in fast}


def test_a_template_in_a_hidden_folder_can_be_loaded_although_it_is_not_listed(tmp_path: Path) -> None:
    (tmp_path / ".icons").mkdir()
    (tmp_path / ".icons" / "a.svg").write_text("<svg>", encoding="utf-8")
    environment = listed_fast(lambda: jinja2.Environment(loader=jinja2.FileSystemLoader(str(tmp_path))))()  # noqa: S701 - the template has no values
    assert not environment.list_templates()
    assert environment.get_template(".icons/a.svg").render() == "<svg>"


def test_a_jinja_environment_without_template_folders_is_unchanged() -> None:
    environment = jinja2.Environment(loader=jinja2.DictLoader({".a": "", "b": ""}))  # noqa: S701 - the templates have no values
    assert listed_fast(lambda: environment)().list_templates() == [".a", "b"]
