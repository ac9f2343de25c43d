/** The page on adding an entry: shows whether a URL is listed, writes its record, and hands it to GitHub or to the clipboard. */

import { copy } from "./copy.js";
import { bookmark, checked, copying, fields, focusFaults, form, links, offers, preview, showFaults, showListed, showOffers, showUnchecked, showUnknown, showWays } from "./add-drawing.js";
import { SEPARATOR, addresses, dateOf, faultsOf, offersOf, removalOf, spellings, tagsOf } from "./add-entry.js";
import { the } from "./element.js";
import { makeSlug, write } from "./record.js";
import { SearchIndex } from "./search-index.js";
import { page, root } from "./settings.js";
import { given, line } from "./shared.js";
import { cleaned, fault } from "./url.js";

/** @typedef {"record" | "form"} Whole What must be whole: a form may leave out what it reads from the page. */

const index = new SearchIndex(new URL("search/", root));
/** @type {string[]} Topics in the order in which they were chosen. */
const chosen = [];
/** @type {Map<string, Promise<string[]>>} Slugs by year. */
const slugs = new Map();
/** @type {Whole | undefined} What faults show of, once they do. */
let begun;
let dated = false; // whether the reader chose the date

/** @param {string} path */
async function json(path) {
  const response = await fetch(new URL(path, root));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/**
 * The slugs of a year that are taken; none where that can't be known: GitHub takes no file twice.
 * @param {string} year
 */
async function taken(year) {
  if (!rules.years.includes(year)) return new Set();
  const known = slugs.get(year) ?? json(`add/slugs-${year}.json`).catch(warned);
  slugs.set(year, known);
  return new Set(await known);
}

/**
 * Nothing, where a file can't be read.
 * @param {unknown} error
 * @returns {string[]}
 */
function warned(error) {
  console.warn(error);
  return [];
}

function today() {
  return new Date().toLocaleDateString("sv"); // Sweden writes dates as ISO 8601 does
}

/** @returns {Entry} */
function entry() {
  return {
    url: cleaned(fields.url.value.trim(), rules.urls),
    title: line(fields.title.value),
    date: fields.date.value,
    added: today(),
    topics: [...chosen],
    tags: tagsOf(fields.tags.value, spelling),
    note: fields.note.value,
  };
}

let turn = 0;
/** Write the record anew, and the addresses that carry it. */
async function update() {
  const mine = ++turn;
  const made = entry();
  const sound = !fault(made.url, rules.record);
  let path = `${made.date.slice(0, 4) || "…"}/…`;
  if (sound && made.date) {
    const year = made.date.slice(0, 4);
    const known = await taken(year);
    if (mine !== turn) return;
    path = `${year}/${makeSlug(made.date, made.url, rules, (slug) => known.has(slug.slice(5)))}.md`;
  }
  const record = write({ ...made, url: made.url || "…", title: made.title || "…", date: made.date || "…" }, rules);
  preview.textContent = record;
  const ready = sound && made.date !== "" && made.title !== "";
  showWays(path, addresses(form.dataset, made, { path, record, ready }), rules.words);
  if (begun) tell(begun);
}

/**
 * Show everything that is wrong; tells how much that is.
 * @param {Whole} whole
 */
function tell(whole) {
  const faults = faultsOf(entry(), rules, { today: today(), whole: whole === "record", bytes: new TextEncoder().encode(preview.textContent).length });
  showFaults(faults, rules.words);
  return faults.length;
}

/**
 * Whether all is well for a way; else what is wrong shows, and has the focus.
 * @param {Whole} whole
 */
function passes(whole) {
  begun = whole;
  if (!tell(whole)) {
    begun = undefined;
    return true;
  }
  focusFaults();
  return false;
}

let asked = 0;
/** Say whether the URL is listed, and where. */
async function look() {
  const mine = ++asked;
  const url = fields.url.value.trim();
  if (fault(url, rules.record)) return showUnknown();
  try {
    const { numbers, titles } = await index.address(url);
    const own = numbers.filter((_, place) => titles[place]);
    const rows = await index.shown((own.length ? own : numbers).slice(-5).toReversed());
    if (mine === asked) showListed(rows, { own: own.length > 0, gone: own.length ? undefined : removalOf(url, rules) }, rules.words);
  } catch (error) {
    console.warn(error);
    if (mine === asked) showUnchecked(rules.words);
  }
}

/** Offer tags for what is typed. */
function offer() {
  const typed = (fields.tags.value.split(SEPARATOR).at(-1) ?? "").trim();
  showOffers(offersOf(rules.tags, { typed, text: `${fields.title.value}\n${fields.note.value}`, has: tagsOf(fields.tags.value, spelling) }));
}

/** @param {string} tag */
function take(tag) {
  const parts = fields.tags.value.split(SEPARATOR).map((part) => part.trim());
  parts.pop(); // what was being typed, or nothing behind the last comma
  fields.tags.value = [...parts.filter(Boolean), tag, ""].join(", ");
  fields.tags.focus();
  offer();
  update();
}

/** A text that carries a page here: its address, its title, what is selected in it. */
function bookmarklet() {
  const target = JSON.stringify(page("add/index"));
  const code = `location.href=${target}+"?url="+encodeURIComponent(location.href)+"&title="+encodeURIComponent(document.title)+"&text="+encodeURIComponent(String(getSelection()).slice(0,1000))`;
  return `javascript:${code.replaceAll("%", "%25")}`; // what follows the scheme is decoded before it runs
}

function start() {
  const shared = given(location.search);
  for (const id of /** @type {const} */ (["url", "title", "note"])) if (shared[id] && !fields[id].value) fields[id].value = shared[id];
  fields.date.max = today();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let wait;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", ({ target }) => {
    if (target === fields.date) dated = true;
    if (target === fields.url && !dated) fields.date.value = dateOf(fields.url.value, today());
    if (target instanceof HTMLInputElement && target.name === "topics") {
      if (target.checked) chosen.push(target.value);
      else chosen.splice(chosen.indexOf(target.value), 1);
    }
    if (target === fields.url) {
      clearTimeout(wait);
      wait = setTimeout(look, 150);
    }
    if (target === fields.tags || target === fields.title || target === fields.note) offer();
    update();
  });
  offers.addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest("button");
    if (button) take(button.value);
  });
  copying.addEventListener("click", () => passes("record") && copy(copying, preview.textContent));
  for (const [link, whole] of /** @type {const} */ ([[links.issue, "form"], [links.file, "record"]])) {
    link?.addEventListener("click", (event) => {
      if (!passes(whole)) event.preventDefault();
      else if (link.dataset.lnCopied) navigator.clipboard?.writeText(link.dataset.lnCopied).catch((error) => console.warn(error));
    });
  }
  bookmark.href = bookmarklet();
  the("ln-add-bookmark-text", HTMLElement).textContent = bookmark.getAttribute("href");
  bookmark.addEventListener("click", (event) => {
    event.preventDefault(); // our own policy would refuse it, and it leads here
    the("ln-add-bookmark-said", HTMLElement).textContent = rules.words.add_bookmark_dragged;
  });
  // A browser that comes back to the page fills in what was there.
  for (const topic of checked()) chosen.push(topic.value);
  dated = Boolean(fields.date.value);
  if (!dated) fields.date.value = dateOf(fields.url.value, today());
  if (fields.url.value) look();
  if (fields.title.value || fields.note.value || fields.tags.value) offer();
  update();
}

/** @type {Rules} */
const rules = await json("add/record.json");
const spelling = spellings(rules);
start();
