// Shows the query of the address in the search field at once. The page loads this script before its modules, and before the search index.
{
  const field = document.getElementById("ln-q");
  if (field instanceof HTMLInputElement) field.value = new URLSearchParams(location.search).get("q") ?? "";
  // Browsers load neither modules nor the search index for a page that was opened as a file, but they load this script.
  if (location.protocol === "file:") document.documentElement.classList.add("ln-failed", "ln-file");
}
