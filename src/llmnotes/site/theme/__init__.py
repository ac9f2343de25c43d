"""Additions and changes to the HTML that the theme writes for each page.

page_head.py                inserts the Content-Security-Policy, the metadata, the search field and the footer at fixed places of the theme's HTML
theme_markup.py             changes elements of the theme: colour scheme, name of the site, menu button, footer
theme_options.py            sets options of the theme, the style sheet and the script in MkDocs's configuration
theme_search.py             turns the theme's search off, or adds the pages of the list to it
metadata.py                 title, description, structured data of a page, and links to its other formats
content_security_policy.py  the Content-Security-Policy: the sources from which a page may load files
outside_files.py            the files of other sites that pages load because of values in mkdocs.yml
common_parts.py             moves the parts that all pages share into a script
page_texts.py               the texts of pages for the search
scripts.py                  reads the JavaScript files of this package
"""
