/** The page for adding an entry: its elements, and functions that show faults, suggestions and links to GitHub in them. */

import { element, elementById } from "./element.js";
import { entryOf, spoken, titleOf } from "./search-results.js";
import { page } from "./settings.js";

const OFFERED = 12;

export const form = elementById("ln-add-form", HTMLFormElement);
/** @type {Fields} */
export const fields = {
  url: elementById("ln-add-url", HTMLInputElement),
  title: elementById("ln-add-title", HTMLInputElement),
  date: elementById("ln-add-date", HTMLInputElement),
  tags: elementById("ln-add-tags", HTMLInputElement),
  note: elementById("ln-add-note", HTMLTextAreaElement),
};
export const preview = elementById("ln-add", HTMLElement);
export const offers = elementById("ln-add-offers", HTMLElement);
export const copying = elementById("ln-add-copy", HTMLButtonElement);
export const bookmark = elementById("ln-add-bookmark", HTMLAnchorElement);
/** The links to GitHub; undefined for a list that is not at GitHub. */
export const links = { issue: anchor("ln-add-issue"), file: anchor("ln-add-file") };
/**
 * The elements that can have faults: the fields, and the group of topics if the list has topics.
 * @type {Partial<Record<Fault["field"], HTMLElement>>}
 */
const places = { ...fields, topics: document.getElementById("ln-add-topics") ?? undefined };
const listed = elementById("ln-add-listed", HTMLElement);
const box = elementById("ln-add-faults", HTMLElement);

/** @param {string} id */
function anchor(id) {
  const found = document.getElementById(id);
  return found instanceof HTMLAnchorElement ? found : undefined;
}

/** Return the checkboxes of the chosen topics. */
export function checked() {
  /** @type {NodeListOf<HTMLInputElement>} */
  const boxes = form.querySelectorAll("[name=topics]:checked");
  return [...boxes];
}

/**
 * Show the path of the record's file. Let the links to GitHub fill in the entry, and say which texts and topics the reader must add on GitHub's pages.
 * @param {string} path
 * @param {{ issue: Way, file: Way }} ways
 * @param {Record<string, string>} words
 */
export function showWays(path, ways, words) {
  elementById("ln-add-path", HTMLElement).textContent = `${form.dataset.folder}/${path}`;
  for (const name of /** @type {const} */ (["issue", "file"])) {
    const link = links[name];
    if (!link) continue;
    const { href, copied } = ways[name];
    link.href = href;
    link.dataset.lnCopied = copied ?? "";
    const what = name === "file" ? words.add_preview : (form.querySelector("label[for=ln-add-note]")?.textContent ?? "");
    elementById(`${link.id}-long`, HTMLElement).textContent = copied ? words.add_copied_too.replace("{what}", what) : "";
  }
  const topics = checked().map((topic) => topic.nextElementSibling?.textContent ?? "");
  const hint = document.getElementById("ln-add-issue-topics");
  if (hint) hint.textContent = topics.length ? words.add_form_topics.replace("{topics}", () => topics.join(", ")) : "";
}

/**
 * Show each fault at its field, and all faults in a list.
 * @param {Fault[]} faults
 * @param {Record<string, string>} words
 */
export function showFaults(faults, words) {
  for (const [name, field] of Object.entries(places)) {
    if (!field) continue;
    const texts = faults.filter((one) => one.field === name).map(({ text }) => text);
    const message = elementById(`${field.id}-fault`, HTMLElement);
    message.textContent = texts.join(" ");
    message.hidden = !texts.length;
    if (name === "topics") continue; // aria-invalid is not allowed on a group of checkboxes
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
  // Unchanged faults are not drawn again, so that a screen reader doesn't repeat them at each key press.
  const text = faults.map(({ text }) => text).join("\n");
  if (box.dataset.text !== text) box.replaceChildren(...(faults.length ? [element("p", {}, words.add_faults), element("ul", {}, items)] : []));
  box.dataset.text = text;
}

/** Move the focus to the list of faults. */
export function focusFaults() {
  box.focus();
}

/** Remove the message that says whether the URL is listed. */
export function showUnknown() {
  listed.replaceChildren();
}

/**
 * Show whether the URL is listed.
 * @param {Row[]} rows The entries with the URL; if the list has no such entry, the entries whose notes link to the URL.
 * @param {{ own: boolean, gone: { slug: string, date: string, reason: string } | undefined }} found `own`: whether `rows` are entries with the URL.
 *   `gone`: the removed entry with the URL.
 * @param {Record<string, string>} words
 */
export function showListed(rows, { own, gone }, words) {
  const items = rows.map(entryOf).map((entry) => element("li", {}, element("a", { href: page(`entries/${entry.slug}`), lang: spoken(entry.lang, entry.title) }, titleOf(entry, [])), " ", element("span", { class: "ln-muted" }, entry.date)));
  const summary = own ? words.add_listed : rows.length ? words.add_mentioned : gone ? "" : words.unlisted;
  const parts = [
    gone && element("p", { class: "ln-add__known" }, element("a", { href: page(`entries/${gone.slug}`) }, words.add_removed.replace("{date}", gone.date).replace("{reason}", () => gone.reason))),
    summary ? element("p", { class: own ? "ln-add__known" : "" }, summary) : undefined,
    items.length ? element("ul", {}, items) : undefined,
  ];
  listed.replaceChildren(...parts.filter((shown) => shown !== undefined));
}

/**
 * Show that the search index could not be read, so the page can't find out whether the URL is listed.
 * @param {Record<string, string>} words
 */
export function showUnchecked(words) {
  listed.replaceChildren(element("p", {}, words.add_unchecked));
}

/** @param {string[]} tags */
export function showOffers(tags) {
  offers.replaceChildren(...tags.slice(0, OFFERED).map((tag) => element("li", {}, element("button", { class: "ln-chip", type: "button", value: tag }, tag))));
}
