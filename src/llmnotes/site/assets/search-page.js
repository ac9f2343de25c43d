/** The search page: a query, facets, results; its whole state stands in the address. */

import { copy } from "./copy.js";
import { element } from "./element.js";
import { loaded, narrowed } from "./search-facets.js";
import { shorter } from "./search-hints.js";
import { SearchIndex, fold, ranked, terms } from "./search-index.js";
import { card, entryOf, offers } from "./search-results.js";
import { STEP, addressOf, read, toggled } from "./search-state.js";
import { number, page, phrase, root, way, words } from "./settings.js";
import { address } from "./url.js";

/** Values of a facet that show before one asks for more; beyond SOME a field to filter them is offered, and MANY show at most. */
const FEW = 8;
const SOME = 30;
const MANY = 200;

const index = new SearchIndex(new URL("search/", root));
const $ = (id) => document.querySelector(`#ln-${id}`);
const [form, input, found, panel, groups, results] = ["search-page", "q", "found", "facets", "groups", "results"].map($);
const expanded = new Set();
const filters = new Map();
let state = read(location.search);
let turn = 0;

function change(changes, { typed = false } = {}) {
  state = { ...state, shown: STEP, ...changes };
  const target = addressOf(state, location.pathname);
  // Typing makes no history, and neither does Enter after it: Back leads to another search.
  if (typed || target === location.pathname + location.search) history.replaceState(null, "", target);
  else history.pushState(null, "", target);
  return update();
}

/** The documents of the query, before facets: {numbers, titles, wanted, url}, where `url` is the address that the query was taken for. */
async function matching() {
  const pasted = address(state.q);
  if (pasted) {
    const hit = await index.address(pasted);
    if (hit.numbers.length) return { ...hit, wanted: [], url: pasted };
    if (/^https?:/i.test(state.q.trim())) return { numbers: [], titles: [], wanted: [], url: pasted };
  }
  const wanted = terms(state.q);
  return { ...(await index.find(wanted)), wanted };
}

async function update() {
  const mine = ++turn;
  found.setAttribute("aria-busy", "true");
  try {
    const { facets: ids } = await index.open();
    const matched = await matching();
    const facets = await Promise.all(ids.map((id) => loaded(index, id, state.chosen.get(id))));
    const passing = narrowed(matched, facets);
    const order = state.sort === "date" || !matched.wanted.length ? passing.numbers.toReversed() : ranked(passing);
    const [rows, named] = await Promise.all([index.shown(order.slice(0, state.shown)), offers(index, state.q)]);
    // Where the filters are to blame, other words help nobody.
    const hints = matched.numbers.length || matched.url ? [] : await shorter(index, state.q);
    if (mine !== turn) return;
    for (const { id, keys } of facets) if (keys.size) state.chosen.set(id, keys);
    const topic = facets.find(({ id }) => id === "topic");
    const titles = new Map(topic?.values.map(([id, title]) => [id, title]));
    show({ matched, order, rows: rows.map((row) => card(entryOf(row), matched.wanted, titles)), named, hints, facets });
    document.documentElement.classList.remove("ln-failed");
  } catch (error) {
    if (mine !== turn) return;
    console.warn(error);
    document.documentElement.classList.add("ln-failed");
  }
  found.removeAttribute("aria-busy");
}

function show({ matched, order, rows, named, hints, facets }) {
  $("count").textContent = phrase("search_count", number(order.length));
  for (const radio of form.querySelectorAll("[name=sort]")) radio.checked = radio.value === state.sort;
  $("sort").disabled = order.length < 2;
  $("copy").hidden = !order.length;
  $("copy").onclick = () => copy($("copy"), index.copied(order).then((texts) => `${texts.join("\n\n")}\n`));
  $("offers").replaceChildren(
    ...named.map(({ kind, title, count, href }) =>
      element("li", {}, element("a", { href }, element("span", { class: "ln-muted" }, kind), ` ${title} `, element("span", { class: "ln-count" }, number(count)))),
    ),
  );
  $("chosen").replaceChildren(...chosenOf(facets));
  results.replaceChildren(...(order.length ? rows : [nothing(matched, named, hints)]));
  $("more").hidden = order.length <= rows.length;
  groups.replaceChildren(...facets.map(group).filter(Boolean));
}

/** The chosen values, each to drop with one tap. */
function chosenOf(facets) {
  return facets.flatMap(({ id, values }) =>
    [...(state.chosen.get(id) ?? [])].map((key) => {
      const title = values.find(([other]) => other === key)?.[1] ?? key;
      const button = element("button", { type: "button", class: "ln-chip", "aria-label": phrase("search_drop", title) }, `${title} ×`);
      button.addEventListener("click", () => change({ chosen: toggled(state.chosen, id, key) }));
      return element("li", {}, button);
    }),
  );
}

