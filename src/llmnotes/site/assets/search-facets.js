/** Facets: which documents pass, how many with each value, and which values show. */

import { fold } from "./search-index.js";

/** Values of a facet that show at first. */
export const FEW = 8;
/** More values than these get a field to filter them. */
export const SOME = 30;
/** Values that show at most. */
const MANY = 200;

/**
 * A facet's table and column, with the chosen values as they are called now, and their places.
 * @param {import("./search-index.js").SearchIndex} index
 * @param {string} id
 * @param {Set<string>} wanted
 * @returns {Promise<Facet>}
 */
export async function loaded(index, id, wanted = new Set()) {
  /** @type {[Value[], Column]} */
  const [values, column] = await Promise.all([index.values(id), index.column(id)]);
  // An address may hold what a topic or a tag was called before.
  const before = values.flatMap(([, , , ...aliases], place) => aliases.map((alias) => /** @type {[string, number]} */ ([alias, place])));
  const places = new Map([...before, ...values.map(([key], place) => /** @type {[string, number]} */ ([key, place]))]);
  // A value that nothing has (an old address) must still narrow, to nothing, and be there to be dropped.
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
 * Those of the documents that pass all facets. Counts what each value of a facet would pass: exact, as if that facet were not chosen.
 * @param {Found} found
 * @param {Facet[]} facets
 */
export function narrowed({ numbers, titles }, facets) {
  /** @type {Found} */
  const passing = { numbers: [], titles: [] };
  numbers.forEach((number, at) => {
    const failed = facets.filter((facet) => !passes(facet, number));
    if (failed.length > 1) return;
    for (const facet of failed.length ? failed : facets) count(facet, number);
    if (failed.length) return;
    passing.numbers.push(number);
    passing.titles.push(titles[at]);
  });
  return passing;
}

/**
 * The values of a facet that have documents or are chosen, the most frequent first but for years; undefined where nothing can be chosen.
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
 * Those of the choices that show: the first ones, those chosen, and of an open facet those that its filter leaves.
 * @template {{ key: string, names: string[] }} Choice
 * @param {Choice[]} found
 * @param {{ chosen: Set<string>, filter: string, open: boolean }} view
 */
export function showing(found, { chosen, filter, open }) {
  const wanted = fold(filter);
  const fitting = wanted ? found.filter(({ names }) => names.some((name) => fold(name).includes(wanted))) : found;
  return fitting.filter(({ key }, place) => chosen.has(key) || place < (open ? MANY : FEW));
}
