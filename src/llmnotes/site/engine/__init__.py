"""The build engine: what a site of many pages needs, whatever the pages show.

page.py       a page, and a page that is yet to be made
artifact.py   a file, and files that are made together
addresses.py  the addresses and files of pages, and the way from one to another
digest.py     fingerprints of values and of the code, by which a build tells what has changed
shell.py      the theme's HTML of one page as a form that other pages are filled into
folder.py     the output folder: which files are written, kept and removed
escaping.py   the Jinja environment of all templates
compiled.py   templates compiled by another process
"""
