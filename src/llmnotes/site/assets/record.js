/** The text and slug of a record. Same behaviour as llmnotes/records/record.py and llmnotes/yamlio/strict.py, whose rules the build writes to
 *  add/record.json. */

/**
 * Return a YAML value on one line, quoted only if necessary. `flow` is for a value inside brackets, `date` for a date, which needs no quotes.
 * @param {string} value
 * @param {YamlRules} rules
 */
export function word(value, rules, { flow = false, date = false } = {}) {
  const plain =
    new RegExp(rules.plain, "u").test(value) &&
    value === value.trim() &&
    !value.includes(": ") &&
    !value.includes(" #") &&
    !value.endsWith(":") &&
    !(flow && new RegExp(rules.flow, "u").test(value)) &&
    (date || !rules.typed.some((pattern) => new RegExp(pattern, "u").test(value)));
  if (plain) return value;
  return JSON.stringify(value).replace(new RegExp(rules.never_raw, "gu"), (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/**
 * Return the text of an entry's record. Keys with an undefined value or an empty list are left out.
 * @param {Partial<Entry>} entry
 * @param {Rules} rules
 */
export function write(entry, rules) {
  const lines = ["---"];
  for (const [key] of rules.record.keys) {
    const value = entry[key];
    if (value === undefined || (Array.isArray(value) && !value.length)) continue;
    const written = Array.isArray(value) ? `[${value.map((one) => word(one, rules.yaml, { flow: true })).join(", ")}]` : word(value, rules.yaml, { date: DATES.has(key) });
    lines.push(`${key}: ${written}`);
  }
  lines.push("---");
  const note = blankEnds(entry.note ?? "");
  return [...lines, ...(note ? ["", note] : []), ""].join("\n");
}

const DATES = new Set(["date", "added", "updated"]);
// A character that Python's str.strip() doesn't remove.
const SOMETHING = /[^\t-\r\x1c-\x20\x85\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\xa0]/u;

/** @param {string} note */
function blankEnds(note) {
  if (!SOMETHING.test(note)) return "";
  const lines = note.replaceAll("\r\n", "\n").replaceAll("\r", "\n").split("\n");
  /** @param {string} line */
  const blank = (line) => /^[ \t]*$/.test(line);
  let start = 0;
  let end = lines.length;
  while (blank(lines[start])) start++;
  while (blank(lines[end - 1])) end--;
  return lines.slice(start, end).join("\n");
}

/**
 * Return a new slug from a date (YYYY-MM-DD) and a valid URL, such that `taken(slug)` is false.
 * @param {string} date
 * @param {string} address
 * @param {Rules} rules
 * @param {(slug: string) => boolean} taken
 */
export function makeSlug(date, address, rules, taken) {
  const { hostname, pathname, search } = new URL(address);
  const host = hostname.replace(/^www\./, "");
  const query = search.replace(/^\?/, "");
  const { length, ending, says_nothing: silent, no_name: nameless } = rules.record;
  const segments = pathname.replace(new RegExp(ending, "i"), "").split("/").map(asciiWords);
  const [year, month, day] = date.split("-");
  const dates = [year, month, day, date, year + month + day];
  const useful = segments.filter((segment) => segment && !silent.includes(segment) && !dates.includes(segment));
  const parts = useful.length ? useful : query ? [asciiWords(query)] : segments;
  const name = Object.hasOwn(rules.sources, host) ? rules.sources[host] : hostWords(host, nameless);
  const stem = cut(`${date}-${[name, ...parts].filter(Boolean).join("-") || "entry"}`, length);
  let slug = stem;
  for (let count = 2; taken(slug); count++) slug = `${cut(stem, length - String(count).length - 1)}-${count}`;
  return slug;
}

/**
 * @param {string} host
 * @param {string[]} nameless
 */
function hostWords(host, nameless) {
  let labels = host.split(".");
  if (labels.length > 2 && labels[labels.length - 1].length === 2 && labels[labels.length - 2].length <= 3) labels = labels.slice(0, -2);
  else if (labels.length > 1) labels = labels.slice(0, -1);
  const useful = labels.filter((label) => !nameless.includes(label));
  return asciiWords((useful.length ? useful : labels).join("-"));
}

/** @param {string} segment */
function asciiWords(segment) {
  return segment.toLowerCase().replace(/%[0-9a-f]{2}/g, "-").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

/**
 * @param {string} words
 * @param {number} length
 */
function cut(words, length) {
  if (words.length <= length) return words;
  const place = words.slice(0, length + 1).lastIndexOf("-");
  return words.slice(0, place > Math.floor(length / 2) ? place : length).replace(/-+$/, "");
}
