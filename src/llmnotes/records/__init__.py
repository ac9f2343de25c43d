"""Records: the files of entries, and all entries of a list.

record.py           an entry's file: its one definition, read and written
term.py             what a tag may be, and the address of its page
note.py             a note's HTML, links and text
taxonomy.py         topics.yml, and which topics and tags a text suggests
schema.py           the record's JSON Schema
removal.py          what remains of a removed entry
edit.py             edits of a record that leave its other bytes alone
catalogue.py        all entries, indexed
folder.py           the folder of records on disk
parse_cache.py      records that an earlier build parsed
relations_cache.py  which entries an earlier build found related
at_revision.py      records of an earlier commit
"""
