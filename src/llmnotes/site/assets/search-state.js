/** What the search page shows, as its address holds it. */

/** Results shown at first, and how many more each time. */
export const STEP = 10;
const MOST = 500;

/**
 * The state in an address's query. Every other parameter is a facet.
 * @param {string} search
 * @returns {State}
 */
export function read(search) {
  const query = new URLSearchParams(search);
  /** @type {Chosen} */
  const chosen = new Map();
  for (const [name, value] of query) if (!["q", "sort", "n"].includes(name)) chosen.set(name, (chosen.get(name) ?? new Set()).add(value));
  return {
    q: query.get("q") ?? "",
    sort: query.get("sort") === "date" ? "date" : "relevance",
    shown: Math.min(MOST, Math.max(STEP, Number.parseInt(query.get("n") ?? "", 10) || STEP)),
    chosen,
  };
}

/**
 * The address of a state, for a page at `path`.
 * @param {State} state
 * @param {string} path
 */
export function addressOf({ q, sort, shown, chosen }, path) {
  const query = new URLSearchParams();
  if (q) query.set("q", q);
  for (const [id, values] of chosen) for (const value of values) query.append(id, value);
  if (sort !== "relevance") query.set("sort", sort);
  if (shown !== STEP) query.set("n", String(shown));
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

/**
 * What is chosen, with one value more or less.
 * @param {Chosen} chosen
 * @param {string} id
 * @param {string} value
 * @returns {Chosen}
 */
export function toggled(chosen, id, value) {
  const values = new Set(chosen.get(id));
  if (!values.delete(value)) values.add(value);
  const changed = new Map(chosen).set(id, values);
  if (!values.size) changed.delete(id);
  return changed;
}
