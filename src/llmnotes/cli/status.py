"""The exit statuses of all commands.

Status 0 means that the command did its work and found no errors in the reading list. If several statuses apply, the command ends with the highest of them.
"""

from __future__ import annotations

PROBLEMS = 1
"""The status if files of the reading list have errors, if links are dead, or if `llmnotes add` did not add a link. The command reports each of them."""
USAGE = 2
"""The status if the command line is invalid, or asks for something impossible: for example, it names a record, a tag, a topic or a rule that does not exist."""
UNFINISHED = 3
"""The status if the command could not do its work: for example, the disk is full, mkdocs.yml is invalid, the ledger is damaged, or the results of a link check can't be believed."""
INTERRUPTED = 130
"""The status if the user has interrupted the command, for example with Ctrl-C. The value is 128 plus the number of the signal SIGINT."""
