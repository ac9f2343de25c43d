/** The home page: highlights entries that are new since the last visit, and lists up to five entries published on this day of earlier years.
 *  The newest entries of the last visit are stored in this browser only. */

import { element } from "./element.js";
import { number, page, phrase, root, words } from "./settings.js";

const home = /** @type {HTMLElement} */ (document.querySelector("[data-ln-home]"));
/** @typedef {[slug: string, day: string]} Known */
/** The newest entries, newest first, from the page's `slug:day` pairs. */
const newest = (home.dataset.lnNewest ?? "").split(" ").filter(Boolean).map((pair) => /** @type {Known} */ (pair.split(":")));

/**
 * Return the slugs of the newest entries that were added since the last visit. `now` lists the newest entries, `seen` those of the last visit.
 * @param {Known[]} now
 * @param {Known[] | null | undefined} seen
 */
export function fresh(now, seen) {
  if (!seen?.length) return [];
  const known = new Set(seen.map(([slug]) => slug));
  // When entries are removed, older entries move up into the list. Such entries are not new.
  const oldest = seen[seen.length - 1][1];
  return now.filter(([slug, day]) => !known.has(slug) && day >= oldest).map(([slug]) => slug);
}

/** @returns {Known[] | null | undefined} */
function remembered() {
  // The key contains the path, because other lists may be on the same host. The session storage keeps the newest entries of
  // the last visit until this visit ends, so that a reload shows the same entries as new.
  const key = `llmnotes:${root.pathname}`;
  try {
    const before = sessionStorage.getItem(key) ?? localStorage.getItem(key);
    if (before !== null) sessionStorage.setItem(key, before);
    localStorage.setItem(key, JSON.stringify(newest));
    return before === null ? null : JSON.parse(before);
  } catch (error) {
    console.warn(error); // storage is full, blocked or damaged, so no entry is shown as new
    return undefined;
  }
}

function since() {
  const slugs = fresh(newest, remembered());
  if (!slugs.length) return;
  const count = slugs.length === newest.length && newest.length > 1 ? `${number(slugs.length)}+` : number(slugs.length);
  const first = slugs.map((slug) => document.getElementById(slug)).find(Boolean);
  const text = phrase("new_since", count);
  home.append(" · ", first ? element("a", { href: `#${first.id}` }, text) : text);
  for (const slug of slugs) document.getElementById(slug)?.closest(".ln-entry")?.classList.add("ln-entry--new");
}

async function anniversary() {
  const today = new Date();
  const day = `${String(today.getMonth() + 1).padStart(2, "0")}${String(today.getDate()).padStart(2, "0")}`;
  if (!(home.dataset.lnDays ?? "").split(" ").includes(day)) return;
  const response = await fetch(new URL(`days/${day}.json`, root));
  if (!response.ok) return;
  /** @type {[slug: string, year: number, title: string][]} */
  const entries = await response.json();
  const past = entries.filter(([, year]) => year < today.getFullYear()).slice(0, 5);
  if (!past.length) return;
  home.append(" · ", element("a", { href: "#anniversary" }, phrase("on_this_day", number(past.length))));
  document.querySelector("#ln-anniversary")?.append(
    element("h2", { id: "anniversary", class: "ln-anniversary" }, words.anniversary),
    element(
      "ul",
      { class: "ln-links" },
      past.map(([slug, year, title]) =>
        element("li", {}, element("a", { href: page(`entries/${slug}`) }, title), " ", element("span", { class: "ln-muted" }, phrase("years_ago", number(today.getFullYear() - year)))),
      ),
    ),
  );
}

since();
anniversary();
