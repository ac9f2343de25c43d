/** The field above a long index, which hides the names that don't contain the typed text. */

import { fold } from "./search-terms.js";
import { words } from "./settings.js";

/** A row of the index with its folded text. A row that was fetched from another page is hidden while the field is empty.
 *  @typedef {{ item: HTMLElement, text: string, fetched: boolean }} Row */

/** @type {(selector: string, under?: ParentNode) => HTMLElement[]} */
const all = (selector, under = document) => [...under.querySelectorAll(selector)].filter((found) => found instanceof HTMLElement);

/** @type {(selector: string, under: ParentNode, fetched: boolean) => Row[]} */
const rowsOf = (selector, under, fetched) => all(selector, under).map((item) => ({ item, text: fold(item.textContent), fetched }));

/**
 * Fetch the rows of a page of the index. Their links become absolute.
 * @param {string} address
 * @param {string} selector
 */
async function rowsAt(address, selector) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const link of page.querySelectorAll("a")) link.href = new URL(link.getAttribute("href") ?? "", address).href;
  return rowsOf(selector, page, true);
}

/**
 * Fetch the rows of the index's other pages, and add them to this page, hidden.
 * @param {string} links Selector of the links to these pages.
 * @param {string} selector
 */
async function fetchRows(links, selector) {
  const addresses = all(links).flatMap((link) => (link instanceof HTMLAnchorElement ? [link.href] : []));
  const rows = (await Promise.all(addresses.map((address) => rowsAt(address, selector)))).flat();
  const list = document.createElement("ul");
  list.className = "ln-index";
  list.append(...rows.map(({ item }) => item));
  const section = document.createElement("section");
  section.dataset.lnSection = "";
  section.append(list);
  all(links).at(-1)?.closest("ul")?.after(section);
  return rows;
}

for (const box of all("[data-ln-filter]")) {
  const field = box.querySelector("input");
  if (!field) continue;
  const selector = box.dataset.lnFilter ?? "";
  const rows = rowsOf(selector, document, false);
  let pages = box.dataset.lnPages;
  const none = document.getElementById("ln-filter-none");
  const narrow = async () => {
    if (pages) {
      const links = pages;
      pages = undefined;
      rows.push(...(await fetchRows(links, selector)));
    }
    const wanted = fold(field.value.trim());
    let left = 0;
    for (const { item, text, fetched } of rows) {
      item.hidden = !text.includes(wanted) || (fetched && !wanted);
      if (!item.hidden) left++;
    }
    if (none) none.textContent = left ? "" : words.search_none;
    for (const section of all("[data-ln-section]")) section.hidden = !section.querySelector("li:not([hidden])");
  };
  field.addEventListener("input", narrow);
  if (field.value) narrow(); // for text typed before this script loaded
}
