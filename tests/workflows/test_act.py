"""The workflows of a new list run from their events to their results, in act."""

from __future__ import annotations

import datetime
import json
import re
from typing import TYPE_CHECKING

import pytest
from conftest import CASES

from llmnotes.actions import workflows
from llmnotes.actions.init import NewList
from workflows.act import ActRunner, needs_act
from workflows.steps import git

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = needs_act
NEW = NewList(
    title="My list", language="en", today=datetime.date(2026, 1, 2), site_url="https://me.example/list/", repository="https://github.com/me/list",
    host=workflows.Host.GITHUB,
)  # fmt: skip

FORM = "### URL\n\nhttps://a.example/new\n\n### タイトル / Title\n\nA page\n\n### 公開日 / Published\n\n2024-02-29"


@pytest.fixture
def runner(tmp_path: Path) -> ActRunner:
    return ActRunner(tmp_path, NEW)


def test_a_push_to_the_main_branch_publishes_the_site_with_the_results_of_the_link_check(runner: ActRunner) -> None:
    done = runner.run("schedule", ".github/workflows/links.yml", {"schedule": "23 18 * * 0"})
    assert done.returncode == 0, done.stdout
    assert [(pull["head"], pull["base"]) for pull in runner.github()["pulls"]] == [("llmnotes/links", "main")]
    assert git(runner.origin, "diff", "--name-only", "main", "llmnotes/links").split()
    done = runner.run("push", ".github/workflows/site.yml")
    assert done.returncode == 0, done.stdout
    health = json.loads((runner.published / "link-health.json").read_text(encoding="utf-8"))
    assert [link["standing"] for link in health["links"]] == ["unsure"], health
    assert "never checked" not in (runner.published / "health" / "index.html").read_text(encoding="utf-8")
    assert "install --quiet --requirement requirements.txt" in (runner.list.parent / "pip.txt").read_text(encoding="utf-8")


def test_the_workflow_of_the_link_check_starts_the_checks_of_the_commit_that_it_proposes(runner: ActRunner) -> None:
    done = runner.run("schedule", ".github/workflows/links.yml", {"schedule": "23 18 * * 0"})
    assert done.returncode == 0, done.stdout
    ((_, path, status),) = [request for request in runner.github()["requests"] if "/statuses/" in request[1]]
    assert path.endswith(git(runner.origin, "rev-parse", "llmnotes/links"))
    assert (status["context"], status["state"]) == ("checks / entries", "success")


def test_a_pull_request_with_a_problem_fails_and_gets_a_comment_with_a_summary(runner: ActRunner) -> None:
    git(runner.list, "switch", "-q", "-c", "branch")
    runner.add("2023-01-01-new", "https://127.0.0.1/new", "topics: [unknown]\n")
    runner.push("branch")
    repository = {"full_name": "example/llmnotes"}
    pull = {
        "number": 7,
        "head": {"ref": "branch", "repo": repository, "sha": git(runner.list, "rev-parse", "HEAD")},
        "base": {"ref": "main"},
        "user": {"type": "User"},
    }
    done = runner.run("pull_request", ".github/workflows/checks.yml", {"pull_request": pull, "repository": repository})
    assert done.returncode == 1
    assert re.search(r"::error file=entries/2023/2023-01-01-new\.md,line=5,", done.stdout)
    (comment,) = runner.github()["comments"]
    assert comment["issue"] == 7


def test_an_accepted_issue_form_becomes_a_pull_request_whose_checks_run(runner: ActRunner) -> None:
    payload = json.loads((CASES / "github" / "issue-labeled.json").read_text(encoding="utf-8"))
    payload["issue"]["body"] = FORM
    done = runner.run("issues", ".github/workflows/form.yml", payload)
    assert done.returncode == 0, done.stdout
    state = runner.github()
    assert [pull["head"] for pull in state["pulls"]] == ["add-entry/issue-12"]
    assert [request[2]["context"] for request in state["requests"] if "/statuses/" in request[1]] == ["checks / entries"]
