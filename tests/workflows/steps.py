"""Parse workflow files, and execute their steps like GitHub's runner."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
from typing import TYPE_CHECKING, Any

import forkserver
import yaml
from conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ROOT / ".github" / "workflows"
FILES = (*sorted(FOLDER.glob("*.yml")), ROOT / "action.yml")


@dataclasses.dataclass(frozen=True)
class Step:
    """A step of a workflow, or of the action in action.yml."""

    file: str
    job: str
    name: str
    run: str
    uses: str
    env: dict[str, str]


def load(file: Path) -> dict[str, Any]:
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # type: ignore[no-any-return] # noqa: S506 - it reads every value as text


def steps(file: Path) -> list[Step]:
    plain = load(file)
    jobs = plain["jobs"] if "jobs" in plain else {"action": plain["runs"]}
    return [
        Step(
            file.name, name, step.get("name", ""), step.get("run", ""), step.get("uses", ""), {**job.get("env", {}), **step.get("env", {})}
        )
        for name, job in jobs.items()
        for step in job.get("steps", [])
    ]


def all_steps() -> list[Step]:
    return [step for file in FILES for step in steps(file)]


class Runner:
    """Executes steps in a clone of a reading list, with a fake `gh` on the PATH."""

    def __init__(self, clone: Path, beside: Path) -> None:
        self.clone, self.beside = clone, beside
        beside.mkdir(exist_ok=True)
        self.bin = beside / "bin"
        self.bin.mkdir()
        forkserver.shared().script(self.bin / "llmnotes", "llmnotes")
        self.state = beside / "github.json"
        self.path = ROOT / "tests" / "github"

    def run(self, step: Step, **values: str) -> subprocess.CompletedProcess[str]:
        """Execute a step. `values` are the values of the variables in the step's `env`; they replace the workflow's expressions."""
        output = self.beside / "output"
        output.write_text("")
        env = {key: value for key, value in os.environ.items() if not key.startswith("GITHUB_")}
        env |= {key: values[key] if "${{" in value else value for key, value in step.env.items()}
        env |= {key: value for key, value in values.items() if key.startswith("GITHUB_")}
        env |= {
            "PATH": f"{self.path}:{self.bin}:{env['PATH']}", "RUNNER_TEMP": str(self.beside), "FAKE_GITHUB": str(self.state), "LLMNOTES_NO_FETCH": "1",
            "GITHUB_REPOSITORY": "example/llmnotes", "GITHUB_REF_NAME": "main", "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.beside / "step-summary.md"), "GITHUB_SERVER_URL": "https://github.com", "GITHUB_RUN_ID": "1",
        }  # fmt: skip
        # GitHub's runner starts bash with these options: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
        return subprocess.run(
            ["bash", "-e", "-c", step.run],  # noqa: S607 - bash of this machine
            cwd=self.clone, env=env, capture_output=True, encoding="utf-8", check=False, timeout=180
        )  # fmt: skip

    def output(self) -> dict[str, str]:
        """Return the outputs of the last step."""
        return dict(re.findall(r"(?m)^([^=\n]+)=(.*)$", (self.beside / "output").read_text()))


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments],  # noqa: S607 - git of this machine
        cwd=folder, check=True, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    return done.stdout.strip()
