"""The build engine. It builds a site of many pages, and doesn't depend on reading lists. docs/about/build-engine.md describes it.

artifact.py   artifacts: views and the templates that write them
page.py       the result of a page's template: title, HTML and metadata
addresses.py  the addresses and files of pages, and relative paths between them
digest.py     digests of views and of the code, from which cache keys are made
engine.py     the state that successive builds share, and the steps of a build
build.py      one build: pages that the theme renders, pages that are filled into shells, and all other files
batches.py    the batches of a build: the files that share one cache key
shell.py      the shell: the theme's HTML around a page, which the engine reuses for similar pages
proofs.py     chooses the pages for which a build compares the filled shell with the HTML that the theme renders
host.py       decides which file is published if a file of the author or of another plugin has the address of a generated page
generated_files.py  the generated pages as files of MkDocs
foreign.py    renders pages with the theme and all plugins as MkDocs does, and refuses plugins with which no list can be published
inventory.py  the list of the files that the last build wrote
rescue.py     saves the files of the last build while MkDocs empties the site's folder
folder.py     writes, keeps and removes files in the site's folder
escaping.py   the Jinja environment of all templates
compiled.py   compilation of templates in another process
size.py       warns about a site that is nearly too large for its host
"""
