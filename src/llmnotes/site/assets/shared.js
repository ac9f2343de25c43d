/** Values in the query of the page for adding an entry. They come from the bookmarklet, from a phone's share menu, or from a link on the site. */

import { pulled } from "./url.js";

const LINE = 1000;
const TEXT = 5000;

/**
 * Return URL, title and note from a query; each may be empty. Phones often send title and URL in `text`.
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
  // The parameter `url` is used whole, because it may contain characters that end a URL within a text.
  const url = /^https?:\S+$/i.test(parts.url) ? parts.url : source?.url ?? parts.url;
  const [first, ...others] = lines(found.text.rest);
  const title = line(found.title.rest) || [...line(first ?? "")].slice(0, LINE).join("");
  const rest = found.title.rest ? lines(found.text.rest) : others;
  const kept = rest.filter((text) => !title.includes(line(text)));
  return { url, title, note: kept.map((text) => `> ${text}`).join("\n") };
}

/** @param {string} text */
function lines(text) {
  return text.split(/[\r\n]+/).map((one) => one.trim()).filter(Boolean);
}

/**
 * Return a text on one line, without the characters that titles and tags must not contain: see llmnotes/text/characters.py.
 * @param {string} text
 */
export function line(text) {
  return text.replace(/[\s\p{Cc}\p{Co}\p{Cs}\p{Bidi_Control}\p{Noncharacter_Code_Point}]+/gu, " ").trim();
}
