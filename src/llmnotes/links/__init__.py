"""What the list knows about its links: the meaning of one check, the verdict of a history, and reports. Only the modules named last read files or send requests.

links.py          entries → links
check.py          one check of a link, with its outcome
history.py        what a ledger keeps about one link
history_merge.py  add a check to a history; merge the histories of two ledgers
verdict.py        a history → its verdict
credible.py       whether the results of a whole run can be believed
ledger.py         all histories and runs
ledger_text.py    the ledger as text, and back
report.py         verdicts in the order in which a maintainer works on them; formats/ renders them
survival.py       how many links can still be read, by year or by source
badge.py          the share of links that are alive, as an SVG
authors.py        who committed what a person says of a link, as git says
ledger_folder.py  the ledger on disk
checking/         send the requests
"""
