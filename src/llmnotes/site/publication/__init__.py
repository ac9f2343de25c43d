"""The data that pages and files are made from: the list, its links, and the settings of the site.

publication.py   the list and the settings of its site
link_states.py   the state of each link, as pages show it
site_view.py     the views that pages and files share: the site-wide view, and the view of an entry
repository.py    addresses at the code host for editing records
paging.py        splits long lists into numbered pages
"""
