"""URLs, hosts, HTML and sites, and the only module of the project that sends HTTP requests.

url.py            URLs: their faults, their hosts, and a canonical form to compare them
url_kinds.py      recognise home pages, logins, error pages and others by their addresses
public.py         decide which hosts belong to the public internet
source.py         the sites that entries link to: a table
markup.py         read the HTML of a page in one pass, without a tree
server_titles.py  recognise titles that servers and editors write
xml_text.py       remove characters that XML can't hold
fetch/            send requests
"""
