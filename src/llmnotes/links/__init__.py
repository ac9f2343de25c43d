"""The links of a list: checks, histories, verdicts and reports. Only `ledger_folder.py` and `authors.py` read files, and only `checking/` sends requests.

links.py          find the links of entries
check.py          one check of a link, with its outcome
history.py        the checks of one link that a ledger keeps
history_merge.py  add a check to a history; merge the histories of two ledgers
verdict.py        decide from a history whether a link is dead
credible.py       decide whether the results of a whole run can be believed
ledger.py         all histories and runs of a list
ledger_text.py    write a ledger as text, and read it
report.py         sort findings in the order in which a maintainer works on them; formats/ renders them
survival.py       the share of links that can still be read, by year or by source
badge.py          the share of links that are alive, as an SVG
archives.py       decide which archived copies a list accepts
limits.py         the pace of requests, and rules for hosts and pages
authors.py        find in git who committed each mark
ledger_folder.py  the ledger on disk
checking/         send the requests
"""
