"""Refuse private addresses and ports of other protocols. Otherwise a stranger's link could make the link check send requests into a private network."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from llmnotes.web.public import is_public

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp.connector import AddrInfoType

_BAD_PORTS = frozenset({
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111,
    113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554,
    556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6379, 6566, 6665,
    6666, 6667, 6668, 6669, 6679, 6697, 10080, 11211,
})  # fmt: skip
"""The ports of other protocols than HTTP: the ports in https://fetch.spec.whatwg.org/#bad-port, and the ports of Redis and memcached."""


class Forbidden(OSError):
    """Raised for a private address, so that no connection is made.

    The text of the exception is always the same. A name can have several private addresses, and aiohttp joins their errors into one error only if
    their texts are equal.
    """

    def __init__(self) -> None:
        super().__init__("a private address")


def is_usable_port(port: int) -> bool:
    """Return whether requests may be sent to this port. False for ports of other protocols than HTTP."""
    return port not in _BAD_PORTS


def guarded_socket(*, allow_private: bool, on_address: Callable[[str], None] = lambda _: None) -> Callable[[AddrInfoType], socket.socket]:
    """Return a function that makes sockets for aiohttp. aiohttp calls the function with each IP address, and the function raises Forbidden if the address is private.

    Args:
        allow_private: Also make sockets for private addresses.
        on_address: Called with each IP address before a socket is made for that address.

    """

    def make(info: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = info
        on_address(str(address[0]))
        public = is_public(str(address[0]))
        if not public and not allow_private:
            raise Forbidden
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)  # noqa: FBT003 - the standard library accepts this argument only by position
        return made

    return make
