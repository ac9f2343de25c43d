"""What is known of links: what one check says, what its history makes of it, and reports of that. Nothing here reads files or asks servers.

links.py     entries → links
check.py     what one check of a link says
history.py   what a ledger remembers of one link; a further check; two memories merged
verdict.py   a history → its verdict; whether a whole run can be believed
ledger.py    all histories and runs, and their text
report.py    verdicts, ordered for those who mend them; formats/ renders them
"""
