from __future__ import annotations

from types import SimpleNamespace

import pytest

from llmnotes.errors import ConfigError
from llmnotes.site.engine import foreign


def plugin(module: str) -> object:
    return type("Plugin", (), {"__module__": module})()


def test_a_plugin_with_which_no_list_can_be_published_is_refused_by_name_with_the_reason_and_the_remedy() -> None:
    with pytest.raises(ConfigError) as caught:
        foreign.refuse({"i18n": plugin("another.plugin"), "languages": plugin("mkdocs_static_i18n.plugin")})
    message = str(caught.value)
    assert "the plugin i18n" not in message, "another plugin may have this name"
    assert message.startswith("mkdocs.yml: ")
    for part in ("the plugin languages of mkdocs-static-i18n", "leaves out all pages", "Build the list as a separate site"):
        assert part in message


@pytest.mark.parametrize(("file", "generated", "forgets"), [(None, True, True), ("docs/index.md", True, False), (None, False, False)])
def test_data_from_git_is_removed_only_from_a_generated_page_without_a_file(file: str | None, *, generated: bool, forgets: bool) -> None:
    context = {"git_page_authors": ["Ann"], "page": "x"}
    page = SimpleNamespace(file=SimpleNamespace(abs_src_path=file), meta={"git_revision_date_localized": "today", "title": "x"})
    foreign.forget_git(context, page, generated=generated)
    assert (context.keys() == {"page"}, page.meta.keys() == {"title"}) == (forgets, forgets)
