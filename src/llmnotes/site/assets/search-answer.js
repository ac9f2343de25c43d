/** The answer to a search: the documents that match its query and its filters. */

import { loaded, narrowed } from "./search-facets.js";
import { ranked } from "./search-index.js";
import { filtersOf, parse } from "./search-query.js";
import { address } from "./url.js";

/**
 * @typedef {object} Answer
 * @property {string[]} ids The ids of the list's facets, such as `topic`.
 * @property {Query} query
 * @property {Filters} filters
 * @property {Matched} matched The documents that match the query, whether they pass the filters or not.
 * @property {Facet[]} facets
 * @property {number[]} order The documents that match the query and pass the filters, in the order shown.
 */

/**
 * Return the answer to a search.
 * @param {import("./search-index.js").SearchIndex} index
 * @param {State} state
 * @param {{ counted: boolean }} options `counted`: load all facets, to count their values; otherwise load only the facets with chosen values.
 * @returns {Promise<Answer>}
 */
export async function answer(index, state, { counted }) {
  const { facets: ids } = await index.open();
  const query = parse(state.q, ids);
  const filters = filtersOf(state, query);
  const matched = await matching(index, state.q, query.wanted, filters.unwanted);
  /** @param {string} id */
  const filtering = (id) => filters.chosen.has(id) || (id === "month" && Boolean(filters.since || filters.until));
  const facets = await Promise.all(ids.filter((id) => counted || filtering(id)).map((id) => loaded(index, id, filters, state.match)));
  const passing = narrowed(matched, facets);
  const order = state.sort === "date" || !matched.wanted.length ? passing.numbers.toReversed() : ranked(passing);
  return { ids, query, filters, matched, facets, order };
}

/**
 * Find the documents that match a query: a URL, or terms. If no document has the URL of a query such as `a.example/b`, the query is searched as terms.
 * @param {import("./search-index.js").SearchIndex} index
 * @param {string} query
 * @param {string[]} wanted
 * @param {string[]} unwanted
 * @returns {Promise<Matched>}
 */
async function matching(index, query, wanted, unwanted) {
  const pasted = address(query);
  if (pasted) {
    const hit = await index.address(pasted);
    if (hit.numbers.length) return { ...hit, wanted: [], url: pasted };
    if (/^https?:/i.test(query.trim())) return { numbers: [], tiers: [], wanted: [], url: pasted };
  }
  return { ...(await index.find(wanted, unwanted)), wanted };
}
