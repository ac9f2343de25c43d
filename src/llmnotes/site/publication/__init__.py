"""The list as the site shows it: what pages and files alike are made from.

publication.py   the list, and what its author says of its site
link_states.py   what a page says of each link
site_view.py     the views that pages and files share: of the site, and of an entry
repository.py    where records are edited, at a code host
paging.py        long lists on numbered pages
"""
