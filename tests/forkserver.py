"""Start commands as processes, from a server that has already imported llmnotes.

A small command takes 0.05 s of processor time, but starting Python and importing llmnotes takes 0.5 s. So the server imports llmnotes once, and forks a
process for each command. Each process has its own working directory, environment, standard streams and exit status.

Coverage is measured in the forked processes and not in the server, so that each process records only the lines of its command. Coverage doubles the
processor time of a build, so it is measured only in commands with `measured=True`.

`ForkServer.script` writes an executable file, by which shell scripts start commands on the server.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import importlib
import json
import logging
import os
import pkgutil
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import coverage
from mkdocs.commands.build import build
from mkdocs.config import load_config

import llmnotes.cli

if TYPE_CHECKING:
    from collections.abc import Mapping

_PRELOADED = (
    *("llmnotes.cli", "llmnotes.mkdocs_plugin.plugin", "mkdocs.__main__", "mkdocs.commands.build", "material.plugins.search.plugin"),
    *("markdown.extensions.toc", "markdown.extensions.tables", "markdown.extensions.fenced_code", "httpx_aiohttp", "ada_url", "filelock"),
    *("llmnotes.search.inverted", "llmnotes.site.files.search_index"),
)
_LIST = {
    "mkdocs.yml": "site_name: List\nsite_url: https://u.example/\nrepo_url: https://github.com/a/b\ntheme: {name: material, font: false, language: LANGUAGE}\n"
    "plugins: [{llmnotes: {}}]\n",
    "topics.yml": "topics: [{id: rag, title: {ja: RAG, en: RAG}, description: {ja: RAG, en: RAG}}]\n",
    "docs/index.md": "# A home page\n\nWith *words*, a [link](topics/rag.md) and `code`.\n",
    "entries/2024/2024-01-01-a.md": "---\ntitle: A\nurl: https://a.example/\ndate: 2024-01-01\ntopics: [rag]\ntags: [x]\n---\n\n- A *note* about https://b.example/\n",
}
"""The files of a small list, by path."""
_MEASURING = "COVERAGE_PROCESS_CONFIG"
"""The environment variable that makes `coverage.process_startup` measure coverage: https://coverage.readthedocs.io/en/latest/subprocess.html."""
_BEGINNING = 60
"""The time limit for starting a command, in seconds. Slow machines take much less."""
_CLIENT = """
import json, os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.connect({address!r})
body = json.dumps(dict(module={module!r}, args=sys.argv[1:], cwd=os.getcwd(), env=dict(os.environ))).encode()
socket.send_fds(server, [len(body).to_bytes(4, "big")], [0, 1, 2])
server.sendall(body)
*_, status = (json.loads(line) for line in server.makefile())
sys.exit(status["status"] if status["status"] >= 0 else 128 - status["status"])
"""


def unmeasured() -> dict[str, str]:
    """Return the environment of this process without the variable that starts coverage, for processes that can't write coverage's data."""
    return {name: value for name, value in os.environ.items() if name != _MEASURING}


