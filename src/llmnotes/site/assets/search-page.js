/** The search page: a query, facets, results; its whole state stands in the address. */

import { copy } from "./copy.js";
import { SearchIndex, fold, ranked, terms } from "./search-index.js";
import { card, element, entryOf, offers } from "./search-results.js";
import { number, page, phrase, root, words } from "./settings.js";
import { address } from "./url.js";

const STEP = 10;
/** Values of a facet that show before one asks for more; beyond SOME a field to filter them is offered, and MANY show at most. */
const FEW = 8;
const SOME = 30;
const MANY = 200;

const index = new SearchIndex(new URL("search/", root));
const $ = (id) => document.querySelector(`#ln-${id}`);
const [form, input, browse, found, panel, groups, results] = ["search-page", "q", "browse", "found", "facets", "groups", "results"].map($);
const expanded = new Set();
const filters = new Map();
let state;
let turn = 0;

/** The state that the address holds: {q, sort, shown, chosen: Map of facet → Set of values}. */
function read(facets) {
  const query = new URLSearchParams(location.search);
  return {
    q: query.get("q") ?? "",
    sort: query.get("sort") === "date" ? "date" : "relevance",
    shown: Math.min(500, Math.max(STEP, Number.parseInt(query.get("n") ?? "", 10) || STEP)),
    chosen: new Map(facets.map((id) => [id, new Set(query.getAll(id))])),
  };
}

/** The address of a state. */
function addressOf({ q, sort, shown, chosen }) {
  const query = new URLSearchParams();
  if (q) query.set("q", q);
  for (const [id, values] of chosen) for (const value of values) query.append(id, value);
  if (sort !== "relevance") query.set("sort", sort);
  if (shown !== STEP) query.set("n", shown);
  const text = query.toString();
  return text ? `?${text}` : location.pathname;
}

function change(changes, { typed = false } = {}) {
  state = { ...state, shown: STEP, ...changes };
  if (typed) history.replaceState(null, "", addressOf(state));
  else history.pushState(null, "", addressOf(state));
  return update();
}

function toggled(id, value) {
  const values = new Set(state.chosen.get(id));
  if (!values.delete(value)) values.add(value);
  return new Map(state.chosen).set(id, values);
}

/** The documents of the query, before facets: {numbers, titles, kind} where kind tells how it was understood. */
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

/** Which of the documents pass all facets, and how many pass with each value: exact, each facet counted as if it were not chosen itself. */
function narrowed({ numbers, titles }, facets) {
  const passing = { numbers: [], titles: [] };
  numbers.forEach((document_, at) => {
    let failing = 0;
    let failed;
    for (const facet of facets) {
      if (facet.chosen.size && !valuesOf(facet, document_).some((value) => facet.chosen.has(value))) {
        failing++;
        failed = facet;
        if (failing > 1) return;
      }
    }
    if (!failing) {
      passing.numbers.push(document_);
      passing.titles.push(titles[at]);
    }
    for (const facet of failing ? [failed] : facets) for (const value of valuesOf(facet, document_)) facet.counts[value]++;
  });
  return passing;
}

function valuesOf({ column: { starts, values } }, document_) {
  return values.slice(starts[document_], starts[document_ + 1]);
}

async function loaded(id) {
  const [values, column] = await Promise.all([index.values(id), index.column(id)]);
  const places = new Map(values.map(([key], place) => [String(key), place]));
  const wanted = [...state.chosen.get(id)];
  // A value that nothing has (an old address) must still narrow, to nothing, and be there to be dropped.
  const chosen = new Set(wanted.map((key) => places.get(key) ?? -1));
  return { id, values, column, chosen, counts: new Uint32Array(values.length) };
}

async function update() {
  const mine = ++turn;
  try {
    const { facets: ids } = await index.open();
    const matched = await matching();
    const facets = await Promise.all(ids.map(loaded));
    const passing = narrowed(matched, facets);
    const order = state.sort === "date" || !matched.wanted.length ? passing.numbers.toReversed() : ranked(passing);
    const [rows, named] = await Promise.all([index.shown(order.slice(0, state.shown)), offers(index, state.q)]);
    const hints = order.length ? [] : await shorter(matched.wanted);
    if (mine !== turn) return;
    const topic = facets.find(({ id }) => id === "topic");
    const titles = new Map(topic?.values.map(([id, title]) => [id, title]));
    show({ matched, order, rows: rows.map((row) => card(entryOf(row), matched.wanted, titles)), named, hints, facets });
    browse.hidden = true;
    found.hidden = false;
  } catch (error) {
    if (mine !== turn) return;
    console.warn(error);
    found.hidden = true;
    browse.hidden = false;
    $("failed").hidden = false;
  }
}

