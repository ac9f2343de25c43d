/** Sets the colour scheme before the page is first shown. Without this script, each page appears in the first scheme until the theme's script has run.
 *  The `data-palette` of this script, or `PARTS` of common.js, lists the schemes: "scheme primary accent media" for each, separated by semicolons. */

/** @typedef {{ scheme: string, primary: string, accent: string, media: string }} Colours */

(() => {
  /** @type {Colours[]} */
  const palette = (document.currentScript?.dataset.palette ?? PARTS.palette).split(";").map((option) => {
    const [scheme, primary, accent, ...media] = option.split(" ");
    return { scheme, primary, accent, media: media.join(" ") };
  });
  const matching = () => palette.find(({ media }) => /: /.test(media) && matchMedia(media).matches) ?? palette[0];

  /** @type {Colours | undefined} */
  let chosen;
  try {
    chosen = __md_get("__palette")?.color;
  } catch {
    // storage is blocked or damaged, so the reader has chosen nothing
  }
  const colours = chosen?.scheme && chosen.media !== "(prefers-color-scheme)" ? chosen : matching();

  const meta = document.querySelector("meta[name=color-scheme]");
  meta?.setAttribute("content", colours.scheme === "slate" ? "dark" : "light");
  // The parser has not reached the body yet. The observer runs as soon as the body exists, which is before any frame shows it.
  new MutationObserver((_, observer) => {
    if (!document.body) return;
    observer.disconnect();
    for (const [key, value] of Object.entries(colours)) document.body.setAttribute(`data-md-color-${key}`, value);
  }).observe(document.documentElement, { childList: true });
})();
