"""Kills a command before each step that it does on the disk, lets another command run, and tells what is there then."""

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
import llmnotes.cli.add, llmnotes.cli.lint, llmnotes.cli.links, llmnotes.cli.log, llmnotes.cli.remove, llmnotes.cli.terms

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
        told, status = io.StringIO(), 1
        with contextlib.redirect_stderr(told), contextlib.redirect_stdout(told):
            try:
                status = main.main(arguments, standalone_mode=False) or 0
            except LlmnotesError as error:
                print(f"error: {error}")
            except BaseException as error:
                print(repr(error))
        os.write(writer, told.getvalue().encode()[:60_000])
        os._exit(status)
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        told = file.read().decode()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), told

for step in range(10_000):
    where = folder.with_name(f"{folder.name}-{step}")
    shutil.copytree(folder, where)
    status, told = ran(where, command, step)
    killed = tree(where)
    then, said = ran(where, after)
    print(json.dumps({"status": status, "told": told, "killed": killed, "then": then, "said": said, "tree": tree(where)}))
    shutil.rmtree(where)
    if status != 99:
        break
"""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Killed:
    """What came of one kill."""

    status: int
    """Of the command: 99 if it was killed."""
    told: str
    killed: Mapping[str, str]
    """The files after it, by their paths."""
    then: int
    """The status of the next command."""
    said: str
    """What the next command said."""
    tree: Mapping[str, str]
    """The files after the next command."""


def kills(folder: Path, command: Sequence[str], after: Sequence[str] = ("lint",)) -> list[Killed]:
    """What comes of killing `command` before its first step on the disk, its second and so on, in a copy of `folder` each. The last one isn't killed."""
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(folder), json.dumps(command), json.dumps(after)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [Killed(**json.loads(line)) for line in done.stdout.splitlines()]


def tree(folder: Path) -> dict[str, str]:
    """All files of a folder, by their paths."""
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode() for path in sorted(folder.rglob("*")) if path.is_file()}
