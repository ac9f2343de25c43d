"""Additions to the HTML that the theme writes for each page.

page_head.py                inserts the policy, the metadata and the search field at fixed places of the theme's HTML
metadata.py                 title, description, alternates and structured data of a page
content_security_policy.py  the sources that a page may load from
"""
