/** The page for adding an entry: shows whether a URL is listed, writes its record, and passes it to GitHub or to the clipboard. */

import { copy } from "./copy.js";
import { bookmark, checked, copying, fields, focusFaults, form, links, offers, preview, showFaults, showListed, showOffers, showUnchecked, showUnknown, showWays } from "./add-drawing.js";
import { SEPARATOR, addresses, dateOf, faultsOf, offersOf, removalOf, spellings, tagsOf } from "./add-entry.js";
import { elementById } from "./element.js";
import { makeSlug, write } from "./record.js";
import { SearchIndex } from "./search-index.js";
import { page, root } from "./settings.js";
import { given, line } from "./shared.js";
import { cleaned, fault } from "./url.js";

/** @typedef {"record" | "form"} Whole How the entry is sent: a `record` must be complete; in GitHub's `form`, title and date may be missing. */

const index = new SearchIndex(new URL("search/", root));
/** @type {string[]} Topics in the order in which they were chosen. */
const chosen = [];
/** @type {Map<string, Promise<string[]>>} Slugs by year. */
const slugs = new Map();
/** @type {Whole | undefined} How the reader tried to send the entry; undefined while no faults are shown. */
let begun;
let dated = false; // whether the reader entered the date, so that a date in the URL doesn't replace it

/** @param {string} path */
async function json(path) {
  const response = await fetch(new URL(path, root));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/**
 * Return the slugs that entries of this year have. If they can't be fetched, return an empty set; GitHub then rejects a second file with the same name.
 * @param {string} year
 */
async function taken(year) {
  if (!rules.years.includes(year)) return new Set();
  const known = slugs.get(year) ?? json(`add/slugs-${year}.json`).catch(warned);
  slugs.set(year, known);
  return new Set(await known);
}

/**
 * Log an error and return an empty list.
 * @param {unknown} error
 * @returns {string[]}
 */
function warned(error) {
  console.warn(error);
  return [];
}

function today() {
  return new Date().toLocaleDateString("sv"); // Swedish dates have the form of ISO 8601
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
/** Show the record of the entry in the form, and put the entry into the links to GitHub. */
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
  if (begun) reportFaults(begun);
}

/**
 * Show all faults, and return their number.
 * @param {Whole} whole
 */
function reportFaults(whole) {
  const faults = faultsOf(entry(), rules, { today: today(), whole: whole === "record", bytes: new TextEncoder().encode(preview.textContent).length });
  showFaults(faults, rules.words);
  return faults.length;
}

/**
 * Return whether the entry has no faults. If it has faults, show and focus them.
 * @param {Whole} whole
 */
function passes(whole) {
  begun = whole;
  if (!reportFaults(whole)) {
    begun = undefined;
    return true;
  }
  focusFaults();
  return false;
}

let lookups = 0;
/** Show whether the URL is listed, and by which entries, at most five. Show nothing for an invalid URL. */
async function look() {
  const mine = ++lookups;
  const url = fields.url.value.trim();
  if (fault(url, rules.record)) return showUnknown();
  try {
    const { numbers, tiers } = await index.address(url);
    const own = numbers.filter((_, place) => tiers[place] === 0);
    const rows = await index.shown((own.length ? own : numbers).slice(-5).toReversed());
    if (mine === lookups) showListed(rows, { own: own.length > 0, gone: own.length ? undefined : removalOf(url, rules) }, rules.words);
  } catch (error) {
    console.warn(error);
    if (mine === lookups) showUnchecked(rules.words);
  }
}

/** Suggest tags for the text in the form. */
function offer() {
  const typed = (fields.tags.value.split(SEPARATOR).at(-1) ?? "").trim();
  showOffers(offersOf(rules.tags, { typed, text: `${fields.title.value}\n${fields.note.value}`, has: tagsOf(fields.tags.value, spelling) }));
}

/** @param {string} tag */
function take(tag) {
  const parts = fields.tags.value.split(SEPARATOR).map((part) => part.trim());
  parts.pop(); // the unfinished tag, or the empty text after the last comma
  fields.tags.value = [...parts.filter(Boolean), tag, ""].join(", ");
  fields.tags.focus();
  offer();
  update();
}

/** Return the bookmarklet, which opens this form with a page's URL, title and selected text. */
function bookmarklet() {
  const target = JSON.stringify(page("add/index"));
  const code = `location.href=${target}+"?url="+encodeURIComponent(location.href)+"&title="+encodeURIComponent(document.title)+"&text="+encodeURIComponent(String(getSelection()).slice(0,1000))`;
  return `javascript:${code.replaceAll("%", "%25")}`; // browsers decode the code before they run it
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
  elementById("ln-add-bookmark-text", HTMLElement).textContent = bookmark.getAttribute("href");
  bookmark.addEventListener("click", (event) => {
    event.preventDefault(); // the site's Content-Security-Policy would block the bookmarklet, which leads to this page anyway
    elementById("ln-add-bookmark-said", HTMLElement).textContent = rules.words.add_bookmark_dragged;
  });
  // When a reader comes back to the page, the browser has filled in the fields again, so read them.
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
