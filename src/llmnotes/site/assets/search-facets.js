/** Facets, such as topic, tag and year: which documents have the chosen values, how many documents have each value, and which values to show. */

import { SEVERAL } from "./search-state.js";
import { fold, spaced } from "./search-terms.js";

/** Number of values that a facet shows at first, besides the chosen ones. */
export const FEW = 8;
/** An expanded facet with more values than this has a field to filter them. */
export const SOME = 30;
/** Maximum number of values that an expanded facet shows, besides the chosen ones. */
const MANY = 200;

/**
 * Load a facet with the chosen values. For months, these are all months from `since` to `until`.
 * @param {import("./search-index.js").SearchIndex} index
 * @param {string} id
 * @param {Filters} filters
 * @param {State["match"]} match
 * @returns {Promise<Facet>}
 */
export async function loaded(index, id, { chosen, since, until }, match) {
  /** @type {[Value[], Column]} */
  const [values, column] = await Promise.all([index.values(id), index.column(id)]);
  const wanted = new Set(chosen.get(id));
  if (id === "month" && (since || until)) {
    const within = values.map(([month]) => month).filter((month) => month >= since && (!until || month <= until));
    for (const month of within.length ? within : [""]) wanted.add(month);
  }
  /** @type {Map<string, string>} */
  const keys = new Map();
  const named = wanted.size ? await index.named(id) : new Map();
  /** @type {Set<number>} */
  const numbers = new Set();
  for (const name of wanted) {
    // An unknown value, as in an old address, filters out all documents. The reader sees it and can remove it.
    const place = placeOf(name, values, named);
    numbers.add(place);
    keys.set(name, values[place]?.[0] ?? name);
  }
  return { id, values, column, keys, chosen: numbers, all: match === "all" && SEVERAL.includes(id), counts: new Uint32Array(values.length) };
}

/**
 * Return the index of the value with this name in any case; -1 if there is none. The name may be an alias: an address may contain the former name of a
 * topic or tag.
 * @param {string} name
 * @param {Value[]} values
 * @param {Map<string, Value[]>} named
 */
function placeOf(name, values, named) {
  const exact = values.findIndex(([key]) => key === name);
  if (exact >= 0) return exact;
  const found = named.get(spaced(name)) ?? [];
  const best = found.find(([key]) => spaced(key) === spaced(name)) ?? found.find((value) => value.includes(name)) ?? found[0];
  return best ? values.indexOf(best) : -1;
}

/**
 * @param {Facet} facet
 * @param {number} number
 */
function passes({ all, chosen, column: { starts, values } }, number) {
  if (!chosen.size) return true;
  let found = 0;
  for (let at = starts[number]; at < starts[number + 1]; at++) if (chosen.has(values[at])) found++;
  return all ? found === chosen.size : found > 0;
}

/**
 * @param {Facet} facet
 * @param {number} number
 */
function count({ counts, column: { starts, values } }, number) {
  for (let at = starts[number]; at < starts[number + 1]; at++) counts[values[at]]++;
}

/**
 * Return the documents that pass all facets. Also set the count of each value of a facet: the number of documents that the search would find if the reader
 * also chose this value. If the values of a facet are alternatives, count the documents that have the value and pass all other facets.
 * @param {Found} found
 * @param {Facet[]} facets
 */
export function narrowed({ numbers, tiers }, facets) {
  /** @type {Found} */
  const passing = { numbers: [], tiers: [] };
  numbers.forEach((number, at) => {
    const failed = facets.filter((facet) => !passes(facet, number));
    if (failed.length > 1) return;
    for (const facet of failed.length ? failed : facets) if (!failed.length || !facet.all) count(facet, number);
    if (failed.length) return;
    passing.numbers.push(number);
    passing.tiers.push(tiers[at]);
  });
  return passing;
}

/**
 * Return the numbers of the documents that pass all facets. Unlike `narrowed`, set no counts.
 * @param {number[]} numbers
 * @param {Facet[]} facets
 */
export function passing(numbers, facets) {
  return numbers.filter((number) => facets.every((facet) => passes(facet, number)));
}

/**
 * Return the values of a facet that have documents or are chosen: years in order, others by count. Return undefined if no value is chosen and fewer than
 * two values have documents.
 * @param {Facet} facet
 * @param {Set<string>} chosen
 */
export function choices({ id, values, counts }, chosen) {
  const found = values
    .map(([key, title, , ...aliases], place) => ({ key, title, count: counts[place], place, names: [title, ...aliases] }))
    .filter(({ key, count }) => count || chosen.has(key));
  if (found.length < 2 && !chosen.size) return undefined;
  return id === "year" ? found : found.sort((one, other) => other.count - one.count || one.place - other.place);
}

/**
 * Return the values to show. Of the values that match the filter, these are the chosen ones and the first others. An open facet shows more of these.
 * @template {{ key: string, names: string[] }} Choice
 * @param {Choice[]} found
 * @param {{ chosen: Set<string>, filter: string, open: boolean }} view
 */
export function showing(found, { chosen, filter, open }) {
  const wanted = fold(filter);
  const fitting = wanted ? found.filter(({ names }) => names.some((name) => fold(name).includes(wanted))) : found;
  return fitting.filter(({ key }, place) => chosen.has(key) || place < (open ? MANY : FEW));
}
