/** The search field in the header: shows results while the reader types, and lets the reader choose one by keyboard or pointer. */

import { element } from "./element.js";
import { answer as search } from "./search-answer.js";
import { SearchIndex } from "./search-index.js";
import { pagesWith } from "./search-pages.js";
import { filtering } from "./search-query.js";
import { entryOf, excerpt, marked, offers, spoken, titleOf } from "./search-results.js";
import { read } from "./search-state.js";
import { number, page, phrase, root, way, words } from "./settings.js";

const MOST = 8;
/** Maximum number of pages that are not entries. */
const MOST_PAGES = 3;

/**
 * Add results to the search form in the header.
 * @param {HTMLFormElement} form
 */
export function searchField(form) {
  const input = /** @type {HTMLInputElement} */ (form.querySelector("input"));
  const index = new SearchIndex(new URL("search/", root));
  const list = element("div", { class: "ln-found__list", role: "listbox", id: "ln-found-list", "aria-label": words.search_results });
  const status = element("p", { class: "ln-found__status", role: "status" });
  const panel = element("div", { class: "ln-found", hidden: true }, status, list);
  form.append(panel);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-autocomplete", "list");
  let active = -1;
  let turn = 0;

  /** @returns {HTMLElement[]} */
  const options = () => [...list.querySelectorAll("a")];

  /** @param {number} place */
  function choose(place) {
    const all = options();
    active = all.length ? (place + all.length + 1) % (all.length + 1) : -1; // after the last option comes the field itself
    if (active === all.length) active = -1;
    for (const [at, option] of all.entries()) option.setAttribute("aria-selected", String(at === active));
    if (active < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", all[active].id);
      all[active].scrollIntoView({ block: "nearest" });
    }
  }

  /** @param {boolean} shown */
  function open(shown) {
    panel.hidden = !shown;
    input.setAttribute("aria-expanded", String(shown));
    if (!shown) choose(-1);
  }

  /** @type {(id: string | number, href: string, ...children: (Child | Child[])[]) => HTMLElement} */
  function option(id, href, ...children) {
    return element("a", { class: "ln-found__option", role: "option", id: `ln-found-${id}`, href, tabindex: "-1", "aria-selected": "false" }, ...children);
  }

  async function update() {
    const mine = ++turn;
    const query = input.value.trim();
    if (!query) return open(false);
    try {
      const rows = await answer(query);
      if (mine !== turn) return undefined; // a later query is running
      list.replaceChildren(...rows.options);
      status.replaceChildren(...rows.status);
    } catch (error) {
      if (mine !== turn) return undefined;
      console.warn(error);
      list.replaceChildren();
      status.replaceChildren(words.search_failed, " ", element("a", { href: way.href }, way.title));
    }
    active = -1;
    return open(true);
  }

  /** @param {string} query */
  async function answer(query) {
    const everything = `${page("search/index")}?q=${encodeURIComponent(query)}`;
    const { matched, query: parsed, filters, order } = await search(index, { ...read(""), q: query }, { counted: false });
    const { wanted, url } = matched;
    if (url && !matched.numbers.length) {
      return {
        options: [option("add", `${page("add/index")}?url=${encodeURIComponent(url)}`, element("b", {}, words.search_add_url))],
        status: [words.search_url_unknown],
      };
    }
    const [rows, named, pages] = await Promise.all([
      index.shown(order.slice(0, MOST)),
      offers(index, parsed.tokens.join(" ")),
      filtering(filters) ? [] : pagesWith(root, wanted, filters.unwanted),
    ]);
    const made = named.map(({ kind, title, count, href }, place) =>
      option(`offer-${place}`, href, element("b", {}, title), " ", element("span", { class: "ln-muted" }, `${kind} · ${phrase("entry_count", number(count))}`)),
    );
    rows.map(entryOf).forEach((entry, place) => {
      const text = excerpt(entry.text, wanted);
      made.push(
        option(
          place,
          page(`entries/${entry.slug}`),
          element("b", { lang: spoken(entry.lang, entry.title) }, marked(titleOf(entry, wanted), wanted)),
          element("span", { class: "ln-muted" }, `${entry.name} · ${entry.date}`),
          text ? element("span", { lang: spoken("", entry.text) }, marked(text, wanted)) : "",
        ),
      );
    });
    pages.slice(0, MOST_PAGES).forEach(({ href, title, heading, text }, place) => {
      const shown = excerpt(text, wanted);
      made.push(
        option(
          `page-${place}`,
          href,
          element("b", { lang: spoken("", title) }, marked(title, wanted)),
          " ",
          element("span", { class: "ln-muted" }, heading ? [words.search_page, " · ", ...marked(heading, wanted)] : words.search_page),
          shown ? element("span", { lang: spoken("", text) }, marked(shown, wanted)) : "",
        ),
      );
    });
    const total = order.length;
    if (total > rows.length || pages.length > MOST_PAGES || !total) made.push(option("all", everything, element("b", {}, total || pages.length ? words.search_all : words.search_refine)));
    const nothing = named.length ? words.search_named : pages.length ? words.search_pages_only : words.search_none;
    return { options: made, status: [total ? phrase("search_count", number(total)) : nothing] };
  }

  input.addEventListener("input", update);
  input.addEventListener("focus", () => input.value.trim() && panel.hidden && update());
  input.addEventListener("keydown", (event) => {
    // While an input method composes text, it uses the keys itself: Enter, for example, ends the composition. In Safari, the key that ends it has the code
    // 229, although `isComposing` is false.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (panel.hidden) update();
      else choose(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      options()[active].click();
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (panel.hidden) {
        input.value = "";
        input.blur();
      } else open(false);
    }
  });
  form.addEventListener("focusout", (event) => {
    if (!(event.relatedTarget instanceof Node && form.contains(event.relatedTarget))) open(false);
  });
  // Keep the focus in the field, because losing it would close the panel before the click on an option.
  panel.addEventListener("mousedown", (event) => event.preventDefault());
  if (document.activeElement === input && input.value.trim()) update();
}
