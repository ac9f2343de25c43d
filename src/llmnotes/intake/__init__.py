"""A URL that somebody wants in the list → a record.

wish.py     what somebody asks for
reading.py  a URL → what its page says of itself, by a guarded request
telling.py  what a page's HTML or a file says: title, date, language
sites.py    sites that tell it in their own way: a table
draft.py    wish and reading → an entry, where it is listed already, and what is wrong with it
"""
