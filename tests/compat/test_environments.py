"""llmnotes with other generators, themes, versions of Python and versions of requirements. `make compat` runs these tests."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from compat.environments import ROOT, environment, interpreter
from compat.expectations import ENTRY
from compat.small_site import write_site

if TYPE_CHECKING:
    from pathlib import Path

    from compat.small_site import Built

LLMNOTES = ["-e", str(ROOT)]
LOCKED = ["-r", str(ROOT / "requirements" / "site.txt")]
GENERATORS = {
    "mkdocs-material": ("mkdocs", "material", [*LOCKED, *LLMNOTES]),
    "properdocs-material": ("properdocs", "material", [*LOCKED, "properdocs==1.6.7", *LLMNOTES]),
    "properdocs-materialx": ("properdocs", "materialx", ["-r", str(ROOT / "requirements" / "materialx.txt"), "--no-deps", *LLMNOTES]),
}


def check(site: Built, generator: str) -> None:
    """Build a site with `--strict`, run `lint` and `import`, and build again. Check the pages of the list and of the author after the first build."""
    run = site.run(generator, "build", "--strict")
    assert run.returncode == 0, f"{run.stdout}{run.stderr}"
    for path in (ENTRY, "index.html", "topics/rag/index.html", "tags/x/index.html", "search/index.html"):
        assert "Content-Security-Policy" in site.text(path), path
    assert "md-header" in site.text("index.html"), "the theme renders the page"
    assert "Title 3" in site.text(ENTRY)
    assert "Words of the guide" in site.text("guide/page/index.html")
    assert "<loc>https://u.example/list/entries/2024-01-03-title/</loc>" in site.text("sitemap.xml")
    lint = site.run("llmnotes", "lint")
    assert lint.returncode == 0, f"{lint.stdout}{lint.stderr}"
    site.write("log.md", "- [2024-02-01 A title](https://b.example/)\n  - A note.\n")
    added = site.run("llmnotes", "import", "log.md")
    assert added.returncode == 0, f"{added.stdout}{added.stderr}"
    again = site.run(generator, "build", "--strict")
    assert again.returncode == 0, f"{again.stdout}{again.stderr}"


@pytest.mark.parametrize("pair", GENERATORS)
def test_a_site_builds_and_commands_work_with_each_pair_of_mkdocs_or_its_fork_and_a_theme(pair: str, tmp_path: Path) -> None:
    generator, theme, arguments = GENERATORS[pair]
    check(write_site(tmp_path, None, environment(pair, arguments), theme=theme), generator)


def test_the_environment_with_the_theme_materialx_does_not_contain_the_theme_material() -> None:
    programs = environment("properdocs-materialx", GENERATORS["properdocs-materialx"][2])
    names = {path.name.partition("-")[0].lower() for path in programs.parent.glob("lib/python*/site-packages/*.dist-info")}
    assert {"mkdocs_materialx", "properdocs", "llmnotes"} <= names
    assert not {"mkdocs", "mkdocs_material"} & names


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("resolution", ["lowest-direct", "highest"])
def test_a_site_builds_with_the_oldest_and_the_newest_libraries_on_each_version_of_python(
    version: str, resolution: str, tmp_path: Path
) -> None:
    python = sys.executable if version == f"{sys.version_info.major}.{sys.version_info.minor}" else interpreter(version)
    if python is None:
        pytest.skip(f"this machine has no Python {version}")
    programs = environment(f"{resolution}-{version}", ["--resolution", resolution, "-e", f"{ROOT}[cards,fast]"], python)
    check(write_site(tmp_path, None, programs), "mkdocs")
