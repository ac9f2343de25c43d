"""The build engine. It builds a site of many pages, and works for any content. docs/about/build-engine.md describes it.

artifact.py   artifacts: views and the templates that write them
page.py       the result of a page's template: title, HTML and metadata
addresses.py  the addresses and files of pages, and relative paths between them
digest.py     digests of views and of the code, from which cache keys are made
engine.py     the state that successive builds share, and the steps of a build
build.py      one build: pages for the theme, pages for shells, and all other files
shell.py      the shell: the theme's HTML around a page, which the engine reuses for similar pages
proofs.py     the choice of pages for which the reused HTML is compared with the theme's
host.py       choices among the files of the author, of other plugins and of generated pages
generated_files.py  the generated pages as files of MkDocs
foreign.py    calls the theme and other plugins as MkDocs does
inventory.py  the list of the files that the last build wrote
rescue.py     saves the files of the last build while MkDocs empties the site's folder
folder.py     writes, keeps and removes files in the site's folder
escaping.py   the Jinja environment of all templates
compiled.py   compilation of templates in another process
"""
