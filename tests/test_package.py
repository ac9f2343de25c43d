"""The wheel and the source archive are complete, and a list can be kept with the wheel alone."""

from __future__ import annotations

import dataclasses
import email
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT
from workflows.steps import FOLDER, git, steps

if TYPE_CHECKING:
    from email.message import Message

BIN = Path(sys.executable).parent
ABSOLUTE = re.compile(r"https://(?:raw\.githubusercontent\.com/[\w-]+/[\w-]+|github\.com/[\w-]+/[\w-]+/blob)/v[\d.]+/([^)#]*)")


def run(*args: str | Path, cwd: Path, **env: str) -> str:
    """Run a command, and return its output. The command must succeed."""
    done = subprocess.run(args, cwd=cwd, env={**os.environ, **env}, capture_output=True, encoding="utf-8", check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@dataclasses.dataclass(frozen=True)
class Built:
    """The packages as the release workflow builds them."""

    folder: Path
    """The folder with the source archive, and the wheel that is built from this archive."""
    commit: str
    """The commit of the release."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the packages from a commit of the working tree, after the step of the release workflow that adds a file to the tree."""
    source, folder = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    for name in run("git", "ls-files", "-z", "src", "*.md", "LICENSE", "pyproject.toml", ".gitignore", cwd=ROOT).split("\0"):
        if name and (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    git(source, "init", "-q")
    git(source, "add", "-A")
    git(source, "commit", "-qm", "release")
    steps_ = {step.name: step for step in steps(FOLDER / "release.yml") if step.job == "build"}
    run("bash", "-e", "-c", steps_["Write the commit of this release into the package, for the workflows of lists"].run, cwd=source)
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, source, cwd=folder)
    return Built(folder, git(source, "rev-parse", "HEAD"))


@pytest.fixture(scope="module")
def packages(built: Built) -> Path:
    """Return the folder with the packages."""
    return built.folder


@pytest.fixture(scope="module")
def installed(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the contents of the wheel, as pip installs them."""
    folder = tmp_path_factory.mktemp("installed")
    (wheel,) = packages.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def metadata(installed: Path) -> Message:
    return email.message_from_string(next(installed.glob("*.dist-info/METADATA")).read_text(encoding="utf-8"))


def test_the_built_packages_pass_the_checks_of_twine_and_check_wheel_contents(packages: Path) -> None:
    (wheel,) = packages.glob("*.whl")
    assert run(BIN / "twine", "check", "--strict", *packages.iterdir(), cwd=packages, NO_COLOR="1").count("PASSED") == 2
    assert "OK" in run(BIN / "check-wheel-contents", wheel, cwd=packages)


def test_the_wheel_has_every_file_of_the_source_code(installed: Path) -> None:
    tracked = run("git", "ls-files", "-z", "src/llmnotes", cwd=ROOT).split("\0")
    files = {path.removeprefix("src/") for path in tracked if path and (ROOT / path).is_file()}
    found = {path.relative_to(installed).as_posix() for path in (installed / "llmnotes").rglob("*") if path.is_file()}
    assert files - found == set()


def test_the_description_of_the_package_has_only_absolute_links_to_existing_files(installed: Path) -> None:
    text = str(metadata(installed).get_payload())
    text = re.sub(r"(?ms)^```.*?^```$", "", text)
    targets = re.findall(r"\]\(([^)]+)\)", text)
    assert [target for target in targets if not target.startswith(("https://", "#"))] == []
    paths = [found[1] for target in targets if (found := ABSOLUTE.match(target))]
    assert any(path.endswith(".png") for path in paths)
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_metadata_of_the_package_names_its_versions_of_python_its_urls_and_that_it_is_typed(installed: Path) -> None:
    found = metadata(installed)
    classifiers = found.get_all("Classifier") or []
    assert {f"Programming Language :: Python :: 3.{minor}" for minor in (11, 12, 13)} < {*classifiers}
    assert "Typing :: Typed" in classifiers
    assert (installed / "llmnotes" / "py.typed").is_file()
    urls = dict(value.split(", ") for value in found.get_all("Project-URL") or [])
    assert {"Homepage", "Documentation", "Changelog", "Issues", "Source"} <= urls.keys()


def test_a_plain_installation_requires_no_library_that_only_card_images_need(installed: Path) -> None:
    required = [value for value in metadata(installed).get_all("Requires-Dist") or [] if "extra ==" not in value]
    names = {re.split(r"[^\w.-]", value)[0] for value in required}
    assert names.isdisjoint({"pillow", "fonttools", "budoux", "pylopdf-fonts-jp", "numpy"})


def llmnotes(installed: Path, *args: str, cwd: Path) -> str:
    """Run the installed `llmnotes`, and return its output."""
    return run(sys.executable, "-m", "llmnotes", *args, cwd=cwd, PYTHONPATH=str(installed), PYTHONDONTWRITEBYTECODE="1")


def test_a_list_can_be_started_checked_and_built_with_the_installed_wheel(installed: Path, tmp_path: Path) -> None:
    where = run(sys.executable, "-c", "import llmnotes; print(llmnotes.__file__)", cwd=tmp_path, PYTHONPATH=str(installed))
    assert Path(where.strip()).is_relative_to(installed)
    llmnotes(installed, "init", "my-list", "--yes", "--language", "en", cwd=tmp_path)
    llmnotes(installed, "lint", cwd=tmp_path / "my-list")
    assert "WARNING" not in llmnotes(installed, "build", "--strict", cwd=tmp_path / "my-list")
    assert (tmp_path / "my-list" / "site" / "index.html").is_file()


def test_the_workflows_of_a_list_call_the_commit_of_the_release_with_its_tag(built: Built, installed: Path, tmp_path: Path) -> None:
    llmnotes(installed, "init", "my-list", "--yes", "--workflows", "github", cwd=tmp_path)
    (version,) = re.findall(r"(?m)^version = \"(.*)\"", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for name in ("site", "checks", "form", "links"):
        text = (tmp_path / "my-list" / ".github" / "workflows" / f"{name}.yml").read_text(encoding="utf-8")
        assert f"/.github/workflows/list-{name}.yml@{built.commit} # v{version}\n" in text
