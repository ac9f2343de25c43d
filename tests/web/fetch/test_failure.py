"""Causes of failures that no server on loopback can bring about."""

from __future__ import annotations

import errno

import pytest

from llmnotes.web.fetch.answer import Cause
from llmnotes.web.fetch.failure import cause_of


@pytest.mark.parametrize("number", [errno.ENETUNREACH, errno.EHOSTUNREACH])
def test_a_host_that_no_address_leads_to_refuses_however_each_of_them_fails(number: int) -> None:
    text = f"Multiple exceptions: [Errno {errno.ECONNREFUSED}] Connect call failed, [Errno {number}] Connect call failed"
    assert cause_of(OSError(text)) == (Cause.REFUSED, "the host refuses connections")


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.ENOBUFS])
def test_a_want_of_this_machine_is_never_a_links_death(number: int) -> None:
    cause, message = cause_of(OSError(number, "words"))
    assert cause is Cause.TIMEOUT
    assert "this machine" in message
