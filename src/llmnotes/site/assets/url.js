/** URLs in canonical form, as llmnotes/url.py has them; its rules come with the search index. */

/** The form under which two spellings of one address are equal; what can't be parsed is its own form. */
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

function tracks(encoded, tracking, sharing) {
  let name = encoded.replaceAll("+", " ");
  try {
    name = decodeURIComponent(name);
  } catch {
    // half an escape is part of the name
  }
  name = name.toLowerCase();
  return sharing.includes(name) || tracking.some((row) => (row.endsWith("*") ? name.startsWith(row.slice(0, -1)) : name === row));
}

/** The address that a query is, if it looks like one: with its scheme, or a host with a path. */
export function address(query) {
  const text = query.trim();
  if (/^https?:\/\/\S+$/i.test(text)) return text;
  return /^[\w-]+(?:\.[\w-]+)+\/\S*$/.test(text) ? `https://${text}` : "";
}
