"""Import dated Markdown logs as records, store the layout of each log in a sidecar, and export records as logs.

shape.py         the values of a parsed log
grammar.py       log text → parts, occurrences and problems
head.py          the first line of an entry, read and written
note_lines.py    lines of notes that need an escape in a log
order.py         dates of a log that are out of order, and whether its dates rise or fall
sections.py      the headings above the entries of a log
other_format.py  files that are not logs
dated_links.py   dated links that are not the first line of an entry
matching.py      entries of a log ⇄ entries of its sidecar
importing.py     compare a log with its sidecar and the records → the changes that an import makes; write these changes
sidecar.py       the YAML file in which an import stores the layout of a log
folder.py        the sidecars of a reading list, on disk
render.py        an entry → its lines in a log
exporting.py     records and a sidecar → a log
"""
