"""The workflows of a new list on Forgejo run from their events to their results, in act, against a fake Forgejo.

Forgejo's runner is made from an older act. Besides what act.py lists, this can't show the container, in which Forgejo runs each job.
"""

from __future__ import annotations

import datetime
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from llmnotes.actions import workflows
from llmnotes.actions.init import NewList
from workflows.act import ActRunner, needs_act
from workflows.fake_forge import TOKEN, FakeForgejo
from workflows.steps import git
from workflows.test_act import FORM

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = needs_act
NEW = NewList(
    title="My list", language="en", today=datetime.date(2026, 1, 2), site_url="https://me.example/list/", host=workflows.Host.FORGEJO
)  # fmt: skip


@pytest.fixture
def fake() -> Iterator[FakeForgejo]:
    with FakeForgejo() as forgejo:
        yield forgejo


@pytest.fixture
def runner(tmp_path: Path, fake: FakeForgejo) -> ActRunner:
    runner = ActRunner(tmp_path, NEW, "https://forgejo.example")
    for file in runner.list.glob(".forgejo/workflows/*.yml"):
        text, count = re.subn(r"    container:\n      image: .*\n", "", file.read_text("utf-8"))
        assert count == 1
        file.write_text(text, "utf-8")
    # act sets GITHUB_API_URL to GitHub's path, as the server of GitHub Enterprise has it
    runner.command("real", (runner.bin / "llmnotes").read_text("utf-8"))
    (runner.bin / "llmnotes").rename(runner.bin / "real")
    runner.command("llmnotes", f'export GITHUB_API_URL={fake.address}/api/v1\nexec real "$@"')
    return runner


def issue(body: str, action: str = "labeled") -> dict[str, Any]:
    author = {"id": 5, "login": "hanako", "email": "hanako@noreply.forgejo.example"}
    return {
        "action": action,
        "issue": {"number": 12, "body": body, "state": "open", "user": author, "labels": [{"name": "accepted"}], "pull_request": None},
    }


def test_on_forgejo_the_link_check_opens_a_pull_request_and_the_site_shows_the_ledger(runner: ActRunner, fake: FakeForgejo) -> None:
    done = runner.run("schedule", ".forgejo/workflows/links.yml", {"schedule": "23 18 * * 0"})
    assert done.returncode == 0, done.stdout
    assert [(pull["head"]["ref"], pull["base"]) for pull in fake.pulls] == [("llmnotes/links", "main")]
    done = runner.run("push", ".forgejo/workflows/site.yml")
    assert done.returncode == 0, done.stdout
    health = json.loads(git(runner.origin, "show", "pages:link-health.json"))
    assert [link["standing"] for link in health["links"]] == ["unsure"]
    assert fake.tokens == {TOKEN}


def test_on_forgejo_an_accepted_issue_form_becomes_a_pull_request_that_names_its_author_as_co_author(
    runner: ActRunner, fake: FakeForgejo
) -> None:
    done = runner.run("issues", ".forgejo/workflows/form.yml", issue(FORM))
    assert done.returncode == 0, done.stdout
    assert [pull["head"]["ref"] for pull in fake.pulls] == ["add-entry/issue-12"]
    message = git(runner.origin, "log", "-1", "--format=%B", "add-entry/issue-12")
    assert message.split("\n")[-1] == "Co-authored-by: hanako <hanako@noreply.forgejo.example>"


def test_on_forgejo_an_issue_form_with_a_problem_gets_a_comment(runner: ActRunner, fake: FakeForgejo) -> None:
    done = runner.run("issues", ".forgejo/workflows/form.yml", issue(FORM.replace("2024-02-29", "yesterday"), "edited"))
    assert done.returncode == 0, done.stdout
    assert (fake.pulls, [comment["issue"] for comment in fake.comments]) == ([], [12])


def test_on_forgejo_a_pull_request_with_a_problem_fails_and_gets_a_comment_with_a_summary(runner: ActRunner, fake: FakeForgejo) -> None:
    git(runner.list, "switch", "-q", "-c", "branch")
    runner.add("2023-01-01-new", "https://127.0.0.1/new", "topics: [unknown]\n")
    runner.push("branch")
    repository = {"full_name": "example/llmnotes"}
    head = {"ref": "branch", "repo": repository, "sha": git(runner.list, "rev-parse", "HEAD")}
    pull = {"number": 7, "head": head, "base": {"ref": "main"}}
    done = runner.run("pull_request", ".forgejo/workflows/checks.yml", {"pull_request": pull, "repository": repository})
    assert done.returncode == 1
    assert "topic-unknown" in done.stdout
    assert [comment["issue"] for comment in fake.comments] == [7]
