from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from llmnotes.system.processes import Aside

if TYPE_CHECKING:
    import pytest

WAITING = """
import time
from llmnotes.system.processes import Aside
def task():
    print("begun", flush=True)
    time.sleep(60)
try:
    Aside(task).result()
except KeyboardInterrupt:
    print("interrupted")
    time.sleep(1)  # so that this process's end doesn't cut off output of the other one
"""


def test_a_forked_process_ends_without_an_error_message_if_its_parent_does_not_read_the_result(capfd: pytest.CaptureFixture[str]) -> None:
    aside = Aside(lambda: b"x" * 10_000_000)  # a pipe can't hold this result, so the process waits until it is read
    aside._connection.close()  # noqa: SLF001 - simulates a build that stops before it reads the result
    aside._process.join(30)  # noqa: SLF001 - no public attribute shows how the process ended
    assert aside._process.exitcode == 0  # noqa: SLF001 - no public attribute shows how the process ended
    assert capfd.readouterr().err == ""


def test_only_one_process_reports_a_keyboard_interrupt() -> None:
    program = f"import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n{WAITING}"
    with subprocess.Popen(
        [sys.executable, "-c", program], start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as one:
        assert one.stdout is not None
        assert one.stdout.readline() == "begun\n"
        os.killpg(one.pid, signal.SIGINT)
        rest, errors = one.communicate(timeout=30)
    assert (rest, errors) == ("interrupted\n", "")
