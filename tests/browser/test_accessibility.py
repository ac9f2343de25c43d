"""No page has a fault that axe-core knows, in either theme, on a phone or on a desktop."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser.conftest import DESKTOP, PHONE

if TYPE_CHECKING:
    from browser.conftest import Served, Tabs

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async rules => {
  const result = await axe.run(document, {runOnly: {type: "tag", values: rules}, resultTypes: ["violations"]});
  return result.violations.flatMap(({id, nodes}) => nodes.map(node => `${id}: ${node.target.join(" ")}: ${node.any.concat(node.all, node.none).map(c => c.message).join("; ")}`));
}"""


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(site: Served, tab: Tabs, width: int, dark: bool) -> None:  # noqa: FBT001 - pytest passes by name
    axe = AXE.read_text(encoding="utf-8")
    page = tab(width=width, dark=dark)
    faults: list[str] = []
    assert len(site.addresses) > 10
    for address in site.addresses:
        page.goto(site.url + address)
        assert page.locator("body").get_attribute("data-md-color-scheme") == ("slate" if dark else "default")
        page.evaluate(axe)
        faults += [f"{address}: {fault}" for fault in page.evaluate(RUN, RULES)]
    assert not faults, "\n".join(faults)
