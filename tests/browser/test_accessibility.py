"""No page has a fault that axe-core knows, in either theme, on a phone or on a desktop."""

from __future__ import annotations

import collections
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser.conftest import DESKTOP, PHONE, told
from browser.states import states

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browser.conftest import Served, Tabs

AXE = (Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
EVERYTHING = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
RUN = """async rules => {
  const {violations} = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]});
  const said = node => [...node.any, ...node.all, ...node.none].map(check => check.message).join("; ");
  return violations.flatMap(({id, nodes}) => nodes.map(node => [id, node.target.join(" "), said(node)]));
}"""


def faults(page: Page, served: Served, rules: object) -> dict[str, list[str]]:
    """What axe says, and where."""
    found = collections.defaultdict(list)
    assert len(served.addresses) > 10
    for address in served.addresses:
        page.goto(served.url + address)
        page.evaluate(AXE)
        for rule, element, said in page.evaluate(RUN, rules):
            found[f"{rule}: {element}: {said}"].append(address)
    return found


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_no_page_has_a_fault(own: Served, tab: Tabs, width: int) -> None:
    found = faults(tab(width=width), own, EVERYTHING)
    assert not found, told(found)


def test_strange_titles_and_long_lists_bring_no_fault(long: Served, tab: Tabs) -> None:
    found = faults(tab(width=PHONE), long, EVERYTHING)
    assert not found, told(found)


def test_colours_are_told_apart_in_the_dark(own: Served, tab: Tabs) -> None:
    page = tab(dark=True)
    found = faults(page, own, COLOURS)
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    assert not found, told(found)


@pytest.mark.parametrize(("width", "dark"), [(PHONE, False), (DESKTOP, False), (DESKTOP, True)])
def test_what_scripts_make_has_no_fault(own: Served, tab: Tabs, width: int, *, dark: bool) -> None:
    page = tab(width=width, dark=dark)
    found = collections.defaultdict(list)
    for state in states(page, own):
        page.evaluate(AXE)
        for rule, element, said in page.evaluate(RUN, EVERYTHING):
            found[f"{rule}: {element}: {said}"].append(state)
    assert not found, told(found)
