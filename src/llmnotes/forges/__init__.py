"""Send requests to the code host of a list, for example to open a pull request.

forge.py     the requests that llmnotes sends to every code host
gitlab.py    GitLab
forgejo.py   Forgejo, the software of Codeberg, and Gitea

`llmnotes.github.api` has the requests to GitHub.
"""
