"""The build engine: what a site of many pages needs, whatever the pages show. See docs/about/build-engine.md.

artifact.py   what a build makes: views and the templates that write them
page.py       a page as its template rendered it
addresses.py  the addresses and files of pages, and the way from one to another
digest.py     digests of views and of the code, from which keys are made
engine.py     all state of builds, from one to the next
build.py      one build: pages for the theme, pages for shells, and all other files
shell.py      the theme's HTML of one page as a form that other pages are filled into
inventory.py  what the last build wrote
rescue.py     the last build's files, saved from MkDocs
folder.py     the site's folder: writes, keeps and removes files
escaping.py   the Jinja environment of all templates
compiled.py   templates compiled by another process
"""
