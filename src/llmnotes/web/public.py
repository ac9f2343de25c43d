"""Addresses and names of hosts that are of the open internet: nothing else is ever requested, as links come from strangers."""

from __future__ import annotations

import ipaddress
import re

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
