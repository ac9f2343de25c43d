/** Elements of the search page. Callbacks receive the reader's actions. */

import { element } from "./element.js";
import { FEW, SOME, choices, showing } from "./search-facets.js";
import { number, page, phrase, way, words } from "./settings.js";

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
 * Return list items for the chosen values, each a button that removes the value.
 * @param {Facet[]} facets
 * @param {Chosen} chosen
 * @param {(id: string, key: string) => void} drop
 */
export function dropping(facets, chosen, drop) {
  return facets.flatMap(({ id, values }) =>
    [...(chosen.get(id) ?? [])].map((key) => {
      const title = values.find(([other]) => other === key)?.[1] ?? key;
      const button = element("button", { type: "button", class: "ln-chip", "aria-label": phrase("search_drop", title) }, `${title} ×`);
      button.addEventListener("click", () => drop(id, key));
      return element("li", {}, button);
    }),
  );
}

/**
 * Return the element shown if there are no results: the reason, and links to other searches.
 * @param {import("./search-answer.js").Answer} answer
 * @param {{ to: (changes: Partial<State>) => string, go: (changes: Partial<State>) => void }} search `to` returns the address of a changed search, `go` opens it.
 */
export function nothing({ matched: { url, numbers }, named, hints }, { to, go }) {
  /** @type {(changes: Partial<State>, text: string, total: number) => HTMLElement} */
  const changed = (changes, text, total) => {
    const link = element("a", { href: to(changes) }, text);
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go(changes);
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

/**
 * Return the checkboxes of one facet: the chosen values and the most frequent ones; undefined if there is nothing to choose. Each action receives
 * the id of the focused element.
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
    return element("li", {}, element("label", {}, box, element("span", {}, title), element("span", { class: "ln-count" }, number(count))));
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
