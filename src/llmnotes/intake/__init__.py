"""Turn a submitted URL into a draft of a record.

submission.py     a URL, and what a person says about it
reading.py        the address and the metadata of a URL's page, by guarded requests
page_metadata.py  title, date and language from a page's HTML, a PDF or an oEmbed answer
sites.py          sites whose pages need another way of reading: a table
draft.py          submission and reading → a draft of a record, with its duplicates and problems
"""
