"""The data from which pages and files are made: the reading list, its links, and the settings of the site.

publication.py   the reading list and the settings of its site
link_states.py   what pages show about each link: the verdict, its reason, an archived copy or a new address
site_view.py     the data that many pages and files show: values of the whole site, and the data of an entry in lists
repository.py    URLs of the code host's pages for editing and adding records
paging.py        splits a long list of entries into numbered pages
"""
