"""Change lists on code hosts.

forge.py     the requests that every code host answers
gitlab.py    GitLab
forgejo.py   Forgejo, the software of Codeberg, and Gitea

`llmnotes.github.api` has the requests to GitHub.
"""
