"""Turn the catalogue and the ledger into the pages and files of a site. Nothing here imports MkDocs; the plugin passes the pages to MkDocs.

assemble.py   lists every kind of page and file of a site
pages/        one module for each kind of page
files/        one module for each kind of file: feeds, exports, cards, search index, sitemap
publication/  the data that pages and files are made from
theme/        additions to the theme's HTML of each page: metadata, Content-Security-Policy, search field
words/        the interface texts in each language
preview/      the live preview: notices changes, shows problems in the browser
engine/       the build engine, which can also build other sites than a reading list: artifacts, cache keys, the site's folder
"""
