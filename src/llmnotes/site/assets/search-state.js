/** The state of the search page: query, filters, order and number of results. The page's address contains it. */

/** Number of results shown at first, and number of results that the button “Show more” adds. */
export const STEP = 10;
const MOST = 500;
const OWN = new Set(["q", "sort", "n", "match", "since", "until"]);
/** Facets of which an entry can have several values. Several chosen values of any other facet, such as year, are alternatives. */
export const SEVERAL = ["topic", "tag"];

/**
 * Read the state from an address's query. A parameter that is not in `OWN` is the id of a facet.
 * @param {string} search
 * @returns {State}
 */
export function read(search) {
  const query = new URLSearchParams(search);
  /** @type {Chosen} */
  const chosen = new Map();
  for (const [name, value] of query) if (!OWN.has(name)) chosen.set(name, (chosen.get(name) ?? new Set()).add(value));
  const match = query.get("match");
  return {
    q: query.get("q") ?? "",
    sort: query.get("sort") === "date" ? "date" : "relevance",
    shown: Math.min(MOST, Math.max(STEP, Number.parseInt(query.get("n") ?? "", 10) || STEP)),
    chosen,
    // Addresses from before `match` existed repeat topics or tags to find entries with any of them.
    match: match === "any" || (match !== "all" && hasSeveral(chosen)) ? "any" : "all",
    since: monthOf(query.get("since")),
    until: monthOf(query.get("until")),
  };
}

/** @param {string | null} text */
function monthOf(text) {
  return text && /^\d{4}-(?:0[1-9]|1[0-2])$/u.test(text) ? text : "";
}

/**
 * Return whether several topics or several tags are chosen.
 * @param {Chosen} chosen
 */
export function hasSeveral(chosen) {
  return SEVERAL.some((id) => (chosen.get(id)?.size ?? 0) > 1);
}

/**
 * Return the address of a state, for a page at `path`.
 * @param {State} state
 * @param {string} path
 */
export function addressOf({ q, sort, shown, chosen, match, since, until }, path) {
  const query = new URLSearchParams();
  if (q) query.set("q", q);
  for (const [id, values] of chosen) for (const value of values) query.append(id, value);
  if (hasSeveral(chosen) || (match === "any" && (chosen.size || /(?:tag|topic):/iu.test(q)))) query.set("match", match);
  if (since) query.set("since", since);
  if (until) query.set("until", until);
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
