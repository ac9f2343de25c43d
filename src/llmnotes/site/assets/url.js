/** URLs: their canonical form, their faults, and finding them in texts. Same behaviour as llmnotes/web/url.py, whose rules the build writes to
 *  add/record.json and search/index.json. */

/**
 * Return the canonical form of a URL, which is equal for all spellings of one address. A text that can't be parsed is returned unchanged.
 * @param {string} url
 * @param {UrlRules} rules
 */
export function canonical(url, rules) {
  let parsed;
  try {
    parsed = new URL(url);
  } catch {
    return url;
  }
  let host = rules.hosts[parsed.hostname] ?? parsed.hostname;
  let path = parsed.pathname;
  let query = parsed.search.replace(/^\?/, "");
  if (host === "youtu.be" && path.length > 1) {
    host = "www.youtube.com";
    query = [`v=${path.slice(1)}`, query].filter(Boolean).join("&");
    path = "/watch";
  }
  if (host === "arxiv.org") {
    const paper = new RegExp(`^(?:${rules.arxiv})$`).exec(path);
    if (paper) path = `/abs/${paper[1]}`;
  }
  const sharing = rules.sharing[host] ?? [];
  const kept = query.split("&").filter((part) => part && !tracks(part.split("=")[0], rules.tracking, sharing));
  const port = parsed.port ? `:${parsed.port}` : "";
  return `${parsed.protocol}//${host}${port}${path}${kept.length ? "?" : ""}${kept.join("&")}${parsed.hash}`;
}

/**
 * Return the canonical form of a URL, then other forms that nearly always lead to the same page: without the fragment, other scheme, with or without `www.`,
 * with or without a final slash. A fragment that begins with `!` or `/` stays. A URL that is not http or https has only its canonical form.
 * @param {string} url
 * @param {UrlRules} rules
 */
export function alike(url, rules) {
  const form = canonical(url, rules);
  if (!/^https?:\/\//u.test(form)) return [form];
  const [whole, part] = form.split(/#(.*)/su);
  let forms = part && !/^[!/]/u.test(part) ? [form, whole] : [form];
  for (const other of [withOtherScheme, withOtherWww, withOtherSlash]) forms = [...forms, ...forms.map(other)];
  return [...new Set(forms)];
}

/** @param {string} form */
function withOtherScheme(form) {
  return form.startsWith("https:") ? `http${form.slice(5)}` : `https${form.slice(4)}`;
}

/** @param {string} form */
function withOtherWww(form) {
  const start = form.indexOf("://") + 3;
  const rest = form.slice(start);
  return form.slice(0, start) + (rest.startsWith("www.") ? rest.slice(4) : `www.${rest}`);
}

/** @param {string} form */
function withOtherSlash(form) {
  const [path, query] = form.split(/\?(.*)/su);
  const slashed = path.endsWith("/");
  if (form.includes("#") || (slashed && path.split("/").length <= 4)) return form;
  return `${slashed ? path.slice(0, -1) : `${path}/`}${query === undefined ? "" : `?${query}`}`;
}

/** @type {(encoded: string, tracking: string[], sharing: string[]) => boolean} */
function tracks(encoded, tracking, sharing) {
  let name = encoded.replaceAll("+", " ");
  try {
    name = decodeURIComponent(name);
  } catch {
    // an incomplete escape is part of the name
  }
  name = name.toLowerCase();
  return sharing.includes(name) || tracking.some((row) => (row.endsWith("*") ? name.startsWith(row.slice(0, -1)) : name === row));
}

/**
 * Return the URL that a query consists of; empty if the query is not a URL. A query such as `a.example/b` gets the scheme https.
 * @param {string} query
 */
export function address(query) {
  const text = query.trim();
  if (/^https?:\/\/\S+$/i.test(text)) return text;
  return /^[\w-]+(?:\.[\w-]+)+\/\S*$/.test(text) ? `https://${text}` : "";
}

/**
 * Return a URL without tracking parameters, otherwise unchanged.
 * @param {string} url
 * @param {UrlRules} rules
 */
export function cleaned(url, rules) {
  let name;
  try {
    name = new URL(url).hostname;
  } catch {
    return url;
  }
  const sharing = rules.sharing[rules.hosts[name] ?? name] ?? rules.sharing[name === "youtu.be" ? "www.youtube.com" : ""] ?? [];
  const [, before, query, hash] = /^([^?#]*)(?:\?([^#]*))?(.*)$/su.exec(url) ?? [];
  if (query === undefined) return url;
  const kept = query.split("&").filter((part) => !part || !tracks(part.split("=")[0], rules.tracking, sharing));
  return `${before}${kept.length ? `?${kept.join("&")}` : ""}${hash}`;
}

/**
 * Return the fault of an entry's URL: the last part of its message's key, such as `missing` for `add_fault_url_missing`. Return "" for a valid URL.
 * @param {string} url
 * @param {RecordRules} limits
 */
export function fault(url, limits) {
  if (!url) return "missing";
  if (/[\s\x00-\x1f\x7f]/.test(url)) return "space";
  if (!/^https?:\/\/[^/?#]/i.test(url)) return "scheme";
  if ([...url].length > limits.max_url) return "long";
  let parsed;
  try {
    parsed = new URL(url);
  } catch {
    return "invalid";
  }
  if (parsed.username || parsed.password) return "password";
  return isHost(parsed.hostname, limits) ? "" : "invalid";
}

/**
 * @param {string} name
 * @param {RecordRules} limits
 */
function isHost(name, limits) {
  if (name.startsWith("[")) return true;
  const taken = limits.no_host.includes(name.replace(/^(www\.)+/, "").replace(/\.$/, ""));
  return !taken && name.length <= limits.max_host && /^(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?$/.test(name);
}

// Japanese punctuation and brackets, quotation marks, `<` and `>` end a URL within a text. The brackets ()[]{} may be part of the URL.
const ADDRESS = /https?:\/\/[^\s<>"'「」『』【】〈〉《》（）、。，｜\x00-\x1f\x7f]+/giu;

/**
 * Return the last URL in a text, and the text without it; both may be empty. Punctuation and unpaired brackets at the end of the URL stay in the text.
 * @param {string} text
 */
export function pulled(text) {
  const match = [...text.matchAll(ADDRESS)].at(-1);
  if (!match) return { url: "", rest: text.trim() };
  let url = match[0].replace(/[.,;:!?]+$/, "");
  while (/[)\]}]$/.test(url) && unbalanced(url)) url = url.slice(0, -1).replace(/[.,;:!?]+$/, "");
  return { url, rest: `${text.slice(0, match.index)}${text.slice(match.index + url.length)}`.replace(/[ \t]{2,}/g, " ").trim() };
}

/** @param {string} url */
function unbalanced(url) {
  const close = url.slice(-1);
  const open = "([{"[")]}".indexOf(close)];
  return url.split(close).length > url.split(open).length;
}
