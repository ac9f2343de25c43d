/** The parts of the page on adding an entry, and what they show. */

import { element, the } from "./element.js";
import { entryOf, spoken, titleOf } from "./search-results.js";
import { page } from "./settings.js";

const OFFERED = 12;

export const form = the("ln-add-form", HTMLFormElement);
/** @type {Fields} */
export const fields = {
  url: the("ln-add-url", HTMLInputElement),
  title: the("ln-add-title", HTMLInputElement),
  date: the("ln-add-date", HTMLInputElement),
  tags: the("ln-add-tags", HTMLInputElement),
  note: the("ln-add-note", HTMLTextAreaElement),
};
export const preview = the("ln-add", HTMLElement);
export const offers = the("ln-add-offers", HTMLElement);
export const copying = the("ln-add-copy", HTMLButtonElement);
export const bookmark = the("ln-add-bookmark", HTMLAnchorElement);
/** The links to GitHub; a list elsewhere has none. */
export const links = { issue: anchor("ln-add-issue"), file: anchor("ln-add-file") };
/**
 * Where faults show: the fields, and the group of topics, which a list without topics lacks.
 * @type {Partial<Record<Fault["field"], HTMLElement>>}
 */
const places = { ...fields, topics: document.getElementById("ln-add-topics") ?? undefined };
const listed = the("ln-add-listed", HTMLElement);
const box = the("ln-add-faults", HTMLElement);

/** @param {string} id */
function anchor(id) {
  const found = document.getElementById(id);
  return found instanceof HTMLAnchorElement ? found : undefined;
}

/** The boxes of the chosen topics. */
export function checked() {
  /** @type {NodeListOf<HTMLInputElement>} */
  const boxes = form.querySelectorAll("[name=topics]:checked");
  return [...boxes];
}

/**
 * Show the record's path, and let the ways to GitHub carry the entry.
 * @param {string} path
 * @param {{ issue: Way, file: Way }} ways
 * @param {Record<string, string>} words
 */
export function showWays(path, ways, words) {
  the("ln-add-path", HTMLElement).textContent = `${form.dataset.folder}/${path}`;
  for (const name of /** @type {const} */ (["issue", "file"])) {
    const link = links[name];
    if (!link) continue;
    const { href, copied } = ways[name];
    link.href = href;
    link.dataset.lnCopied = copied ?? "";
    const what = name === "file" ? words.add_preview : (form.querySelector("label[for=ln-add-note]")?.textContent ?? "");
    the(`${link.id}-long`, HTMLElement).textContent = copied ? words.add_copied_too.replace("{what}", what) : "";
  }
  const topics = checked().map((topic) => topic.nextElementSibling?.textContent ?? "");
  const told = document.getElementById("ln-add-issue-topics");
  if (told) told.textContent = topics.length ? words.add_form_topics.replace("{topics}", () => topics.join(", ")) : "";
}

/**
 * Show faults, each at its field, and all together.
 * @param {Fault[]} faults
 * @param {Record<string, string>} words
 */
export function showFaults(faults, words) {
  for (const [name, field] of Object.entries(places)) {
    if (!field) continue;
    const texts = faults.filter((one) => one.field === name).map(({ text }) => text);
    const told = the(`${field.id}-fault`, HTMLElement);
    told.textContent = texts.join(" ");
    told.hidden = !texts.length;
    if (name === "topics") continue; // a group of boxes is not invalid itself
    if (texts.length) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
  box.hidden = !faults.length;
  const items = faults.map(({ field, text }) => {
    const link = element("a", { href: `#ln-add-${field}` }, text);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      places[field]?.focus();
    });
    return element("li", {}, link);
  });
  // What is said already is not said again at each key.
  const said = faults.map(({ text }) => text).join("\n");
  if (box.dataset.said !== said) box.replaceChildren(...(faults.length ? [element("p", {}, words.add_faults), element("ul", {}, items)] : []));
  box.dataset.said = said;
}

/** Give the focus to the faults. */
export function focusFaults() {
  box.focus();
}

/** Show nothing of the URL. */
export function showUnknown() {
  listed.replaceChildren();
}

/**
 * Show entries that have the URL, or else mention it, and the one that was removed.
 * @param {Row[]} rows
 * @param {{ own: boolean, gone: { slug: string, date: string, reason: string } | undefined }} found
 * @param {Record<string, string>} words
 */
export function showListed(rows, { own, gone }, words) {
  const items = rows.map(entryOf).map((entry) => element("li", {}, element("a", { href: page(`entries/${entry.slug}`), lang: spoken(entry.lang, entry.title) }, titleOf(entry, [])), " ", element("span", { class: "ln-muted" }, entry.date)));
  const said = own ? words.add_listed : rows.length ? words.add_mentioned : gone ? "" : words.unlisted;
  const told = [
    gone && element("p", { class: "ln-add__known" }, element("a", { href: page(`entries/${gone.slug}`) }, words.add_removed.replace("{date}", gone.date).replace("{reason}", () => gone.reason))),
    said ? element("p", { class: own ? "ln-add__known" : "" }, said) : undefined,
    items.length ? element("ul", {}, items) : undefined,
  ];
  listed.replaceChildren(...told.filter((shown) => shown !== undefined));
}

/**
 * Say that nothing can be known of the URL now.
 * @param {Record<string, string>} words
 */
export function showUnchecked(words) {
  listed.replaceChildren(element("p", {}, words.add_unchecked));
}

/** @param {string[]} tags */
export function showOffers(tags) {
  offers.replaceChildren(...tags.slice(0, OFFERED).map((tag) => element("li", {}, element("button", { class: "ln-chip", type: "button", value: tag }, tag))));
}
