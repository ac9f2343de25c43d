"""The only HTTP of the project: requests to strangers' servers, and what came of them. One request at a time; redirects are its caller's.

answer.py     what comes back: an Answer, or a Failure with its cause
guard.py      which addresses are never connected to
transport.py  httpx over aiohttp, with the guard at its sockets
"""
