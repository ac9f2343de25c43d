"""Links → checks: which links a run requests, when, and what each answer means.

selection.py  which links a run requests, and in which order
schedule.py   a fair queue: each host has its own pace, and no host delays another
workers.py    one schedule in this process, or several processes side by side
visit.py      request one URL, follow its redirects, and give an outcome for each of its fragments
outcome.py    an answer, or the lack of one → its outcome
soft.py       soft 404s: which pages that answer well are missing
disguise.py   words of error pages, walls against bots, parked domains
patience.py   for how long a server asks to be left alone
page.py       an answer's body: its words, and whether it has the part that a fragment names
quirks.py     sites that need their own treatment: a table
run.py        a whole run: which links to request, what to record, whether to believe it
archive.py    archived copies of dead links
"""
