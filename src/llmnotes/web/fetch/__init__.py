"""The only HTTP of the project: requests to strangers' servers, and what came of them. One request at a time; redirects are its caller's.

answer.py       what comes back: an Answer, or a Failure with its cause
body.py         bodies, decompressed no further than wanted
cookies.py      what one chain of redirects is given to bring back
connections.py  one answer for one request, on connections that are kept while there is room
failure.py      what an exception's cause is
guard.py        which addresses are never connected to
heads.py        an answer's head, as browsers read it
text.py         bodies as text: encodings
tls.py          TLS as browsers speak it
transport.py    httpx over aiohttp, with the guard at its sockets
"""
