/** The answer to a query with facets. */

import { loaded, narrowed } from "./search-facets.js";
import { shorter } from "./search-hints.js";
import { ranked } from "./search-index.js";
import { offers } from "./search-results.js";
import { terms } from "./search-terms.js";
import { address } from "./url.js";

/**
 * @typedef {object} Answer
 * @property {Matched} matched The documents that match the query, before facets.
 * @property {Facet[]} facets
 * @property {number[]} order The documents that pass the facets, in the order shown.
 * @property {Row[]} rows The rows of the first documents in `order`.
 * @property {Offer[]} named Topics and tags whose name or alias equals the query.
 * @property {[query: string, count: number][]} hints Shorter queries with their numbers of documents, if nothing matches.
 */

/**
 * Return the answer to a state of the search page.
 * @param {import("./search-index.js").SearchIndex} index
 * @param {State} state
 * @returns {Promise<Answer>}
 */
export async function answer(index, state) {
  const { facets: ids } = await index.open();
  const matched = await matching(index, state.q);
  const facets = await Promise.all(ids.map((id) => loaded(index, id, state.chosen.get(id))));
  const passing = narrowed(matched, facets);
  const order = state.sort === "date" || !matched.wanted.length ? passing.numbers.toReversed() : ranked(passing);
  const [rows, named] = await Promise.all([index.shown(order.slice(0, state.shown)), offers(index, state.q)]);
  // If documents match the query but not the facets, shorter queries don't help.
  const hints = matched.numbers.length || matched.url ? [] : await shorter(index, state.q);
  return { matched, facets, order, rows, named, hints };
}

/**
 * Find the documents that match a query.
 * @param {import("./search-index.js").SearchIndex} index
 * @param {string} query
 * @returns {Promise<Matched>}
 */
async function matching(index, query) {
  const pasted = address(query);
  if (pasted) {
    const hit = await index.address(pasted);
    if (hit.numbers.length) return { ...hit, wanted: [], url: pasted };
    if (/^https?:/i.test(query.trim())) return { numbers: [], tiers: [], wanted: [], url: pasted };
  }
  const wanted = terms(query);
  return { ...(await index.find(wanted)), wanted };
}
