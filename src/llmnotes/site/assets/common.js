/** Inserts the HTML that all generated pages share: the header, the navigation and the footer, in place of the elements <ln-top>, <ln-navigation> and
 *  <ln-credit>, and the links to icons. The build writes one file with this HTML (`PARTS`), scheme.js (if the site has several colour schemes) and this
 *  script. */

(() => {
  // The path from the page to the site's root, such as "../../".
  const root = (document.currentScript?.getAttribute("src") ?? "").replace(/assets\/[^/]*$/, "");

  /** @param {string} html */
  const fragment = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html.replaceAll("\ufdd0", root);
    return template.content;
  };

  // The browser calls connectedCallback when it parses the start tag, so the parts are in the page before the content.
  /** @param {string} name @param {string} html */
  const define = (name, html) => {
    customElements.define(
      name,
      class extends HTMLElement {
        connectedCallback() {
          this.before(fragment(html));
          this.remove();
        }
      },
    );
  };
  document.querySelector("link[rel=icon]")?.before(fragment(PARTS.icons));
  define("ln-top", PARTS.top);
  define("ln-navigation", PARTS.navigation);
  define("ln-credit", PARTS.credit);
})();
