"""Tests for distinguishing public addresses and host names from private ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmnotes.web.public import is_public, is_public_name

if TYPE_CHECKING:
    import ipaddress

PRIVATE = [
    *("127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.1", "100.64.0.1", "100.100.100.200"),
    *("192.0.0.192", "198.18.0.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16", "192.0.2.1"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254"),
    *("64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::", "::127.0.0.1", "localhost", "", "1.1.1"),
    *("fec0::1", "3fff::1", "2001:20::1", "2002:808:808::", "2001:0:4136:e378:8000:63bf:f7f7:f7f7", "5f00::1", "4000::1", "192.88.99.1"),
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_ip_address_outside_of_the_public_internet_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"])
def test_ip_address_of_the_public_internet_is_accepted(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_ipv4_address_that_is_written_as_ipv6_address_is_refused_or_accepted_like_the_ipv4_address(address: ipaddress.IPv4Address) -> None:
    assert is_public(f"::ffff:{address}") == is_public(f"64:ff9b::{address}") == is_public(str(address))


@pytest.mark.parametrize(
    "name",
    [
        "a.example",
        "public.example.",
        "xn--wgv71a119e.jp",
        "a.xn--wgv71a119e",
        "local.example.org",
        "lan.com",
        "localhost.example.org",
        "a.ai",
    ],
)
def test_public_host_name_is_accepted(name: str) -> None:
    assert is_public_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "localhost",
        "a.localhost",
        "a.local.",
        "a.home.arpa",
        "a",
        "a.",
        "",
        ".",
        "a..org",
        ".org",
        "a.1",
        "a.0x7f",
        "a.b_c",
        "a.internal",
        "a.onion",
        "a.consul",
        "a.docker",
    ],
)
def test_host_name_that_is_reserved_for_local_networks_or_invalid_is_refused(name: str) -> None:
    assert not is_public_name(name)
