"""Send HTTP requests to any server, also to one that sends harmful or invalid answers, and read the answers. This package follows no redirects; its callers do.

answer.py       the values of an exchange: a Request, and its Answer or Failure
transport.py    send requests with httpx over aiohttp
connections.py  keep connections for several requests, without mixing up their answers
guard.py        refuse private addresses and ports of other protocols
heads.py        read the status line and the headers of an answer as browsers do
decoding.py     decompress bodies, up to a limit
encoding.py     decode bodies as text
cookies.py      keep the cookies of one chain of redirects
tls.py          speak TLS as browsers do
failure.py      find the cause of an exception
rest.py         send requests to a REST API, and read the JSON of its answers
"""
