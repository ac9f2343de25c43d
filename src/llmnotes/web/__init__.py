"""The web's terms: URLs, hosts, HTML, sites; and the only HTTP of the project.

url.py        URLs in canonical form, and what is wrong with one
url_kinds.py  what an address itself tells: home pages, logins, error pages
public.py     which hosts are of the open internet
source.py     the sites that entries link to: a table
markup.py     a page's HTML read in one pass, without a tree
xml_text.py   text that an XML document can hold
fetch/        guarded requests
"""