/** Shorter queries that find something: without one of the terms, or the beginning of the only one. */
async function shorter(wanted) {
  const count = async (list) => (await index.find(list)).numbers.length;
  if (wanted.length > 1) {
    const without = wanted.map((_, at) => wanted.filter((_term, other) => other !== at));
    const counts = await Promise.all(without.map(count));
    return without.map((list, at) => [list.join(" "), counts[at]]).filter(([, total]) => total);
  }
  const characters = [...(wanted[0] ?? "")];
  for (let length = characters.length - 1; length > 0; length--) {
    const start = characters.slice(0, length).join("");
    const total = await count([start]);
    if (total) return [[start, total]];
  }
  return [];
}

function show({ matched, order, rows, named, hints, facets }) {
  $("count").textContent = phrase("search_count", number(order.length));
  for (const radio of form.querySelectorAll("[name=sort]")) radio.checked = radio.value === state.sort;
  $("sort").hidden = order.length < 2;
  $("copy").hidden = !order.length;
  $("copy").onclick = () => copy($("copy"), index.copied(order).then((texts) => `${texts.join("\n\n")}\n`));
  $("offers").replaceChildren(
    ...named.map(({ kind, title, count, href }) =>
      element("li", {}, element("a", { href }, element("span", { class: "ln-muted" }, kind), ` ${title} `, element("span", { class: "ln-count" }, number(count)))),
    ),
  );
  $("chosen").replaceChildren(...chosenOf(facets));
  results.replaceChildren(...(order.length ? rows : [nothing(matched, hints)]));
  $("more").hidden = order.length <= rows.length;
  groups.replaceChildren(...facets.filter(({ values }) => values.length > 1 || state.chosen.size).map(group).filter(Boolean));
}

/** The chosen values, each to drop with one tap. */
function chosenOf(facets) {
  return facets.flatMap(({ id, values }) =>
    [...state.chosen.get(id)].map((key) => {
      const title = values.find(([other]) => String(other) === key)?.[1] ?? key;
      const button = element("button", { type: "button", class: "ln-chip", "aria-label": phrase("search_drop", title) }, `${title} ×`);
      button.addEventListener("click", () => change({ chosen: toggled(id, key) }));
      return element("li", {}, button);
    }),
  );
}

function nothing({ url }, hints) {
  const items = hints.map(([query, total]) =>
    element("li", {}, element("a", { href: addressOf({ ...state, q: query, shown: STEP }), "data-query": query }, query), " ", element("span", { class: "ln-count" }, number(total))),
  );
  const add = `${page("add/index")}${url ? `?url=${encodeURIComponent(url)}` : ""}`;
  return element(
    "div",
    { class: "ln-nothing" },
    element("p", {}, url ? words.search_url_unknown : words.search_none),
    items.length ? element("p", {}, words.search_shorter) : "",
    items.length ? element("ul", {}, items) : "",
    element("p", {}, element("a", { href: add }, url ? words.search_add_url : words.search_add), " · ", element("a", { href: page("topics/index") }, words.topics)),
  );
}

/** The boxes of one facet: those chosen, then the most frequent. */
function group(facet) {
  const { id, values, counts } = facet;
  const chosen = state.chosen.get(id);
  const filter = fold(filters.get(id) ?? "");
  const ordered = values
    .map(([key, title, , ...aliases], place) => ({ key: String(key), title, count: counts[place], place, names: [title, ...aliases] }))
    .filter(({ key, count }) => count || chosen.has(key));
  if (ordered.length + chosen.size < 2 && !chosen.size) return undefined;
  if (id !== "year") ordered.sort((one, other) => other.count - one.count || one.place - other.place);
  const fitting = filter ? ordered.filter(({ names }) => names.some((name) => fold(name).includes(filter))) : ordered;
  const open = expanded.has(id) || filter;
  const shown = fitting.filter(({ key }, place) => chosen.has(key) || place < (open ? MANY : FEW));
  const boxes = shown.map(({ key, title, count, place }) => {
    const box = element("input", { type: "checkbox", name: id, value: key, id: `ln-facet-${id}-${place}` });
    box.checked = chosen.has(key);
    box.addEventListener("change", () => keepingFocus(box.id, change({ chosen: toggled(id, key) })));
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

async function start() {
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
    history.replaceState(null, "", addressOf(state));
    await update();
    results.children[next]?.querySelector("a")?.focus();
  });
  results.addEventListener("click", (event) => {
    const link = event.target.closest("[data-query]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    input.value = link.dataset.query;
    change({ q: link.dataset.query });
  });
  const restore = async () => {
    state = read((await index.open()).facets);
    input.value = state.q;
    await update();
  };
  addEventListener("popstate", restore);
  if (matchMedia("(min-width: 60em)").matches) panel.open = true;
  try {
    await restore();
  } catch (error) {
    console.warn(error);
    $("failed").hidden = false;
  }
}

start();
