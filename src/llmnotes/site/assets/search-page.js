/** The search page. The address contains the state of the search, so each change of the search changes the address. */

import { copy } from "./copy.js";
import { elementById } from "./element.js";
import { answer } from "./search-answer.js";
import { dropping, group, linked, listed, nothing, offered, period, switching } from "./search-drawing.js";
import { otherwise, shorter } from "./search-hints.js";
import { SearchIndex } from "./search-index.js";
import { pagesWith } from "./search-pages.js";
import { filtering, withoutOperators } from "./search-query.js";
import { card, entryOf, offers } from "./search-results.js";
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
/** @type {import("./search-answer.js").Answer | undefined} The answer that the page shows. */
let shown;
const title = document.title;
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
  if (!typed) input.value = state.q;
  return update();
}

async function update() {
  const mine = ++turn;
  found.setAttribute("aria-busy", "true");
  entitle(state.q);
  try {
    const answered = await answer(index, state, { counted: true });
    const { matched, order, query, facets, filters } = answered;
    const [rows, named, pages, others, hints] = await Promise.all([
      index.shown(order.slice(0, state.shown)),
      offers(index, query.tokens.join(" ")),
      filtering(filters) || matched.url ? [] : pagesWith(root, matched.wanted, filters.unwanted),
      otherwise(index, state.q, answered),
      // Suggest shorter queries only if no document matches the query. If documents match it but not the facets, shorter queries don't help.
      matched.numbers.length || matched.url ? [] : shorter(index, query.tokens),
    ]);
    if (mine !== turn) return;
    for (const { id, keys } of facets) {
      const chosen = state.chosen.get(id);
      if (chosen) state.chosen.set(id, new Set([...chosen].map((name) => keys.get(name) ?? name)));
    }
    shown = answered;
    show(answered, { rows, named, pages, others, hints });
    document.documentElement.classList.remove("ln-failed");
  } catch (error) {
    if (mine !== turn) return;
    console.warn(error);
    document.documentElement.classList.add("ln-failed");
  }
  found.removeAttribute("aria-busy");
}

/**
 * Begin the page's title with the search, so that history and bookmarks distinguish searches.
 * @param {string} search
 */
function entitle(search) {
  document.title = search.trim() ? `${search.trim()} - ${title}` : title;
}

/**
 * @param {import("./search-answer.js").Answer} answered
 * @param {{ rows: Row[], named: Offer[], pages: PageHit[], others: Hint[], hints: Hint[] }} suggestions
 */
function show(answered, { rows, named, pages, others, hints }) {
  const { matched, facets, filters } = answered;
  order = answered.order;
  const topic = facets.find(({ id }) => id === "topic");
  const titles = new Map(topic?.values.map(([id, name]) => /** @type {[string, string]} */ ([id, name])));
  elementById("ln-count", HTMLElement).textContent = phrase("search_count", number(order.length));
  for (const radio of sorts) radio.checked = radio.value === state.sort;
  elementById("ln-sort", HTMLFieldSetElement).disabled = order.length < 2;
  copying.hidden = !order.length;
  elementById("ln-offers", HTMLElement).replaceChildren(...offered(named));
  const ofSite = elementById("ln-pages", HTMLDetailsElement);
  ofSite.hidden = !pages.length;
  ofSite.open = !order.length; // entries matter more, so the list of pages is open only if no entry matches
  elementById("ln-pages-count", HTMLElement).textContent = number(pages.length);
  elementById("ln-pages-list", HTMLElement).replaceChildren(...listed(pages, matched.wanted));
  elementById("ln-others", HTMLElement).hidden = !others.length;
  elementById("ln-spellings", HTMLElement).replaceChildren(...linked(others, { to, go }));
  const chips = dropping(answered, { value: drop, period: (end) => limit(end, ""), unwanted: (term) => change({ q: unwritten(({ kind, value }) => kind === "without" && value === term) }) });
  elementById("ln-chosen", HTMLElement).replaceChildren(...chips);
  if (!state.q.trim()) entitle(chips.map((chip) => chip.textContent.replace(/ ×$/u, "")).join(", "));
  elementById("ln-match", HTMLElement).replaceChildren(...switching(facets, state.match, (match) => change({ match }).then(() => refocus(`ln-match-${match}`))));
  const plain = unwritten(({ kind }) => kind !== "without");
  results.replaceChildren(...(order.length ? rows.map((row) => card(entryOf(row), matched.wanted, titles)) : [nothing(answered, { named, pages, hints, plain }, { to, go })]));
  more.hidden = order.length <= rows.length;
  elementById("ln-groups", HTMLElement).replaceChildren(
    ...facets.map((facet) => (facet.id === "month" ? period(facet, filters, (end, month, focus) => limit(end, month).then(() => refocus(focus))) : drawn(facet))).filter((made) => made !== undefined),
  );
}

/**
 * Return the query without the operators for which `drops` returns true.
 * @param {(operator: Operator) => boolean} drops
 */
function unwritten(drops) {
  return withoutOperators(state.q, shown?.ids ?? [], drops);
}

/**
 * Remove a chosen value of a facet, and the operator in the query that chooses it.
 * @param {string} id
 * @param {string} key
 */
function drop(id, key) {
  const keys = shown?.facets.find((facet) => facet.id === id)?.keys;
  const chosen = state.chosen.get(id)?.has(key) ? toggled(state.chosen, id, key) : state.chosen;
  return change({ chosen, q: unwritten(({ kind, value }) => kind === id && keys?.get(value) === key) });
}

/**
 * Set the first or the last month of the search, and remove the operator `since:` or `until:` from the query. An empty text removes the month.
 * @param {"since" | "until"} end
 * @param {string} month
 */
function limit(end, month) {
  return change({ [end]: month, q: unwritten(({ kind }) => kind === end) });
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
    if (anew) made?.replaceWith(anew);
    refocus(focus);
  };
  const chosen = new Set(facet.keys.values());
  const made = group(facet, { chosen, filter: filters.get(id) ?? "", expanded: expanded.has(id) }, {
    toggle: (key, focus) => (chosen.has(key) ? drop(id, key) : change({ chosen: toggled(state.chosen, id, key) })).then(() => refocus(focus)),
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
  return made;
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
  const skip = elementById("ln-skip", HTMLAnchorElement);
  skip.addEventListener("click", (event) => {
    event.preventDefault(); // a change of the fragment would run the search again
    elementById("results", HTMLElement).focus();
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
