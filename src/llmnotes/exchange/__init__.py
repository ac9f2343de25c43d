"""Read and write bookmarks in the formats of other programs, without access to disk or to a reading list.

bookmark.py        the values that all readers return
formats.py         the table of formats; recognise the format of a text
decoding.py        the bytes of a file → text
days.py            dates and times in the forms that the formats use → days
folders.py         names of folders that browsers and bookmark services make by themselves
netscape.py        bookmarks as HTML, which browsers and most bookmark services read and write
csv_layouts.py     the columns of the CSV files of several services
csv_table.py       CSV: read files whose layout is known, and write
json_items.py      the items of a JSON file, each with its line
json_bookmarks.py  the items of a JSON file → bookmarks
json_formats.py    Pinboard, JSON Feed, Karakeep
entries_json.py    the site's own entries.json: read and write
feeds.py           Atom and RSS: read
bibtex.py          BibTeX: read and write
latex.py           the LaTeX markup in BibTeX ⇄ plain text
html_note.py       HTML of feeds → a note in Markdown
"""
