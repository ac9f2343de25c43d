/** What to try where a search finds nothing. */

import { fold } from "./search-index.js";

/**
 * The shortest beginning of a word that still says something: two characters, three of Latin letters.
 * @param {string} word
 */
const least = (word) => (/^[\p{Script=Latin}\p{N}]/u.test(word) ? 3 : 2);

/**
 * Queries near this one that find something, as it was typed, with how much they find; the one that keeps most first.
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
