"""Links → checks: who is asked when, and what an answer means.

schedule.py  a fair queue: each host its own pace, no host in another's way
visit.py     one URL asked, through its redirects, to its outcome for each of its fragments
quirks.py    sites that answer in their own way: a table
page.py      what a page's HTML tells: soft 404, parked domains, fragments
run.py       a whole run: what to ask, what to keep, whether to believe it
archive.py   archived copies of dead links
"""
