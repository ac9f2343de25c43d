/** The search index in the browser: splits a query into grams, fetches the index files for them, and returns document numbers.
 *  Index format and splitting are the same as in llmnotes/search (index.py, cut.py, postings.py). */

import { alike } from "./url.js";

const FORMAT = 1;
const LONGEST = 3;

/**
 * Fold a text for comparison: NFKC, without case.
 * @param {string} text
 */
export function fold(text) {
  const cased = text.normalize("NFKC").toUpperCase().toLowerCase().replaceAll("ς", "σ");
  return cased.normalize("NFKC");
}

// The characters that Python's str.split() splits at; \s lacks four of these separators and has U+FEFF.
const SPACE = /[\t-\r\x1c-\x20\x85\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\xa0]+/u;

/**
 * Return the folded terms of a query, without duplicates. A document must contain all of them.
 * @param {string} query
 */
export function terms(query) {
  return [...new Set(fold(query).split(SPACE).filter(Boolean))];
}

/**
 * Return the grams to look up for a folded term, each with its offset in characters.
 * @param {string} term
 * @returns {[offset: number, gram: string][]}
 */
export function cover(term) {
  const characters = [...term];
  if (characters.length <= LONGEST) return [[0, term]];
  const last = characters.length - LONGEST;
  const offsets = [];
  for (let offset = 0; offset < last; offset += LONGEST) offsets.push(offset);
  return [...offsets, last].map((offset) => [offset, characters.slice(offset, offset + LONGEST).join("")]);
}

/**
 * Return whether the index may list a folded term as a whole word.
 * @param {string} term
 */
export function isWord(term) {
  return term.length > LONGEST && term.length < 25 && /^(?:[a-z0-9]+|[\u30a1-\u30fa\u30fc]+)$/.test(term);
}

const encoder = new TextEncoder();

/**
 * Return the number of the bucket for a key in UTF-8, by its FNV-1a hash.
 * @param {Uint8Array} key
 * @param {number} buckets
 */
export function bucket(key, buckets) {
  let value = 0x811c9dc5;
  for (const byte of key) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
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
 * Decode the postings of a gram of one or two characters, or of a word: document numbers in ascending order, each with 1 if its title contains the key.
 * @param {Reader | undefined} reader
 * @returns {Found}
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
 * Decode the postings of a gram of three characters: document numbers in ascending order, with the gram's places in each document.
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
 * Return the documents in which the grams of one term are adjacent, each at its offset from the first gram.
 * @param {Placed[]} lists
 * @param {number[]} offsets
 * @returns {Found}
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
        // The lowest bit distinguishes titles from texts, so a term never spans both.
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
 * Return the documents that are in all lists. `titles` counts, for each document, the lists whose term is in its title.
 * @param {Found[]} lists
 * @returns {Found}
 */
function common(lists) {
  const [first, ...others] = lists.toSorted((one, other) => one.numbers.length - other.numbers.length);
  const at = others.map(() => 0);
  /** @type {number[]} */
  const numbers = [];
  /** @type {number[]} */
  const titles = [];
  first.numbers.forEach((number, index) => {
    let score = first.titles[index];
    for (let other = 0; other < others.length; other++) {
      const list = others[other];
      while (at[other] < list.numbers.length && list.numbers[at[other]] < number) at[other]++;
      if (list.numbers[at[other]] !== number) return;
      score += list.titles[at[other]];
    }
    numbers.push(number);
    titles.push(score);
  });
  return { numbers, titles };
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
    // A new build of the site since this page was opened has renamed the folder.
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

  /** Find the documents that contain one folded term. @param {string} term */
  async #term(term) {
    if (isWord(term)) {
      const whole = await this.#postings(term);
      if (whole) return documents(whole);
    }
    const grams = cover(term);
    const readers = await Promise.all(grams.map(([, gram]) => this.#postings(gram)));
    if ([...grams[0][1]].length < LONGEST) return documents(readers[0]);
    return joined(readers.map(places), grams.map(([offset]) => offset));
  }

  /**
   * Find the documents that contain all terms; without terms, all documents.
   * @param {string[]} wanted
   * @returns {Promise<Found>}
   */
  async find(wanted) {
    if (!wanted.length) {
      const { documents: total } = await this.open();
      return { numbers: Array.from({ length: total }, (_, number) => number), titles: new Array(total).fill(0) };
    }
    return common(await Promise.all(wanted.map((term) => this.#term(term))));
  }

  /**
   * Find the documents with a URL or with a note that links to it. `titles` is 1 for a document whose own URL it is.
   * @param {string} url
   * @returns {Promise<Found>}
   */
  async address(url) {
    const { urls } = await this.open();
    for (const candidate of alike(url, urls)) {
      const found = documents(await this.#postings(`\n${candidate}`));
      if (found.numbers.length) return found;
    }
    return { numbers: [], titles: [] };
  }

  /**
   * Return the rows of these documents in the files of one kind.
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
    /** @type {Value[]} */
    const values = await this.#json(`facets/${id}.json`);
    return values.map(([key, title, ...rest]) => [key, title || key, ...rest]);
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
 * Sort document numbers by relevance: by the number of terms in the title, then newest (highest number) first.
 * @param {Found} found
 */
export function ranked({ numbers, titles }) {
  const order = numbers.map((_, index) => index);
  order.sort((one, other) => titles[other] - titles[one] || numbers[other] - numbers[one]);
  return order.map((index) => numbers[index]);
}
