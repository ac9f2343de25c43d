/** The links to the previous and next entry. If the reader came from the list of a topic, tag, year or source, the links lead through that list. */

import { element } from "./element.js";
import { phrase, root } from "./settings.js";

const KEY = `llmnotes:${root.pathname}:list`;
const LIST = /^(?:topics|tags|years|sources)\/[^/]+(?:\/\d+)?(?:\/|\.html)$/;

/** An entry in a list.
 *  @typedef {{ slug: string, href: string, title: string, day: string, lang: string | undefined }} Row */

/** One page of a list, with its entries in order, newest first.
 *  @typedef {{ address: string, name: string, rows: Row[], newer: string | undefined, older: string | undefined }} ListPage */

/**
 * Return the address of the list that the reader came from, directly or by way of other entries of the list; null if the reader came from no list.
 * @param {string} referrer
 */
function listOf(referrer) {
  if (!referrer.startsWith(root.href)) return null;
  const url = new URL(referrer);
  const path = url.pathname.slice(root.pathname.length);
  if (LIST.test(path)) return url.origin + url.pathname;
  return path.startsWith("entries/") ? sessionStorage.getItem(KEY) : null;
}

/**
 * Fetch a page of a list.
 * @param {string} address
 * @returns {Promise<ListPage>}
 */
async function load(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  /** @type {(link: Element | null | undefined) => string | undefined} */
  const target = (link) => (link ? new URL(link.getAttribute("href") ?? "", address).href : undefined);
  const rows = [...page.querySelectorAll(".ln-entry")].map((entry) => {
    const [title, time] = [entry.querySelector(".ln-entry__title"), entry.querySelector("time")];
    const lang = title?.querySelector("a")?.lang;
    return { slug: title?.id ?? "", href: target(time?.closest("a")) ?? "", title: title?.textContent ?? "", day: time?.textContent ?? "", lang: lang || undefined };
  });
  return {
    address,
    name: page.querySelector("h1")?.textContent ?? "",
    rows,
    newer: target(page.querySelector(".ln-pager a[rel=next]")),
    older: target(page.querySelector(".ln-pager a[rel=prev]")),
  };
}

/**
 * Return the page of a list that shows an entry: the page at the address, or the page before or after it; undefined if none of these shows the entry.
 * @param {string} address
 * @param {string} slug
 */
async function find(address, slug) {
  const page = await load(address);
  const shows = /** @param {ListPage} one */ (one) => one.rows.some((row) => row.slug === slug);
  if (shows(page)) return page;
  const beside = await Promise.all([page.newer, page.older].flatMap((one) => (one ? [load(one)] : [])));
  return beside.find(shows);
}

/** @type {(rel: "prev" | "next", label: string, row: Row) => HTMLElement} */
function linkTo(rel, label, { href, title, day, lang }) {
  const time = element("time", { datetime: day }, day);
  const line = rel === "prev" ? [`← ${label} · `, time] : [time, ` · ${label} →`];
  return element("a", { rel, href, lang }, element("span", { class: "ln-muted" }, line), ` ${title}`);
}

/** @param {string} address */
async function show(address) {
  const slug = decodeURIComponent(location.pathname).match(/([^/]+?)(?:\/|\.html)$/)?.[1] ?? "";
  const page = await find(address, slug);
  const nav = document.querySelector(".ln-neighbours");
  if (!page || !nav) return;
  sessionStorage.setItem(KEY, page.address);
  const place = page.rows.findIndex((row) => row.slug === slug);
  const newer = page.rows[place - 1] ?? (page.newer && (await load(page.newer)).rows.at(-1));
  const older = page.rows[place + 1] ?? (page.older && (await load(page.older)).rows[0]);
  nav.replaceChildren(
    ...(older ? [linkTo("prev", phrase("previous_in", page.name), older)] : []),
    ...(newer ? [linkTo("next", phrase("next_in", page.name), newer)] : []),
  );
}

const address = listOf(document.referrer);
if (address) show(address);
