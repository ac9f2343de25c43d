"""Additions to the HTML that the theme writes for each page.

page_head.py                inserts the policy, the metadata, the search field and the footer at fixed places of the theme's HTML
theme_markup.py             changes elements of the theme: colour scheme, name of the site, menu button, footer
metadata.py                 title, description, alternates and structured data of a page
content_security_policy.py  the sources that a page may load from
"""
