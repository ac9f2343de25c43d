/** Functions for a new entry: spelling of tags, tag suggestions, faults, removed entries with the same URL, and addresses at GitHub that contain the entry. */

import { fold } from "./search-terms.js";
import { tagAddress } from "./search-results.js";
import { line } from "./shared.js";
import { alike, fault } from "./url.js";

/** Maximum length of an address in characters. GitHub returns an error for about 8,000 characters, and its login page puts the address into a longer one. */
export const LONGEST = 5000;

/** Separators between typed tags. */
export const SEPARATOR = /[,、，\n]/u;

/**
 * Return the list's spelling of each tag. The keys are the folded names and aliases of the tags, and the addresses of their pages.
 * @param {Rules} rules
 */
export function spellings(rules) {
  /** @type {Map<string, string>} */
  const known = new Map();
  // Reversed, so that the first tag with a name overwrites later tags with this name.
  for (const names of rules.tags.toReversed()) {
    for (const name of names) known.set(tagAddress(name), names[0]).set(fold(name), names[0]);
  }
  return known;
}

/**
 * Return the typed tags without duplicates, each in the list's spelling if the list has it.
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
 * Return the tags to suggest: those that contain the typed text; without typed text, those that title or note mention, then the most used. Tags that the
 * entry already has are left out, except the one being typed.
 * @param {string[][]} tags Each tag, followed by its aliases.
 * @param {{ typed: string, text: string, has: string[] }} entry The tag being typed, title and note, and the entry's tags.
 */
export function offersOf(tags, { typed, text, has }) {
  const wanted = fold(typed);
  const folded = fold(text);
  const own = new Set(has.map(fold));
  const named = tags.map((names) => ({ tag: names[0], names: names.map(fold) })).filter(({ tag }) => !own.has(fold(tag)) || fold(tag) === wanted);
  /** @param {string} name */
  const occurs = (name) => {
    const place = folded.indexOf(name);
    /** @param {string | undefined} character */
    const latin = (character) => /[\p{Script=Latin}\d]/u.test(character ?? "");
    return place >= 0 && !(latin(name[0]) && latin(folded[place - 1])) && !(latin(name.at(-1)) && latin(folded[place + name.length]));
  };
  const fitting = named.filter(({ names }) => names.some((name) => (wanted ? name.includes(wanted) : name.length > 1 && occurs(name))));
  return (wanted ? fitting : [...new Set([...fitting, ...named])]).map(({ tag }) => tag);
}

/**
 * Return the first date in a URL, such as /2023/06/09/ or 2023-06-09; empty if the URL has no date, or if its first date is after today.
 * @param {string} url
 * @param {string} today
 */
export function dateOf(url, today) {
  const found = /[/_-](20\d\d|19\d\d)([/-])([01]\d)\2([0-3]\d)(?!\d)/.exec(url);
  const date = found ? `${found[1]}-${found[3]}-${found[4]}` : "";
  return date && date <= today && !Number.isNaN(Date.parse(date)) ? date : "";
}

/**
 * Return slug, day and reason of the last removed entry with this URL; undefined if the list has no such entry.
 * @param {string} url
 * @param {Rules} rules
 */
export function removalOf(url, rules) {
  const wanted = alike(url, rules.urls);
  const found = rules.removed.findLast(([address]) => wanted.includes(address));
  return found && { slug: found[1], date: found[2], reason: found[3] };
}

/**
 * Return all faults of an entry. If it has too many tags, the tags beyond the maximum number are not checked one by one. `whole` is false for GitHub's
 * form, where title and date may stay empty. `bytes` is the size of the record.
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
 * Count code points, as Python's len() does.
 * @param {string} text
 */
function length(text) {
  return [...text].length;
}

/**
 * Return the addresses that open GitHub's issue form (`issue`) and its page for a new file (`file`), filled in with the entry. An address is empty if the
 * list has no such page.
 *
 * The form's address leaves out topics, because GitHub shows an empty issue instead of the form if an address fills in a menu.
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
  // The parameter `title` is the title of the issue; `work` is the title of the entry.
  /** @type {[name: string, value: string][]} */
  const all = [["url", entry.url], ["title", title && `Add: ${title}`], ["work", entry.title], ["date", entry.date], ["tags", entry.tags.join(", ")], ["note", entry.note.trim()]];
  // If the address is too long, leave out the note, then also other values. The reader pastes these values into the form, except the title of the issue.
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
