"""The build engine, which builds a site of many pages, independent of their content. docs/about/build-engine.md describes it.

artifact.py   artifacts: views and the templates that write them
page.py       a page as its template renders it
addresses.py  the addresses and files of pages, and relative paths between them
digest.py     digests of views and of the code, from which cache keys are made
engine.py     the state that builds share, and the steps of a build
build.py      one build: pages for the theme, pages for shells, and all other files
shell.py      the shell: the theme's HTML of one page, into which other pages are filled
inventory.py  the record of the files that the last build wrote
rescue.py     keeps the files of the last build while MkDocs empties the folder
folder.py     the site's folder: writes, keeps and removes files
escaping.py   the Jinja environment of all templates
compiled.py   compilation of templates in another process
"""
