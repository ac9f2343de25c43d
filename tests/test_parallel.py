from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.parallel import Aside

if TYPE_CHECKING:
    import pytest


def test_a_process_that_nobody_waits_for_any_more_ends_quietly(capfd: pytest.CaptureFixture[str]) -> None:
    aside = Aside(lambda: b"x" * 10_000_000)  # more than a pipe holds
    aside._connection.close()  # noqa: SLF001 - as when a build stops before it asks
    aside._process.join(30)  # noqa: SLF001 - the same
    assert aside._process.exitcode == 0  # noqa: SLF001 - the same
    assert capfd.readouterr().err == ""
