/** The search in pages that are not entries, such as the Markdown pages in docs/. search/pages.json has their texts: see site/theme/page_texts.py. */

import { spaced } from "./search-terms.js";

/** The tiers of a page: all terms are in its title; all terms are in its headings; all other pages that contain the terms. */
const TITLE = 0;
const HEADING = 1;
const ELSEWHERE = 2;

/** @type {Promise<Folded[]> | undefined} The pages with their folded texts, which searches share. */
let pages;

/**
 * Return the pages that contain all wanted terms and no unwanted term: first those with all terms in the title, then those with all terms in headings. Without
 * wanted terms, or if the texts of the pages can't be fetched, return no page.
 * @param {URL} base URL of the site's root.
 * @param {string[]} wanted
 * @param {string[]} unwanted
 * @returns {Promise<PageHit[]>}
 */
export async function pagesWith(base, wanted, unwanted) {
  if (!wanted.length) return [];
  pages ??= fetched(new URL("search/pages.json", base)).catch((error) => {
    pages = undefined; // so that the next query tries again
    console.warn(error);
    return []; // the search finds entries without this file
  });
  const found = (await pages).filter(({ all }) => wanted.every((term) => all.includes(term)) && !unwanted.some((term) => all.includes(term)));
  const hits = found.map((page) => ({ page, tier: tierOf(page, wanted) })).sort((one, other) => one.tier - other.tier);
  return hits.map(({ page }) => hit(page, base, wanted));
}

/**
 * @param {URL} url
 * @returns {Promise<Folded[]>}
 */
async function fetched(url) {
  const response = await fetch(url, { cache: "no-cache" });
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status}`);
  /** @type {PageRow[]} */
  const rows = await response.json();
  return rows.map((row) => {
    const [, title, sections] = row;
    const headings = spaced(sections.map(([, heading]) => heading).join("\n"));
    return { row, title: spaced(title), headings, all: spaced([title, ...sections.flatMap(([, heading, text]) => [heading, text])].join("\n")) };
  });
}

/**
 * @param {Folded} page
 * @param {string[]} wanted
 */
function tierOf({ title, headings }, wanted) {
  /** @param {string} text */
  const has = (text) => wanted.every((term) => text.includes(term));
  if (has(title)) return TITLE;
  return has(headings) ? HEADING : ELSEWHERE;
}

/**
 * Return a page as a result. If its title contains all terms, the result leads to the first section; otherwise to the section with most of the terms.
 * @param {Folded} page
 * @param {URL} base
 * @param {string[]} wanted
 * @returns {PageHit}
 */
function hit({ row: [address, title, sections], title: folded }, base, wanted) {
  const counts = sections.map(([, heading, text]) => wanted.filter((term) => spaced(`${heading}\n${text}`).includes(term)).length);
  const inTitle = wanted.every((term) => folded.includes(term));
  const [id, heading, text] = sections[inTitle ? 0 : counts.indexOf(Math.max(...counts))] ?? ["", "", ""];
  const url = new URL(address, base);
  if (id) url.hash = id;
  return { href: url.href, title, heading: heading && !same(heading, title) ? heading : "", text };
}

/**
 * @param {string} one
 * @param {string} other
 */
function same(one, other) {
  return spaced(one) === spaced(other);
}
