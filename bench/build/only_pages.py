"""A hook of MkDocs: build pages and lists alone, no search index, no feeds, no exports, no twins."""

from llmnotes.site import twins
from llmnotes.site.build import Site
from llmnotes.site.searching import Searching

Site.batches = lambda self: iter(())  # type: ignore[method-assign] # a hook is there to change it # noqa: ARG005 - the method's own name for it
Searching.whole = lambda self: iter(())  # type: ignore[method-assign] # a hook is there to change it # noqa: ARG005 - the method's own name for it
twins.of_entry = lambda *_: iter(())
