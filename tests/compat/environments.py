"""Virtual environments with other packages than those of the tests. uv makes each environment once in .cache/compat/, and again if its inputs change."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import filelock

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / ".cache" / "compat"
UV = Path(sys.executable).parent / "uv"


def environment(name: str, arguments: Sequence[str], python: str = sys.executable) -> Path:
    """Return the folder of an environment's programs. Make the environment unless it exists with the same inputs, and delete older ones with its name.

    Args:
        name: The name of the environment.
        arguments: The arguments for `uv pip install`.
        python: The interpreter.

    """
    inputs = [*arguments, python, (ROOT / "pyproject.toml").read_text(encoding="utf-8")]
    inputs += [Path(argument).read_text(encoding="utf-8") for argument in arguments if argument.endswith(".txt")]
    folder = FOLDER / f"{name}-{hashlib.sha256(repr(inputs).encode()).hexdigest()[:12]}"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(FOLDER / f"{name}.lock"):
        if not (folder / "whole").exists():
            for old in FOLDER.glob(f"{name}-????????????"):
                shutil.rmtree(old)
            _uv("venv", "--quiet", "--python", python, str(folder))
            _uv("pip", "install", "--quiet", "--python", str(folder / "bin" / "python"), *arguments)
            (folder / "whole").touch()
    return folder / "bin"


def interpreter(version: str) -> str | None:
    """Return an interpreter of a version of Python, such as 3.12; None if it is not installed. Versions that pyenv has installed are found too."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    installed = sorted(pyenv.glob(f"versions/{version}.*/bin/python"))
    return os.fspath(installed[-1]) if installed else shutil.which(f"python{version}")


def _uv(*arguments: str) -> None:
    run = subprocess.run([UV, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
