/** The types of what the site's scripts share. Scripts use them in JSDoc without importing them; the site doesn't hold this file. */

/** The rules of a record, as add/record.json has them: see site/files/add_form_data.py. */
interface Rules {
  record: RecordRules;
  yaml: YamlRules;
  urls: UrlRules;
  sources: Record<string, string>;
  years: string[];
  /** Each tag with its aliases. */
  tags: string[][];
  /** Canonical URL, slug, day and reason. */
  removed: [string, string, string, string][];
  words: Record<string, string>;
}

interface RecordRules {
  /** Each key, and whether it has many values. */
  keys: [keyof Entry, boolean][];
  length: number;
  ending: string;
  says_nothing: string[];
  no_name: string[];
  max_url: number;
  max_host: number;
  /** Hosts that have no page, without `www.` and the dot at the end. */
  no_host: string[];
  /** Bytes of the address of a tag's page. */
  max_address: number;
  max_bytes: number;
  /** How many values a key has at most. */
  most: { topics: number; tags: number };
  /** Characters of a value. */
  longest: { title: number; tags: number };
}

interface YamlRules {
  plain: string;
  flow: string;
  never_raw: string;
  typed: string[];
}

interface UrlRules {
  tracking: string[];
  hosts: Record<string, string>;
  sharing: Record<string, string[]>;
  arxiv: string;
}

/** An entry as the page on adding one has it. */
interface Entry {
  url: string;
  title: string;
  date: string;
  added: string;
  topics: string[];
  tags: string[];
  note: string;
}

/** Something wrong with a field, and its remedy. */
interface Fault {
  field: keyof Fields | "topics";
  text: string;
}

/** The fields of the page on adding an entry. */
interface Fields {
  url: HTMLInputElement;
  title: HTMLInputElement;
  date: HTMLInputElement;
  tags: HTMLInputElement;
  note: HTMLTextAreaElement;
}

/** Where a form at GitHub opens, and what is to be pasted there. */
interface Way {
  href: string;
  copied?: string;
}

/** Documents that were found, rising, and in how many of the wanted terms' cases in the title. */
interface Found {
  numbers: number[];
  titles: number[];
}

/** Documents that have a gram, rising, and its places in each. */
interface Placed {
  numbers: number[];
  places: number[][];
}

/** Documents that match a query, the terms that they hold, and the address that the query was taken for. */
interface Matched extends Found {
  wanted: string[];
  url?: string;
}

/** search/index.json. */
interface Manifest {
  format: number;
  folder: string;
  documents: number;
  buckets: number;
  shown: number;
  copied: number;
  facets: string[];
  urls: UrlRules;
}

/** What a result shows, as the index has it: see site/files/search_documents.py. */
type Row = [
  slug: string, title: string, shown: number, url: string, date: string, source: string, name: string,
  topics: string[], tags: string[], lang: string, text: string, copy?: string,
];

/** What a result shows, by names. */
interface Result {
  slug: string;
  title: string;
  /** The title without the name of its site. */
  shown: string;
  url: string;
  date: string;
  source: string;
  name: string;
  topics: string[];
  tags: string[];
  lang: string;
  text: string;
  dead: boolean;
  copy?: string;
}

/** A value of a facet: key, title, count, aliases. */
type Value = [key: string, title: string, count: number, ...aliases: string[]];

/** Values of each document: those of number n are values[starts[n]] to values[starts[n + 1] - 1]. */
interface Column {
  starts: Uint32Array;
  values: number[];
}

/** A facet with what is chosen of it. */
interface Facet {
  id: string;
  values: Value[];
  column: Column;
  /** The chosen values' keys. */
  keys: Set<string>;
  /** Their places in `values`, -1 for one that nothing has. */
  chosen: Set<number>;
  counts: Uint32Array;
}

/** What the search page shows. */
interface State {
  q: string;
  sort: "relevance" | "date";
  /** Results shown at most. */
  shown: number;
  chosen: Chosen;
}

/** The chosen keys of each facet. */
type Chosen = Map<string, Set<string>>;

/** A topic or a tag that a query names. */
interface Offer {
  kind: string;
  title: string;
  count: number;
  href: string;
}

/** What an element's children may be; an empty text and undefined are left out. */
type Child = Node | string | undefined;
