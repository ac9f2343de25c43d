"""Kill a command before each of its file operations, start a second command, and return the files after both commands."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_SCRIPT = """
import contextlib, io, json, os, pathlib, shutil, sys
from llmnotes.cli import main
from llmnotes.errors import LlmnotesError
import llmnotes.cli.add, llmnotes.cli.lint, llmnotes.cli.links, llmnotes.cli.importing, llmnotes.cli.remove, llmnotes.cli.terms

folder, command, after = pathlib.Path(sys.argv[1]), json.loads(sys.argv[2]), json.loads(sys.argv[3])

def tree(where):
    return {path.relative_to(where).as_posix(): path.read_bytes().decode() for path in sorted(where.rglob("*")) if path.is_file()}

def killed_before(step):
    def wrapped(real):
        def call(*args, **options):
            nonlocal step
            if step == 0:
                os._exit(99)
            step -= 1
            return real(*args, **options)
        return call
    for name in ("replace", "unlink", "mkdir", "rmdir"):
        setattr(os, name, wrapped(getattr(os, name)))

def ran(where, arguments, step=None):
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.chdir(where)
        if step is not None:
            killed_before(step)
        output, status = io.StringIO(), 1
        with contextlib.redirect_stderr(output), contextlib.redirect_stdout(output):
            try:
                status = main.main(arguments, standalone_mode=False) or 0
            except LlmnotesError as error:
                print(f"error: {error}")
            except BaseException as error:
                print(repr(error))
        os.write(writer, output.getvalue().encode()[:60_000])
        os._exit(status)
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        output = file.read().decode()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), output

for step in range(10_000):
    where = folder.with_name(f"{folder.name}-{step}")
    shutil.copytree(folder, where)
    status, output = ran(where, command, step)
    killed = tree(where)
    next_status, next_output = ran(where, after)
    print(json.dumps({"status": status, "output": output, "killed": killed, "next_status": next_status, "next_output": next_output, "tree": tree(where)}))
    shutil.rmtree(where)
    if status != 99:
        break
"""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Killed:
    """The result of killing a command once, and of a second command after it."""

    status: int
    """The command's exit status; 99 if it was killed."""
    output: str
    """The output of the command that may have been killed."""
    killed: Mapping[str, str]
    """The text of each file after the command, by the file's path."""
    next_status: int
    """The exit status of the second command."""
    next_output: str
    """The output of the second command."""
    tree: Mapping[str, str]
    """The text of each file after the second command, by the file's path."""


def kills(folder: Path, command: Sequence[str], after: Sequence[str] = ("lint",)) -> list[Killed]:
    """Start `command` many times. Kill it before its first file operation, then before its second, and so on, until it ends before it is killed.

    Args:
        folder: The folder of the reading list. Each time, the command works on a fresh copy of this folder.
        command: The arguments of the command to kill.
        after: The arguments of the second command.

    Returns:
        A result for each start of the command. In the last one, the command was not killed.

    """
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(folder), json.dumps(command), json.dumps(after)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [Killed(**json.loads(line)) for line in done.stdout.splitlines()]


def tree(folder: Path) -> dict[str, str]:
    """Return the text of each file in a folder, by the file's path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode() for path in sorted(folder.rglob("*")) if path.is_file()}
