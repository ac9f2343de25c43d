/** Functions that find elements of the page and create new ones. */

/**
 * Create an element with attributes and children. Attributes that are undefined or false are left out. Strings become text nodes, so nothing is parsed as HTML.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | boolean | undefined>} attributes
 * @param {...(Child | Child[])} children
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== undefined).filter((child) => child !== ""));
  return made;
}

/**
 * Return the element of the page with this id. Throws if the page has no such element of that kind.
 * @template {HTMLElement} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 */
export function elementById(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`#${id} is not an ${kind.name}`);
  return found;
}