class ForkServer:
    """A server process that has imported llmnotes. Use it as a context manager: it runs inside the `with` block."""

    def __init__(self) -> None:
        """Choose the address of the server, without starting the server."""
        self._folder = tempfile.TemporaryDirectory(prefix="forkserver")
        self.address = str(Path(self._folder.name) / "socket")

    def __enter__(self) -> Self:
        """Start the server, and wait until it accepts connections."""
        env = unmeasured()
        self._process = subprocess.Popen([sys.executable, __file__, self.address], stdin=subprocess.DEVNULL, env=env)
        while not Path(self.address).exists():
            assert self._process.poll() is None, "the server ended before it could serve"
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the server. Processes that it forked continue."""
        self._process.terminate()
        self._process.wait()
        self._folder.cleanup()

    def run(
        self, module: str, *args: str, cwd: Path, env: Mapping[str, str] | None = None, timeout: float = 120, measured: bool = False
    ) -> subprocess.CompletedProcess[bytes]:
        """Run `python -m module args` with nothing on standard input.

        Args:
            module: The module to run, such as `llmnotes` or `mkdocs`.
            args: The command's arguments.
            cwd: The working directory of the command.
            env: The environment of the command; None for the environment of this process.
            timeout: Seconds after which the command is killed.
            measured: Whether to measure coverage in the command, if coverage is measured in this process.

        Raises:
            TimeoutExpired: The command took longer than `timeout`.
        """
        env = {name: value for name, value in (os.environ if env is None else env).items() if measured or name != _MEASURING}
        with Path(os.devnull).open("rb") as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            job = {"module": module, "args": args, "cwd": str(cwd), "env": env}
            status = self._status(job, [file.fileno() for file in (given, out, err)], timeout)
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess([module, *args], status, out.read(), err.read())

    def run_text(
        self, module: str, *args: str, cwd: Path, env: Mapping[str, str] | None = None, timeout: float = 120, measured: bool = False
    ) -> subprocess.CompletedProcess[str]:
        """Run a command like `run`, but return its output as text instead of bytes."""
        done = self.run(module, *args, cwd=cwd, env=env, timeout=timeout, measured=measured)
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    def script(self, path: Path, module: str) -> None:
        """Write an executable file that starts `python -m module` on this server. The command gets the arguments, streams and environment of the file's caller."""
        path.write_text(f"#!{sys.executable} -ISE\n{_CLIENT.format(address=self.address, module=module)}", encoding="utf-8")
        path.chmod(0o755)

    def _status(self, job: dict[str, Any], streams: list[int], timeout: float) -> int:
        with socket.socket(socket.AF_UNIX) as server:
            server.settimeout(_BEGINNING)
            server.connect(self.address)
            body = json.dumps(job).encode()
            socket.send_fds(server, [len(body).to_bytes(4, "big")], streams)
            server.sendall(body)
            pid = None
            try:
                for line in server.makefile():
                    answer = json.loads(line)
                    if "status" in answer:
                        return int(answer["status"])
                    pid = int(answer["pid"])
                    # The limit applies only from here, because the process id, which is needed to kill the command, arrives first.
                    server.settimeout(timeout)
            except TimeoutError:
                if pid:
                    os.kill(pid, signal.SIGKILL)
                raise subprocess.TimeoutExpired(job["args"], timeout) from None
        raise RuntimeError("the server ended in the middle of a command")


@functools.cache
def shared() -> ForkServer:
    """Return the server of this test process, which is started at the first call. The server stops when the test process ends."""
    server = ForkServer().__enter__()
    atexit.register(server.__exit__)
    return server


def _accept(address: str) -> tuple[socket.socket, dict[str, Any], list[int]]:
    """Accept connections, and fork a process for each. This function returns only in the forked processes, with the connection, the job and the streams."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(f"{address}.new")
    listener.listen()
    Path(f"{address}.new").rename(address)  # the server must listen before this rename, because clients connect when the name exists
    while True:
        connection, _ = listener.accept()
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass
        head, streams, _, _ = socket.recv_fds(connection, 4, 3)
        with connection.makefile("rb") as file:
            body = file.read(int.from_bytes(head, "big"))
        if os.fork() == 0:
            listener.close()
            return connection, json.loads(body), streams
        connection.close()
        for stream in streams:
            os.close(stream)


def _run(connection: socket.socket, job: dict[str, Any], streams: list[int]) -> None:
    """Execute a job in a forked process, and send the exit status to the client. The server does not wait until the job ends."""
    pid = os.fork()
    if pid:
        connection.sendall(f"{json.dumps({'pid': pid})}\n".encode())
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        with contextlib.suppress(OSError):  # the client may have disconnected
            connection.sendall(f"{json.dumps({'status': status})}\n".encode())
        os._exit(0)
    connection.close()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(job["cwd"])
    os.environ.clear()
    os.environ.update(job["env"])
    sys.argv = [job["module"], *job["args"]]
    sys.path[0] = ""  # as `python -m` sets it
    coverage.process_startup()  # does nothing if the environment variable `_MEASURING` is not set
    if job["module"] == "llmnotes":
        llmnotes.cli.run()
    else:
        runpy.run_module(job["module"], run_name="__main__", alter_sys=True)


def _preload() -> None:
    for name in _PRELOADED:
        importlib.import_module(name)
    for module in pkgutil.iter_modules(llmnotes.cli.__path__, "llmnotes.cli."):
        importlib.import_module(module.name)
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    for language in ("en", "ja"):
        _build_a_list(language)
    for loaded in [*sys.modules.values()]:  # Python shows a warning only once, and forked processes must show their warnings
        getattr(loaded, "__warningregistry__", {}).clear()


def _build_a_list(language: str) -> None:
    """Build a list with one entry, so that forked processes inherit compiled templates and patterns. Their builds take half the processor time then."""
    logging.disable()
    with tempfile.TemporaryDirectory(prefix="forkserver-list") as folder:
        for path, text in _LIST.items():
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.replace("LANGUAGE", language), encoding="utf-8")
        build(load_config(f"{folder}/mkdocs.yml"))
    logging.disable(logging.NOTSET)


if __name__ == "__main__":
    _preload()
    gc.freeze()  # otherwise garbage collection in a forked process would write to memory that it shares with the server, and the system would copy this memory
    _run(*_accept(sys.argv[1]))
