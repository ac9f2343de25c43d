/** Search results, for the list below the header's search field and for the search page. All texts become text nodes, so nothing is parsed as HTML. */

import { element } from "./element.js";
import { fold, spaced } from "./search-terms.js";
import { language, page, words } from "./settings.js";

const EXCERPT = 120;
const BEFORE = 30;

/**
 * Return a search result from its row in the index.
 * @param {Row} row
 * @returns {Result}
 */
export function entryOf([slug, title, shown, url, date, source, name, topics, tags, lang, text, copy]) {
  return { slug, title, shown: shown ? title.slice(0, shown) : title, url, date, source, name: name || source, topics, tags, lang, text, dead: copy !== undefined, copy };
}

/**
 * Find the terms in a text. Returns ranges [start, end] of the original text, in ascending order and without overlaps.
 * @param {string} text
 * @param {string[]} terms
 */
export function matches(text, terms) {
  let folded = "";
  /** @type {[number, number][]} */
  const origin = [];
  // Fold a letter together with its marks: が can have two characters, ｶﾞ always has two.
  for (const { 0: cluster, index } of text.matchAll(/\s+|[^\p{M}ﾞﾟ][\p{M}ﾞﾟ]*|[\p{M}ﾞﾟ]/gsu)) {
    const piece = cluster.trim() ? fold(cluster) : " "; // a phrase has a single space for any white space
    for (let unit = 0; unit < piece.length; unit++) origin.push([index, index + cluster.length]);
    folded += piece;
  }
  /** @type {[number, number][]} */
  const ranges = [];
  for (const term of terms) {
    for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + term.length)) {
      ranges.push([origin[at][0], origin[at + term.length - 1][1]]);
    }
  }
  ranges.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  /** @type {[number, number][]} */
  const apart = [];
  for (const range of ranges) {
    const last = apart.at(-1);
    if (last && range[0] <= last[1]) last[1] = Math.max(last[1], range[1]);
    else apart.push([...range]);
  }
  return apart;
}

/**
 * Return a text as strings and `mark` elements for the matches.
 * @param {string} text
 * @param {string[]} terms
 */
export function marked(text, terms) {
  /** @type {(string | HTMLElement)[]} */
  const parts = [];
  let at = 0;
  for (const [start, end] of matches(text, terms)) {
    parts.push(text.slice(at, start), element("mark", {}, text.slice(start, end)));
    at = end;
  }
  return [...parts, text.slice(at)].filter((part) => part !== "");
}

/**
 * Return a note on one line, cut to 120 characters around the first match, or to the first 120 characters if nothing matches.
 * @param {string} text
 * @param {string[]} terms
 */
export function excerpt(text, terms) {
  const line = text.replace(/\s+/gu, " ").trim();
  const characters = [...line];
  if (characters.length <= EXCERPT) return line;
  const first = matches(line, terms)[0]?.[0] ?? 0;
  const before = [...line.slice(0, first)].length;
  const start = Math.max(0, Math.min(before - BEFORE, characters.length - EXCERPT));
  const end = start + EXCERPT;
  return `${start ? "…" : ""}${characters.slice(start, end).join("").trim()}${end < characters.length ? "…" : ""}`;
}

/**
 * Return the title to show: without the site's name, unless the terms occur only in the site's name.
 * @param {Result} entry
 * @param {string[]} terms
 */
export function titleOf(entry, terms) {
  return matches(entry.shown, terms).length || !matches(entry.title, terms).length ? entry.shown : entry.title;
}

/**
 * Return the value of the `lang` attribute for a text: `ja` for a text with kana, otherwise `lang`; undefined if this is empty or the language of the site.
 * @param {string} lang
 * @param {string} text
 */
export function spoken(lang, text) {
  const own = /[\u3041-\u30fa]/u.test(text) ? "ja" : lang;
  return own && own !== language ? own : undefined;
}

/**
 * Return the element for a result, which looks like an entry in the site's lists.
 * @param {Result} entry
 * @param {string[]} terms
 * @param {Map<string, string>} topicTitles
 */
export function card(entry, terms, topicTitles) {
  /** @param {string} name */
  const tag = (name) => element("li", {}, element("a", { href: page(`tags/${tagAddress(name)}`) }, marked(name, terms)));
  /** @param {string} id */
  const topic = (id) => element("li", {}, element("a", { class: "ln-topic", href: page(`topics/${id}`) }, topicTitles.get(id) ?? id));
  const about = [...entry.topics.map(topic), ...entry.tags.map(tag)];
  return element(
    "article",
    { class: "ln-entry" },
    element("h3", { class: "ln-entry__title" }, element("a", { href: entry.copy || entry.url, rel: "noopener", hreflang: entry.lang || undefined, lang: spoken(entry.lang, entry.title) }, marked(titleOf(entry, terms), terms))),
    element(
      "p",
      { class: "ln-entry__meta" },
      element("a", { href: page(`sources/${entry.source}`) }, entry.name),
      " · ",
      element("a", { href: page(`entries/${entry.slug}`) }, element("time", { datetime: entry.date }, entry.date)),
      entry.dead ? [" · ", element("span", { class: "ln-dead-link" }, words.standing_dead)] : "",
      entry.copy ? [" · ", words.archived, " · ", element("a", { class: "ln-original", href: entry.url, rel: "noopener noreferrer" }, words.original)] : "",
    ),
    entry.text ? element("p", { class: "ln-found__excerpt", lang: spoken("", entry.text) }, marked(excerpt(entry.text, terms), terms)) : "",
    about.length ? element("ul", { class: "ln-terms" }, about) : "",
  );
}

/**
 * Return the last part of the address of a tag's page. Same behaviour as `tag_address` in llmnotes/records/term.py.
 * @param {string} tag
 */
export function tagAddress(tag) {
  const name = tag.normalize("NFKC").toLowerCase().trim().replace(/\s+/gu, "-");
  const address = [...name]
    .map((char) => (/^[\p{L}\p{N}.-]$/u.test(char) ? char : `_${char.codePointAt(0)?.toString(16)}`))
    .join("")
    .replace(/^\.|\.$|\.(?=(?:html|json|md|xml)$)/g, "_2e");
  return ["index", "readme"].includes(address) ? `${address}_` : address;
}

/**
 * Return the topics and tags whose name or alias equals the query, ignoring case and width.
 * @param {import("./search-index.js").SearchIndex} index
 * @param {string} query
 * @returns {Promise<Offer[]>}
 */
export async function offers(index, query) {
  const wanted = spaced(query);
  if (!wanted) return [];
  const { facets } = await index.open();
  const kinds = ["topic", "tag"].filter((kind) => facets.includes(kind));
  const lists = await Promise.all(kinds.map((kind) => index.named(kind)));
  return kinds.flatMap((kind, number) =>
    (lists[number].get(wanted) ?? []).map(([id, title, count]) => ({
      kind: words[kind],
      title,
      count,
      href: page(kind === "topic" ? `topics/${id}` : `tags/${tagAddress(id)}`),
    })),
  );
}
