"""The list as the site shows it: what pages and files alike are made from.

publication.py   the list, and what its author says of its site
link_states.py   what a page says of each link
fingerprints.py  fingerprints of entries, and of what all pages have in common
repository.py    where records are edited, at a code host
paging.py        long lists on numbered pages
"""
