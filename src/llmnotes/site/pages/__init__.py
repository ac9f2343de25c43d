"""The pages: what each kind shows, a kind a module. Their HTML is in templates/.

entry.py               an entry
lists.py               a topic, tag, year or source with its entries
indexes.py             all topics, tags, years and sources
home.py                the home
statistics.py          the page of statistics
statistics_numbers.py  its numbers
health.py              the page on the health of links
removed.py             what remains at a removed entry's address
service.py             search, adding an entry, and addresses that don't exist
citations.py           an entry's link as BibTeX and CSL-JSON
rendering.py           what all pages share: templates and their filters
"""
