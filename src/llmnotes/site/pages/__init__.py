"""The pages of the site. Each module holds one kind of page: its view and the function that renders it. The HTML is in templates/.

entry.py               the page of an entry
lists.py               the pages of a topic, tag, year or source, with its entries
indexes.py             the pages that list all topics, tags, years or sources
home.py                the home page
statistics.py          the statistics page
statistics_numbers.py  the numbers and chart shapes of the statistics page
months.py              the month table, and the links between the numbered pages of a list
health.py              the page on link health
removed.py             the page that replaces the page of a removed entry
service.py             the search page, the page for adding an entry, and the page for missing addresses
citations.py           citations of an entry's work in BibTeX, CSL-JSON and Markdown
rendering.py           the templates and filters that all pages share
"""
