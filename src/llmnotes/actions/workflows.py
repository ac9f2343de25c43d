"""Write the workflows that check, build and publish a list on a code host, and the file with the version of llmnotes that they install."""

from __future__ import annotations

import dataclasses
import enum
import json
from importlib import metadata, resources
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import jinja2

from llmnotes.errors import RefusalError
from llmnotes.github import form
from llmnotes.system.files import checkout, show, write_atomically
from llmnotes.system.regular_files import Bounds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Self


SOURCE = "https://github.com/example/llmnotes"
"""The repository of llmnotes. The workflows of lists call the reusable workflows in this repository."""
_TEMPLATES = resources.files("llmnotes.actions") / "new_list" / "workflows"
"""The folder with the templates of workflows.

In a released package, this folder also has the file `commit.txt` with the commit of the release, so that the workflows of lists call exactly this commit.
"""
REQUIREMENTS = "requirements.txt"
"""The name of the file with the version of llmnotes that workflows and web hosts install."""


class Host(enum.Enum):
    """The software of a code host. Each software has its own format of workflows."""

    GITHUB = "github"
    GITLAB = "gitlab"
    FORGEJO = "forgejo"

    @property
    def manual(self) -> str:
        """The address of the section of the manual that shows how to publish a list on this code host."""
        section = {Host.GITHUB: "github-pages", Host.GITLAB: "gitlab", Host.FORGEJO: "codeberg-and-other-hosts-with-forgejo"}[self]
        return f"{SOURCE}/blob/main/docs/about/publish.md#{section}"


_PLACES = {
    Host.GITHUB: {
        ".github/workflows/site.yml": "github/site.yml",
        ".github/workflows/checks.yml": "github/checks.yml",
        ".github/workflows/form.yml": "github/form.yml",
        ".github/workflows/links.yml": "github/links.yml",
        ".github/dependabot.yml": "github/dependabot.yml",
    },
    Host.GITLAB: {".gitlab-ci.yml": "gitlab/gitlab-ci.yml"},
    Host.FORGEJO: {
        ".forgejo/workflows/site.yml": "forgejo/site.yml",
        ".forgejo/workflows/checks.yml": "forgejo/checks.yml",
        ".forgejo/workflows/form.yml": "forgejo/form.yml",
        ".forgejo/workflows/links.yml": "forgejo/links.yml",
    },
}
"""The path of each workflow file in a list and the path of its template, by the software of the code host."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """The version of llmnotes that the workflows of a list use."""

    version: str
    commit: str = ""
    """The commit of this version in `SOURCE`; empty if it is not known."""
    packaged: bool = True
    """Whether workflows install this version from the package index; false if it was installed from `SOURCE`, so that they install it from there, too."""

    @classmethod
    def installed(cls) -> Self:
        """Return the version of the installed llmnotes. A new list gets workflows that use this version."""
        return cls.of(metadata.distribution("llmnotes"))

    @classmethod
    def of(cls, package: metadata.Distribution) -> Self:
        """Return the version of the installed package `package`, which is llmnotes, and its commit, if it is known."""
        # The format of this file: https://packaging.python.org/en/latest/specifications/direct-url/
        direct = json.loads(package.read_text("direct_url.json") or "{}")
        commit = direct.get("vcs_info", {}).get("commit_id", "")
        if commit and direct["url"].removesuffix(".git").rstrip("/") == SOURCE:
            return cls(version=package.version, commit=commit, packaged=False)
        built = _TEMPLATES / "commit.txt"
        return cls(version=package.version, commit=built.read_text("ascii").strip() if built.is_file() else "")

    @property
    def requirement(self) -> str:
        """The line of requirements.txt that names this version."""
        return f"llmnotes=={self.version}" if self.packaged else f"llmnotes @ git+{SOURCE}@{self.commit}"

    def workflow(self, name: str) -> str:
        """Return the value of the key `uses` that calls a reusable workflow of llmnotes. `name` is its name: `site`, `checks`, `form` or `links`."""
        tag = f"v{self.version}"
        revision = f"{self.commit} # {tag}" if self.commit else tag
        return f"{SOURCE.removeprefix('https://github.com/')}/.github/workflows/list-{name}.yml@{revision}"


def files_of(host: Host, release: Release, repository: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each file that a list needs for its workflows. `repository` is the repository's address, if it is known."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("llmnotes.actions", "new_list/workflows"),
        autoescape=False,  # noqa: S701 - the files are YAML, and the values come from the installed package
        variable_start_string="[[",  # not {{, because workflows contain {{ … }} themselves
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        comment_start_string="[#",
        comment_end_string="#]",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    for path, template in _PLACES[host].items():
        yield path, environment.get_template(template).render(workflow=release.workflow, runner=_runner(repository))
    yield REQUIREMENTS, f"{release.requirement}\n"


def paths(host: Host) -> list[str]:
    """Return the paths of the workflow files for a code host, without requirements.txt and the issue form, which a list can have without workflows."""
    return list(_PLACES[host])


def repository_around(folder: Path) -> Path | None:
    """Return the root of the git repository in which `folder` is a subfolder; None if `folder` is the root of a repository, or in no repository."""
    root = checkout(folder)
    return None if root == folder else root


def add(folder: Path, host: Host, release: Release, issue_form: str, repository: str = "") -> list[Path]:
    """Write the workflows for a code host, requirements.txt and the issue form into a list. GitLab has no issue forms, so it gets none.

    An existing form or requirements.txt stays unchanged.

    Args:
        folder: The root of the list's repository.
        host: The software of the code host.
        release: The version of llmnotes that the workflows use.
        issue_form: The text of the issue form.
        repository: The repository's address, if it is known.

    Returns:
        The paths of the new files.

    Raises:
        RefusalError: The list has one of the workflow files already. Nothing was written.
        StoreError: A file can't be written.

    """
    files = dict(files_of(host, release, repository))
    if host is not Host.GITLAB:  # GitLab has no issue forms
        files[form.FILE] = issue_form
    present = {path for path in files if (folder / path).is_symlink() or (folder / path).exists()}
    if taken := present & set(paths(host)):
        names = ", ".join(sorted(taken))
        raise RefusalError(f"the folder {show(folder)} has these workflow files already: {names}. Rename or remove these files first")
    new = {folder / path: text for path, text in files.items() if path not in present}
    for path, text in new.items():
        write_atomically(path, text, Bounds(folder))
    return list(new)


def _runner(repository: str) -> str:
    """Return the label that selects runners on Forgejo: `codeberg-small` for a repository on codeberg.org, and `docker` for others."""
    return "codeberg-small" if urlsplit(repository).hostname == "codeberg.org" else "docker"
