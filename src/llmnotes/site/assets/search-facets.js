/** Facets: filtering of documents, counts of each value, and the values to show. */

import { fold } from "./search-terms.js";

/** Number of values that a facet shows at first. */
export const FEW = 8;
/** A facet with more values than this has a field to filter them. */
export const SOME = 30;
/** Maximum number of values shown. */
const MANY = 200;

/**
 * Load the values and the column of a facet, with the current keys of the chosen values and their indexes.
 * @param {import("./search-index.js").SearchIndex} index
 * @param {string} id
 * @param {Set<string>} wanted
 * @returns {Promise<Facet>}
 */
export async function loaded(index, id, wanted = new Set()) {
  /** @type {[Value[], Column]} */
  const [values, column] = await Promise.all([index.values(id), index.column(id)]);
  // An address may contain the former name of a topic or tag.
  const before = values.flatMap(([, , , ...aliases], place) => aliases.map((alias) => /** @type {[string, number]} */ ([alias, place])));
  const places = new Map([...before, ...values.map(([key], place) => /** @type {[string, number]} */ ([key, place]))]);
  // An unknown value (from an old address) still filters, to no documents, and can be removed.
  const chosen = new Set([...wanted].map((key) => places.get(key) ?? -1));
  const keys = new Set([...wanted].map((key) => values[places.get(key) ?? -1]?.[0] ?? key));
  return { id, values, column, keys, chosen, counts: new Uint32Array(values.length) };
}

/**
 * @param {Facet} facet
 * @param {number} number
 */
function passes({ chosen, column: { starts, values } }, number) {
  if (!chosen.size) return true;
  for (let at = starts[number]; at < starts[number + 1]; at++) if (chosen.has(values[at])) return true;
  return false;
}

/**
 * @param {Facet} facet
 * @param {number} number
 */
function count({ counts, column: { starts, values } }, number) {
  for (let at = starts[number]; at < starts[number + 1]; at++) counts[values[at]]++;
}

/**
 * Return the documents that pass all facets. Also counts, for each value of a facet, the documents that pass all other facets.
 * @param {Found} found
 * @param {Facet[]} facets
 */
export function narrowed({ numbers, tiers }, facets) {
  /** @type {Found} */
  const passing = { numbers: [], tiers: [] };
  numbers.forEach((number, at) => {
    const failed = facets.filter((facet) => !passes(facet, number));
    if (failed.length > 1) return;
    for (const facet of failed.length ? failed : facets) count(facet, number);
    if (failed.length) return;
    passing.numbers.push(number);
    passing.tiers.push(tiers[at]);
  });
  return passing;
}

/**
 * Return the values of a facet that have documents or are chosen: years in order, others by count. Returns undefined if there is nothing to choose.
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
 * Return the choices to show: the chosen ones and the first of those that match the filter, more of them in an open facet.
 * @template {{ key: string, names: string[] }} Choice
 * @param {Choice[]} found
 * @param {{ chosen: Set<string>, filter: string, open: boolean }} view
 */
export function showing(found, { chosen, filter, open }) {
  const wanted = fold(filter);
  const fitting = wanted ? found.filter(({ names }) => names.some((name) => fold(name).includes(wanted))) : found;
  return fitting.filter(({ key }, place) => chosen.has(key) || place < (open ? MANY : FEW));
}
