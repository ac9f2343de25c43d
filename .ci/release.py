"""Check that a tag can be released, and print the release notes: `python .ci/release.py v0.1.0 --repository me/llmnotes`.

The version in pyproject.toml must be that of the tag, CHANGELOG.md must begin with a dated section for the version, and the URLs in pyproject.toml must
name the repository. The command reports every problem on standard error. It needs only the standard library of Python 3.11.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECTION = re.compile(r"(?m)^## (?P<version>\S+) \((?P<day>[^)]*)\)\n(?P<notes>(?:(?!## ).*\n?)*)")
_REPOSITORY = re.compile(r"https://(?:github|raw\.githubusercontent)\.com/([\w.-]+/[\w.-]+)")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tag", help="the tag, such as v0.1.0")
    parser.add_argument("--repository", help="the repository at GitHub, such as me/llmnotes; by default the URLs are not checked")
    parser.add_argument("--root", type=Path, default=Path(), help="the folder of pyproject.toml and CHANGELOG.md")
    args = parser.parse_args()
    project = (args.root / "pyproject.toml").read_text(encoding="utf-8")
    changelog = (args.root / "CHANGELOG.md").read_text(encoding="utf-8")
    faults = list(problems(args.tag, args.repository, project, changelog))
    for fault in faults:
        print(f"error: {fault}", file=sys.stderr)
    if not faults:
        print(notes(changelog, args.tag))
    return bool(faults)


def problems(tag: str, repository: str | None, project: str, changelog: str) -> Iterator[str]:
    """Yield what prevents the release of a tag, given the texts of pyproject.toml and CHANGELOG.md."""
    version = tomllib.loads(project)["project"]["version"]
    if tag != f"v{version}":
        yield f"pyproject.toml: the version is {version}, but the tag is {tag}. Set the version, or tag the right commit as v{version}"
    section = _SECTION.search(changelog)
    if section is None or section["version"] != version:
        yield f"CHANGELOG.md: the first section is not about {version}. Begin it with `## {version} (YYYY-MM-DD)`"
    elif not re.fullmatch(r"\d{4}-\d\d-\d\d", section["day"]):
        yield f"CHANGELOG.md: the section about {version} says ({section['day']}). Write the day of the release instead, as (YYYY-MM-DD)"
    for number, line in enumerate(project.splitlines(), 1):
        for found in _REPOSITORY.findall(line) if repository else ():
            if found != repository:
                yield f"pyproject.toml:{number}: the URL names the repository {found}, but the release is one of {repository}. Change the URL"


def notes(changelog: str, tag: str) -> str:
    """Return the text of the section about a tag."""
    section = next(found for found in _SECTION.finditer(changelog) if f"v{found['version']}" == tag)
    return section["notes"].strip()


if __name__ == "__main__":
    sys.exit(main())
