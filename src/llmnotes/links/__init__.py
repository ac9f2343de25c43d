"""Find the links of a reading list, check them, keep their histories in a ledger, and report their verdicts.

Only `ledger_folder.py` and `authors.py` read files, and only `checking/` sends requests.

links.py          find the links of entries, and the places where they are written
check.py          the result of one check of a link
history.py        the part of a ledger about one link
history_merge.py  add a check to a history; merge the histories of two ledgers
verdict.py        decide from a history whether a link is dead, suspect, unsure, moved or alive
credible.py       decide whether the results of a whole link check can be believed
ledger.py         the histories of all links of a reading list, and the number of links of each verdict after each link check
ledger_text.py    render a ledger as text, and parse it
report.py         sort findings in the order in which a maintainer works on them
formats/          render a report as text, JSON or another format
survival.py       compute the share of links that can still be read, by year or by source
badge.py          draw the share of links that are alive, as an SVG
archives.py       decide which archived copies a reading list accepts
limits.py         how fast and with which options each host is requested
limit_options.py  read these limits from mkdocs.yml
authors.py        find in git who committed each manual verdict
ledger_folder.py  read and write the files of a ledger
checking/         send requests, and turn their answers into outcomes
"""
