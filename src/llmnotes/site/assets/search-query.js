/** The query language: words, phrases in quotes, excluded words, and operators such as `tag:` that filter results like the facets. */

import { spaced, terms } from "./search-terms.js";

const QUOTES = /[“”„＂]/gu;
const TOKEN = /-?"[^"]*"|(?:tag|topic|source|year|since|until):"[^"]*"|\S+/giu;
const OPERATOR = /^(tag|topic|source|year|since|until):(?:"([^"]+)"|([^"].*))$/isu;
const PHRASE = /^"([^"]*)"$/u;
const DAY = /^(\d{4})(?:-(0[1-9]|1[0-2])(?:-\d{2})?)?$/u;

/**
 * Split a query into terms and operators. All text that is not an operator is a term, also a lone `-`, an unclosed quote, and an unknown `word:`.
 * @param {string} query
 * @param {string[]} facets Ids of the facets of the list. An operator of any other facet is a term.
 * @returns {Query}
 */
export function parse(query, facets) {
  /** @type {Query} */
  const found = { wanted: [], tokens: [], operators: [] };
  for (const token of query.replace(QUOTES, '"').match(TOKEN) ?? []) {
    const operator = operatorOf(token, facets);
    if (operator) found.operators.push({ ...operator, token });
    else {
      found.tokens.push(token);
      found.wanted.push(...termsOf(token));
    }
  }
  found.wanted = [...new Set(found.wanted)];
  return found;
}

/**
 * Return the terms of a token: one for a phrase in quotes, otherwise its folded words.
 * @param {string} token
 */
function termsOf(token) {
  const phrase = spaced(PHRASE.exec(token)?.[1] ?? "");
  return phrase ? [phrase] : terms(token);
}

/**
 * @param {string} token
 * @param {string[]} facets
 * @returns {Omit<Operator, "token"> | undefined}
 */
function operatorOf(token, facets) {
  const text = token.normalize("NFKC");
  if (/^-[^-]/u.test(text)) {
    const [unwanted] = termsOf(token.slice(1));
    return unwanted && PHRASE.test(token.slice(1)) === /^-"/u.test(text) ? { kind: "without", value: unwanted } : undefined;
  }
  const [, name, quoted, plain] = OPERATOR.exec(text) ?? [];
  const kind = name?.toLowerCase();
  const value = (quoted ?? plain)?.trim();
  if (!value) return undefined;
  if (kind === "since" || kind === "until") {
    const [, year, month] = facets.includes("month") ? DAY.exec(value) ?? [] : [];
    return year ? { kind, value: `${year}-${month ?? (kind === "since" ? "01" : "12")}` } : undefined;
  }
  if (!facets.includes(kind) || (kind === "year" && !/^\d{4}$/u.test(value))) return undefined;
  return { kind, value };
}

/**
 * Return a query without the operators for which `drops` returns true.
 * @param {string} query
 * @param {string[]} facets
 * @param {(operator: Operator) => boolean} drops
 */
export function withoutOperators(query, facets, drops) {
  const { operators } = parse(query, facets);
  const dropped = new Set(operators.filter(drops).map(({ token }) => token));
  if (!dropped.size) return query;
  return (query.replace(QUOTES, '"').match(TOKEN) ?? []).filter((token) => !dropped.has(token)).join(" ");
}

/**
 * Return the filters of a search: the chosen values of its facets, and those of the operators in its query. If there are
 * several first months, the latest applies; of several last months, the earliest.
 * @param {State} state
 * @param {Query} query
 * @returns {Filters}
 */
export function filtersOf({ chosen, since, until }, { operators }) {
  /** @type {Filters} */
  const filters = { chosen: new Map([...chosen].map(([id, keys]) => [id, new Set(keys)])), since, until, unwanted: [] };
  for (const { kind, value } of operators) {
    if (kind === "without") filters.unwanted.push(value);
    else if (kind === "since") filters.since = [filters.since, value].sort()[1];
    else if (kind === "until") filters.until = [filters.until || value, value].sort()[0];
    else filters.chosen.set(kind, (filters.chosen.get(kind) ?? new Set()).add(value));
  }
  return filters;
}

/**
 * Return whether filters exclude entries by their properties. Pages that are not entries don't have these properties.
 * @param {Filters} filters
 */
export function filtering({ chosen, since, until }) {
  return Boolean(chosen.size || since || until);
}