/** What stands in the place of results: why there are none, and the ways on. */
function nothing({ url, numbers }, named, hints) {
  const changed = (changes, text, total) => {
    const link = element("a", { href: addressOf({ ...state, shown: STEP, ...changes }, location.pathname) }, text);
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      change(changes);
      input.value = state.q;
    });
    return element("li", {}, link, " ", element("span", { class: "ln-count" }, number(total)));
  };
  const add = `${page("add/index")}${url ? `?url=${encodeURIComponent(url)}` : ""}`;
  const why = numbers.length ? words.search_narrowed : url ? words.search_url_unknown : named.length ? words.search_named : words.search_none;
  const ways = numbers.length
    ? [changed({ chosen: new Map() }, words.search_widen, numbers.length)]
    : hints.map(([query, total]) => changed({ q: query, chosen: new Map() }, query, total));
  return element(
    "div",
    { class: "ln-nothing" },
    element("p", {}, why),
    ways.length && !numbers.length ? element("p", {}, words.search_shorter) : "",
    ways.length ? element("ul", {}, ways) : "",
    element("p", {}, element("a", { href: add }, url ? words.search_add_url : words.search_add), " · ", element("a", { href: way.href }, way.title)),
  );
}

/** The boxes of one facet: those chosen, then the most frequent. */
function group(facet) {
  const { id, values, counts } = facet;
  const chosen = state.chosen.get(id) ?? new Set();
  const filter = fold(filters.get(id) ?? "");
  const ordered = values
    .map(([key, title, , ...aliases], place) => ({ key, title, count: counts[place], place, names: [title, ...aliases] }))
    .filter(({ key, count }) => count || chosen.has(key));
  if (ordered.length + chosen.size < 2 && !chosen.size) return undefined;
  if (id !== "year") ordered.sort((one, other) => other.count - one.count || one.place - other.place);
  const fitting = filter ? ordered.filter(({ names }) => names.some((name) => fold(name).includes(filter))) : ordered;
  const open = expanded.has(id) || filter;
  const shown = fitting.filter(({ key }, place) => chosen.has(key) || place < (open ? MANY : FEW));
  const boxes = shown.map(({ key, title, count, place }) => {
    const box = element("input", { type: "checkbox", name: id, value: key, id: `ln-facet-${id}-${place}` });
    box.checked = chosen.has(key);
    box.addEventListener("change", () => keepingFocus(box.id, change({ chosen: toggled(state.chosen, id, key) })));
    return element("li", {}, element("label", {}, box, element("span", {}, title), element("span", { class: "ln-count" }, number(count))));
  });
  const fieldset = element("fieldset", { class: "ln-facet" }, element("legend", {}, words[`facet_${id}`] ?? id));
  if (open && ordered.length > SOME) {
    const field = element("input", { type: "search", id: `ln-filter-${id}`, class: "ln-input", placeholder: words.filter, "aria-label": `${words[`facet_${id}`]}: ${words.filter}`, value: filters.get(id) ?? "" });
    const narrow = (event) => {
      if (event.isComposing) return; // drawn anew, the field would lose what is being composed
      filters.set(id, field.value);
      keepingFocus(field.id, redraw(facet, fieldset));
    };
    field.addEventListener("input", narrow);
    field.addEventListener("compositionend", narrow);
    fieldset.append(field);
  }
  fieldset.append(element("ul", {}, boxes));
  if (ordered.length > FEW) {
    const more = element("button", { type: "button", id: `ln-more-${id}`, class: "ln-plain", "aria-expanded": String(Boolean(open)) }, open ? words.fewer : phrase("more_of", number(ordered.length)));
    more.addEventListener("click", () => {
      if (!expanded.delete(id)) expanded.add(id);
      filters.delete(id);
      keepingFocus(more.id, redraw(facet, fieldset));
    });
    fieldset.append(more);
  }
  return fieldset;
}

async function redraw(facet, fieldset) {
  fieldset.replaceWith(group(facet));
}

/** What is drawn anew loses the focus; give it back to the element of the same name, with its selection at the end. */
async function keepingFocus(id, drawn) {
  await drawn;
  const again = document.getElementById(id);
  again?.focus();
  if (again?.type === "search") again.setSelectionRange(again.value.length, again.value.length);
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
  let wait;
  input.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(() => change({ q: input.value }, { typed: true }), 60);
  });
  for (const radio of form.querySelectorAll("[name=sort]")) radio.addEventListener("change", () => change({ sort: radio.value }));
  $("more").addEventListener("click", async () => {
    const next = results.children.length;
    state = { ...state, shown: state.shown + STEP };
    history.replaceState(null, "", addressOf(state, location.pathname));
    await update();
    results.children[next]?.querySelector("a")?.focus();
  });
  addEventListener("popstate", restore);
  // Results come too late for the browser to find the reader's place again.
  history.scrollRestoration = "manual";
  addEventListener("pagehide", () => history.replaceState({ scroll: scrollY }, ""));
  if (matchMedia("(min-width: 60em)").matches) panel.open = true;
  // What was typed before this script came must not be lost.
  if (input.value && input.value !== state.q) return void change({ q: input.value }, { typed: true });
  return void restore();
}

start();
