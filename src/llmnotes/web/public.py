"""Decide which addresses and host names belong to the public internet. Nothing else is ever requested, because strangers can write links into a list."""

from __future__ import annotations

import ipaddress
import re

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""NAT64: the last 32 bits are an IPv4 address: https://www.rfc-editor.org/rfc/rfc6052."""
_GIVEN = ipaddress.IPv6Network("2000::/3")
"""All IPv6 addresses that are assigned: https://www.iana.org/assignments/ipv6-address-space."""
_CLOSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        # Special networks of https://www.iana.org/assignments/iana-ipv4-special-registry and -ipv6- that some versions of Python call global.
        *("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
        # Azure answers here with the secrets of its machines. The other clouds use private addresses for this.
        "168.63.129.16/32",
    )
)

_LOCAL = frozenset({
    *("localhost", "test"),  # https://www.rfc-editor.org/rfc/rfc6761; `example` and `invalid` exist nowhere
    "local",  # https://www.rfc-editor.org/rfc/rfc6762#section-3
    *("intranet", "internal", "private", "corp", "home", "lan"),  # https://www.rfc-editor.org/rfc/rfc6762#appendix-G; ICANN assigns none of them
    "arpa",  # infrastructure, with local names such as `home.arpa` (https://www.rfc-editor.org/rfc/rfc8375), `resolver.arpa` and `service.arpa`
    *("alt", "onion"),  # outside of the DNS: https://www.rfc-editor.org/rfc/rfc9476, https://www.rfc-editor.org/rfc/rfc7686
    *("localdomain", "svc", "consul", "docker", "workgroup", "domain", "intra", "localnet"),  # names that systems and routers give their own networks
})  # fmt: skip
"""Last labels of names that are local by definition. They lead to machines of the network in which they are resolved."""


def is_public(address: str) -> bool:
    """Return whether an IP address, in its usual spelling, belongs to the public internet. False for any other text."""
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
    """Return whether a host name can belong to the public internet. The name is in lower case and ASCII, as the URL standard writes it.

    It can't if it has only one label, an empty label, or a last label that is local by definition or not a top-level domain. Any other name may still
    lead to a private address, which only a resolver finds out.
    """
    labels = name.removesuffix(".").split(".")
    return len(labels) > 1 and all(labels) and labels[-1] not in _LOCAL and _TOP_LEVEL.fullmatch(labels[-1]) is not None


_TOP_LEVEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")
