// Shows the query of the address in the search field at once. The page loads this script before its modules, and before the search index.
{
  const field = document.getElementById("ln-q");
  if (field instanceof HTMLInputElement) field.value = new URLSearchParams(location.search).get("q") ?? "";
}
