/** Shows a notice on the page on link health if the last check is more than 30 days ago. A script must do this, because no build may have run since then. */

import { element } from "./element.js";
import { words } from "./settings.js";

const DAYS = 30;

/**
 * Return whether a day, `YYYY-MM-DD`, is more than `DAYS` days before `now`.
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
