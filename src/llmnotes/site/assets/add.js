/** The page on adding an entry: shows whether a URL is listed, writes its record, and hands it to GitHub or to the clipboard. */

import { copy } from "./copy.js";
import { addresses, faultsOf } from "./add-entry.js";
import { element } from "./element.js";
import { makeSlug, write } from "./record.js";
import { SearchIndex, fold } from "./search-index.js";
import { entryOf, spoken, tagAddress, titleOf } from "./search-results.js";
import { page, root } from "./settings.js";
import { given, line } from "./shared.js";
import { alike, cleaned, fault } from "./url.js";

const OFFERED = 12;
const SEPARATOR = /[,、，\n]/u;
const $ = (id) => document.querySelector(`#ln-add-${id}`);
const [form, listed, preview, box] = [$("form"), $("listed"), document.querySelector("#ln-add"), $("faults")];
const fields = Object.fromEntries(["url", "title", "date", "tags", "note"].map((id) => [id, $(id)]));
const places = { ...fields, topics: $("topics") }; // where what is wrong shows; a list without topics has none
const index = new SearchIndex(new URL("search/", root));
const chosen = []; // topics in the order in which they were chosen
const slugs = new Map();
let rules;
let spelling;
let begun = false; // whether faults show
let dated = false; // whether the reader chose the date

