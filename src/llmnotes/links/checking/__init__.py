"""Check links: choose the links of a run, request them, and turn each answer into an outcome.

selection.py      choose the links that a run requests, and their order
schedule.py       visit many addresses, and repeat visits that failed
request_queue.py  send each request when the turn of its host comes, so that no host delays another
host_queue.py     the queue, the pace and the refusals of one host
workers.py        run one schedule in this process, or several in separate processes
visit.py          request one URL, follow its redirects, and return a check for each of its fragments
trace.py          record the requests of one check
outcome.py        turn one answer, or its failure, into an outcome
soft.py           find soft 404s: missing pages that answer with success
disguise.py       recognise error pages, walls against bots and parked domains by their words
patience.py       read how long a server asks to wait
page.py           the words of a page, and whether it has the part that a fragment names
quirks.py         sites that need special treatment: a table
run.py            carry out a whole run, decide whether it can be believed, and update the ledger
archive.py        find archived copies of dead links
"""
