"""Check and correct the records of a reading list: lint/ has the rules, and terms/ renames, merges and splits tags and topics in all records."""
