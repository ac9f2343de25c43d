"""Records, their taxonomy, and the catalogue of all entries.

record.py           an entry's file: parse it, and render it
fields.py           the keys of the front matter, and the values that they take
slug.py             make the slug of a new record
term.py             the address of a tag's page, and the limits of tags
note.py             a note's HTML, links and text
note_parser.py      the Markdown parser and renderer for notes
plain_note.py       a faster renderer for notes without Markdown
taxonomy.py         topics and tags, and which of them are suggested for an entry
taxonomy_file.py    read topics and tags from topics.yml
schema.py           the JSON Schema of a record
removal.py          the file of a removed entry
edit.py             change single values of a record, and leave all other bytes unchanged
catalogue.py        all entries, indexed
folder.py           the folder of records on disk
other_files.py      files in that folder that aren't records
parse_cache.py      records that an earlier build parsed
relations_cache.py  related entries that an earlier build found
at_revision.py      records and other files in an earlier commit
"""
