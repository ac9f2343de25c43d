"""Work with a reading list on a code host, such as GitHub: the issue form, summaries of pull requests, the issue about dead links, and the branch that keeps the ledger.

`api.py` starts `gh` to send requests to GitHub, and `branch.py` starts git. The other modules access neither the network nor git. All modules but `api.py` also
serve Forgejo, and most serve GitLab. Texts from a code host are untrusted input.
"""
