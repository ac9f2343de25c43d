"""The files of the site that are not pages. Most modules make one kind of file; the other modules have functions that these modules share.

exports.py           entries.json, and the JSON Schema of records
markdown_exports.py  entries and topics as Markdown, dated Markdown logs of the entries of each topic and tag, llms.txt
feeds.py             Atom, RSS, JSON Feed and OPML
xml_feeds.py         the XML of Atom and RSS
search_index.py      the search index, written whole, or edited after a small change
search_documents.py  the documents and facets of the search index
searched_pages.py    the pages that the theme's search finds, if the list is in a folder of a larger site
add_form_data.py     add/record.json: the rules that the form for adding an entry checks, and the slugs in use
link_health.py       link-health.json and the badge
redirects.py         pages at old addresses that redirect to the new addresses
sitemap.py           sitemap.xml, plain and compressed
robots.py            robots.txt, which names the sitemap
manifest.py          the web manifest
icons.py             the icons of the site
cards.py             card images: the texts of each card
card_image.py        card images: rendering of a card as a PNG
lettering.py         text on images: line breaks, sizes, fonts
scripts.py           the scripts of the site, and the settings that they import
styles.py            the style sheet, joined from one file for each component
"""
