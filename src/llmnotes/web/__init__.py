"""Read URLs, hosts and HTML, name the sites that entries link to, and send HTTP requests. No other package of the project sends HTTP requests.

url.py            find faults and hosts of URLs, and compare URLs by a canonical form
url_kinds.py      recognise home pages, logins, error pages and other kinds of pages by their addresses
public.py         decide which hosts belong to the public internet
source.py         the names of the sites that entries link to, as a table
markup.py         read the HTML of a page in one pass, without a tree
server_titles.py  recognise titles of error messages, login pages and empty documents
xml_text.py       remove characters that XML can't hold
fetch/            send requests
"""
