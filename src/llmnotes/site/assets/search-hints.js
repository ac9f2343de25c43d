/** Shorter queries to suggest if a search finds nothing. */

import { fold } from "./search-terms.js";

/**
 * Return the minimum length of the beginning of a word that is worth a search: two characters, or three Latin letters or digits.
 * @param {string} word
 */
const least = (word) => (/^[\p{Script=Latin}\p{N}]/u.test(word) ? 3 : 2);

/**
 * Return shorter queries that find something, each with its number of documents: with one word less, else single words, else the beginning of a word.
 * @param {import("./search-index.js").SearchIndex} index
 * @param {string} query
 * @returns {Promise<[query: string, count: number][]>}
 */
export async function shorter(index, query) {
  const typed = query.trim().split(/\s+/u).filter(Boolean);
  /** @param {string[]} words */
  const count = async (words) => (await index.find([...new Set(words.map(fold))])).numbers.length;
  /** @type {(lists: string[][]) => Promise<[string, number][]>} */
  const counted = async (lists) => {
    const counts = await Promise.all(lists.map(count));
    return lists.map((words, at) => /** @type {[string, number]} */ ([words.join(" "), counts[at]])).filter(([, total]) => total);
  };
  if (typed.length > 1) {
    const without = await counted(typed.map((_, at) => typed.filter((_word, other) => other !== at)));
    return without.length ? without : counted(typed.map((word) => [word]));
  }
  const characters = [...(typed[0] ?? "")];
  for (let length = characters.length - 1; length >= least(typed[0] ?? ""); length--) {
    const start = characters.slice(0, length).join("");
    const total = await count([start]);
    if (total) return [[start, total]];
  }
  return [];
}
