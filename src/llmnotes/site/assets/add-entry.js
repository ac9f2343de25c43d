/** A new entry: how its tags are spelled, what may be wrong with it, what is known of its address, and the addresses at GitHub that carry it. */

import { fold } from "./search-index.js";
import { tagAddress } from "./search-results.js";
import { line } from "./shared.js";
import { alike, fault } from "./url.js";

/** Characters of an address: GitHub answers longer ones with an error, from some 8,000 on, and where one must log in first it stands in another. */
export const LONGEST = 5000;

/** What parts the tags that are typed. */
export const SEPARATOR = /[,、，\n]/u;

/**
 * The list's spelling of each tag, by its folded names and their addresses.
 * @param {Rules} rules
 */
export function spellings(rules) {
  /** @type {Map<string, string>} */
  const known = new Map();
  // The first that has a name keeps it.
  for (const names of rules.tags.toReversed()) {
    for (const name of names) known.set(tagAddress(name), names[0]).set(fold(name), names[0]);
  }
  return known;
}

/**
 * The typed tags as this list spells them, each once.
 * @param {string} typed
 * @param {Map<string, string>} known
 */
export function tagsOf(typed, known) {
  const usual = typed.split(SEPARATOR).map((tag) => line(tag).replace(/^#+\s*/, "")).filter(Boolean);
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const tag of usual.map((name) => known.get(fold(name)) ?? known.get(tagAddress(name)) ?? name)) found.set(tagAddress(tag) || tag, tag);
  return [...found.values()];
}

/**
 * Tags to offer: those that hold what is being typed, else those of which title and note speak, then the most used.
 * @param {string[][]} tags Each with its aliases.
 * @param {{ typed: string, text: string, has: string[] }} entry What is being typed, title and note, the tags that it has.
 */
export function offersOf(tags, { typed, text, has }) {
  const wanted = fold(typed);
  const folded = fold(text);
  const own = new Set(has.map(fold));
  const named = tags.map((names) => ({ tag: names[0], names: names.map(fold) })).filter(({ tag }) => !own.has(fold(tag)) || fold(tag) === wanted);
  /** @param {string} name */
  const speaks = (name) => {
    const place = folded.indexOf(name);
    /** @param {string | undefined} character */
    const latin = (character) => /[\p{Script=Latin}\d]/u.test(character ?? "");
    return place >= 0 && !(latin(name[0]) && latin(folded[place - 1])) && !(latin(name.at(-1)) && latin(folded[place + name.length]));
  };
  const fitting = named.filter(({ names }) => names.some((name) => (wanted ? name.includes(wanted) : name.length > 1 && speaks(name))));
  return (wanted ? fitting : [...new Set([...fitting, ...named])]).map(({ tag }) => tag);
}

/**
 * A date that the address itself tells: /2023/06/09/ or 2023-06-09; empty where it tells none.
 * @param {string} url
 * @param {string} today
 */
export function dateOf(url, today) {
  const found = /[/_-](20\d\d|19\d\d)([/-])([01]\d)\2([0-3]\d)(?!\d)/.exec(url);
  const date = found ? `${found[1]}-${found[3]}-${found[4]}` : "";
  return date && date <= today && !Number.isNaN(Date.parse(date)) ? date : "";
}

/**
 * What is known of a URL's entry that was removed.
 * @param {string} url
 * @param {Rules} rules
 */
export function removalOf(url, rules) {
  const wanted = alike(url, rules.urls);
  const found = rules.removed.findLast(([address]) => wanted.includes(address));
  return found && { slug: found[1], date: found[2], reason: found[3] };
}

/**
 * Everything that is wrong. `whole` is false for a form, which may leave out what it reads from the page.
 * @param {Entry} entry
 * @param {Rules} rules
 * @param {{ today: string, whole: boolean, bytes: number }} about
 */
export function faultsOf(entry, rules, { today, whole, bytes }) {
  /** @type {Fault[]} */
  const faults = [];
  const { most, longest, max_address: room, max_bytes: size } = rules.record;
  /** @type {(field: Fault["field"], key: string, values?: Record<string, string | number>) => void} */
  const say = (field, key, values = {}) => {
    const text = rules.words[`add_fault_${key}`].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
    faults.push({ field, text });
  };
  const address = fault(entry.url, rules.record);
  if (address) say("url", `url_${address}`);
  if (whole && !entry.title) say("title", "title_missing");
  if (length(entry.title) > longest.title) say("title", "title_long", { count: length(entry.title), most: longest.title });
  if (whole && !entry.date) say("date", "date_missing");
  if (entry.date > today) say("date", "date_future");
  for (const key of /** @type {const} */ (["topics", "tags"])) {
    if (entry[key].length > most[key]) say(key, `${key}_many`, { count: entry[key].length, most: most[key] });
  }
  for (const tag of entry.tags.slice(0, most.tags)) {
    if (length(tag) > longest.tags) say("tags", "tag_long", { tag, most: longest.tags });
    else if (new TextEncoder().encode(tagAddress(tag)).length > room) say("tags", "tag_address", { tag });
  }
  if (entry.note.includes("\0")) say("note", "note_control");
  if (bytes > size) say("note", "long");
  return faults;
}

/**
 * Characters as Python counts them.
 * @param {string} text
 */
function length(text) {
  return [...text].length;
}

/**
 * Where the issue form (`issue`) and the page for a new file (`file`) open with what they can take.
 *
 * A form's menus can't be filled in: GitHub shows an empty issue instead of the form.
 * @param {{ form?: string, new?: string }} pages
 * @param {Entry} entry
 * @param {{ path: string, record: string, ready: boolean }} made
 * @returns {{ issue: Way, file: Way }}
 */
export function addresses({ form, new: file }, entry, { path, record, ready }) {
  return { issue: form ? issue(form, entry) : { href: "" }, file: file ? newFile(file, path, record, ready) : { href: "" } };
}

/** @type {(form: string, entry: Entry) => Way} */
function issue(form, entry) {
  const title = entry.title || entry.url;
  // `title` is the issue's own.
  /** @type {[name: string, value: string][]} */
  const all = [["url", entry.url], ["title", title && `Add: ${title}`], ["work", entry.title], ["date", entry.date], ["tags", entry.tags.join(", ")], ["note", entry.note.trim()]];
  // Of what is too long, the note goes first, then what the page itself can tell.
  for (const left of [[], ["note"], ["note", "title"], ["note", "title", "tags"], ["note", "title", "tags", "work"], ["note", "title", "tags", "work", "url"]]) {
    const href = filled(form, all.filter(([name]) => !left.includes(name)));
    if (href.length <= LONGEST) return { href, copied: all.filter(([name, value]) => left.includes(name) && name !== "title" && value).map(([, value]) => value).join("\n\n") };
  }
  return { href: form };
}

/** @type {(file: string, path: string, record: string, ready: boolean) => Way} */
function newFile(file, path, record, ready) {
  if (!ready) return { href: file };
  const href = filled(file, [["filename", path], ["value", record]]);
  return href.length <= LONGEST ? { href } : { href: filled(file, [["filename", path]]), copied: record };
}

/** @type {(address: string, parameters: [name: string, value: string][]) => string} */
function filled(address, parameters) {
  const url = new URL(address);
  for (const [name, value] of parameters) if (value) url.searchParams.set(name, value);
  return url.href;
}
