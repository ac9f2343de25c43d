"""Find idioms that are hard to understand in source, tests, documentation and workflows.

`[tool.llmnotes-style]` in pyproject.toml lists the files to read, and each idiom as a regular expression with plainer words.
Usage: `python tests/wording.py [FOLDER]`. The exit status is 1 if an idiom is found.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def findings(text: str, idioms: Mapping[str, str]) -> Iterator[tuple[int, str, str]]:
    """Yield the line number, the idiom and the plainer words for each idiom in a text."""
    for number, line in enumerate(text.split("\n"), 1):
        for pattern, better in idioms.items():
            for found in re.finditer(pattern, line, re.IGNORECASE):
                yield number, found[0], better


def main(root: Path) -> int:
    """Print the findings in a repository. Return 1 if there are any, else 0."""
    options = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["llmnotes-style"]
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *options["files"]],  # noqa: S607 - git of this machine
        cwd=root, check=True, capture_output=True, encoding="utf-8",
    ).stdout.split("\0")  # fmt: skip
    lines = [
        f'{name}:{line}: "{idiom}": write {better}'
        for name in sorted(set(filter(None, listed)))
        if (root / name).is_file()
        for line, idiom, better in findings((root / name).read_text(encoding="utf-8"), options["idioms"])
    ]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
