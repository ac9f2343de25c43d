/** What may be wrong with a new entry, and the addresses at GitHub that carry it. */

import { tagAddress } from "./search-results.js";
import { fault } from "./url.js";

/** Characters of an address: GitHub answers longer ones with an error, from some 8,000 on, and where one must log in first it stands in another. */
export const LONGEST = 5000;

/** Everything that is wrong: {field, text}, the text with its remedy. `whole` is false for a form, which may leave out what it reads from the page. */
export function faultsOf(entry, rules, { today, whole, bytes }) {
  const faults = [];
  const { most, longest, max_address: room, max_bytes: size } = rules.record;
  const say = (field, key, values = {}) => {
    const text = rules.words[`add_fault_${key}`].replace(/\{(\w+)\}/g, (_, name) => values[name]);
    faults.push({ field, text });
  };
  const address = fault(entry.url, rules.record);
  if (address) say("url", `url_${address}`);
  if (whole && !entry.title) say("title", "title_missing");
  if (length(entry.title) > longest.title) say("title", "title_long", { count: length(entry.title), most: longest.title });
  if (whole && !entry.date) say("date", "date_missing");
  if (entry.date > today) say("date", "date_future");
  for (const key of ["topics", "tags"]) {
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

/** Characters as Python counts them. */
function length(text) {
  return [...text].length;
}

/** Where the issue form (`issue`) and the page for a new file (`file`) open with what they can take: {href, copied}, where `copied` is to be pasted.
 *
 *  A form's menus can't be filled in: GitHub shows an empty issue instead of the form. `title` is the issue's own. */
export function addresses({ form, new: file }, entry, { path, record, ready }) {
  return { issue: form ? issue(form, entry) : { href: "" }, file: file ? newFile(file, path, record, ready) : { href: "" } };
}

function issue(form, entry) {
  const title = entry.title || entry.url;
  const all = [["url", entry.url], ["title", title && `Add: ${title}`], ["work", entry.title], ["date", entry.date], ["tags", entry.tags.join(", ")], ["note", entry.note.trim()]];
  // Of what is too long, the note goes first, then what the page itself can tell.
  for (const left of [[], ["note"], ["note", "title"], ["note", "title", "tags"], ["note", "title", "tags", "work"], ["note", "title", "tags", "work", "url"]]) {
    const href = filled(form, all.filter(([name]) => !left.includes(name)));
    if (href.length <= LONGEST) return { href, copied: all.filter(([name, value]) => left.includes(name) && name !== "title" && value).map(([, value]) => value).join("\n\n") };
  }
  return { href: form };
}

function newFile(file, path, record, ready) {
  if (!ready) return { href: file };
  const href = filled(file, [["filename", path], ["value", record]]);
  return href.length <= LONGEST ? { href } : { href: filled(file, [["filename", path]]), copied: record };
}

function filled(address, parameters) {
  const url = new URL(address);
  for (const [name, value] of parameters) if (value) url.searchParams.set(name, value);
  return url.href;
}
