"""A hook of MkDocs: build pages and lists alone, no search index, no feeds, no exports, no Markdown exports."""

from llmnotes.site.assemble import Site
from llmnotes.site.files import markdown_exports
from llmnotes.site.files.search_index import Searching

Site.batches = lambda self: iter(())  # type: ignore[method-assign] # a hook is there to change it # noqa: ARG005 - the method's own name for it
Searching.whole = lambda self: iter(())  # type: ignore[method-assign] # a hook is there to change it # noqa: ARG005 - the method's own name for it
markdown_exports.of_entry = lambda *_: iter(())
