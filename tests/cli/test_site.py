from __future__ import annotations

import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from preview_server import make_list, until

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_serve_together_with_its_server(tmp_path: Path, number: signal.Signals) -> None:
    make_list(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = free.getsockname()
    output = tmp_path / "output"
    with output.open("wb") as file:
        command = [sys.executable, "-m", "llmnotes", "serve", "-a", f"127.0.0.1:{address[1]}"]
        process = subprocess.Popen(command, cwd=tmp_path, stdout=file, stderr=file)
    until(lambda: b"Serving on" in output.read_bytes() or process.poll() is not None)
    process.send_signal(number)
    process.wait(30)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, timeout=5)
    assert b"Traceback" not in output.read_bytes()
