"""Write the reading list that `prove.py` changes: settings, topics, records, a ledger, a hand-written page, and a folder for the theme."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pathlib import Path

TITLES = ("A plain title", '<b>bold</b> & "quoted"', "日本語の題名です", "{{ config }} [brackets] 【more】", "x", "Retrieval of 文書")
NOTES = (
    "",
    "A short note.",
    "- one\n  - nested, with `code`\n    - *stressed*",
    "### A heading\n\n| a | b |\n|---|--:|\n| one | 2 |",
    "日本語の**強調**と、https://example.com/path/0 というURL。",
    "See https://a.example/0 and [another](https://b.example/1).",
)
TAGS = ("everywhere", "C++", "a/b", "日本語のタグ", "LangChain", "QLoRA", "Two words")
LANGUAGES = ("en", "ja", "fr", "de")
HOSTS = ("a.example", "b.example", "c.example", "docs.example.org")
MATERIAL: dict[str, Any] = {"name": "material", "font": False, "custom_dir": "theme", "features": ["navigation.indexes"]}
"""Settings of Material for MkDocs, with a folder `theme` whose files replace files of the theme."""
PLAIN: dict[str, Any] = {"name": None, "custom_dir": "theme", "static_templates": ["404.html"]}
"""Settings of a theme with one template. A build with this theme takes a third of the time of a build with Material."""
_PLAIN_MAIN = """\
<!doctype html>
<html lang="{{ config.theme.language }}"><head><meta charset="utf-8">
<title>{{ page.title if page else config.site_name }} - {{ config.site_name }}</title>
{% if page and page.meta.description %}<meta name="description" content="{{ page.meta.description }}">{% endif %}
{% if page and page.canonical_url %}<link rel="canonical" href="{{ page.canonical_url }}">{% endif %}
{% for path in config.extra_css %}<link rel="stylesheet" href="{{ path|url }}">{% endfor %}
</head><body>
<header><nav>{% for item in nav %}<a href="{{ (item.url or '')|url }}">{{ item.title }}</a> {% endfor %}</nav></header>
<main>{{ page.content if page else "<h1>404 - Not found</h1>" }}</main>
{% if page %}{% for item in page.toc %}{% for below in item.children %}<a href="{{ below.url }}">{{ below.title }}</a>
{% endfor %}{% endfor %}{% endif %}
{% include "partials/footer.html" ignore missing %}
{% for script in config.extra_javascript %}{{ script|script_tag }}{% endfor %}
</body></html>
"""
_TOPICS: dict[str, list[dict[str, Any]]] = {
    "topics": [
        {"id": id_, "title": {"ja": japanese, "en": english}, "description": {"ja": f"{japanese}について。", "en": f"About {english}."}}
        for id_, japanese, english in (("rag", "検索", "Search"), ("models", "モデル", "Models"), ("building", "開発", "Building"))
    ],
    "tags": [{"name": "LangChain"}, {"name": "LoRA", "aliases": ["QLoRA"]}],
}


def write(folder: Path, entries: int, theme: dict[str, Any]) -> None:
    """Write a reading list with `entries` entries into `folder`, which must not exist."""
    for name in ("docs", "theme", "links"):
        (folder / name).mkdir(parents=True)
    settings = {
        "site_name": "A list", "site_url": "https://example.org/", "use_directory_urls": True, "theme": theme,
        "plugins": [{"llmnotes": {"entries": "entries", "topics": "topics.yml", "language": "en", "cards": False}}],
    }  # fmt: skip
    (folder / "mkdocs.yml").write_text(dumped(settings), encoding="utf-8")
    (folder / "topics.yml").write_text(dumped(_TOPICS), encoding="utf-8")
    (folder / "docs" / "index.md").write_text("# Home\n\nWritten by hand.\n", encoding="utf-8")
    (folder / "theme" / "readme.txt").write_text("Files here come before the theme's own.\n", encoding="utf-8")
    if theme["name"] is None:
        (folder / "theme" / "main.html").write_text(_PLAIN_MAIN, encoding="utf-8")
        (folder / "theme" / "404.html").write_text('{% extends "main.html" %}\n', encoding="utf-8")
    start = datetime.date(2019, 1, 1)
    for number in range(entries):
        write_record(folder, number, start + datetime.timedelta(days=number * 1500 // entries))
    _write_ledger(folder / "links", [f"https://{HOSTS[number % len(HOSTS)]}/{number}" for number in range(entries)])


def write_record(folder: Path, number: int, date: datetime.date) -> Path:
    """Write the record with this number, and return its file."""
    front = {
        "title": f"{TITLES[number % len(TITLES)]} {number}",
        "url": f"https://{HOSTS[number % len(HOSTS)]}/{number}",
        "date": date,
        "topics": [_TOPICS["topics"][number % 3]["id"]],
        "tags": sorted({"everywhere", TAGS[number % len(TAGS)], f"rare {number // 9}"}),
    }
    file = folder / "entries" / str(date.year) / f"{date}-entry-{number}.md"
    save_record(file, front, NOTES[number % len(NOTES)])
    return file


def save_record(file: Path, front: dict[str, Any], note: str) -> None:
    """Write a record to a file. Its date is written without quotes, and all other values are written as JSON, which is valid YAML."""
    lines = (f"{key}: {value if key == 'date' else json.dumps(value, ensure_ascii=False)}" for key, value in front.items())
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(["---", *lines, "---", "", note.strip(), ""]), encoding="utf-8")


def dumped(value: object) -> str:
    """Return a value as YAML text."""
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False)


def _write_ledger(folder: Path, urls: list[str]) -> None:
    """Write a ledger in which every third link failed one to four times."""
    failed = [f"failed=2026-09-{day}T04:00Z,gone/404" for day in (10, 12, 14, 20)]
    rows = [f"{url} well=2026-09-01T04:00Z {' '.join(failed[: number % 4 + 1])}\n" for number, url in enumerate(sorted(urls)[::3])]
    for name, about, body in (
        ("ledger", "one line for each link, with its recorded checks", "".join(rows)),
        ("asked", "when each link was last checked; * means all other links", "2026-09-20T04:00Z *\n"),
        (
            "runs",
            "one line for each link check: the number of links of each verdict",
            "2026-09-20T04:00Z all asked=9 dead=2 suspect=1 alive=6\n",
        ),
    ):
        (folder / f"{name}.txt").write_text(f"# llmnotes links 1: {about}\n{body}", encoding="utf-8")
