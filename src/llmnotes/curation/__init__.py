"""What keeps a list in order: lint/ has the rules, terms/ changes tags and topics in all records."""
