"""A list on GitHub: the issue form and what it brings, what a pull request says of its entries, the issue about dead links.

Everything here is pure but `api.py`, which asks GitHub by `gh`, and `branch.py`, which asks git. What comes from GitHub was written by strangers.
"""
