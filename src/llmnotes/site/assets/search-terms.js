/** Splitting of texts for the search into terms, words and grams (sequences of up to three characters). llmnotes/search/cut.py splits the texts of the
 *  index in the same way. */

/** Length of the longest grams in characters. */
export const LONGEST = 3;

const LATIN = "0-9a-z\u00df-\u00f6\u00f8-\u024f\u1e00-\u1eff";
const WORD = `(?:[${LATIN}]+|[\u30a1-\u30fa\u30fc]+)`;
const IS_WORD = new RegExp(`^${WORD}$`);
const WITH_PUNCTUATION = new RegExp(`^(?:\\.[${LATIN}]+|[${LATIN}]+[+#]+)$`);
const BEGINS = new RegExp(`^${WORD}`);
const ENDS = new RegExp(`${WORD}$`);
// The characters that Python's str.split() splits at. \s lacks U+001C to U+001F and U+0085, and has U+FEFF.
const SPACE = /[\t-\r\x1c-\x20\x85\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\xa0]+/u;

/**
 * Fold a text, so that texts that differ only in case or width are equal: NFKC and lower case.
 * @param {string} text
 */
export function fold(text) {
  const cased = text.normalize("NFKC").toUpperCase().toLowerCase().replaceAll("ς", "σ").replaceAll("ß", "ss");
  return cased.normalize("NFKC");
}

/**
 * Return the folded terms of a text, without duplicates.
 * @param {string} text
 */
export function terms(text) {
  return [...new Set(fold(text).split(SPACE).filter(Boolean))];
}

/**
 * Return a folded text on one line, with single spaces.
 * @param {string} text
 */
export function spaced(text) {
  return fold(text).split(SPACE).filter(Boolean).join(" ");
}

/**
 * Return the grams to look up for a folded term or phrase, each with its offset in characters.
 * @param {string} term
 * @returns {[offset: number, gram: string][]}
 */
export function cover(term) {
  const characters = [...term];
  if (characters.length <= LONGEST) return [[0, term]];
  const last = characters.length - LONGEST;
  const offsets = [];
  for (let offset = 0; offset < last; offset += LONGEST) offsets.push(offset);
  return [...offsets, last].map((offset) => [offset, characters.slice(offset, offset + LONGEST).join("")]);
}

/**
 * Return whether a folded term is a word that can have a key for all documents that contain it, also inside longer words.
 * @param {string} term
 */
export function isWord(term) {
  return term.length > LONGEST && term.length < 25 && IS_WORD.test(term);
}

/**
 * Return the words that a document must contain whole so that it contains a folded term whole: the term itself if it is a word, such as `rag` or
 * `c++`; otherwise the words at its beginning and at its end. The words between them are whole anyway, because the
 * term contains the characters around them.
 * @param {string} term
 */
export function wholeWords(term) {
  if (WITH_PUNCTUATION.test(term)) return [term];
  return [...new Set([BEGINS.exec(term)?.[0], ENDS.exec(term)?.[0]].filter((word) => word !== undefined))];
}
