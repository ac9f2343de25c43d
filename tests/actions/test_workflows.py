"""The workflows of a new list name the version of llmnotes with which the list was started."""

from __future__ import annotations

import json
import re
from importlib import metadata
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT

from llmnotes.actions.workflows import SOURCE, Host, Release, files_of

if TYPE_CHECKING:
    from pathlib import Path

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("release", "requirement", "revision"),
    [
        (Release(version="1.2.3"), "llmnotes==1.2.3", "v1.2.3"),
        (Release(version="1.2.3", commit=COMMIT), "llmnotes==1.2.3", f"{COMMIT} # v1.2.3"),
        (Release(version="1.2.3", commit=COMMIT, packaged=False), f"llmnotes @ git+{SOURCE}@{COMMIT}", f"{COMMIT} # v1.2.3"),
    ],
)
def test_requirements_txt_and_the_workflows_of_a_list_name_the_same_version_of_llmnotes(
    release: Release, requirement: str, revision: str
) -> None:
    files = dict(files_of(Host.GITHUB, release))
    assert files["requirements.txt"] == f"{requirement}\n"
    used = {line.split("@")[-1] for path, text in files.items() if "workflows" in path for line in text.splitlines() if " uses: " in line}
    assert used == {revision}


@pytest.mark.parametrize(
    ("direct", "commit"),
    [
        (None, ""),
        ({"url": SOURCE, "vcs_info": {"vcs": "git", "commit_id": COMMIT}}, COMMIT),
        ({"url": f"{SOURCE}.git", "vcs_info": {"vcs": "git", "commit_id": COMMIT}}, COMMIT),
        ({"url": "https://github.com/other/fork", "vcs_info": {"vcs": "git", "commit_id": COMMIT}}, ""),
        ({"url": "file:///home/me/llmnotes", "dir_info": {"editable": True}}, ""),
        ({"url": "file:///home/me/llmnotes.whl", "archive_info": {}}, ""),
    ],
)
def test_the_installed_version_has_a_commit_only_if_llmnotes_was_installed_from_its_git_repository(
    tmp_path: Path, direct: dict[str, object] | None, commit: str
) -> None:
    (tmp_path / "METADATA").write_text("Metadata-Version: 2.1\nName: llmnotes\nVersion: 1.2.3\n", encoding="utf-8")
    if direct:
        (tmp_path / "direct_url.json").write_text(json.dumps(direct), encoding="utf-8")
    release = Release.of(metadata.Distribution.at(tmp_path))
    assert (release.version, release.commit, release.packaged) == ("1.2.3", commit, not commit)


@pytest.mark.parametrize("host", Host)
def test_the_manual_has_the_section_about_publishing_for_each_code_host(host: Host) -> None:
    page, _, anchor = host.manual.removeprefix(f"{SOURCE}/blob/main/").partition("#")
    headings = re.findall(r"(?m)^## (.*)$", (ROOT / page).read_text(encoding="utf-8"))
    assert anchor in {re.sub(r"[^a-z -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize(
    ("repository", "label"), [("https://codeberg.org/me/list", "codeberg-small"), ("https://git.example/me/list", "docker"), ("", "docker")]
)
def test_workflows_for_forgejo_use_the_label_of_the_runners_on_the_repositorys_host(repository: str, label: str) -> None:
    files = dict(files_of(Host.FORGEJO, Release(version="1.2.3"), repository))
    assert all(f"runs-on: {label} " in text for path, text in files.items() if "workflows" in path)
