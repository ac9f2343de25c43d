"""Make docs/about/compatibility.md from plugins.toml, for `make reference`."""

from __future__ import annotations

from compat.environments import ROOT
from compat.small_site import rows

_HEAD = (ROOT / "tests" / "compat" / "page.md").read_text(encoding="utf-8")


def page() -> str:
    """Return the page of the manual with the table of plugins."""
    lines = ["| plugin or feature | tested version | works | what to know |", "|---|---|---|---|"]
    for row in rows():
        package, _, version = row.package.partition("==")
        tested = f"{package.partition('[')[0]} {version}" if package else "in Material"
        lines.append(f"| `{row.name}` | {tested} | {'yes' if row.works else '**no**'} | {row.know} |")
    return _HEAD.replace("<!-- table -->\n", "\n".join(lines) + "\n")
