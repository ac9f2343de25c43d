"""What each page gets besides its content, in the HTML that the theme wrote.

page_head.py                places policy, metadata and search field at marks in the theme's HTML
metadata.py                 title, description, alternates and structured data of a page
content_security_policy.py  which sources a page may load from
"""
