"""The scripts of a new list's jobs on GitLab, each executed in a new clone against a fake GitLab.

This can't show how GitLab chooses jobs by their rules, its caches, artifacts and Pages, and its container images.
"""

from __future__ import annotations

import datetime
import json
import subprocess
from typing import TYPE_CHECKING, Any

import forkserver
import pytest
import yaml
from loopback import reply

from llmnotes.actions import workflows
from llmnotes.actions.init import NewList
from workflows.act import PublishedList
from workflows.fake_forge import TOKEN, FakeGitLab
from workflows.steps import git

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from loopback import Loopback

NEW = NewList(title="My list", language="en", today=datetime.date(2026, 1, 2), host=workflows.Host.GITLAB)
ADDRESS = "https://gitlab.example/example/llmnotes"


class GitLabRunner(PublishedList):
    def __init__(self, folder: Path, fake: FakeGitLab) -> None:
        super().__init__(folder, NEW, f"{ADDRESS}.git")
        self.fake = fake
        forkserver.shared().script(self.bin / "real", "llmnotes")
        # The link checks get the day of their run, and may request the test server.
        checks = '[ "$1 $2" = "links check" ] && exec real "$@" --allow-private --no-archive ${AT:+--at "$AT"}'
        self.command("llmnotes", f'{checks}\nexec real "$@"')

    def run(self, job: str, branch: str = "main", **variables: str) -> tuple[subprocess.CompletedProcess[str], Path]:
        """Execute a job in a new clone of a branch. Return the result, and the folder of the clone."""
        pipeline: dict[str, Any] = yaml.safe_load((self.list / ".gitlab-ci.yml").read_text("utf-8"))
        clone = self.folder / f"clone-{len(list(self.folder.glob('clone-*')))}"
        git(self.folder, "clone", "-q", "--branch", branch, str(self.origin), str(clone))
        lines = [*pipeline["default"]["before_script"], *pipeline[job]["script"]]
        environment = self.environment | {
            "CI_PROJECT_DIR": str(clone), "CI_PROJECT_URL": ADDRESS, "CI_PROJECT_PATH": "example/llmnotes", "CI_COMMIT_REF_NAME": branch,
            "CI_API_V4_URL": f"{self.fake.address}/api/v4", "LLMNOTES_TOKEN": TOKEN, **variables,
        }  # fmt: skip
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", "\n".join(lines)],  # noqa: S607 - bash of this machine
            cwd=clone, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=180,
        )  # fmt: skip
        return done, clone


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[GitLabRunner]:
    with FakeGitLab() as fake:
        yield GitLabRunner(tmp_path, fake)


def test_on_gitlab_a_page_that_is_gone_for_weeks_is_reported_and_shown_as_dead(runner: GitLabRunner, server: Loopback) -> None:
    runner.add("2023-01-01-gone", server.route("/gone", reply(404)))
    runner.push()
    for day in (4, 11, 18):
        done, _ = runner.run("links", AT=f"2026-10-{day:02}T04:00Z")
        assert done.returncode == 0, done.stderr
    (pull,) = runner.fake.pulls
    assert (pull["source_branch"], pull["target_branch"]) == ("llmnotes/links", "main")
    assert "→ **dead**" in pull["description"]
    assert [issue["state"] for issue in runner.fake.issues] == ["opened"]
    assert git(runner.origin, "log", "-1", "--format=%an", "llmnotes/links") == "llmnotes"
    done, clone = runner.run("pages")
    assert done.returncode == 0, done.stderr
    health = json.loads((clone / "public" / "link-health.json").read_text(encoding="utf-8"))
    # Two failures make a page that is gone dead, so the ledger keeps no third one.
    assert [(link["standing"], link["failures"]) for link in health["links"] if link["url"].endswith("/gone")] == [("dead", 2)]


def test_on_gitlab_a_link_check_without_a_token_fails_and_names_the_variable_to_set(runner: GitLabRunner) -> None:
    done, _ = runner.run("links", LLMNOTES_TOKEN="")
    assert done.returncode == 3
    assert "LLMNOTES_TOKEN is not set" in done.stderr


def test_on_gitlab_the_site_is_built_without_a_ledger_and_without_a_token(runner: GitLabRunner) -> None:
    done, clone = runner.run("pages", LLMNOTES_TOKEN="")
    assert done.returncode == 0, done.stderr
    assert (clone / "public" / "index.html").is_file()
    assert "install --quiet --requirement requirements.txt" in (runner.folder / "pip.txt").read_text(encoding="utf-8")


def test_on_gitlab_a_merge_request_gets_a_summary_and_fails_if_lint_or_a_new_link_fails(runner: GitLabRunner, server: Loopback) -> None:
    base = git(runner.list, "rev-parse", "HEAD")
    git(runner.list, "switch", "-q", "-c", "branch")
    runner.add("2024-01-01-new", server.route("/gone", reply(404)), "topics: [unknown]\n")
    runner.push("branch")
    done, clone = runner.run("entries", "branch", CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert (done.returncode, "topic-unknown" in done.stderr + done.stdout) == (1, True)
    assert "1 new." in (clone / "summary.md").read_text(encoding="utf-8")
    done, clone = runner.run("new-links", "branch", CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert done.returncode == 1
    assert "/gone" in (clone / "links.xml").read_text(encoding="utf-8")
