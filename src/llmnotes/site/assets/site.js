/** The script of every page: handles the keys for the search, and loads other scripts if the page has elements for them. */

// Material treats each rel="alternate" as a translation of the site and fetches its whole sitemap once the document is ready, which is after this
// script. A second word in `rel` prevents that. Feed readers use the page's source, where the links are unchanged.
/** @type {NodeListOf<HTMLLinkElement>} */
const feeds = document.querySelectorAll("link[rel=alternate]");
for (const link of feeds) link.relList.add("feed");

// Material puts the tables of hand-written pages into scrolling boxes. Make those that overflow reachable by keyboard.
addEventListener("load", () => {
  const sizes = new ResizeObserver((boxes) => {
    for (const { target } of boxes) if (target instanceof HTMLElement) target.tabIndex = target.scrollWidth > target.clientWidth ? 0 : -1;
  });
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap")) sizes.observe(box);
});

/** @type {HTMLFormElement | null} */
const form = document.querySelector(".ln-search");
const field = form?.querySelector("input");
/** @type {HTMLInputElement | null} */
const here = document.querySelector("#ln-q");

/** @param {EventTarget | null} target */
function typing(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey) return;
  const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !typing(event.target);
  const control = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
  if (!slash && !control) return;
  event.preventDefault();
  const target = here ?? field;
  if (target && (target.checkVisibility?.() ?? true)) {
    target.focus();
    target.select();
  } else form?.querySelector("a")?.click(); // a narrow page shows a link to the search page instead
});

// Close the open menu of a list when the reader clicks elsewhere on the page.
document.addEventListener("click", ({ target }) => {
  /** @type {HTMLDetailsElement | null} */
  const menu = document.querySelector(".ln-menu[open]");
  if (menu && target instanceof Node && !menu.contains(target)) menu.open = false;
});

let begun = false;
function live() {
  if (begun || !form) return;
  begun = true;
  import("./search-field.js").then(({ searchField }) => searchField(form));
}
field?.addEventListener("focus", live, { once: true });
field?.addEventListener("pointerenter", live, { once: true });

if (document.querySelector("#ln-search-page")) import("./search-page.js").catch(() => document.documentElement.classList.add("ln-failed"));
if (document.querySelector("[data-ln-copy]")) import("./copy.js");
if (document.querySelector("[data-ln-home]")) import("./home.js");
if (document.querySelector("[data-ln-filter]")) import("./filter.js");
if (document.querySelector("[data-ln-checked]")) import("./health.js");
if (document.querySelector(".ln-neighbours") && document.referrer.startsWith(location.origin)) import("./neighbours.js");
if (document.querySelector("#ln-add")) import("./add.js").catch(() => document.documentElement.classList.add("ln-failed"));
