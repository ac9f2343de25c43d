/** What came with the address of the page on adding an entry: by its bookmarklet, by a phone's share sheet, or by a link of ours. */

import { pulled } from "./url.js";

const LINE = 1000;
const TEXT = 5000;

/**
 * What an address's query gives; any may be empty. Phones often put title and URL into `text` alone.
 * @param {string} search
 * @returns {{ url: string, title: string, note: string }}
 */
export function given(search) {
  const query = new URLSearchParams(search);
  /** @type {(name: string, most: number) => string} */
  const read = (name, most) => [...(query.get(name) ?? "").slice(0, 2 * most)].slice(0, most).join("").toWellFormed().trim();
  const parts = { url: read("url", TEXT), title: read("title", LINE), text: read("text", TEXT) };
  const found = { url: pulled(parts.url), title: pulled(parts.title), text: pulled(parts.text) };
  const source = [found.url, found.text, found.title].find(({ url }) => url);
  // An address of its own is taken whole: it may hold what would end one in a text.
  const url = /^https?:\S+$/i.test(parts.url) ? parts.url : source?.url ?? parts.url;
  const [first, ...others] = lines(found.text.rest);
  const title = line(found.title.rest) || [...line(first ?? "")].slice(0, LINE).join("");
  const rest = found.title.rest ? lines(found.text.rest) : others;
  const told = rest.filter((text) => !title.includes(line(text)));
  return { url, title, note: told.map((text) => `> ${text}`).join("\n") };
}

/** @param {string} text */
function lines(text) {
  return text.split(/[\r\n]+/).map((one) => one.trim()).filter(Boolean);
}

/**
 * A text on one line, without the characters that no title or tag may hold: see llmnotes/text/characters.py.
 * @param {string} text
 */
export function line(text) {
  return text.replace(/[\s\p{Cc}\p{Co}\p{Cs}\p{Bidi_Control}\p{Noncharacter_Code_Point}]+/gu, " ").trim();
}
