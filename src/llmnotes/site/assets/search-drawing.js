/** Functions that make the elements of the search page. They call functions of search-page.js when the reader acts, such as removes a filter. */

import { element } from "./element.js";
import { FEW, SOME, choices, showing } from "./search-facets.js";
import { excerpt, marked, spoken } from "./search-results.js";
import { SEVERAL } from "./search-state.js";
import { number, page, phrase, way, words } from "./settings.js";

/** Maximum number of pages that are not entries to show at first. */
const PAGES = 3;

/**
 * Return list items for topics and tags whose name or alias equals the query.
 * @param {Offer[]} named
 */
export function offered(named) {
  return named.map(({ kind, title, count, href }) =>
    element("li", {}, element("a", { href }, element("span", { class: "ln-muted" }, kind), ` ${title} `, element("span", { class: "ln-count" }, number(count)))),
  );
}

/**
 * Return the lists of pages that are not entries: the first pages, and the others in a box that readers can open.
 * @param {PageHit[]} pages
 * @param {string[]} terms
 */
export function listed(pages, terms) {
  const items = pages.map(({ href, title, heading, text }) =>
    element(
      "li",
      {},
      element("a", { href, lang: spoken("", title) }, marked(title, terms)),
      heading ? element("span", { class: "ln-muted" }, " · ", ...marked(heading, terms)) : "",
      text ? element("p", { class: "ln-found__excerpt", lang: spoken("", text) }, marked(excerpt(text, terms), terms)) : "",
    ),
  );
  const others = items.splice(PAGES);
  const first = element("ul", {}, items);
  return others.length ? [first, element("details", {}, element("summary", {}, phrase("more_of", number(pages.length))), element("ul", {}, others))] : [first];
}

/**
 * Return list items with links to other queries, each with its number of documents.
 * @param {Hint[]} hints
 * @param {Moves} moves
 */
export function linked(hints, moves) {
  return hints.map(([query, total]) => changed({ q: query }, query, total, moves));
}

/**
 * Return list items for the filters, each a button that removes the filter.
 * @param {import("./search-answer.js").Answer} answered
 * @param {{ value: (id: string, key: string) => void, period: (end: "since" | "until") => void, unwanted: (term: string) => void }} drop
 */
export function dropping({ facets, filters, query }, drop) {
  /** @type {(title: string, action: () => void) => HTMLElement} */
  const chip = (title, action) => {
    const button = element("button", { type: "button", class: "ln-chip", "aria-label": phrase("search_drop", title) }, `${title} ×`);
    button.addEventListener("click", action);
    return element("li", {}, button);
  };
  const months = facets.find(({ id }) => id === "month")?.values ?? [];
  /** @param {"since" | "until"} end */
  const period = (end) => (filters[end] ? [chip(phrase(`search_${end}_month`, monthTitle(months, filters[end])), () => drop.period(end))] : []);
  return [
    ...facets.filter(({ id }) => id !== "month").flatMap(({ id, values, keys }) =>
      [...new Set(keys.values())].map((key) => chip(values.find(([other]) => other === key)?.[1] ?? key, () => drop.value(id, key))),
    ),
    ...period("since"),
    ...period("until"),
    ...query.operators.filter(({ kind }) => kind === "without").map(({ token, value }) => chip(token, () => drop.unwanted(value))),
  ];
}

/**
 * Return two buttons: one for entries with all chosen topics and tags, one for entries with any of them. Return nothing unless several topics or several
 * tags are chosen.
 * @param {Facet[]} facets
 * @param {State["match"]} match
 * @param {(match: State["match"]) => void} choose
 */
export function switching(facets, match, choose) {
  if (!facets.some(({ id, keys }) => SEVERAL.includes(id) && new Set(keys.values()).size > 1)) return [];
  /** @param {State["match"]} value */
  const button = (value) => {
    const made = element("button", { type: "button", id: `ln-match-${value}`, class: "ln-plain", "aria-pressed": String(value === match) }, words[`search_match_${value}`]);
    made.addEventListener("click", () => choose(value));
    return made;
  };
  return [button("all"), " · ", button("any")];
}

/**
 * @param {Value[]} months
 * @param {string} month
 */
function monthTitle(months, month) {
  return months.find(([key]) => key === month)?.[1] ?? month;
}

/**
 * Return the fields for the first and the last month.
 * @param {Facet} facet
 * @param {{ since: string, until: string }} chosen
 * @param {(end: "since" | "until", month: string, focus: string) => void} choose
 */
