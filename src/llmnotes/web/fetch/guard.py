"""Which addresses and ports are never connected to: links come from strangers, and the check runs inside somebody's network."""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp.connector import AddrInfoType

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""The last 32 bits are an IPv4 address: https://www.rfc-editor.org/rfc/rfc6052."""
_GIVEN = ipaddress.IPv6Network("2000::/3")
"""All of IPv6 that is given out: https://www.iana.org/assignments/ipv6-address-space."""
_CLOSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        # The special ones of https://www.iana.org/assignments/iana-ipv4-special-registry and -ipv6-, as far as some Python calls them global.
        *("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
        # Where Azure tells its machines' secrets. The other clouds' addresses are private ones.
        "168.63.129.16/32",
    )
)

_LOCAL = frozenset({
    *("localhost", "test"),  # https://www.rfc-editor.org/rfc/rfc6761; `example` and `invalid` lead nowhere, locally as elsewhere
    "local",  # https://www.rfc-editor.org/rfc/rfc6762#section-3
    *("intranet", "internal", "private", "corp", "home", "lan"),  # https://www.rfc-editor.org/rfc/rfc6762#appendix-G; ICANN gives out none of them
    "arpa",  # of infrastructure, with `home.arpa` (https://www.rfc-editor.org/rfc/rfc8375), `resolver.arpa` and `service.arpa`, which are local
    *("alt", "onion"),  # outside of the DNS: https://www.rfc-editor.org/rfc/rfc9476, https://www.rfc-editor.org/rfc/rfc7686
    *("localdomain", "svc", "consul", "docker", "workgroup", "domain", "intra", "localnet"),  # what systems and routers call their own networks
})  # fmt: skip
"""Last labels of names that are local by definition: whoever resolves them finds a machine of his own network."""

_BAD_PORTS = frozenset({
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111,
    113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554,
    556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6379, 6566, 6665,
    6666, 6667, 6668, 6669, 6679, 6697, 10080, 11211,
})  # fmt: skip
"""Where other things than HTTP listen: https://fetch.spec.whatwg.org/#bad-port, with Redis and memcached."""


class Forbidden(OSError):
    """An address that is never connected to.

    All have one text: aiohttp tells several failures of one name as one only where they read alike.
    """

    def __init__(self) -> None:
        super().__init__("a private address")


def is_public(address: str) -> bool:
    """Whether an IP address, in its usual spelling, is one of the open internet. What is no address isn't."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or (ipaddress.IPv4Address(int(found) & 0xFFFFFFFF) if found in _NAT64 else None)
        if inner is not None:
            return is_public(str(inner))
        if found not in _GIVEN:
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved) and not any(found in network for network in _CLOSED)


def is_public_name(name: str) -> bool:
    """Whether a host's name, in the URL standard's spelling (lower case, ASCII), can be one of the open internet.

    It can't where it has one label, an empty one, or a last one that is local by definition or no top-level domain's. Any other name may still
    lead to a private address, which only those know who look it up.
    """
    labels = name.removesuffix(".").split(".")
    return len(labels) > 1 and all(labels) and labels[-1] not in _LOCAL and _TOP_LEVEL.fullmatch(labels[-1]) is not None


_TOP_LEVEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")


def is_usable_port(port: int) -> bool:
    """Whether HTTP may be spoken there."""
    return port not in _BAD_PORTS


def guarded_socket(*, allow_private: bool) -> Callable[[AddrInfoType], socket.socket]:
    """Makes aiohttp's sockets, for addresses that may be connected to; raises Forbidden for the others. It sees every address, literals too."""

    def make(info: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = info
        public = is_public(str(address[0]))
        if not public and not allow_private:
            raise Forbidden
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)  # noqa: FBT003 - the standard library's signature
        return made

    return make
