"""The only HTTP of the project: requests to strangers' servers, and their answers. Each request is one exchange; the caller follows redirects.

answer.py       the values: a Request, and its Answer or Failure
transport.py    send requests with httpx over aiohttp, guarded at the sockets
connections.py  aiohttp's connections: one answer for one request, and idle connections only while there is room
guard.py        refuse private addresses and ports of other protocols
heads.py        read the head of an answer as browsers do
decoding.py     decompress bodies, up to a limit
encoding.py     decode bodies as text
cookies.py      keep the cookies of one chain of redirects
tls.py          speak TLS as browsers do
failure.py      find the cause of an exception
"""
