"""links.yml's own steps: one branch for the ledger, one issue about dead links."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from conftest import ROOT

from workflows.conftest import push, write
from workflows.steps import FOLDER, Runner, git, steps

if TYPE_CHECKING:
    import pytest

STEPS = {step.name: step for step in steps(FOLDER / "links.yml") if step.run}
URL = "http://127.0.0.1:9/old"


def run(runner: Runner, *names: str) -> None:
    for name in names:
        done = runner.run(STEPS[name], GH_TOKEN="t")  # noqa: S106 - no secret
        assert done.returncode == 0, done.stderr


def night(runner: Runner, said: str = "") -> dict[str, Any]:
    """GitHub after a night's check: in the place of servers, a person says how the link is."""
    git(runner.clone, "fetch", "-q")
    git(runner.clone, "reset", "-q", "--hard", "origin/main")
    git(runner.clone, "clean", "-qfd")
    run(runner, "Take what the branch knows")
    if said:
        done = runner.run(_say(said))
        assert done.returncode == 0, done.stderr
    run(runner, "Keep it, and propose it if a verdict changed")
    state: dict[str, Any] = {"issues": [], "pulls": [], "comments": [], "commit": runner.output()["commit"]}
    run(runner, "The issue about dead links")
    return state | (json.loads(runner.state.read_text()) if runner.state.exists() else {})


def _say(said: str) -> Any:
    step = STEPS["Ask all links"]
    return type(step)(step.file, step.job, "", f".venv/bin/llmnotes links mark {URL} {said} --reason seen", "", {})


def test_a_pull_request_is_opened_when_a_verdict_changes_and_rewritten_while_it_is_open(runner: Runner) -> None:
    state = night(runner)
    assert (state["pulls"], state["issues"], state["commit"]) == ([], [], "")
    state = night(runner, "dead")
    (pull,) = state["pulls"]
    assert (pull["head"], pull["base"]) == ("llmnotes/links", "main")
    assert "unchecked → **dead**" in pull["body"]
    assert state["commit"] == git(runner.clone.parent / "origin.git", "rev-parse", "llmnotes/links")
    write(runner.clone, "2023-01-01-new", "http://127.0.0.1:9/new")
    push(runner.clone, "main")
    state = night(runner)  # the main branch went on: the branch is made anew on it
    assert len(state["pulls"]) == 1
    changed = git(runner.clone.parent / "origin.git", "diff", "--name-only", "main...llmnotes/links").split()
    assert {path.partition("/")[0] for path in changed} == {"links"}
    assert git(runner.clone.parent / "origin.git", "rev-list", "--count", "main..llmnotes/links") == "1"
    assert night(runner)["commit"] == ""


def test_a_pull_request_that_was_closed_comes_back_only_with_news(runner: Runner) -> None:
    night(runner, "dead")
    state = json.loads(runner.state.read_text())
    state["pulls"][0]["state"] = "closed"
    runner.state.write_text(json.dumps(state))
    assert [pull["state"] for pull in night(runner)["pulls"]] == ["closed"]
    assert [pull["state"] for pull in night(runner, "alive")["pulls"]] == ["closed", "open"]


def test_what_the_branch_knows_outlives_its_merge(runner: Runner) -> None:
    night(runner, "dead")
    git(runner.clone, "fetch", "-q")
    git(runner.clone, "clean", "-qfd")
    git(runner.clone, "merge", "-q", "--squash", "origin/llmnotes/links")
    push(runner.clone, "main")
    state = night(runner)
    assert state["commit"] == ""
    assert [issue["state"] for issue in state["issues"]] == ["open"]


def test_the_issue_speaks_when_a_link_dies_or_returns_and_closes_itself(runner: Runner) -> None:
    (issue,) = night(runner, "dead")["issues"]
    assert (issue["state"], issue["labels"]) == ("open", ["dead-links"])
    assert "a person says so: seen" in issue["body"]
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


def test_an_issue_that_a_person_closed_stays_closed_until_another_link_dies(runner: Runner) -> None:
    night(runner, "dead")
    state = json.loads(runner.state.read_text())
    state["issues"][0]["state"] = "closed"
    runner.state.write_text(json.dumps(state))
    assert [issue["state"] for issue in night(runner)["issues"]] == ["closed"]


def test_a_check_that_github_refuses_says_what_to_allow(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    refusing = runner.beside / "gh"
    refusing.write_text("#!/bin/sh\necho 'GitHub Actions is not permitted to create or approve pull requests (HTTP 403)' >&2\nexit 1\n")
    refusing.chmod(0o755)
    run(runner, "Take what the branch knows")
    runner.run(_say("dead"))
    step = STEPS["Keep it, and propose it if a verdict changed"]
    monkeypatch.setattr(runner, "path", runner.beside)
    done = runner.run(step, GH_TOKEN="t")  # noqa: S106 - no secret
    assert done.returncode == 3
    assert "Settings → Actions → General → Workflow permissions" in done.stderr
    # What could not be proposed is forgotten, so that the next check proposes it.
    monkeypatch.setattr(runner, "path", ROOT / "tests" / "github")
    assert len(night(runner, "dead")["pulls"]) == 1
