/** Says on the page of links when its last check is long ago: only the reader's clock knows. */

import { element } from "./element.js";
import { words } from "./settings.js";

const DAYS = 30;

/**
 * Whether a day, `YYYY-MM-DD`, is more than so many days before `now`.
 * @param {string} day
 * @param {number} now Milliseconds.
 */
export function old(day, now) {
  return now - Date.parse(day) > DAYS * 24 * 3600 * 1000;
}

const checked = document.querySelector("[data-ln-checked]");
if (checked instanceof HTMLElement && old(checked.dataset.lnChecked ?? "", Date.now())) {
  checked.after(element("p", { class: "ln-notice", role: "status" }, words.health_old));
}
