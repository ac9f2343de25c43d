"""Tests that execute the steps of list-links.yml, which update the branch with the ledger and the issue about dead links."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from conftest import ROOT

from workflows.conftest import push, write
from workflows.steps import FOLDER, Runner, git, steps

if TYPE_CHECKING:
    import pytest

STEPS = {step.name: step for step in steps(FOLDER / "list-links.yml") if step.run}
URL = "http://127.0.0.1:9/old"


def run(runner: Runner, *names: str) -> None:
    for name in names:
        done = runner.run(STEPS[name], GH_TOKEN="t")  # noqa: S106 - no secret
        assert done.returncode == 0, done.stderr


def night(runner: Runner, mark: str = "") -> dict[str, Any]:
    """Execute the scheduled workflow's steps. A command that marks a link replaces the link check. Return the state of the fake GitHub afterwards."""
    git(runner.clone, "fetch", "-q")
    git(runner.clone, "reset", "-q", "--hard", "origin/main")
    git(runner.clone, "clean", "-qfd")
    run(runner, "Fetch the ledger from its branch")
    if mark:
        done = runner.run(_mark_step(mark))
        assert done.returncode == 0, done.stderr
    run(runner, "Push the ledger to its branch, and open a pull request if a verdict has changed")
    state: dict[str, Any] = {"issues": [], "pulls": [], "comments": [], "commit": runner.output()["commit"]}
    run(runner, "Update the issue about dead links")
    return state | (json.loads(runner.state.read_text()) if runner.state.exists() else {})


def _mark_step(mark: str) -> Any:
    step = STEPS["Check links"]
    return type(step)(step.file, step.job, "", f"llmnotes links mark {URL} {mark} --reason seen", "", {})


def test_a_changed_verdict_opens_a_pull_request_for_the_ledger_that_later_link_checks_update(runner: Runner) -> None:
    state = night(runner)
    assert (state["pulls"], state["issues"], state["commit"]) == ([], [], "")
    state = night(runner, "dead")
    (pull,) = state["pulls"]
    assert (pull["head"], pull["base"]) == ("llmnotes/links", "main")
    assert "unchecked → **dead**" in pull["body"]
    assert state["commit"] == git(runner.clone.parent / "origin.git", "rev-parse", "llmnotes/links")
    write(runner.clone, "2023-01-01-new", "http://127.0.0.1:9/new")
    push(runner.clone, "main")
    state = night(runner)  # the main branch has a new commit, and the ledger's branch must now start from this commit
    assert len(state["pulls"]) == 1
    changed = git(runner.clone.parent / "origin.git", "diff", "--name-only", "main...llmnotes/links").split()
    assert {path.partition("/")[0] for path in changed} == {"links"}
    assert git(runner.clone.parent / "origin.git", "rev-list", "--count", "main..llmnotes/links") == "1"
    assert night(runner)["commit"] == ""


def test_the_first_ledger_of_a_list_opens_a_pull_request_even_if_no_link_is_broken(runner: Runner) -> None:
    (pull,) = night(runner, "alive")["pulls"]
    assert "first ledger of this list" in pull["body"]
    state = json.loads(runner.state.read_text())
    state["pulls"][0]["state"] = "closed"
    runner.state.write_text(json.dumps(state))
    assert [pull["state"] for pull in night(runner, "alive")["pulls"]] == ["closed"]


def test_after_the_pull_request_for_the_ledger_is_closed_a_new_one_opens_only_if_a_verdict_changes(runner: Runner) -> None:
    night(runner, "dead")
    state = json.loads(runner.state.read_text())
    state["pulls"][0]["state"] = "closed"
    runner.state.write_text(json.dumps(state))
    assert [pull["state"] for pull in night(runner)["pulls"]] == ["closed"]
    assert [pull["state"] for pull in night(runner, "alive")["pulls"]] == ["closed", "open"]


def test_the_ledger_is_kept_and_not_proposed_again_after_its_branch_is_merged(runner: Runner) -> None:
    night(runner, "dead")
    git(runner.clone, "fetch", "-q")
    git(runner.clone, "clean", "-qfd")
    git(runner.clone, "merge", "-q", "--squash", "origin/llmnotes/links")
    push(runner.clone, "main")
    state = night(runner)
    assert state["commit"] == ""
    assert [issue["state"] for issue in state["issues"]] == ["open"]


def test_the_issue_about_dead_links_gets_a_comment_if_a_link_dies_or_is_alive_again_and_is_closed_when_no_link_is_dead(
    runner: Runner,
) -> None:
    (issue,) = night(runner, "dead")["issues"]
    assert (issue["state"], issue["labels"]) == ("open", ["dead-links"])
    assert "marked by a person: seen" in issue["body"]
    state = night(runner)
    assert (len(state["issues"]), state["comments"]) == (1, [])
    state = night(runner, "alive")
    assert ([issue["state"] for issue in state["issues"]], [one["body"].split("\n")[0] for one in state["comments"]]) == (
        ["closed"], ["### Returned (1)"],
    )  # fmt: skip
    assert len(night(runner)["comments"]) == 1
    state = night(runner, "dead")
    assert ([issue["state"] for issue in state["issues"]], [one["body"].split("\n")[0] for one in state["comments"]]) == (
        ["open"], ["### Returned (1)", "### Died (1)"],
    )  # fmt: skip


def test_the_issue_about_dead_links_stays_closed_after_a_person_closed_it_if_no_other_link_dies(runner: Runner) -> None:
    night(runner, "dead")
    state = json.loads(runner.state.read_text())
    state["issues"][0]["state"] = "closed"
    runner.state.write_text(json.dumps(state))
    assert [issue["state"] for issue in night(runner)["issues"]] == ["closed"]


def test_if_workflows_may_not_open_pull_requests_the_error_names_the_setting_and_the_next_link_check_tries_again(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing = runner.beside / "gh"
    refusing.write_text("#!/bin/sh\necho 'GitHub Actions is not permitted to create or approve pull requests (HTTP 403)' >&2\nexit 1\n")
    refusing.chmod(0o755)
    run(runner, "Fetch the ledger from its branch")
    runner.run(_mark_step("dead"))
    step = STEPS["Push the ledger to its branch, and open a pull request if a verdict has changed"]
    monkeypatch.setattr(runner, "path", runner.beside)
    done = runner.run(step, GH_TOKEN="t")  # noqa: S106 - no secret
    assert done.returncode == 3
    assert "Settings → Actions → General → Workflow permissions" in done.stderr
    # The branch was reset. Otherwise the next link check would find no change, and would not propose this change again.
    monkeypatch.setattr(runner, "path", ROOT / "tests" / "github")
    assert len(night(runner, "dead")["pulls"]) == 1
