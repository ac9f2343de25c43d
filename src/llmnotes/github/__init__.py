"""What a list needs on GitHub: the issue form, summaries of pull requests, the issue about dead links, the branch of the ledger.

`api.py` runs `gh`, and `branch.py` runs git. All other modules compute values from their arguments. Texts from GitHub are untrusted input.
"""
