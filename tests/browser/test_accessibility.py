"""axe-core finds no fault on pages of each kind, in both colour schemes, on phones and desktops."""

from __future__ import annotations

import collections
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser.conftest import DESKTOP, PHONE, listing
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
    """Return the faults that axe-core finds, each with the addresses of its pages."""
    found = collections.defaultdict(list)
    assert len(served.addresses) > 10
    for address in served.addresses:
        page.goto(served.url + address)
        page.evaluate(AXE)
        for rule, element, said in page.evaluate(RUN, rules):
            found[f"{rule}: {element}: {said}"].append(address)
    return found


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_pages_of_each_kind_have_no_accessibility_fault(own: Served, tab: Tabs, width: int) -> None:
    found = faults(tab(width=width), own, EVERYTHING)
    assert not found, listing(found)


def test_pages_with_unusual_titles_and_long_lists_have_no_accessibility_fault(long: Served, tab: Tabs) -> None:
    found = faults(tab(width=PHONE), long, EVERYTHING)
    assert not found, listing(found)


def test_colours_have_sufficient_contrast_in_the_dark_colour_scheme(own: Served, tab: Tabs) -> None:
    page = tab(dark=True)
    found = faults(page, own, COLOURS)
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    assert not found, listing(found)


@pytest.mark.parametrize(("width", "dark"), [(PHONE, False), (DESKTOP, False), (DESKTOP, True)])
def test_pages_that_scripts_have_changed_have_no_accessibility_fault(own: Served, tab: Tabs, width: int, *, dark: bool) -> None:
    page = tab(width=width, dark=dark)
    found = collections.defaultdict(list)
    for state in states(page, own):
        page.evaluate(AXE)
        for rule, element, said in page.evaluate(RUN, EVERYTHING):
            found[f"{rule}: {element}: {said}"].append(state)
    assert not found, listing(found)
