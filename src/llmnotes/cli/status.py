"""The exit statuses of all commands.

Status 0 means that the command did its work and found no errors in the list. If several statuses apply, the command ends with the highest.
"""

from __future__ import annotations

PROBLEMS = 1
"""The list has errors, in a record, topics.yml, a log or a link. The command reports each with its place."""
USAGE = 2
"""The command line is wrong, or names something that the list does not have."""
UNFINISHED = 3
"""The command could not do its work: disk full, ledger locked or damaged, unknown revision, broken mkdocs.yml, void link check."""
INTERRUPTED = 130
"""The user has interrupted the command, such as with Ctrl-C: 128 plus the number of the signal SIGINT."""
