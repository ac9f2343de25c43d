/** The field above a long index, which hides the names that don't contain the typed text. */

import { fold } from "./search-terms.js";
import { words } from "./settings.js";

/** @type {(selector: string) => HTMLElement[]} */
const all = (selector) => [...document.querySelectorAll(selector)].filter((found) => found instanceof HTMLElement);

for (const box of all("[data-ln-filter]")) {
  const field = box.querySelector("input");
  if (!field) continue;
  const items = all(box.dataset.lnFilter ?? "").map((item) => ({ item, text: fold(item.textContent) }));
  const sections = all("[data-ln-section]");
  const none = document.getElementById("ln-filter-none");
  const narrow = () => {
    const wanted = fold(field.value.trim());
    let left = 0;
    for (const { item, text } of items) {
      item.hidden = !text.includes(wanted);
      if (!item.hidden) left++;
    }
    if (none) none.textContent = left ? "" : words.search_none;
    for (const section of sections) section.hidden = !section.querySelector("li:not([hidden])");
  };
  field.addEventListener("input", narrow);
  if (field.value) narrow(); // for text typed before this script loaded
}
