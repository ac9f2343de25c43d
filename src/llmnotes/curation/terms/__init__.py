"""Tags and topics over all records: which there are, and how they are renamed, merged and split."""
