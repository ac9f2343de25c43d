"""checks.yml's own steps, on a branch of a list."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from conftest import ROOT

from workflows.conftest import push, write
from workflows.steps import FOLDER, git, steps

if TYPE_CHECKING:
    from workflows.steps import Runner

STEPS = {step.name: step for step in steps(FOLDER / "checks.yml") if step.run}
VALUES = {"BASE": "origin/main", "NUMBER": "7", "GH_TOKEN": "t", "COMMIT": "0" * 40, "STATE": "success"}


def test_a_change_answers_for_its_own_links_alone(runner: Runner) -> None:
    git(runner.clone, "switch", "-q", "-c", "branch")
    write(runner.clone, "2024-01-01-new", "http://127.0.0.1:9/new")
    push(runner.clone, "branch")
    git(runner.clone, "switch", "-q", "main")
    write(runner.clone, "2024-01-01-other", "http://127.0.0.1:9/other")
    push(runner.clone, "main")
    git(runner.clone, "switch", "-q", "branch")
    done = runner.run(STEPS["Links that the change adds"], **VALUES)
    told = [line for line in done.stdout.split("\n") if line.startswith("::error")]
    assert done.returncode == 1
    assert [line.partition("title=")[0] for line in told] == ["::error file=entries/2024/2024-01-01-new.md,line=3,"]


def test_lint_stands_on_the_lines(runner: Runner) -> None:
    write(runner.clone, "2024-01-01-new", "ftp://a.example/")
    done = runner.run(STEPS["Lint"], **VALUES)
    assert done.returncode == 1
    told = [line for line in done.stdout.splitlines() if line.startswith("::error")]
    assert [line.partition("::url:")[0] for line in told] == ["::error file=entries/2024/2024-01-01-new.md,line=3,col=6,title=url"]


def test_the_summary_is_shown_and_its_comment_updated_not_repeated(runner: Runner) -> None:
    git(runner.clone, "switch", "-q", "-c", "branch")
    for slug in ("2024-01-01-new", "2024-01-01-more"):
        write(runner.clone, slug, f"https://a.example/{slug}")
        for name in ("Summary", "Comment, where the token may"):
            done = runner.run(STEPS[name], **VALUES)
            assert done.returncode == 0, done.stderr
    state = json.loads(runner.state.read_text())
    (comment,) = state["comments"]
    assert (comment["issue"], "2 new." in comment["body"], "2024-01-01-more" in comment["body"]) == (7, True, True)
    assert "2 new." in (runner.beside / "step-summary.md").read_text(encoding="utf-8")


def test_a_change_of_no_entry_gets_no_comment(runner: Runner) -> None:
    for name in ("Summary", "Comment, where the token may"):
        assert runner.run(STEPS[name], **VALUES).returncode == 0
    assert json.loads(runner.state.read_text())["comments"] == []
    assert "No entry is new" in (runner.beside / "step-summary.md").read_text(encoding="utf-8")


def test_a_status_says_on_the_commit_how_its_checks_went(runner: Runner) -> None:
    done = runner.run(STEPS["Say it on the commit"], **VALUES)
    assert done.returncode == 0, done.stderr
    ((method, path, given),) = json.loads(runner.state.read_text())["asked"]
    assert (method, path) == ("POST", f"repos/example/llmnotes/statuses/{'0' * 40}")
    assert given == {"context": "entries", "state": "success", "target_url": "https://github.com/example/llmnotes/actions/runs/1"}


def test_the_action_for_other_lists_runs_the_same_commands(runner: Runner) -> None:
    tool = runner.beside / "llmnotes" / "bin"
    tool.mkdir(parents=True)
    (tool / "llmnotes").symlink_to(runner.clone / ".venv" / "bin" / "llmnotes")
    git(runner.clone, "switch", "-q", "-c", "branch")
    write(runner.clone, "2024-01-01-new", "http://127.0.0.1:9/new")
    action = {step.name: step for step in steps(ROOT / "action.yml") if step.run}
    told = {
        name: runner.run(action[name], CONFIG="mkdocs.yml", SINCE="origin/main")
        for name in action
        if "mkdocs" not in action[name].run and "pip" not in action[name].run
    }
    assert {name: done.returncode for name, done in told.items()} == {"Lint": 0, "Links that the change adds": 1, "Summary": 0}
    assert "1 new." in (runner.beside / "summary.md").read_text(encoding="utf-8")
