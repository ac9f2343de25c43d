"""The only HTTP of the project: requests to strangers' servers, and what came of them. One request at a time; redirects are its caller's.

answer.py       what comes back: an Answer, or a Failure with its cause
body.py         bodies, decompressed no further than wanted
connections.py  one answer for one request, on connections that are kept while there is room
failure.py      what an exception's cause is
guard.py        which addresses are never connected to
text.py         bodies as text: encodings
transport.py    httpx over aiohttp, with the guard at its sockets
"""
