"""List, rename, merge and split tags and topics in all records of a reading list. A term is a tag or a topic.

listing.py        tags and topics with their counts, and terms that may have the same meaning
plan.py           a rename, a merge or a split → the rewrites of topics.yml and records
moving.py         replace a term in the text of records
taxonomy_text.py  replace a term in the text of topics.yml
"""
