from __future__ import annotations

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
