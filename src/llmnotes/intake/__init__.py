"""Turn a submitted URL into a draft of a record.

submission.py     a URL, with the values that a person gives for the new entry
reading.py        request the linked page, follow its redirects, and read its metadata
page_metadata.py  title, date and language from a page's HTML, a PDF or an oEmbed answer
sites.py          a table of sites whose metadata is read in a special way
draft.py          submission and reading → a draft of a record, with its duplicates and problems
"""
