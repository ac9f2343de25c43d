"""Decide which addresses and host names belong to the public internet.

Other addresses are never requested, except in tests. Otherwise a stranger could add a link to a reading list that sends requests into the private network of
the machine that runs llmnotes.
"""

from __future__ import annotations

import ipaddress
import re

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""The IPv6 addresses of NAT64. Their last 32 bits are an IPv4 address: https://www.rfc-editor.org/rfc/rfc6052."""
_GIVEN = ipaddress.IPv6Network("2000::/3")
"""The block that contains all assigned public IPv6 addresses: https://www.iana.org/assignments/ipv6-address-space."""
_CLOSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        # Networks for special purposes, which some versions of Python wrongly call global. For IPv4 and IPv6, the registries at these addresses list them:
        # https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry
        *("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
        # Azure answers at this public address with the secrets of its machines. Other clouds use private addresses for this.
        "168.63.129.16/32",
    )
)

_LOCAL = frozenset({
    *("localhost", "test"),  # https://www.rfc-editor.org/rfc/rfc6761 also reserves `example` and `invalid`, but these names never resolve
    "local",  # names in a local network (multicast DNS): https://www.rfc-editor.org/rfc/rfc6762#section-3
    *("intranet", "internal", "private", "corp", "home", "lan"),  # names that people use in private networks: https://www.rfc-editor.org/rfc/rfc6762#appendix-G; ICANN never assigns these labels
    "arpa",  # names for the infrastructure of the DNS, with local names such as `home.arpa` (https://www.rfc-editor.org/rfc/rfc8375), `resolver.arpa` and `service.arpa`
    *("alt", "onion"),  # not names of the DNS, so no server on the internet has them: https://www.rfc-editor.org/rfc/rfc9476, https://www.rfc-editor.org/rfc/rfc7686
    *("localdomain", "svc", "consul", "docker", "workgroup", "domain", "intra", "localnet"),  # systems and routers use these names for their own networks
})  # fmt: skip
"""The last labels of names that are local by definition: such a name leads to a machine in the network that resolves the name."""


def is_public(address: str) -> bool:
    """Return whether a text is an IP address, in its usual spelling, that belongs to the public internet."""
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
    """Return whether a host name can belong to the public internet. `name` is in lower case and ASCII, as the URL standard writes host names.

    A name can't belong to the public internet if it has only one label, an empty label, or a last label that is local by definition or that no top-level domain
    can have. Any other name may still resolve to a private address; the transport refuses such an address.
    """
    labels = name.removesuffix(".").split(".")
    return len(labels) > 1 and all(labels) and labels[-1] not in _LOCAL and _TOP_LEVEL.fullmatch(labels[-1]) is not None


_TOP_LEVEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")
