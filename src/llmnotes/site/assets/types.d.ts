/** Types that the site's scripts share. Scripts use them in JSDoc without an import; this file is not part of the built site. */

/** The content of add/record.json, the rules of a record: see site/files/add_form_data.py. */
interface Rules {
  record: RecordRules;
  yaml: YamlRules;
  urls: UrlRules;
  sources: Record<string, string>;
  years: string[];
  /** Each tag, followed by its aliases. */
  tags: string[][];
  /** Canonical URL, slug, day and reason of each removed entry. */
  removed: [string, string, string, string][];
  words: Record<string, string>;
}

interface RecordRules {
  /** Each key of a record, and whether its value is a list. */
  keys: [keyof Entry, boolean][];
  length: number;
  ending: string;
  says_nothing: string[];
  no_name: string[];
  max_url: number;
  max_host: number;
  /** Hosts that an entry's URL may not have, without `www.` and the final dot. */
  no_host: string[];
  /** Maximum length of the address of a tag's page, in bytes. */
  max_address: number;
  max_bytes: number;
  /** Maximum number of values of a key. */
  most: { topics: number; tags: number };
  /** Maximum length of a value, in characters. */
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

/** An entry in the form for adding one. */
interface Entry {
  url: string;
  title: string;
  date: string;
  added: string;
  topics: string[];
  tags: string[];
  note: string;
}

/** A fault in a field of the form. The text names the fault and its remedy. */
interface Fault {
  field: keyof Fields | "topics";
  text: string;
}

/** The fields of the form for adding an entry. */
interface Fields {
  url: HTMLInputElement;
  title: HTMLInputElement;
  date: HTMLInputElement;
  tags: HTMLInputElement;
  note: HTMLTextAreaElement;
}

/** The address of a form at GitHub, and the text that the reader must paste there because it is too long for the address. */
interface Way {
  href: string;
  copied?: string;
}

/** Numbers of the documents that the index lists for a key, in ascending order; `titles` has 1 for each that has the key in its title, otherwise 0. If the
 *  key is a URL, `titles` has 1 for each document whose own URL it is. */
interface Listed {
  numbers: number[];
  titles: number[];
}

/** Numbers of the documents found, in ascending order, with their tiers: a document with a lower tier is more relevant. */
interface Found {
  numbers: number[];
  tiers: number[];
}

/** Numbers of the documents that contain a gram, in ascending order, and its places in each. */
interface Placed {
  numbers: number[];
  places: number[][];
}

/** Documents that match a query, the folded terms of the query, and the URL if the query was looked up as a URL. */
interface Matched extends Found {
  wanted: string[];
  url?: string;
}

/** The content of search/index.json. */
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

/** A search result as the index stores it: see site/files/search_documents.py. */
type Row = [
  slug: string, title: string, shown: number, url: string, date: string, source: string, name: string,
  topics: string[], tags: string[], lang: string, text: string, copy?: string,
];

/** A search result with named members. */
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

/** A facet column. The values of document n are values[starts[n]] to values[starts[n + 1] - 1]. */
interface Column {
  starts: Uint32Array;
  values: number[];
}

/** A facet with its chosen values. */
interface Facet {
  id: string;
  values: Value[];
  column: Column;
  /** The key of each chosen value, by the name that the page's address or the query has for the value, such as an alias. */
  keys: Map<string, string>;
  /** Whether a document must have all chosen values. If false, one of them suffices. */
  all: boolean;
  /** Indexes of the chosen values in `values`; -1 for a value that is not in `values`. */
  chosen: Set<number>;
  counts: Uint32Array;
}

/** The state of the search page. */
interface State {
  q: string;
  sort: "relevance" | "date";
  /** Maximum number of results shown. */
  shown: number;
  chosen: Chosen;
  /** Whether entries must have all chosen topics and all chosen tags. With `any`, one chosen topic and one chosen tag suffice. */
  match: "all" | "any";
  /** First and last month, such as `2023-05`; may be empty. */
  since: string;
  until: string;
}

/** An operator in a query. `token` is its text in the query. The value of `without` is a folded term. */
interface Operator {
  kind: string;
  value: string;
  token: string;
}

/** A query, split into the folded terms that documents must contain, the texts of these terms in the query, and operators. */
interface Query {
  wanted: string[];
  tokens: string[];
  operators: Operator[];
}

/** The filters of a search, from its facets and from the operators in its query. */
interface Filters {
  chosen: Chosen;
  since: string;
  until: string;
  /** Folded terms that documents must not contain. */
  unwanted: string[];
}

/** A query to suggest, with its number of documents. */
type Hint = [query: string, count: number];

/** The chosen keys of each facet. */
type Chosen = Map<string, Set<string>>;

/** A topic or tag whose name or alias is the query. */
interface Offer {
  kind: string;
  title: string;
  count: number;
  href: string;
}

/** A page that is not an entry, as search/pages.json stores it: address, title, and id, heading and text of each section. */
type PageRow = [address: string, title: string, sections: [id: string, heading: string, text: string][]];

/** A page with its folded texts: its title, its headings, and all its texts. */
interface Folded {
  row: PageRow;
  title: string;
  headings: string;
  all: string;
}

/** A page that a search found. Heading and text are those of the section to which `href` leads. */
interface PageHit {
  href: string;
  title: string;
  heading: string;
  text: string;
}

/** A child for a new element; empty strings and undefined are left out. */
type Child = Node | string | undefined;

/** Returns a stored setting of the theme; null if there is none. The theme's inline script in the head of each page defines this function. */
declare function __md_get(key: string): any;

/** The parts that all generated pages share: see site/theme/common_parts.py. */
declare const PARTS: {
  /** The colour schemes; empty if a site has only one. */
  palette: string;
  /** HTML of the links to icons and to the web manifest. */
  icons: string;
  /** HTML of the header, and of everything else before the content. */
  top: string;
  /** HTML of the navigation. */
  navigation: string;
  /** HTML of the theme's part of the footer; empty if each page contains this HTML itself. */
  credit: string;
};
