"""Dated Markdown logs: read them into entries, remember them in sidecars, and write them back.

shape.py         the values of a parsed log
grammar.py       log text → parts, occurrences and problems
head.py          the first line of an entry, read and written
note_lines.py    lines of notes that need an escape in a log
order.py         dates of a log that are out of order
other_format.py  files that are not logs
importing.py     a log, its sidecar and the list → what an import changes
sidecar.py       what an import remembers of a log, as YAML
folder.py        the sidecars of a list, on disk
render.py        an entry → its lines in a log
exporting.py     records and a sidecar → a log
"""
