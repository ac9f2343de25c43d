"""The search index: make, from documents, the files that a script in the browser searches.

`index.py` describes the format of the files. This package doesn't depend on entries or pages.
"""
