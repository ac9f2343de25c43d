"""Pages fit the window, have readable text, and don't shift while they load."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING

import pytest

from browser.conftest import DESKTOP, PHONE, TABLET, listing

if TYPE_CHECKING:
    from browser.conftest import Served, Tabs

SMALLEST = 13
"""Minimum font size in CSS pixels."""

OVERFLOWING = """() => {
  const wide = document.documentElement.clientWidth;
  const scrolls = e => e && (/auto|scroll|hidden|clip/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
  const out = document.documentElement.scrollWidth > wide ? [`the page is ${document.documentElement.scrollWidth} wide`] : [];
  for (const e of document.querySelectorAll(".md-main *")) {
    const box = e.getBoundingClientRect();
    if (box.width && box.right > wide + 0.5 && !scrolls(e.closest(".md-sidebar") || e)) out.push(`${e.tagName}.${e.className} ends at ${box.right}`);
  }
  return out;
}"""
TEXTS = """smallest => {
  const faults = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; node = walker.nextNode();) {
    const e = node.parentElement;
    if (!node.data.trim() || e.closest("script, style, noscript, template, svg, .ln-visually-hidden") || !e.checkVisibility()) continue;
    const style = getComputedStyle(e), shown = `${e.tagName}.${e.className} “${node.data.trim().slice(0, 30)}”`;
    if (parseFloat(style.fontSize) < smallest) faults.add(`${style.fontSize}: ${shown}`);
    if (style.fontStyle != "normal" && /[\\u3040-\\u30ff\\u4e00-\\u9fff]/.test(node.data)) faults.add(`italic: ${shown}`);
  }
  for (const e of document.querySelectorAll(".ln-note > p, .ln-note > ul > li, .md-content__inner > p:not([class])")) {
    const style = getComputedStyle(e);
    if (e.checkVisibility() && (style.fontSize != "16px" || style.lineHeight != "28px"))
      faults.add(`body text is ${style.fontSize} on ${style.lineHeight}: ${e.textContent.trim().slice(0, 30)}`);
  }
  return [...faults];
}"""
# While a page arrives, the browser may show part of a word and then the whole word, which may need another line.
# So text that moves before the page is parsed is not a fault, and neither is a box that grows with its text.
# A box that another element moves is a fault.
WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => window.shifts.push(...list.getEntries())).observe({type: "layout-shift", buffered: true});
"""
SHIFTS = """() => {
  const parsed = performance.getEntriesByType("navigation")[0].domInteractive;
  const grows = (before, now) =>
    now.left <= before.left && now.top <= before.top && now.right >= before.right && now.bottom >= before.bottom;
  const filled = ({node, previousRect, currentRect}) => !node || node.nodeType == Node.TEXT_NODE || grows(previousRect, currentRect);
  const arrives = shift => shift.startTime < parsed && shift.sources.every(filled);
  return shifts.filter(shift => shift.value >= 0.0001 && !arrives(shift)).map(
    shift => `${shift.value}: ${shift.sources.map(({node}) => node?.nodeName + "." + node?.className).join(", ")}`
  );
}"""
SETTLE = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))"


@pytest.mark.parametrize("width", [PHONE, TABLET, DESKTOP])
def test_pages_fit_the_window_have_readable_text_and_do_not_shift_while_loading(site: Served, tab: Tabs, width: int) -> None:
    page = tab(width=width)
    page.add_init_script(WATCH_SHIFTS)
    faults: dict[str, list[str]] = collections.defaultdict(list)
    read = 0
    for address in site.addresses:
        page.goto(site.url + address)
        page.evaluate(SETTLE)
        read += page.locator(".ln-note > p, .ln-note > ul > li").count()
        # On a busy machine, a script may have changed the page just now, before the browser computed its new width.
        if page.evaluate(OVERFLOWING):
            page.wait_for_timeout(1000)
        found = [*page.evaluate(OVERFLOWING), *page.evaluate(TEXTS, SMALLEST), *page.evaluate(SHIFTS)]
        for fault in found:
            faults[fault].append(address)
    assert not faults, listing(faults)
    assert read > 10
