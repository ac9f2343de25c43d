"""Run `llmnotes` as a page of the manual shows it, in a test: without questions, without requests to other hosts, and without waiting for Ctrl-C.

`python stand_in.py LLMNOTES ARGUMENTS` starts the program LLMNOTES.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

MORE = {
    ("init",): ["--yes"],
    ("add",): ["--yes", "--no-fetch"],
    ("links", "check"): ["--allow-private", "--no-archive"],
    ("links", "explain"): ["--allow-private"],
}
"""The options that tests add to commands, because no person answers questions, and the only server is on loopback."""


def main(program: str, arguments: list[str]) -> int:
    """Run the program, and return its exit status."""
    if arguments[:1] == ["serve"]:
        return _serve(arguments)
    more = next((options for words, options in MORE.items() if tuple(arguments[: len(words)]) == words), [])
    return subprocess.run([program, *arguments, *(option for option in more if option not in arguments)], check=False).returncode


def _serve(arguments: list[str]) -> int:
    """Start a preview on a free port. As soon as it serves the site, end it with the signal that Ctrl-C sends. Return 0, or its status if it ends before."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "llmnotes", *arguments, "-a", f"127.0.0.1:{port}"]
    # A job in the background ignores Ctrl-C, and so do the processes that it starts. The preview must not ignore it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as preview:
        assert preview.stderr is not None
        said = []
        for line in preview.stderr:
            said.append(line)
            if "Serving on" in line:
                os.killpg(preview.pid, signal.SIGINT)
                preview.communicate()
                return 0
    sys.stderr.writelines(said)
    return preview.returncode or 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
