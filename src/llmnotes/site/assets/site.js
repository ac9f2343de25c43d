/** The script of every page: handles the keys for the search, and loads other scripts if the page has elements for them. */

// Material treats each rel="alternate" as a translation of the site and fetches its whole sitemap once the document is ready, which is after this
// script. A second word in `rel` prevents that. It is removed three seconds after the page has loaded, because Material's script may be late on a slow
// device. From then on, feed finders in the browser see the links as they are in the page's source.
/** @type {NodeListOf<HTMLLinkElement>} */
const feeds = document.querySelectorAll("link[rel=alternate]");
for (const link of feeds) link.relList.add("feed");
addEventListener("load", () => {
  setTimeout(() => {
    for (const link of feeds) link.relList.remove("feed");
  }, 3000);
});

// Material puts the tables of hand-written pages into scrolling boxes. Let the keyboard reach the boxes that are narrower than their table.
addEventListener("load", () => {
  const sizes = new ResizeObserver((boxes) => {
    for (const { target } of boxes) if (target instanceof HTMLElement) target.tabIndex = target.scrollWidth > target.clientWidth ? 0 : -1;
  });
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap")) sizes.observe(box);
});

// The menu of narrow pages. The theme's style sheet shows the menu while a hidden checkbox is checked. The theme's script also changes this checkbox.
/** @type {HTMLInputElement | null} */
const drawer = document.querySelector("#__drawer");
/** @type {HTMLElement | null} */
const menu = document.querySelector(".ln-menu");
menu?.addEventListener("click", () => drawer?.click());
drawer?.addEventListener("change", () => {
  menu?.setAttribute("aria-expanded", `${drawer.checked}`);
  if (!drawer.checked || !menu?.matches(":focus-visible")) return;
  const panels = document.querySelectorAll(".md-nav--primary, .md-nav--primary .md-nav__toggle:checked ~ .md-nav");
  /** @type {HTMLElement | null | undefined} */
  const first = [...panels].at(-1)?.querySelector(".md-nav__list a");
  first?.focus();
});
// Let the keyboard reach the labels that lead back to the list above. The theme's script clicks a focused label when the reader presses Enter.
/** @type {NodeListOf<HTMLElement>} */
const back = document.querySelectorAll(".md-nav--primary .md-nav .md-nav__title");
for (const label of back) label.tabIndex = 0;
document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape" || !drawer?.checked) return;
  drawer.click();
  menu?.focus();
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
  if (event.isComposing || event.altKey || !form) return; // without this form, the keys belong to the theme's search
  const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !typing(event.target);
  const control = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
  if (!slash && !control) return;
  event.preventDefault();
  const target = here ?? field;
  if (target && (target.checkVisibility?.() ?? true)) {
    target.focus();
    target.select();
  } else form.querySelector("a")?.click(); // a narrow page shows an icon instead
});

// On a narrow page, the icon opens the field above the header. Focus the field at once, because phones show a keyboard only during a tap.
form?.querySelector("a")?.addEventListener("click", (event) => {
  if (!field || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  form.classList.add("ln-search--open");
  field.focus();
});
form?.addEventListener("focusout", ({ relatedTarget }) => {
  if (!(relatedTarget instanceof Node && form.contains(relatedTarget))) form.classList.remove("ln-search--open");
});

// Close the open popup of a list when the reader clicks elsewhere on the page.
document.addEventListener("click", ({ target }) => {
  /** @type {HTMLDetailsElement | null} */
  const popup = document.querySelector(".ln-popup[open]");
  if (popup && target instanceof Node && !popup.contains(target)) popup.open = false;
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
if (document.querySelector("[data-ln-copy], .ln-cite")) import("./copy.js");
if (document.querySelector("[data-ln-home]")) import("./home.js");
if (document.querySelector("[data-ln-filter]")) import("./filter.js");
if (document.querySelector("[data-ln-checked]")) import("./health.js");
if (document.querySelector(".ln-neighbours") && document.referrer.startsWith(location.origin)) import("./neighbours.js");
if (document.querySelector("#ln-add")) import("./add.js").catch(() => document.documentElement.classList.add("ln-failed"));
