from __future__ import annotations

from importlib import resources

import pytest

from llmnotes.records.catalogue import Catalogue
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.files.scripts import template
from llmnotes.site.publication.publication import Publication

PUBLICATION = Publication(catalogue=Catalogue([]), taxonomy=None, name="A list", language="en", addresses=Addresses())
DELIVERED = {asset.path.removeprefix("assets/"): asset.content.decode() for asset in template(None, PUBLICATION.site)}
WRITTEN = {
    file.name: file.read_text(encoding="utf-8")
    for file in (resources.files("llmnotes.site") / "assets").iterdir()
    if file.name.endswith(".js")
}


def test_the_site_has_every_script_and_settings_js_but_no_type_declarations() -> None:
    assert set(DELIVERED) == {*WRITTEN, "settings.js"}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_script_is_unchanged_except_for_its_documentation_comments(name: str) -> None:
    documentation = False
    code = []
    for line in WRITTEN[name].splitlines(keepends=True):
        documentation |= line.lstrip().startswith("/**")
        if not documentation:
            code.append(line)
        documentation &= not line.rstrip().endswith("*/")
    assert DELIVERED[name] == "".join(code)
