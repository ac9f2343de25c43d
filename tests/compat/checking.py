"""Build a site with llmnotes and another plugin, and check what the other plugin did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compat import expectations
from compat.small_site import write_site

if TYPE_CHECKING:
    from pathlib import Path

    from compat.small_site import Row


def check(row: Row, folder: Path, programs: Path) -> None:
    """Build the site of a row of plugins.toml with `--strict`, and check what the plugin did.

    If the row says that llmnotes refuses the plugin, the build must fail, and its message must name the plugin and its package.
    """
    site = write_site(folder, row, programs)
    run = site.build()
    if not row.works:
        package = row.package.partition("==")[0]
        assert run.returncode == 1
        assert f"llmnotes can't publish a list together with the plugin {row.config.partition(':')[0]} of {package}: " in run.stderr
        assert "Traceback" not in run.stderr
        return
    assert run.returncode == 0, f"{run.stdout}{run.stderr}"
    assert any("Title 3" in site.text(path) for path in (expectations.ENTRY, expectations.FLAT) if site.has(path))
    expectations.of(row.name)(site)
