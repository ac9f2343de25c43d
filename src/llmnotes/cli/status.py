"""Exit statuses of all commands. 0: the command did its work, and the list has no problems.

If several hold, the highest wins.
"""

from __future__ import annotations

PROBLEMS = 1
"""The list has problems: a record, topics.yml, a link, a log. Each is reported with its place."""
USAGE = 2
"""The command was called in a wrong way, or names what the list doesn't have."""
UNFINISHED = 3
"""The command could not do its work: disk full, ledger locked or damaged, unknown revision, broken mkdocs.yml, void run. Nothing is known about the list."""
INTERRUPTED = 130
"""A signal ended the command: 128 and the number of SIGINT."""
