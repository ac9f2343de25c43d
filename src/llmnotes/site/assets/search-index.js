/** The search index in the browser: fetches the index files for the terms of a query, and returns document numbers.
 *  The format is described in llmnotes/search/index.py. */

import { LONGEST, cover, isWord, spaced, wholeWords } from "./search-terms.js";
import { alike } from "./url.js";

const FORMAT = 2;
/** First character of the key for a whole word. The hash of the key ignores it. */
const WHOLE = "\t";
/** A document whose tier is this number or higher contains the term only inside longer words. */
export const PART = 2;

const encoder = new TextEncoder();

/**
 * Return the number of the bucket for a key in UTF-8, by its FNV-1a hash.
 * @param {Uint8Array} key
 * @param {number} buckets
 */
export function bucket(key, buckets) {
  let value = 0x811c9dc5;
  for (const byte of key[0] === WHOLE.charCodeAt(0) ? key.subarray(1) : key) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value % buckets;
}

/** A reader of variable-length integers (varints) in a byte array. */
class Reader {
  /**
   * @param {Uint8Array} bytes
   * @param {number} start
   * @param {number} end
   */
  constructor(bytes, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  get more() {
    return this.at < this.end;
  }

  varint() {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.bytes[this.at++];
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  }
}

/**
 * Return a reader for the postings of a key in a bucket; undefined if the bucket lacks the key.
 * @param {Uint8Array} bytes
 * @param {Uint8Array} key
 */
export function postings(bytes, key) {
  const reader = new Reader(bytes);
  while (reader.more) {
    const length = reader.varint();
    const start = reader.at;
    reader.at += length;
    const size = reader.varint();
    if (length === key.length && key.every((byte, index) => byte === bytes[start + index])) {
      return new Reader(bytes, reader.at, reader.at + size);
    }
    reader.at += size;
  }
  return undefined;
}

/**
 * Decode the postings of a gram of one or two characters, a word or a URL: document numbers in ascending order, each with 1 if the document's title contains
 * the gram or word, or if the document is the entry with the URL; otherwise with 0. If `reader` is undefined, return no documents.
 * @param {Reader | undefined} reader
 * @returns {Listed}
 */
export function documents(reader) {
  /** @type {number[]} */
  const numbers = [];
  /** @type {number[]} */
  const titles = [];
  if (!reader) return { numbers, titles };
  const form = reader.bytes[reader.at++];
  if (form === 1) {
    const width = (reader.end - reader.at) / 2;
    for (let index = 0; index < width; index++) {
      const anywhere = reader.bytes[reader.at + index];
      const title = reader.bytes[reader.at + width + index];
      for (let bit = 0; anywhere >> bit; bit++) {
        if ((anywhere >> bit) & 1) {
          numbers.push(index * 8 + bit);
          titles.push((title >> bit) & 1);
        }
      }
    }
    return { numbers, titles };
  }
  for (let number = -1; reader.more; ) {
    const step = reader.varint();
    number += step >>> 1;
    numbers.push(number);
    titles.push(step & 1);
  }
  return { numbers, titles };
}

/**
 * Decode the postings of a gram of three characters: document numbers in ascending order, with the gram's places in each document. If `reader` is undefined,
 * return no documents.
 * @param {Reader | undefined} reader
 * @returns {Placed}
 */
export function places(reader) {
  /** @type {number[]} */
  const numbers = [];
  /** @type {number[][]} */
  const found = [];
  for (let number = -1; reader?.more; ) {
    const step = reader.varint();
    number += step >>> 1;
    const here = [reader.varint()];
    if (step & 1) {
      for (let rest = reader.varint(); rest > 0; rest--) here.push(here[here.length - 1] + reader.varint());
    }
    numbers.push(number);
    found.push(here);
  }
  return { numbers, places: found };
}

/**
 * Return the documents that contain a term: those in which each gram of the term is at its offset from the first gram.
 * @param {Placed[]} lists
 * @param {number[]} offsets
 * @returns {Listed}
 */
export function joined(lists, offsets) {
  const [first, ...others] = lists;
  const at = others.map(() => 0);
  /** @type {number[]} */
  const numbers = [];
  /** @type {number[]} */
  const titles = [];
  first.numbers.forEach((number, index) => {
    let starts = first.places[index];
    for (let other = 0; other < others.length && starts.length; other++) {
      const list = others[other];
      while (at[other] < list.numbers.length && list.numbers[at[other]] < number) at[other]++;
      if (list.numbers[at[other]] !== number) starts = [];
      else {
        const here = new Set(list.places[at[other]]);
        // The lowest bit of a place is 0 in titles and 1 in other texts, and the other bits are the position. So a match never spans both.
        starts = starts.filter((place) => here.has(place + (offsets[other + 1] - offsets[0]) * 2));
      }
    }
    if (starts.length) {
      numbers.push(number);
      titles.push(starts.some((place) => (place & 1) === 0) ? 1 : 0);
    }
  });
  return { numbers, titles };
}

/**
 * Return the documents of one term with their tiers: 0 for the whole word in the title, 1 for the whole word elsewhere, 2 for a part of a word in
 * the title, 3 for a part of a word elsewhere. A term without Latin or katakana words, such as one in kanji, always
 * counts as a whole word.
 * @param {Listed} found
 * @param {Listed[]} words The documents of each whole word of the term.
 * @returns {Found}
 */
function tiered({ numbers, titles }, words) {
  const at = words.map(() => 0);
  const tiers = numbers.map((number, index) => {
    let inTitle = titles[index];
    let whole = true;
    words.forEach((list, word) => {
      while (at[word] < list.numbers.length && list.numbers[at[word]] < number) at[word]++;
      if (list.numbers[at[word]] !== number) whole = false;
      else inTitle &= list.titles[at[word]];
    });
    return whole ? 1 - inTitle : PART + 1 - titles[index];
  });
  return { numbers, tiers };
}

/**
 * Return the documents that are in all lists. The tier of a document is the highest of its tiers in these lists.
 * @param {Found[]} lists
 * @returns {Found}
 */
function common(lists) {
  const [first, ...others] = lists.toSorted((one, other) => one.numbers.length - other.numbers.length);
  const at = others.map(() => 0);
  /** @type {Found} */
  const found = { numbers: [], tiers: [] };
  first.numbers.forEach((number, index) => {
    let tier = first.tiers[index];
    for (let other = 0; other < others.length; other++) {
      const list = others[other];
      while (at[other] < list.numbers.length && list.numbers[at[other]] < number) at[other]++;
      if (list.numbers[at[other]] !== number) return;
      tier = Math.max(tier, list.tiers[at[other]]);
    }
    found.numbers.push(number);
    found.tiers.push(tier);
  });
  return found;
}

/**
 * Return the documents that contain none of the terms as whole words.
 * @param {Found} found
 * @param {Found[]} unwanted The documents of each term.
 * @returns {Found}
 */
function without({ numbers, tiers }, unwanted) {
  const dropped = new Set(unwanted.flatMap((list) => list.numbers.filter((_, index) => list.tiers[index] < PART)));
  const kept = numbers.map((_, index) => index).filter((index) => !dropped.has(numbers[index]));
  return { numbers: kept.map((index) => numbers[index]), tiers: kept.map((index) => tiers[index]) };
}

/**
 * Decode a facet column. The values of document n are values[starts[n]] to values[starts[n + 1] - 1].
 * @param {Uint8Array} bytes
 * @param {number} total
 * @returns {Column}
 */
export function column(bytes, total) {
  const reader = new Reader(bytes);
  const starts = new Uint32Array(total + 1);
  /** @type {number[]} */
  const values = [];
  for (let number = 0; number < total; number++) {
    for (let more = 1; more; ) {
      const value = reader.varint() - 1;
      if (value < 0) break;
      values.push(value >>> 1);
      more = value & 1;
    }
    starts[number + 1] = values.length;
  }
  return { starts, values };
}

/** A search index. It fetches each file once and keeps it in memory. */
export class SearchIndex {
  /** @param {URL} base Folder of the index. */
  constructor(base) {
    this.base = base;
    /** @type {Map<string, Promise<any>>} */
    this.files = new Map();
    /** @type {WeakMap<Value[], Map<string, Value[]>>} Values of facets by name, so that each key press doesn't fold all names again. */
    this.names = new WeakMap();
    /** @type {Promise<Manifest> | undefined} */
    this.manifest = undefined;
  }

