/** Buttons that copy a file of the site (data-ln-copy="address"), a text of the page (data-ln-copy="#id"), or a citation of an entry. */

import { element } from "./element.js";
import { words } from "./settings.js";

/**
 * Copy a text, which may be a promise, and show the outcome in the button.
 * @param {HTMLElement} button
 * @param {string | Promise<string>} text
 */
export async function copy(button, text) {
  const label = button.dataset.lnLabel ?? button.textContent;
  button.dataset.lnLabel = label;
  try {
    // Write to the clipboard at once, while browsers still accept the click as permission; the clipboard waits for the text.
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": Promise.resolve(text).then((value) => new Blob([value], { type: "text/plain" })) })]);
    button.textContent = words.copied;
  } catch (error) {
    console.warn(error);
    button.textContent = words.copy_failed;
  }
  setTimeout(() => {
    button.textContent = label;
  }, 2000);
}

/** @param {string} reference */
async function textOf(reference) {
  if (reference.startsWith("#")) {
    const shown = document.querySelector(reference);
    if (shown) return shown.textContent;
    throw new Error(`${reference} is not on the page`);
  }
  const response = await fetch(reference);
  if (!response.ok) throw new Error(`${reference}: ${response.status}`);
  return response.text();
}

for (const [number, text] of document.querySelectorAll(".ln-cite pre").entries()) {
  text.id = `cite-${number}`;
  const name = text.previousElementSibling;
  const label = element("span", { id: `cite-${number}-name` }, name?.textContent ?? "");
  name?.replaceChildren(label, " ", element("button", { class: "ln-button", type: "button", "data-ln-copy": `#${text.id}`, "aria-describedby": label.id }, words.copy));
}

for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-ln-copy]"))) {
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", (event) => {
    event.preventDefault();
    copy(button, textOf(button.dataset.lnCopy ?? ""));
  });
}
