"""A site with overrides of the theme, with hooks and other plugins, and with files of the author at the addresses of generated pages."""

from __future__ import annotations

import html
import os
import re
from typing import TYPE_CHECKING

import forkserver
import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

TITLES = ("LLM", "A title that is rather long, for one condition", "日本語の題名", "Tags & <b>", "Six", "Seven")
SETTINGS = """\
site_name: A list
site_url: https://a.example/
theme: {{name: material, font: false{theme}}}
plugins:
{before}
- llmnotes: {{entries: entries, topics: topics.yml, cards: false{options}}}
{more}
"""
TOPICS = "topics:\n- id: rag\n  title: {ja: RAG, en: RAG}\n  description: {ja: RAG, en: Retrieval}\n  patterns: [rag]\ntags: []\n"
RECORD = "---\ntitle: {title!r}\nurl: https://b.example/{number}\ndate: 2024-01-0{number}\n{labels}---\n\nNote {number}.\n"


def write(folder: Path, *, files: dict[str, str] | None = None, **settings: str) -> Path:
    """Write a list of six entries."""
    defaults = {"theme": "", "before": "", "options": "", "more": ""}
    texts = {"mkdocs.yml": SETTINGS.format(**(defaults | settings)), "topics.yml": TOPICS, "docs/index.md": "# Mine\n"}
    for number, title in enumerate(TITLES, 1):
        labels = "topics: [rag]\ntags: [x, y]\n" if number % 2 else "tags: [x]\n"
        texts[f"entries/2024/2024-01-0{number}-e.md"] = RECORD.format(title=title, number=number, labels=labels)
    for path, text in (texts | (files or {})).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def build(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1800000000"}
    return forkserver.shared().run_text("mkdocs", "build", *args, cwd=folder, env=env, timeout=300)


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def page(folder: Path, path: str) -> str:
    return (folder / "site" / path).read_text(encoding="utf-8")


OVERRIDE = "{% extends 'base.html' %}{% block extrahead %}{% if page %}CODE{% endif %}{% endblock %}"
OVERRIDES = {
    "the length of a title": "{% if page.meta.title|length > 30 %}<b>X</b>{% endif %}",
    "a word in a title": "{% if 'LLM' in page.meta.title %}<b>X</b>{% endif %}",
    "capitals": "<b>{{ page.meta.title|upper }}</b>",
    "one address": "{% if page.url == 'entries/2024-01-06-e/' %}<b>X</b>{% endif %}",
    "a part that marks don't have": "<b>{{ (page.meta.title or '').split('i')[1:]|join|length }}</b>",
    "the table of contents": "<b>{{ page.toc|length }}{{ page.title|length }}{{ page.canonical_url|length }}</b>",
}
SEVEN = "{% if 'even' in page.meta.title %}<b>seven</b>{% endif %}"
HOOKS = {
    "content": "import re\ndef on_page_content(html, page, **_):\n    return html + '<b>' + re.search('<h1.*?>(.*?)</h1>', html, re.S)[1] + '</b>'\n",
    "context": "def on_page_context(context, page, **_):\n    if 'Six' in str(page.meta.get('title')):\n        page.content += '<b>six</b>'\n",
    "HTML": "def on_post_page(output, page, **_):\n    return output.replace('Note', '<b>Note</b>')\n",
    "HTML, last": (
        "from mkdocs.plugins import event_priority\n@event_priority(-900)\ndef on_post_page(output, page, **_):\n"
        "    return output + ('<b>last</b>' if 'Seven' in output else '')\n"
    ),
    "templates in the environment": (
        "from jinja2 import ChoiceLoader, DictLoader\ndef on_env(env, **_):\n"
        f"    env.loader = ChoiceLoader([DictLoader({{'main.html': {OVERRIDE.replace('CODE', SEVEN)!r}}}), env.loader])\n    return env\n"
    ),
    "a folder of templates": (
        "import pathlib\ndef on_config(config):\n    folder = pathlib.Path(config.config_file_path).parent / 'more'\n    folder.mkdir(exist_ok=True)\n"
        f"    (folder / 'main.html').write_text({OVERRIDE.replace('CODE', SEVEN)!r})\n    config.theme.dirs.insert(0, str(folder))\n"
    ),
    "an error for marks": (
        "def on_page_content(html, page, **_):\n    assert page.file.src_uri[:7] != 'entries' or 'Note' in html\n    return html + '<b></b>'\n"
    ),
}
CASES: dict[str, Callable[[Path], Path]] = {
    **{
        f"override: {name}": lambda folder, code=code: write(  # type: ignore[misc] # mypy infers no type for a lambda with a default
            folder, files={"over/main.html": OVERRIDE.replace("CODE", code)}, theme=", custom_dir: over"
        )
        for name, code in OVERRIDES.items()
    },
    **{
        f"hook: {name}": lambda folder, code=code: write(folder, files={"hook.py": code}, more="hooks: [hook.py]")  # type: ignore[misc] # mypy infers no type for a lambda with a default
        for name, code in HOOKS.items()
    },
    "the plugin typeset": lambda folder: write(folder, before="- material/typeset"),
    "the theme readthedocs": lambda folder: write(folder, options=", csp: false", more="extra: {}").joinpath("x").parent,
}


@pytest.mark.parametrize("case", CASES)
def test_pages_of_a_site_with_overrides_hooks_or_another_plugin_or_theme_equal_those_that_the_theme_renders(
    tmp_path: Path, case: str
) -> None:
    folder = CASES[case](tmp_path)
    if case.startswith("the theme"):
        settings = (folder / "mkdocs.yml").read_text(encoding="utf-8").replace("name: material, font: false", "name: readthedocs")
        (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    result = build(folder)
    assert result.returncode == 0, result.stderr
    pages = tree(folder / "site")
    assert (
        case == "the plugin typeset"
        or any(b"<b>" in content for path, content in pages.items() if path.endswith("e/index.html"))
        or ("readthedocs" in case)
    )
    settings = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(settings.replace("cards: false", "cards: false, reuse_theme_html: false"), encoding="utf-8")
    assert build(folder, "--site-dir", "whole").returncode == 0
    whole = tree(folder / "whole")
    assert [path for path in sorted(pages.keys() | whole.keys()) if pages.get(path) != whole.get(path)] == []


@pytest.mark.parametrize("prefix", ["", "reading/"])
@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs"])
def test_a_strict_build_with_a_theme_of_mkdocs_passes_and_its_search_has_each_entry_and_no_placeholder(
    tmp_path: Path, theme: str, prefix: str
) -> None:
    folder = write(tmp_path, before="- search", options=f", prefix: '{prefix}'")
    settings = (folder / "mkdocs.yml").read_text(encoding="utf-8").replace("name: material, font: false", f"name: {theme}")
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    result = build(folder, "--strict")
    assert result.returncode == 0, result.stderr
    assert "DeprecationWarning" not in result.stderr
    index = (folder / "site/search/search_index.json").read_text(encoding="utf-8")
    entries = [file.parent.name for file in folder.glob(f"site/{prefix}entries/*/index.html")]
    assert entries
    assert [entry for entry in entries if f'"{prefix}entries/{entry}/"' not in index] == []
    assert not re.search(r"ln[0-9a-f]{32}", index)
    assert ("cdnjs" in page(folder, "404.html")) == bool(prefix)
    assert "cdnjs" not in page(folder, f"{prefix}entries/{entries[0]}/index.html")


def test_a_build_says_why_the_theme_renders_all_pages_and_a_strict_build_does_not_fail_because_of_it(tmp_path: Path) -> None:
    folder = write(tmp_path, files={"hook.py": HOOKS["HTML"]}, more="hooks: [hook.py]")
    result = build(folder, "--strict")
    assert result.returncode == 0
    assert (
        len(
            re.findall(
                "INFO .*this build takes longer, because the theme's HTML of one page can't be reused for similar pages:", result.stderr
            )
        )
        == 1
    )
    assert "this build takes longer" not in build(write(tmp_path / "plain"), "--strict").stderr


@pytest.mark.parametrize("path", ["over/partials/footer.html", "docs/pages.txt"])
def test_the_list_of_all_pages_in_a_template_of_the_author_has_all_generated_pages(tmp_path: Path, path: str) -> None:
    code = "{%- for file in pages %} {{ file.page.url }}={{ file.page.title }};{% endfor %}"
    folder = write(tmp_path, files={path: code, "over/x.txt": ""}, theme=", custom_dir: over", more="extra_templates: [pages.txt]")
    (folder / "docs" / "pages.txt").touch()
    result = build(folder, "--strict")
    assert result.returncode == 0, result.stderr
    assert f"{path.rpartition('/')[2]} uses MkDocs's list of all pages" in result.stderr
    found = page(folder, "pages.txt" if path.endswith("txt") else "entries/2024-01-02-e/index.html")
    for number, title in enumerate(TITLES, 1):
        assert f"entries/2024-01-0{number}-e/={html.escape(title)};" in found


EMPTY = "def on_post_page(output, page, **_):\n    return '' if page.url in ('entries/2024-01-03-e/', 'topics/own/') else output\n"


def test_a_page_that_a_hook_empties_is_not_written_and_its_file_of_the_last_build_is_removed(tmp_path: Path) -> None:
    folder = write(tmp_path, files={"docs/topics/own.md": "# Own\n"})
    paths = {"entries/2024-01-03-e/index.html", "topics/own/index.html"}
    assert build(folder).returncode == 0
    assert paths <= tree(folder / "site").keys()
    (folder / "hook.py").write_text(EMPTY, encoding="utf-8")
    settings = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(f"{settings}hooks: [hook.py]\n", encoding="utf-8")
    result = build(folder, "--strict")
    assert result.returncode == 0, result.stderr
    assert not paths & tree(folder / "site").keys()
    assert "entries/2024-01-04-e/index.html" in tree(folder / "site")


def test_the_option_shell_still_works_and_is_reported_as_deprecated(tmp_path: Path) -> None:
    result = build(write(tmp_path, options=", shell: false"))
    assert result.returncode == 0
    assert "WARNING" in result.stderr
    assert "write `reuse_theme_html: false` for `shell: false`" in result.stderr


def test_instant_navigation_is_turned_off_in_a_strict_build(tmp_path: Path) -> None:
    folder = write(tmp_path, theme=", features: [navigation.instant, navigation.top]")
    result = build(folder, "--strict")
    assert result.returncode == 0, result.stderr
    assert "turns off the theme's feature navigation.instant" in result.stderr
    assert not [path for path, content in tree(folder / "site").items() if b'"navigation.instant"' in content and "bundle" not in path]


OWN = {
    "docs/topics/rag.md": "# Own page\n",
    "docs/tags/index.md": "# Own page\n",
    "docs/entries/2024-01-02-e.md": "# Own page\n",
    "docs/robots.txt": "own\n",
    "docs/feed.atom.xml": "own\n",
    "docs/assets/llmnotes.css": "own\n",
    "docs/links.md": "[a](topics/rag.md) [b](tags/index.md) [c](entries/2024-01-02-e.md) [d](entries/2024-01-03-e.md)\n",
}


@pytest.mark.parametrize("directories", ["true", "false"])
def test_a_file_of_the_author_replaces_the_generated_file_at_its_address(tmp_path: Path, directories: str) -> None:
    folder = write(tmp_path, files=OWN, more=f"use_directory_urls: {directories}")
    result = build(folder)
    assert result.returncode == 0, result.stderr
    end = "/index.html" if directories == "true" else ".html"
    for path, file in (
        (f"topics/rag{end}", "topics/rag.md"),
        ("tags/index.html", "tags/index.md"),
        (f"entries/2024-01-02-e{end}", "entries/2024-01-02-e.md"),
    ):
        assert "Own page" in page(folder, path)
        assert len(re.findall("<h1", page(folder, path))) == 1
        assert f"WARNING -  docs/{file}: the site publishes this file instead of the generated page {file}" in result.stderr
        address = path.removesuffix("index.html") if directories == "true" else path
        assert page(folder, "sitemap.xml").count(f"<loc>https://a.example/{address}</loc>") == 1
        assert f'href="{"../" if directories == "true" else ""}{address}"' in page(folder, f"links{end}")
    for path in ("robots.txt", "feed.atom.xml", "assets/llmnotes.css"):
        assert page(folder, path) == "own\n"
        assert (
            f"INFO    -  mkdocs.yml: the site publishes the file {path} from docs/ or from another plugin instead of the generated file with the same path"
            in result.stderr
        )
    assert "Note 2" in page(folder, "entries/2024-01-02-e.md"), "the Markdown export is still written"
    assert "omitted" not in result.stderr
    assert "not included in the" not in result.stderr


def test_an_excluded_file_of_the_author_replaces_no_generated_page(tmp_path: Path) -> None:
    folder = write(tmp_path, files=OWN, more="exclude_docs: |\n  topics/\n  tags/\n  entries/")
    result = build(folder, "--strict")
    assert result.returncode == 0, result.stderr
    assert "Own page" not in page(folder, "topics/rag/index.html")


@pytest.mark.parametrize(("path", "directories"), [("404.html", "true"), ("404.html", "false"), ("404.md", "false")])
def test_a_file_of_the_author_replaces_404_html(tmp_path: Path, path: str, directories: str) -> None:
    folder = write(tmp_path, files={f"docs/{path}": "Not here"}, more=f"use_directory_urls: {directories}")
    for _ in range(2):
        result = build(folder, "--strict")
        assert result.returncode == 0, result.stderr
        assert "the site publishes the file 404.html from docs/ or from another plugin instead" in result.stderr
        assert "Not here" in page(folder, "404.html")
    (folder / "docs" / path).unlink()
    assert build(folder, "--strict").returncode == 0
    assert 'type="search"' in page(folder, "404.html")


@pytest.mark.parametrize("prefix", ["", "reading/"])
@pytest.mark.parametrize("option", ["draft_docs", "exclude_docs"])
def test_the_list_has_its_home_page_and_its_style_sheet_if_the_author_excludes_the_files_of_its_folder(
    tmp_path: Path, prefix: str, option: str
) -> None:
    folder = write(
        tmp_path,
        files={
            f"docs/{prefix}index.md": "# Still a draft\n",
            "docs/index.md": "# Still a draft\n",
            "docs/own.md": f"[home]({prefix}index.md)\n",
        },
        options=f", prefix: '{prefix}'",
        more=f"{option}: |\n  {prefix}index.md\n  {prefix}assets/\n",
    )
    result = build(folder, "--strict")
    assert result.returncode == 0, result.stderr
    assert "index.md" not in result.stderr
    home = page(folder, f"{prefix}index.html")
    assert "2024-01-06-e" in home
    assert "Still a draft" not in home.partition("<article")[2]
    assert (folder / "site" / f"{prefix}assets/llmnotes.css").is_file()
    assert f'href="../{prefix}"' in page(folder, "own/index.html") or not prefix


def test_the_readme_of_docs_is_the_home_page_if_there_is_no_index(tmp_path: Path) -> None:
    folder = write(tmp_path, files={"docs/README.md": "# Read me\n"})
    (folder / "docs" / "index.md").unlink()
    assert build(folder, "--strict").returncode == 0
    assert "Read me" in page(folder, "index.html")
    assert "2024-01-06-e" in page(folder, "index.html")


def test_a_file_in_docs_with_the_path_of_a_generated_folder_is_left_out_and_a_folder_with_that_of_a_file_is_kept(
    tmp_path: Path,
) -> None:
    folder = write(tmp_path, files={"docs/tags": "file", "docs/feed.json/x.md": "# In a folder\n"})
    result = build(folder)
    assert "ERROR   -  docs/tags: the site can't publish this file" in result.stderr
    assert (folder / "site" / "tags" / "x" / "index.html").is_file()
    assert "In a folder" in page(folder, "feed.json/x/index.html")
    folder = write(tmp_path / "again", files={"docs/topics/rag": "file"}, more="use_directory_urls: false")
    result = build(folder)
    assert "ERROR   -  docs/topics/rag: the site can't publish this file" in result.stderr
    assert (folder / "site" / "topics" / "rag" / "feed.json").is_file(), "only feeds are in this folder"


@pytest.mark.parametrize("prefix", ["", "reading/"])
def test_a_link_in_docs_to_a_feed_or_an_export_leads_to_the_file(tmp_path: Path, prefix: str) -> None:
    paths = [f"{prefix}{path}" for path in ("feed.atom.xml", "entries.json", "topics/rag.log.md", "topics/rag/feed.json")]
    own = "\n".join(f"[file]({path})" for path in paths)
    nav = f"nav: [index.md, own.md, Feed: {prefix}feed.rss.xml]"
    folder = write(tmp_path, files={"docs/own.md": own}, options=f", prefix: '{prefix}'", more=nav)
    result = build(folder, "--strict")
    assert result.returncode == 0, result.stderr
    for path in (*paths, f"{prefix}feed.rss.xml"):
        assert f'href="../{path}"' in page(folder, "own/index.html")
        assert (folder / "site" / path).is_file()


FILES = """\
from mkdocs.structure.files import File, Files, InclusionLevel
seen = []
def on_files(files, config):
    seen.extend(file.dest_uri for file in files)
    files.append(File.generated(config, "years/2024.md", content="# Other plugin"))
    files.get_file_from_path("entries/2024-01-04-e.md").inclusion = InclusionLevel.EXCLUDED
    return Files([file for file in files if not file.src_uri.startswith(("entries/2024-01-05", "topics/"))])
def on_post_build(config):
    print(*seen, sep="\\n")
"""


@pytest.mark.parametrize("more", ["hooks: [hook.py]", "hooks: [hook.py]\nnav: [index.md, tags/index.md]"])
def test_another_plugin_finds_replaces_and_removes_generated_pages(tmp_path: Path, more: str) -> None:
    folder = write(tmp_path, files={"hook.py": FILES}, more=more)
    result = build(folder)
    assert result.returncode == 0, result.stderr
    pages = {"entries/2024-01-03-e/index.html", "topics/rag/index.html", "feed.json", "topics/rag.log.md", "topics/rag.md"}
    assert pages <= {*result.stdout.splitlines()}
    assert "Other plugin" in page(folder, "years/2024/index.html")
    assert "years/2024.md (from the plugin hook.py)" in result.stderr
    assert not (folder / "site" / "entries" / "2024-01-04-e" / "index.html").exists()
    assert not (folder / "site" / "entries" / "2024-01-05-e" / "index.html").exists()
    assert not (folder / "site" / "topics" / "rag" / "index.html").exists()
    assert re.search(r"INFO .*the site lacks the generated page entries/2024-01-04-e.md and \d more, because another plugin", result.stderr)
    assert "topics" not in result.stderr, "the navigation names no removed page"


TWICE = """\
emptied = set()
def on_post_page(output, page, **_):
    if not page.file.src_uri.startswith("entries/"):
        return output
    if page.file.src_uri in emptied:
        raise ValueError("this page was emptied before")
    emptied.add(page.file.src_uri)
    return ""
"""


def test_a_hook_that_empties_a_page_and_fails_at_its_second_call_ends_the_build_with_a_message(tmp_path: Path) -> None:
    result = build(write(tmp_path, files={"hook.py": TWICE}, more="hooks: [hook.py]"))
    assert result.returncode == 1
    assert "can't render the page entries/2024-01-0" in result.stderr
    assert "ValueError: this page was emptied before. Correct or remove the plugin, the hook or the template" in result.stderr
    assert "Traceback" not in result.stderr


SEEN = "def on_files(files, config):\n    print(*(file.dest_uri for file in files), sep='\\n')\n"


@pytest.mark.parametrize(("options", "home"), [("", "index.html"), (", prefix: reading/", "reading/index.html")])
def test_another_plugin_finds_the_generated_home_page_once(tmp_path: Path, options: str, home: str) -> None:
    folder = write(tmp_path, files={"hook.py": SEEN}, options=options, more="hooks: [hook.py]")
    (folder / "docs" / "index.md").unlink()
    result = build(folder)
    assert result.stdout.splitlines().count(home) == 1
    assert "2024-01-06-e" in page(folder, home)
    (folder / "docs" / home).parent.mkdir(exist_ok=True)
    (folder / "docs" / home.replace("index.html", "README.md")).write_text("# By hand\n", encoding="utf-8")
    result = build(folder)
    assert result.stdout.splitlines().count(home) == 1
    assert "By hand" in page(folder, home)
    assert "2024-01-06-e" in page(folder, home)


NAV = """\
from mkdocs.plugins import event_priority
from mkdocs.structure.files import InclusionLevel
from mkdocs.structure.nav import get_navigation
@event_priority(100)
def on_nav(nav, config, files):
    assert config.nav is None
    pages = files.documentation_pages(inclusion=InclusionLevel.is_in_nav)
    for file in pages:
        file.page = None
    config.nav = [file.src_uri for file in pages] + ["entries/2024-01-04-e.md"]
    nav = get_navigation(files, config)
    config.nav = None
    return nav
"""


def test_a_plugin_that_makes_the_navigation_finds_the_generated_pages_that_belong_in_it(tmp_path: Path) -> None:
    folder = write(tmp_path, files={"hook.py": NAV, "docs/own.md": "# Own\n"}, more="hooks: [hook.py]")
    result = build(folder, "--strict")
    assert result.returncode == 0, result.stderr
    home = page(folder, "own/index.html")
    for address in ("../tags/", "../topics/rag/", "../search/", "../entries/2024-01-04-e/"):
        assert f'href="{address}"' in home
    assert "md-nav__link--active" in page(folder, "entries/2024-01-04-e/index.html")


FEW = """\
from mkdocs.structure.nav import get_navigation
def on_nav(nav, config, files):
    config.nav = ["own.md"]
    nav = get_navigation(files, config)
    config.nav = None
    return nav
"""


def test_pages_that_another_plugin_leaves_out_of_the_navigation_have_their_content(tmp_path: Path) -> None:
    folder = write(tmp_path, files={"hook.py": FEW, "docs/own.md": "# Own\n"}, more="hooks: [hook.py]")
    result = build(folder)
    assert "the theme renders each page" not in result.stderr
    assert "2024" in page(folder, "years/index.html").partition("<article")[2]
    assert page(folder, "sitemap.xml").count("<loc>https://a.example/years/</loc>") == 1


def test_a_link_in_docs_to_a_missing_anchor_of_a_generated_page_is_reported(tmp_path: Path) -> None:
    folder = write(
        tmp_path, files={"docs/own.md": "[a](topics/rag.md#2024-01) [b](topics/rag.md#nothing)\n"}, more="validation: {anchors: warn}"
    )
    result = build(folder)
    assert "#nothing" in result.stderr
    assert "#2024-01'" not in result.stderr
