/** The state of the search page, which its address contains. */

/** Number of results shown at first, and of results added each time. */
export const STEP = 10;
const MOST = 500;

/**
 * Read the state from an address's query. Parameters other than q, sort and n are facets.
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
 * Return the address of a state, for a page at `path`.
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
 * Return the chosen values with one value added, or removed if it was chosen.
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
