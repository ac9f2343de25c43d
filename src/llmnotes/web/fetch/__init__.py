"""Send HTTP requests to strangers' servers, and read their answers. This package follows no redirects; its callers do.

answer.py       the values of an exchange: a Request, and its Answer or Failure
transport.py    send requests with httpx over aiohttp
connections.py  make sure that each request gets its own answer, and close idle connections if many sockets are open
guard.py        refuse private addresses and ports of other protocols
heads.py        read the head of an answer as browsers do
decoding.py     decompress bodies, up to a limit
encoding.py     decode bodies as text
cookies.py      keep the cookies of one chain of redirects
tls.py          speak TLS as browsers do
failure.py      find the cause of an exception
rest.py         send requests to a REST API, and read the JSON of its answers
"""
