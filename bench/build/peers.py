"""Build the entries with the other generators. Each generator gets files in its own format, and makes its own pages of tags and lists."""

from __future__ import annotations

import importlib.metadata
import json
import subprocess
import venv
from pathlib import Path
from typing import TYPE_CHECKING

import measure
import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lists import Row
    from measure import Ran

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache" / "bench-build"
VERSIONS = {
    "hugo": "0.168.0",
    "pagefind-bin-extended": "1.5.2",
    "zensical": "0.0.40",  # newer versions need packages that are not in the package index
    # The peer gets the versions of MkDocs and Material that llmnotes uses, so that a difference is not one of versions.
    "mkdocs": importlib.metadata.version("mkdocs"),
    "mkdocs-material": importlib.metadata.version("mkdocs-material"),
}


def programs() -> Path:
    """Return the folder with the programs of the other generators. Install missing programs into a separate virtual environment."""
    wanted = [f"{name}=={version}" for name, version in VERSIONS.items()]
    folder, stamp = CACHE / "peers", CACHE / "peers" / "installed.json"
    if not stamp.exists() or json.loads(stamp.read_text(encoding="utf-8")) != wanted:
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "-q", *wanted], check=True, env=measure.environment())
        stamp.write_text(json.dumps(wanted), encoding="utf-8")
    return folder / "bin"


# Hugo gets a minimal theme with pages of entries, lists of 50 entries and tags, but without feeds.

_HUGO = {
    "baseURL": "https://example.org/",
    "languageCode": "ja",
    "title": "A list",
    "pagination": {"pagerSize": 50},
    "taxonomies": {"tag": "tags"},
    "disableKinds": ["RSS", "404"],
}
_HUGO_THEME = {
    "_default/baseof.html": """<!doctype html>
<html lang="{{ site.Language.Lang }}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{ .Title }}</title>
<link rel="canonical" href="{{ .Permalink }}"></head>
<body><header><a href="{{ "/" | relURL }}">{{ site.Title }}</a></header><main data-pagefind-body>{{ block "main" . }}{{ end }}</main></body>
</html>
""",
    "_default/single.html": """{{ define "main" }}<h1><a href="{{ .Params.link }}">{{ .Title }}</a></h1>
<time>{{ .Date.Format "2006-01-02" }}</time>
<ul>{{ range .GetTerms "tags" }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}</ul>
{{ .Content }}{{ end }}
""",
    "_default/list.html": """{{ define "main" }}<h1>{{ .Title }}</h1>
<ul>{{ range (.Paginate .Pages).Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Date.Format "2006-01-02" }} {{ .Summary }}</li>{{ end }}</ul>
{{ template "_internal/pagination.html" . }}{{ end }}
""",
    "_default/terms.html": """{{ define "main" }}<h1>{{ .Title }}</h1>
<ul>{{ range .Data.Terms.ByCount }}<li><a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a> {{ .Count }}</li>{{ end }}</ul>{{ end }}
""",
    "index.html": """{{ define "main" }}<h1>{{ site.Title }}</h1>
<ul>{{ range (.Paginate (where site.RegularPages "Section" "entries")).Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>
{{ template "_internal/pagination.html" . }}{{ end }}
""",
}


def write_hugo(folder: Path, rows: Iterable[Row]) -> None:
    """Write the entries as the files of a Hugo site."""
    for name, text in _HUGO_THEME.items():
        _write(folder / "layouts" / name, text)
    _write(folder / "hugo.json", json.dumps(_HUGO))
    for number, row in enumerate(rows):
        front = {"title": row.title, "date": row.date.isoformat(), "tags": list(row.tags), "link": row.url}
        _write(folder / "content" / "entries" / f"e{number}.md", f"{json.dumps(front, ensure_ascii=False)}\n\n{row.note}\n")


def run_hugo(folder: Path) -> Ran:
    """Measure a build of the Hugo site from nothing."""
    measure.remove(folder / "public", folder / "resources")
    return measure.run([programs() / "hugo", "--quiet"], folder)


def run_pagefind(folder: Path) -> Ran:
    """Measure Pagefind, which makes a search index of the site that Hugo built."""
    return measure.run([programs() / "python", "-m", "pagefind_bin_extended", "--site", "public"], folder)


# MkDocs with Material, and Zensical, get one Markdown file for each entry.
# Entries are not in their navigation: it is on every page, so the time of a build would grow with the square of the number of entries.


def write_material(folder: Path, rows: Iterable[Row], *, zensical: bool = False) -> None:
    """Write the entries as the files of a site for MkDocs with Material, or for Zensical, with search and tags."""
    plugins: list[object] = [{"search": {"lang": ["ja", "en"]}}, "tags"]
    settings = {
        "site_name": "A list",
        "site_url": "https://example.org/",
        "theme": {"name": "material", "font": False, "language": "ja"},
        "plugins": ["search", "tags"] if zensical else plugins,
        "nav": ["index.md", "tags.md"],
        "not_in_nav": "/entries/",
        "validation": {"omitted_files": "ignore"},
    }
    _write(folder / "mkdocs.yml", yaml.safe_dump(settings))
    _write(folder / "docs" / "index.md", "# A list\n")
    _write(folder / "docs" / "tags.md", "# Tags\n\n<!-- material/tags -->\n")
    for number, row in enumerate(rows):
        front = yaml.dump({"title": row.title, "tags": list(row.tags)}, Dumper=yaml.CSafeDumper, allow_unicode=True)
        text = f"---\n{front}---\n\n# {row.title}\n\n<{row.url}>\n\n{row.date}\n\n{row.note}\n"
        _write(folder / "docs" / "entries" / f"e{number}.md", text)


def run_mkdocs(folder: Path) -> Ran:
    """Measure a build from nothing with MkDocs and Material."""
    measure.remove(folder / "site")
    return measure.run([programs() / "mkdocs", "build", "--quiet"], folder)


def run_zensical(folder: Path) -> Ran:
    """Measure a build from nothing with Zensical."""
    measure.remove(folder / "site", folder / ".cache")
    return measure.run([programs() / "zensical", "build"], folder)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
