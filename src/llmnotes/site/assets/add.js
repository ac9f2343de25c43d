/** The page on adding an entry: the address that was looked for in vain, and today's date, go into the record that it shows. */

const record = document.querySelector("#ln-add");
const file = document.querySelector("#ln-add-file");
const wanted = new URLSearchParams(location.search).get("url") ?? "";

let url;
try {
  url = new URL(wanted);
} catch {
  // none was given, or none that can be read: the example stays
}
if (url && /^https?:$/.test(url.protocol)) {
  const day = new Date().toLocaleDateString("sv"); // Sweden writes dates as ISO 8601 does
  record.textContent = record.textContent.replace(/^url: .*$/m, () => `url: ${JSON.stringify(wanted)}`).replace(/^date: .*$/m, () => `date: ${day}`);
}
if (file) {
  const target = new URL(file.href);
  target.searchParams.set("value", record.textContent);
  file.href = target.href;
}
