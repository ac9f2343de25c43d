"""List, rename, merge and split tags and topics in all records of a list.

listing.py        tags and topics with their counts, and terms that may mean the same
plan.py           a rename, a merge or a split → the rewrites of topics.yml and records
moving.py         replace a term in the text of records
taxonomy_text.py  replace a term in the text of topics.yml
"""
