"""The folder of the ledger on disk: `ledger.txt`, `asked.txt`, `runs.txt` (see health/ledger.py), and the journal of a run under way."""
