/** Suggestions for other queries: shorter queries if a search finds nothing, and queries with another spelling of a word. */

import { passing } from "./search-facets.js";
import { parse } from "./search-query.js";
import { spaced } from "./search-terms.js";

/** Maximum number of suggested queries whose documents are counted. */
const COUNTED = 6;
/** Maximum number of suggested queries that the page shows. */
const SHOWN = 4;

/**
 * Return the minimum length of a beginning of this word that may be suggested as a query: two characters, or three if the word begins with a Latin letter
 * or a digit.
 * @param {string} word
 */
const least = (word) => (/^[\p{Script=Latin}\p{N}]/u.test(word) ? 3 : 2);

/**
 * Return shorter queries that find something, each with its number of documents: the query without quotes; else those with one word less, else the single
 * words. For a query of one word, return the longest beginning of the word that finds something.
 * @param {import("./search-index.js").SearchIndex} index
 * @param {string[]} typed The words and phrases of the query.
 * @returns {Promise<Hint[]>}
 */
export async function shorter(index, typed) {
  /** @param {string[]} words */
  const count = async (words) => (await index.find(parse(words.join(" "), []).wanted)).numbers.length;
  /** @type {(lists: string[][]) => Promise<Hint[]>} */
  const counted = async (lists) => {
    const counts = await Promise.all(lists.map(count));
    return lists.map((words, at) => /** @type {Hint} */ ([words.join(" "), counts[at]])).filter(([, total]) => total);
  };
  const unquoted = typed.map((word) => word.replace(/^"([^"]*)"$/u, "$1"));
  if (unquoted.join() !== typed.join()) {
    const found = await counted([unquoted]);
    if (found.length) return found;
  }
  const words = unquoted.flatMap((word) => word.split(/\s+/u));
  if (words.length > 1) {
    const without = await counted(words.map((_, at) => words.filter((_word, other) => other !== at)));
    return without.length ? without : counted(words.map((word) => [word]));
  }
  const characters = [...(words[0] ?? "")];
  for (let length = characters.length - 1; length >= least(words[0] ?? ""); length--) {
    const start = characters.slice(0, length).join("");
    const total = await count([start]);
    if (total) return [[start, total]];
  }
  return [];
}

/**
 * Return queries with another spelling of a word, or another name of a tag or topic, each with the number of documents that it finds with the same filters.
 * Each query finds documents that neither this search nor an earlier suggestion finds.
 * @param {import("./search-index.js").SearchIndex} index
 * @param {string} query
 * @param {import("./search-answer.js").Answer} answered
 * @returns {Promise<Hint[]>}
 */
export async function otherwise(index, query, { ids, query: { tokens }, filters, facets, order }) {
  const named = await Promise.all(ids.filter((id) => id === "topic" || id === "tag").map((id) => index.named(id)));
  const whole = tokens.join(" "); // the name of a tag or topic may have several words
  const others = [...new Set([...tokens, whole])].flatMap((token) =>
    [...(token === whole && tokens.length > 1 ? [] : spellings(token)), ...names(token, named)]
      .filter((other) => !spaced(other).includes(spaced(token))) // would find no other documents
      .map((other) => query.replace(token, () => other)),
  );
  const found = await Promise.all(
    [...new Set(others)].slice(0, COUNTED).map(async (other) => {
      const { numbers } = await index.find(parse(other, ids).wanted, filters.unwanted);
      return { other, numbers: passing(numbers, facets) };
    }),
  );
  const known = new Set(order);
  /** @type {Hint[]} */
  const hints = [];
  for (const { other, numbers } of found.sort((one, two) => two.numbers.length - one.numbers.length)) {
    if (numbers.every((number) => known.has(number))) continue;
    hints.push([other, numbers.length]);
    for (const number of numbers) known.add(number);
  }
  return hints.slice(0, SHOWN);
}

/**
 * Return the other names of the tags and topics that have this text as a name. A name with white space gets quotes.
 * @param {string} token
 * @param {Map<string, Value[]>[]} named
 */
function names(token, named) {
  const wanted = spaced(token.replaceAll('"', ""));
  const found = named.flatMap((values) => values.get(wanted) ?? []).flatMap(([key, title, , ...aliases]) => [key, title, ...aliases]);
  return found.filter((name) => spaced(name) !== wanted).map((name) => (/\s/u.test(name) ? `"${name}"` : name));
}

/**
 * Return other spellings of a word: with or without a long vowel ー, with ブ or バ instead of ヴ or ヴァ, with spaces instead of hyphens between Latin words.
 * @param {string} word
 */
export function spellings(word) {
  const text = word.normalize("NFKC");
  const found = new Set();
  for (const { 0: run, index } of text.matchAll(/[\u30a1-\u30fa\u30fc]{3,}/gu)) {
    /** @param {string} other */
    const add = (other) => found.add(text.slice(0, index) + other + text.slice(index + run.length));
    if (!run.endsWith("ー")) add(`${run}ー`);
    for (let at = 2; at < run.length; at++) if (run[at] === "ー") add(run.slice(0, at) + run.slice(at + 1));
    add(run.replaceAll(/ヴ([ァィェォ]?)/gu, (_, small) => "ブバビベボ"["_ァィェォ".indexOf(small || "_")]));
  }
  if (/^[a-z0-9]+(?:-[a-z0-9]+)+$/iu.test(text)) found.add(text.replaceAll("-", " "));
  found.delete(text);
  return [...found];
}