  /** Fetch the manifest. Throws if it can't be fetched or has another format. */
  async open() {
    this.manifest ??= this.#manifest("no-cache").catch((error) => {
      this.manifest = undefined; // so that the next query tries again
      throw error;
    });
    return this.manifest;
  }

  /**
   * @param {RequestCache} cache
   * @returns {Promise<Manifest>}
   */
  async #manifest(cache) {
    const response = await fetch(new URL("index.json", this.base), { cache });
    if (!response.ok) throw new Error(`index.json: ${response.status}`);
    const manifest = await response.json();
    if (manifest.format !== FORMAT) throw new Error(`format ${manifest.format}, not ${FORMAT}`);
    return manifest;
  }

  /**
   * @template Content
   * @param {string} path
   * @param {(response: Response) => Content | Promise<Content>} read
   * @returns {Promise<Content>}
   */
  async #file(path, read) {
    const known = this.files.get(path);
    if (known) return known;
    const content = this.#fetched(path).then(read);
    this.files.set(path, content);
    content.catch(() => this.files.delete(path)); // so that the next query tries again
    return content;
  }

  /** @param {string} path */
  async #fetched(path) {
    const { folder } = await this.open();
    const response = await fetch(new URL(`${folder}/${path}`, this.base));
    if (response.ok) return response;
    // A new build of the site may have renamed the folder since this page was opened, so fetch the manifest again.
    const manifest = await this.#manifest("reload");
    if (manifest.folder === folder) throw new Error(`${path}: ${response.status}`);
    this.files.clear();
    this.manifest = Promise.resolve(manifest);
    const again = await fetch(new URL(`${manifest.folder}/${path}`, this.base));
    if (!again.ok) throw new Error(`${path}: ${again.status}`);
    return again;
  }

  /**
   * @template Content
   * @param {string} path
   * @param {(bytes: Uint8Array) => Content} read
   */
  async #inflated(path, read) {
    return this.#file(path, async ({ body }) => {
      if (!body) throw new Error(`${path} is empty`);
      const inflated = new Response(body.pipeThrough(new DecompressionStream("deflate")));
      return read(new Uint8Array(await inflated.arrayBuffer()));
    });
  }

  /**
   * @param {string} path
   * @returns {Promise<any>}
   */
  async #json(path) {
    return this.#file(path, (response) => response.json());
  }

  /** Fetch the postings of a key. @param {string} key */
  async #postings(key) {
    const { buckets } = await this.open();
    const encoded = encoder.encode(key);
    return postings(await this.#inflated(`grams/${bucket(encoded, buckets).toString(16)}.bin`, (bytes) => bytes), encoded);
  }

  /**
   * Return the documents that contain a folded term anywhere.
   * @param {string} term
   * @returns {Promise<Listed>}
   */
  async #anywhere(term) {
    if (isWord(term)) {
      const frequent = await this.#postings(term);
      if (frequent) return documents(frequent);
    }
    const grams = cover(term);
    const readers = await Promise.all(grams.map(([, gram]) => this.#postings(gram)));
    if ([...grams[0][1]].length < LONGEST) return documents(readers[0]);
    return joined(readers.map(places), grams.map(([offset]) => offset));
  }

  /**
   * Find the documents that contain a folded term or phrase.
   * @param {string} term
   */
  async #term(term) {
    const [found, ...words] = await Promise.all([
      this.#anywhere(term),
      ...wholeWords(term).map(async (word) => documents(await this.#postings(WHOLE + word))),
    ]);
    return tiered(found, words);
  }

  /**
   * Find the documents that contain all wanted terms, and none of the unwanted ones as whole words. Without wanted terms, start from all documents.
   * @param {string[]} wanted
   * @param {string[]} unwanted
   * @returns {Promise<Found>}
   */
  async find(wanted, unwanted = []) {
    const { documents: total } = await this.open();
    const lists = await Promise.all([...wanted, ...unwanted].map((term) => this.#term(term)));
    /** @type {Found} */
    const everything = { numbers: Array.from({ length: total }, (_, number) => number), tiers: new Array(total).fill(0) };
    return without(wanted.length ? common(lists.slice(0, wanted.length)) : everything, lists.slice(wanted.length));
  }

  /**
   * Find the documents with a URL (tier 0), and those whose notes link to it (tier 1). If there are none, try the URLs that
   * `alike` returns, such as the URL with `www.`, until one has documents.
   * @param {string} url
   * @returns {Promise<Found>}
   */
  async address(url) {
    const { urls } = await this.open();
    for (const candidate of alike(url, urls)) {
      const { numbers, titles } = documents(await this.#postings(`\n${candidate}`));
      if (numbers.length) return { numbers, tiers: titles.map((own) => 1 - own) };
    }
    return { numbers: [], tiers: [] };
  }

  /**
   * Return the rows of these documents: those for results (`shown`), or Markdown texts (`copied`).
   * @param {"shown" | "copied"} kind
   * @param {number[]} numbers
   */
  async #rows(kind, numbers) {
    const size = (await this.open())[kind];
    return Promise.all(numbers.map(async (number) => (await this.#json(`${kind}/${Math.floor(number / size)}.json`))[number % size]));
  }

  /**
   * Return the rows that search results show for these documents.
   * @param {number[]} numbers
   * @returns {Promise<Row[]>}
   */
  shown(numbers) {
    return this.#rows("shown", numbers);
  }

  /**
   * Return the Markdown texts that the copy button copies for these documents.
   * @param {number[]} numbers
   * @returns {Promise<string[]>}
   */
  copied(numbers) {
    return this.#rows("copied", numbers);
  }

  /**
   * Return the values of a facet.
   * @param {string} id
   * @returns {Promise<Value[]>}
   */
  async values(id) {
    return this.#file(`facets/${id}.json`, async (response) => {
      /** @type {Value[]} */
      const values = await response.json();
      return values.map(([key, title, ...rest]) => /** @type {Value} */ ([key, title || key, ...rest]));
    });
  }

  /**
   * Return the values of a facet by each of their names: key, title and aliases, folded.
   * @param {string} id
   * @returns {Promise<Map<string, Value[]>>}
   */
  async named(id) {
    const values = await this.values(id);
    const known = this.names.get(values);
    if (known) return known;
    /** @type {Map<string, Value[]>} */
    const named = new Map();
    for (const value of values) {
      const [key, title, , ...aliases] = value;
      for (const name of new Set([key, title, ...aliases].map(spaced))) named.set(name, [...(named.get(name) ?? []), value]);
    }
    this.names.set(values, named);
    return named;
  }

  /**
   * Return the values of a facet for each document, as indexes into `values`.
   * @param {string} id
   */
  async column(id) {
    const { documents: total } = await this.open();
    return this.#inflated(`facets/${id}.bin`, (bytes) => column(bytes, total));
  }
}

/**
 * Sort document numbers by relevance: by tier, then newest (highest number) first.
 * @param {Found} found
 */
export function ranked({ numbers, tiers }) {
  const order = numbers.map((_, index) => index);
  order.sort((one, other) => tiers[one] - tiers[other] || numbers[other] - numbers[one]);
  return order.map((index) => numbers[index]);
}
