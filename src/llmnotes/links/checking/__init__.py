"""Check links: choose the links that are due, request them, and turn each answer into an outcome.

selection.py      choose the links that a link check requests, and their order
schedule.py       check many addresses, and repeat checks that failed
request_queue.py  limit the requests at a time to each host and to all hosts, so that no host delays another
host_queue.py     keep the waiting requests of one host, and count its refusals and timeouts
workers.py        divide the links among several processes
visit.py          request one URL, follow its redirects, and return a check for each of its fragments
trace.py          record the requests of one check
outcome.py        turn an answer, or the failure of a request, into an outcome
soft.py           find soft 404s: missing pages that answer with success
disguise.py       recognise error pages, walls against bots and parked domains by their words
patience.py       read how long a server asks to wait
page.py           find the words of a linked page, and the part that a fragment names
quirks.py         list the sites that need special treatment
run.py            carry out a whole link check, decide whether it can be believed, and update the ledger
archive.py        find archived copies of dead links
"""
