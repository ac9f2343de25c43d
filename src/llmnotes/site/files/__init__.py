"""The site's files that are no pages, a kind a module.

exports.py           entries.json, and the schema of records
markdown_exports.py  pages as Markdown, the list as a log, llms.txt
feeds.py             Atom, RSS, JSON Feed and OPML
xml_feeds.py         the XML of Atom and RSS
search_index.py      the search index, and its shorter way after an edit
search_documents.py  what the search knows of an entry
add_form_data.py     add/record.json: what the form on adding an entry checks by
link_health.py       link-health.json and the badge
redirects.py         pages at former addresses that lead to the new ones
sitemap.py           sitemap.xml, plain and compressed
manifest.py          the web manifest
icons.py             its icons
cards.py             which cards there are, and what they say
card_image.py        a card drawn as a PNG
lettering.py         type on images: lines, sizes, fonts
scripts.py           the files that the browser runs
styles.py            the style sheet, joined from its parts
"""
