// Opens the page at the same address in lower case, if it exists. Otherwise suggests a search for the words in the missing address.
// Without this script, the search form on the page is empty.

const WORDS = 8;
const FOLDERS = new Set(["entries", "topics", "tags", "years", "sources", "search", "index"]);

// Returns up to eight words of an address below `base`, without the site's folders, file extensions, numbers, dates, and ids of letters and digits.
/** @type {(pathname: string, base: string) => string[]} */
function wordsOf(pathname, base) {
  const below = pathname.startsWith(base) ? pathname.slice(base.length) : pathname;
  const parts = below.split("/").map(decoded).map((part) => part.replace(/\.[a-z]{2,5}$/i, ""));
  const words = parts.filter((part) => !FOLDERS.has(part)).flatMap((part) => part.split(/[^\p{L}\p{M}\p{N}]+/u));
  const useful = words.filter((word) => word && !/^\p{N}+$/u.test(word) && !/^(?=.*\d)[\da-z]{10,}$/i.test(word));
  return [...new Set(useful)].slice(0, WORDS);
}

/** @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return ""; // not UTF-8
  }
}

// Opens the page at the address in lower case. The addresses of the site have no capital letters, but people write `tags/React/`.
/** @param {string} base */
async function openInLowerCase(base) {
  const below = decoded(location.pathname.slice(base.length));
  const lower = below.normalize("NFKC").toLowerCase();
  if (lower === below || !location.pathname.startsWith(base)) return;
  const address = `${base}${lower.split("/").map(encodeURIComponent).join("/")}`;
  const response = await fetch(address);
  if (response.ok) location.replace(`${address}${location.search}${location.hash}`);
}

/** @type {(word: string, action: string) => HTMLElement} */
function linkTo(word, action) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const url = new URL(action);
  url.searchParams.set("q", word);
  link.href = url.href;
  link.textContent = word;
  item.append(link);
  return item;
}

const form = document.getElementById("ln-missing");
const field = document.getElementById("ln-missing-query");
const list = document.getElementById("ln-missing-words");
if (form instanceof HTMLFormElement && field instanceof HTMLInputElement && list) {
  openInLowerCase(form.dataset.base ?? "/");
  const words = wordsOf(location.pathname, form.dataset.base ?? "/");
  field.value = words.join(" ");
  if (words.length > 1) {
    list.replaceChildren(...words.map((word) => linkTo(word, form.action)));
    list.hidden = false;
  }
}
