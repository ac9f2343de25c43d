"""The site: catalogue and ledger → pages and files. Nothing here imports MkDocs; the plugin passes the pages on to it.

assemble.py   names every kind of page and file of a site
pages/        one module a kind of page
files/        one module a kind of file: feeds, exports, cards, search index, sitemap
publication/  the list as the site shows it
theme/        what each page gets besides its content: metadata, policy, search field
words/        the texts of the interface in each language
engine/       all state of builds: artifacts, keys, shells, the output folder; knows no reading list
"""
