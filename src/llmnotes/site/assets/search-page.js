/** The search page. Its state is in the address, and each action of the reader changes the address. */

import { copy } from "./copy.js";
import { elementById } from "./element.js";
import { answer } from "./search-answer.js";
import { dropping, group, nothing, offered } from "./search-drawing.js";
import { SearchIndex } from "./search-index.js";
import { card, entryOf } from "./search-results.js";
import { STEP, addressOf, read, toggled } from "./search-state.js";
import { number, phrase, root } from "./settings.js";

const index = new SearchIndex(new URL("search/", root));
const form = elementById("ln-search-page", HTMLFormElement);
const input = elementById("ln-q", HTMLInputElement);
const found = elementById("ln-found", HTMLElement);
const results = elementById("ln-results", HTMLElement);
const more = elementById("ln-more", HTMLButtonElement);
const copying = elementById("ln-copy", HTMLButtonElement);
/** @type {NodeListOf<HTMLInputElement>} */
const sorts = form.querySelectorAll("[name=sort]");
/** @type {Set<string>} Ids of the facets that are expanded. */
const expanded = new Set();
/** @type {Map<string, string>} Texts that filter the values of a facet, by facet id. */
const filters = new Map();
/** @type {number[]} Numbers of the documents found, in the order shown. */
let order = [];
let state = read(location.search);
let turn = 0;

/**
 * Change the search, and the address with it.
 * @param {Partial<State>} changes
 */
function change(changes, { typed = false } = {}) {
  state = { ...state, shown: STEP, ...changes };
  const target = addressOf(state, location.pathname);
  // Typing adds no history entry, nor does Enter after typing, so that Back leads to the previous search.
  if (typed || target === location.pathname + location.search) history.replaceState(null, "", target);
  else history.pushState(null, "", target);
  return update();
}

async function update() {
  const mine = ++turn;
  found.setAttribute("aria-busy", "true");
  try {
    const answered = await answer(index, state);
    if (mine !== turn) return;
    for (const { id, keys } of answered.facets) if (keys.size) state.chosen.set(id, keys);
    show(answered);
    document.documentElement.classList.remove("ln-failed");
  } catch (error) {
    if (mine !== turn) return;
    console.warn(error);
    document.documentElement.classList.add("ln-failed");
  }
  found.removeAttribute("aria-busy");
}

/** @param {import("./search-answer.js").Answer} answered */
function show(answered) {
  const { matched, facets, rows, named } = answered;
  order = answered.order;
  const topic = facets.find(({ id }) => id === "topic");
  const titles = new Map(topic?.values.map(([id, title]) => /** @type {[string, string]} */ ([id, title])));
  elementById("ln-count", HTMLElement).textContent = phrase("search_count", number(order.length));
  for (const radio of sorts) radio.checked = radio.value === state.sort;
  elementById("ln-sort", HTMLFieldSetElement).disabled = order.length < 2;
  copying.hidden = !order.length;
  elementById("ln-offers", HTMLElement).replaceChildren(...offered(named));
  elementById("ln-chosen", HTMLElement).replaceChildren(...dropping(facets, state.chosen, (id, key) => change({ chosen: toggled(state.chosen, id, key) })));
  results.replaceChildren(...(order.length ? rows.map((row) => card(entryOf(row), matched.wanted, titles)) : [nothing(answered, { to, go })]));
  more.hidden = order.length <= rows.length;
  elementById("ln-groups", HTMLElement).replaceChildren(...facets.map(drawn).filter((shown) => shown !== undefined));
}

/**
 * Return the address of this search with changes.
 * @param {Partial<State>} changes
 */
function to(changes) {
  return addressOf({ ...state, shown: STEP, ...changes }, location.pathname);
}

/** @param {Partial<State>} changes */
function go(changes) {
  change(changes);
  input.value = state.q;
}

/**
 * @param {Facet} facet
 * @returns {HTMLElement | undefined}
 */
function drawn(facet) {
  const { id } = facet;
  /** @param {string} focus */
  const again = (focus) => {
    const anew = drawn(facet);
    if (anew) shown?.replaceWith(anew);
    refocus(focus);
  };
  const shown = group(facet, { chosen: state.chosen.get(id) ?? new Set(), filter: filters.get(id) ?? "", expanded: expanded.has(id) }, {
    toggle: (key, focus) => change({ chosen: toggled(state.chosen, id, key) }).then(() => refocus(focus)),
    narrow: (filter, focus) => {
      filters.set(id, filter);
      again(focus);
    },
    expand: (focus) => {
      if (!expanded.delete(id)) expanded.add(id);
      filters.delete(id);
      again(focus);
    },
  });
  return shown;
}

/**
 * Focus an element again after it was drawn again. In a search field, the cursor moves to the end.
 * @param {string} id
 */
function refocus(id) {
  const again = document.getElementById(id);
  again?.focus();
  if (again instanceof HTMLInputElement && again.type === "search") again.setSelectionRange(again.value.length, again.value.length);
}

async function restore() {
  state = read(location.search);
  input.value = state.q;
  await update();
  scrollTo({ top: history.state?.scroll ?? 0, behavior: "instant" });
}

function start() {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    change({ q: input.value });
  });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let wait;
  input.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(() => change({ q: input.value }, { typed: true }), 60);
  });
  for (const radio of sorts) radio.addEventListener("change", () => change({ sort: radio.value === "date" ? "date" : "relevance" }));
  copying.addEventListener("click", () => copy(copying, index.copied(order).then((texts) => `${texts.join("\n\n")}\n`)));
  more.addEventListener("click", async () => {
    const next = results.children.length;
    state = { ...state, shown: state.shown + STEP };
    history.replaceState(null, "", addressOf(state, location.pathname));
    await update();
    results.children[next]?.querySelector("a")?.focus();
  });
  addEventListener("popstate", restore);
  // Results arrive too late for the browser to restore the scroll position.
  history.scrollRestoration = "manual";
  addEventListener("pagehide", () => history.replaceState({ scroll: scrollY }, ""));
  if (matchMedia("(min-width: 60em)").matches) elementById("ln-facets", HTMLDetailsElement).open = true;
  // Keep text that was typed before this script loaded.
  if (input.value && input.value !== state.q) return void change({ q: input.value }, { typed: true });
  return void restore();
}

start();