export function period({ values }, chosen, choose) {
  /** @param {"since" | "until"} end */
  const field = (end) => {
    const list = values.some(([month]) => month === chosen[end]) || !chosen[end] ? values : [/** @type {Value} */ ([chosen[end], chosen[end], 0]), ...values];
    const options = list.map(([month, title]) => element("option", { value: month, selected: month === chosen[end] }, title));
    const select = element("select", { id: `ln-${end}`, class: "ln-input" }, element("option", { value: "" }, words[`search_${end}_any`]), options);
    select.addEventListener("change", () => choose(end, select.value, select.id));
    return element("label", {}, element("span", { class: "ln-visually-hidden" }, words[`search_${end}`]), select);
  };
  return element("fieldset", { class: "ln-facet ln-period" }, element("legend", {}, words.facet_month), field("since"), field("until"));
}

/** @typedef {{ to: (changes: Partial<State>) => string, go: (changes: Partial<State>) => void }} Moves `to` returns the address of a changed search, `go` opens it. */

/**
 * Return a list item with a link to a changed search.
 * @param {Partial<State>} changes
 * @param {string} text
 * @param {number} total
 * @param {Moves} moves
 */
function changed(changes, text, total, { to, go }) {
  const link = element("a", { href: to(changes) }, text);
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(changes);
  });
  return element("li", {}, link, " ", element("span", { class: "ln-count" }, number(total)));
}

/**
 * Return the element shown if there are no results: the reason, and links to other searches.
 * @param {import("./search-answer.js").Answer} answered
 * @param {{ named: Offer[], pages: PageHit[], hints: Hint[], plain: string }} suggestions `plain` is the query without operators that filter by facets.
 * @param {Moves} moves
 */
export function nothing({ matched: { url, numbers } }, { named, pages, hints, plain }, moves) {
  const none = { chosen: new Map(), since: "", until: "" };
  const add = `${page("add/index")}${url ? `?url=${encodeURIComponent(url)}` : ""}`;
  const why = numbers.length ? words.search_narrowed : url ? words.search_url_unknown : named.length ? words.search_named : pages.length ? words.search_pages_only : words.search_none;
  const ways = numbers.length
    ? [changed({ ...none, q: plain }, words.search_widen, numbers.length, moves)]
    : hints.map(([query, total]) => changed({ ...none, q: query }, query, total, moves));
  return element(
    "div",
    { class: "ln-nothing" },
    element("p", {}, why),
    ways.length && !numbers.length ? element("p", {}, words.search_shorter) : "",
    ways.length ? element("ul", {}, ways) : "",
    element("p", {}, element("a", { href: add }, url ? words.search_add_url : words.search_add), " · ", element("a", { href: way.href }, way.title)),
  );
}

/**
 * Let a host break into lines after its dots. Return any other text unchanged.
 * @param {string} text
 */
function breakable(text) {
  if (!/^[\w-]+(\.[\w-]+)*\.\p{L}+$/u.test(text)) return text;
  return text.split(/(?<=\.)/).flatMap((part) => [element("wbr"), part]).slice(1);
}

/**
 * Return the checkboxes of one facet: the chosen values and the first other ones; undefined if there is nothing to choose. Each action receives the id of
 * the element that the reader used, so that the action can focus this element again.
 * @param {Facet} facet
 * @param {{ chosen: Set<string>, filter: string, expanded: boolean }} view
 * @param {{ toggle: (key: string, focus: string) => void, narrow: (filter: string, focus: string) => void, expand: (focus: string) => void }} actions
 */
export function group(facet, { chosen, filter, expanded }, { toggle, narrow, expand }) {
  const { id } = facet;
  const found = choices(facet, chosen);
  if (!found) return undefined;
  const open = expanded || filter !== "";
  const boxes = showing(found, { chosen, filter, open }).map(({ key, title, count, place }) => {
    const box = element("input", { type: "checkbox", name: id, value: key, id: `ln-facet-${id}-${place}` });
    box.checked = chosen.has(key);
    box.addEventListener("change", () => toggle(key, box.id));
    return element("li", {}, element("label", {}, box, element("span", {}, breakable(title)), element("span", { class: "ln-count" }, number(count))));
  });
  const fieldset = element("fieldset", { class: "ln-facet" }, element("legend", {}, words[`facet_${id}`] ?? id));
  if (open && found.length > SOME) {
    const field = element("input", { type: "search", id: `ln-filter-${id}`, class: "ln-input", placeholder: words.filter, "aria-label": `${words[`facet_${id}`]}: ${words.filter}`, value: filter });
    /** @param {Event} event */
    const narrowing = (event) => {
      if (event instanceof InputEvent && event.isComposing) return; // drawing the field again would lose the text being composed
      narrow(field.value, field.id);
    };
    field.addEventListener("input", narrowing);
    field.addEventListener("compositionend", narrowing);
    fieldset.append(field);
  }
  fieldset.append(element("ul", {}, boxes));
  if (found.length > FEW) {
    const more = element("button", { type: "button", id: `ln-more-${id}`, class: "ln-plain", "aria-expanded": String(open) }, open ? words.fewer : phrase("more_of", number(found.length)));
    more.addEventListener("click", () => expand(more.id));
    fieldset.append(more);
  }
  return fieldset;
}
