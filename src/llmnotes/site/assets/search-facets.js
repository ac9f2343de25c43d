/** Facets: which documents pass, and how many with each value. */

/** A facet's table and column, with the chosen values as they are called now, and their places. */
export async function loaded(index, id, wanted = new Set()) {
  const [values, column] = await Promise.all([index.values(id), index.column(id)]);
  // An address may hold what a topic or a tag was called before.
  const before = values.flatMap(([, , , ...aliases], place) => aliases.map((alias) => [alias, place]));
  const places = new Map([...before, ...values.map(([key], place) => [key, place])]);
  // A value that nothing has (an old address) must still narrow, to nothing, and be there to be dropped.
  const chosen = new Set([...wanted].map((key) => places.get(key) ?? -1));
  const keys = new Set([...wanted].map((key) => values[places.get(key)]?.[0] ?? key));
  return { id, values, column, keys, chosen, counts: new Uint32Array(values.length) };
}

function passes({ chosen, column: { starts, values } }, number) {
  if (!chosen.size) return true;
  for (let at = starts[number]; at < starts[number + 1]; at++) if (chosen.has(values[at])) return true;
  return false;
}

function count({ counts, column: { starts, values } }, number) {
  for (let at = starts[number]; at < starts[number + 1]; at++) counts[values[at]]++;
}

/** Those of the documents that pass all facets. Counts what each value of a facet would pass: exact, as if that facet were not chosen. */
export function narrowed({ numbers, titles }, facets) {
  const passing = { numbers: [], titles: [] };
  numbers.forEach((number, at) => {
    const failed = facets.filter((facet) => !passes(facet, number));
    if (failed.length > 1) return;
    if (failed.length) return void count(failed[0], number);
    passing.numbers.push(number);
    passing.titles.push(titles[at]);
    for (const facet of facets) count(facet, number);
  });
  return passing;
}
