"""Tests that execute the steps of list-checks.yml on a branch of a reading list."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from conftest import ROOT

from workflows.conftest import push, write
from workflows.steps import FOLDER, git, steps

if TYPE_CHECKING:
    from workflows.steps import Runner

STEPS = {step.name: step for step in steps(FOLDER / "list-checks.yml") if step.run}
VALUES = {"BASE": "origin/main", "NUMBER": "7", "GH_TOKEN": "t", "COMMIT": "0" * 40, "STATE": "success"}


def test_the_checks_of_a_pull_request_report_only_links_that_its_branch_adds(runner: Runner) -> None:
    git(runner.clone, "switch", "-q", "-c", "branch")
    write(runner.clone, "2024-01-01-new", "http://127.0.0.1:9/new")
    push(runner.clone, "branch")
    git(runner.clone, "switch", "-q", "main")
    write(runner.clone, "2024-01-01-other", "http://127.0.0.1:9/other")
    push(runner.clone, "main")
    git(runner.clone, "switch", "-q", "branch")
    done = runner.run(STEPS["Check the links that the change adds"], **VALUES)
    reported = [line for line in done.stdout.split("\n") if line.startswith("::error")]
    assert done.returncode == 1
    assert [line.partition("title=")[0] for line in reported] == ["::error file=entries/2024/2024-01-01-new.md,line=3,"]


def test_the_checks_of_a_pull_request_annotate_the_line_of_each_problem(runner: Runner) -> None:
    write(runner.clone, "2024-01-01-new", "ftp://a.example/")
    done = runner.run(STEPS["Lint"], **VALUES)
    assert done.returncode == 1
    reported = [line for line in done.stdout.splitlines() if line.startswith("::error")]
    assert [line.partition("::url:")[0] for line in reported] == ["::error file=entries/2024/2024-01-01-new.md,line=3,col=6,title=url"]


def test_the_summary_of_a_pull_request_is_one_comment_that_later_workflow_runs_update(runner: Runner) -> None:
    git(runner.clone, "switch", "-q", "-c", "branch")
    for slug in ("2024-01-01-new", "2024-01-01-more"):
        write(runner.clone, slug, f"https://a.example/{slug}")
        for name in ("Write the summary", "Comment on the pull request, unless it comes from a fork or a bot"):
            done = runner.run(STEPS[name], **VALUES)
            assert done.returncode == 0, done.stderr
    state = json.loads(runner.state.read_text())
    (comment,) = state["comments"]
    assert (comment["issue"], "2 new." in comment["body"], "2024-01-01-more" in comment["body"]) == (7, True, True)
    assert "2 new." in (runner.beside / "step-summary.md").read_text(encoding="utf-8")


def test_a_pull_request_without_changed_entries_gets_no_comment(runner: Runner) -> None:
    for name in ("Write the summary", "Comment on the pull request, unless it comes from a fork or a bot"):
        assert runner.run(STEPS[name], **VALUES).returncode == 0
    assert json.loads(runner.state.read_text())["comments"] == []
    assert "No entries are new" in (runner.beside / "step-summary.md").read_text(encoding="utf-8")


def test_the_workflow_sets_the_result_of_the_checks_as_a_status_on_the_commit(runner: Runner) -> None:
    done = runner.run(STEPS["Set the status of the commit"], **VALUES)
    assert done.returncode == 0, done.stderr
    ((method, path, given),) = json.loads(runner.state.read_text())["requests"]
    assert (method, path) == ("POST", f"repos/example/llmnotes/statuses/{'0' * 40}")
    assert given == {"context": "checks / entries", "state": "success", "target_url": "https://github.com/example/llmnotes/actions/runs/1"}


def test_the_github_action_for_other_lists_runs_lint_link_check_and_summary(runner: Runner) -> None:
    tool = runner.beside / "llmnotes" / "bin"
    tool.mkdir(parents=True)
    (tool / "llmnotes").symlink_to(runner.bin / "llmnotes")
    git(runner.clone, "switch", "-q", "-c", "branch")
    write(runner.clone, "2024-01-01-new", "http://127.0.0.1:9/new")
    action = {step.name: step for step in steps(ROOT / "action.yml") if step.run}
    reported = {
        name: runner.run(action[name], CONFIG="mkdocs.yml", SINCE="origin/main")
        for name in action
        if "mkdocs" not in action[name].run and "pip" not in action[name].run
    }
    assert {name: done.returncode for name, done in reported.items()} == {
        "Lint": 0,
        "Check the links that the change adds": 1,
        "Write the summary": 0,
    }
    assert "1 new." in (runner.beside / "summary.md").read_text(encoding="utf-8")