async function json(path) {
  const response = await fetch(new URL(path, root));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/** The slugs of a year that are taken; none where that can't be known: GitHub takes no file twice. */
async function taken(year) {
  if (!rules.years.includes(year)) return new Set();
  if (!slugs.has(year)) slugs.set(year, json(`add/slugs-${year}.json`).catch((error) => (console.warn(error), [])));
  return new Set(await slugs.get(year));
}

function today() {
  return new Date().toLocaleDateString("sv"); // Sweden writes dates as ISO 8601 does
}

/** Tags as this list spells them, each once. */
function tags() {
  const usual = fields.tags.value.split(SEPARATOR).map((tag) => line(tag).replace(/^#+\s*/, "")).filter(Boolean);
  return [...new Map(usual.map((tag) => spelling.get(fold(tag)) ?? spelling.get(tagAddress(tag)) ?? tag).map((tag) => [tagAddress(tag) || tag, tag])).values()];
}

function entry() {
  return {
    url: cleaned(fields.url.value.trim(), rules.urls),
    title: line(fields.title.value),
    date: fields.date.value,
    added: today(),
    topics: [...chosen],
    tags: tags(),
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
  const shown = Object.fromEntries(Object.entries(made).map(([key, value]) => [key, value || (key === "note" ? "" : "…")]));
  preview.textContent = write(shown, rules);
  $("path").textContent = `${form.dataset.folder}/${path}`;
  const topics = [...form.querySelectorAll("[name=topics]:checked + span")].map((title) => title.textContent);
  const ways = addresses(form.dataset, made, { path, record: preview.textContent, ready: sound && made.date && made.title });
  for (const [name, { href, copied }] of Object.entries(ways)) {
    const link = $(name);
    if (!link) continue;
    link.href = href;
    link.dataset.lnCopied = copied ?? "";
    $(`${name}-long`).textContent = copied ? rules.words.add_copied_too.replace("{what}", name === "file" ? rules.words.add_preview : form.querySelector("label[for=ln-add-note]").textContent) : "";
  }
  if ($("issue-topics")) $("issue-topics").textContent = topics.length ? rules.words.add_form_topics.replace("{topics}", () => topics.join(", ")) : "";
  if (begun) tell(begun);
}

/** Show everything that is wrong, at its field and all together; tells how much that is. A form may leave out what it reads from the page. */
function tell(whole) {
  const faults = faultsOf(entry(), rules, { today: today(), whole: whole === "record", bytes: new TextEncoder().encode(preview.textContent).length });
  for (const [id, field] of Object.entries(places)) {
    if (!field) continue;
    const texts = faults.filter((one) => one.field === id).map(({ text }) => text);
    const words = $(`${id}-fault`);
    words.textContent = texts.join(" ");
    words.hidden = !texts.length;
    if (!(id in fields)) continue; // a group of boxes is not invalid itself
    if (texts.length) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
  box.hidden = !faults.length;
  const items = faults.map(({ field, text }) => {
    const link = element("a", { href: `#ln-add-${field}` }, text);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      places[field].focus();
    });
    return element("li", {}, link);
  });
  // What is said already is not said again at each key.
  const said = faults.map(({ text }) => text).join("\n");
  if (box.dataset.said !== said) box.replaceChildren(...(faults.length ? [element("p", {}, rules.words.add_faults), element("ul", {}, items)] : []));
  box.dataset.said = said;
  return faults.length;
}

/** Whether all is well for a way; else what is wrong shows, and has the focus. */
function passes(whole) {
  begun = whole;
  if (!tell(whole)) {
    begun = false;
    return true;
  }
  box.focus();
  return false;
}

/** Word of a URL's entry that was removed, and the way to what remains of it. */
function removal(url) {
  const wanted = alike(url, rules.urls);
  const [, slug, date, reason] = rules.removed.findLast(([address]) => wanted.includes(address)) ?? [];
  const words = slug && rules.words.add_removed.replace("{date}", date).replace("{reason}", () => reason);
  return slug && element("p", { class: "ln-add__known" }, element("a", { href: page(`entries/${slug}`) }, words));
}

let asked = 0;
/** Say whether the URL is listed, and where. */
async function look() {
  const mine = ++asked;
  const url = fields.url.value.trim();
  if (fault(url, rules.record)) return void listed.replaceChildren();
  let told;
  try {
    const { numbers, titles } = await index.address(url);
    const own = numbers.filter((_, place) => titles[place]);
    const rows = await index.shown((own.length ? own : numbers).slice(-5).toReversed());
    const links = rows.map(entryOf).map((found) => element("li", {}, element("a", { href: page(`entries/${found.slug}`), lang: spoken(found.lang, found.title) }, titleOf(found, [])), " ", element("span", { class: "ln-muted" }, found.date)));
    const gone = own.length ? undefined : removal(url);
    const words = own.length ? rules.words.add_listed : numbers.length ? rules.words.add_mentioned : gone ? "" : rules.words.unlisted;
    told = [gone, words && element("p", { class: own.length ? "ln-add__known" : "" }, words), links.length && element("ul", {}, links)];
  } catch (error) {
    console.warn(error);
    told = [element("p", {}, rules.words.add_unchecked)];
  }
  if (mine === asked) listed.replaceChildren(...told.filter(Boolean));
}

/** A date that the address itself tells: /2023/06/09/ or 2023-06-09. */
function dateOf(url) {
  const found = /[/_-](20\d\d|19\d\d)([/-])([01]\d)\2([0-3]\d)(?!\d)/.exec(url);
  const date = found ? `${found[1]}-${found[3]}-${found[4]}` : "";
  return date && date <= today() && !Number.isNaN(Date.parse(date)) ? date : "";
}

/** Offer tags: those that begin with what is being typed, else those of which title and note speak, then the most used. */
function offer() {
  const typed = fold(fields.tags.value.split(SEPARATOR).at(-1).trim());
  const text = fold(`${fields.title.value}\n${fields.note.value}`);
  const has = new Set(tags().map(fold));
  const named = rules.tags.map((names) => ({ tag: names[0], names: names.map(fold) })).filter(({ tag }) => !has.has(fold(tag)) || fold(tag) === typed);
  const speaks = (name) => {
    const place = text.indexOf(name);
    const latin = (character) => /[\p{Script=Latin}\d]/u.test(character ?? "");
    return place >= 0 && !(latin(name[0]) && latin(text[place - 1])) && !(latin(name.at(-1)) && latin(text[place + name.length]));
  };
  const fitting = named.filter(({ names }) => names.some((name) => (typed ? name.includes(typed) : name.length > 1 && speaks(name))));
  const offered = typed ? fitting : [...new Set([...fitting, ...named])];
  $("offers").replaceChildren(...offered.slice(0, OFFERED).map(({ tag }) => element("li", {}, element("button", { class: "ln-chip", type: "button", value: tag }, tag))));
}

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
  for (const id of ["url", "title", "note"]) if (shared[id] && !fields[id].value) fields[id].value = shared[id];
  fields.date.max = today();
  let wait;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", ({ target }) => {
    if (target === fields.date) dated = true;
    if (target === fields.url && !dated) fields.date.value = dateOf(fields.url.value);
    if (target.name === "topics") {
      if (target.checked) chosen.push(target.value);
      else chosen.splice(chosen.indexOf(target.value), 1);
    }
    if (target === fields.url) {
      clearTimeout(wait);
      wait = setTimeout(look, 150);
    }
    if (["tags", "title", "note"].includes(target.name)) offer();
    update();
  });
  $("offers").addEventListener("click", ({ target }) => target.closest("button") && take(target.closest("button").value));
  $("copy").addEventListener("click", () => passes("record") && copy($("copy"), preview.textContent));
  for (const [name, whole] of [["issue", "form"], ["file", "record"]]) {
    $(name)?.addEventListener("click", (event) => {
      if (!passes(whole)) event.preventDefault();
      else if ($(name).dataset.lnCopied) navigator.clipboard?.writeText($(name).dataset.lnCopied).catch((error) => console.warn(error));
    });
  }
  const bookmark = $("bookmark");
  bookmark.href = bookmarklet();
  $("bookmark-text").textContent = bookmark.getAttribute("href");
  bookmark.addEventListener("click", (event) => {
    event.preventDefault(); // our own policy would refuse it, and it leads here
    $("bookmark-said").textContent = rules.words.add_bookmark_dragged;
  });
  // A browser that comes back to the page fills in what was there.
  for (const box_ of form.querySelectorAll("[name=topics]:checked")) chosen.push(box_.value);
  dated = Boolean(fields.date.value);
  if (!dated) fields.date.value = dateOf(fields.url.value);
  if (fields.url.value) look();
  if (fields.title.value || fields.note.value || fields.tags.value) offer();
  update();
}

try {
  rules = await json("add/record.json");
  spelling = new Map(rules.tags.toReversed().flatMap((names) => names.flatMap((name) => [[tagAddress(name), names[0]], [fold(name), names[0]]])));
  start();
} catch (error) {
  console.warn(error);
  document.documentElement.classList.add("ln-failed");
}
