"""The site: catalogue → pages. Nothing here knows MkDocs; the plugin hands pages over."""
