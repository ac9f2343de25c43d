"""Records, their taxonomy, and the catalogue of all entries.

record.py           reads and writes an entry's file
fields.py           the keys of the front matter, and the values that they take
slug.py             makes the slug of a new record
term.py             the address of a tag's page, and the limits of tags
note.py             a note's HTML, links and text
note_parser.py      the Markdown parser and renderer for notes
plain_note.py       a faster way for notes without Markdown
taxonomy.py         reads topics.yml, and suggests topics and tags for a text
schema.py           the JSON Schema of a record
removal.py          the file of a removed entry
edit.py             edits of a record that change no other byte
catalogue.py        all entries, indexed
folder.py           the folder of records on disk
other_files.py      files in that folder that aren't records
parse_cache.py      records that an earlier build parsed
relations_cache.py  related entries that an earlier build found
at_revision.py      records of an earlier commit
"""
