"""Work with a reading list on GitHub: the issue form, summaries of pull requests, the issue about dead links, and the branch that keeps the ledger.

`api.py` starts `gh`, and `branch.py` starts git. The other modules access neither the network nor git. Texts from GitHub are untrusted input.
"""
