/** A field above a long list, that leaves only the names holding what is typed. */

import { fold } from "./search-index.js";
import { words } from "./settings.js";

for (const box of document.querySelectorAll("[data-ln-filter]")) {
  const field = box.querySelector("input");
  const items = [...document.querySelectorAll(box.dataset.lnFilter)].map((item) => [item, fold(item.textContent)]);
  const sections = [...document.querySelectorAll("[data-ln-section]")];
  const narrow = () => {
    const wanted = fold(field.value.trim());
    let left = 0;
    for (const [item, text] of items) {
      item.hidden = !text.includes(wanted);
      left += !item.hidden;
    }
    document.querySelector("#ln-filter-none").textContent = left ? "" : words.search_none;
    for (const section of sections) section.hidden = !section.querySelector("li:not([hidden])");
  };
  field.addEventListener("input", narrow);
  if (field.value) narrow(); // it was typed before this script came
}
