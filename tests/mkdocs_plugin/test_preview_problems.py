"""MkDocs's preview after a fault was saved, and after files of the list disappear or appear."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from preview_server import RECORD, SETTINGS, make_list, serving, serving_with_hook, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from preview_server import Served

# Each of these hooks raises an error in a build: before pages are read, while pages are rendered, or after pages were written.
HOOK = """\
import pathlib
def fail(config, name):
    if (pathlib.Path(config.config_file_path).parent / name).exists():
        raise ValueError(f"error in {name}")
def on_files(files, config, **_): fail(config, "files")
def on_page_markdown(markdown, config, **_): fail(config, "page")
def on_post_build(config, **_): fail(config, "end")
"""
TOPICS = "topics:\n- id: rag\n  title: {{ja: {title}, en: {title}}}\n  description: {{ja: x, en: x}}\n"


@pytest.fixture(scope="module")
def module_list(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Yield a list whose topics.yml and ledger don't exist yet, with a running preview."""
    folder = tmp_path_factory.mktemp("list")
    with serving_with_hook(folder, HOOK) as served:
        yield served


@pytest.fixture
def served(module_list: Served) -> Iterator[Served]:
    """Yield the list of the module without a change. Undo the changes of the test afterwards."""
    folder = module_list.folder
    texts = {path: path.read_bytes() for path in [folder / "mkdocs.yml", *map(module_list.record, range(1, 6))]}
    yield module_list
    for path in (*map(folder.joinpath, ("files", "page", "end", "topics.yml", "docs/new.md")), module_list.record(6)):
        path.unlink(missing_ok=True)
    for path, text in texts.items():
        if not path.exists() or path.read_bytes() != text:
            path.write_bytes(text)
    until(
        lambda: (
            module_list.answer("new/")[0] == 404 and all(module_list.answer(module_list.page(number))[0] == 200 for number in range(1, 6))
        )
    )


def test_a_preview_keeps_the_page_of_a_record_with_a_fault_and_shows_a_banner_until_the_fault_is_corrected(served: Served) -> None:
    record = served.record(3)
    good = record.read_text(encoding="utf-8")
    record.write_text(good.replace("title: Title 3", "title: [<b>x"), encoding="utf-8")
    until(lambda: "entries/2024/2024-01-03-title.md:" in served.banner(served.page(3)))
    status, html = served.answer(served.page(3))
    assert (status, "Note 3." in html) == (200, True)
    banner = served.banner()
    assert "→" in banner, "the banner shows the remedy"
    assert "<b>" not in banner
    assert "entries/2024/2024-01-03-title.md:" in served.said
    record.write_text(good.replace("Note 3.", "Corrected words."), encoding="utf-8")
    until(lambda: "Corrected words." in served.get(served.page(3)) and not served.banner(served.page(3)).count("2024-01-03"))
    record.write_text("", encoding="utf-8")
    until(lambda: "2024-01-03-title.md" in served.banner())
    assert "Corrected words." in served.get(served.page(3))
    record.unlink()
    until(lambda: served.answer(served.page(3))[0] == 404)
    assert "2024-01-03" not in served.banner()


def test_the_page_of_a_new_record_with_a_fault_appears_in_an_open_browser_once_the_fault_is_corrected(served: Served) -> None:
    served.record(6).write_text("---\ntitle: Six\n", encoding="utf-8")
    until(lambda: "2024-01-06-title.md" in served.banner(served.page(6)))
    status, html = served.answer(served.page(6))
    assert status == 404
    assert "livereload(" in html, "the page for missing addresses reloads"
    served.record(6).write_text(RECORD.format(number=6), encoding="utf-8")
    until(lambda: served.answer(served.page(6))[0] == 200)


@pytest.mark.parametrize("step", ["files", "page", "end"])
def test_a_preview_keeps_all_pages_and_shows_the_error_and_the_remedy_after_a_failed_build(served: Served, step: str) -> None:
    (served.folder / step).touch()
    (served.folder / "docs" / "new.md").write_text(f"# New {step}\n", encoding="utf-8")
    until(lambda: f"error in {step}" in served.banner())
    assert "the preview then builds the site again" in served.banner()
    assert [served.answer(served.page(number))[0] for number in range(1, 6)] == [200] * 5
    assert served.answer("tags/x/")[0] == 200
    (served.folder / step).unlink()
    served.record(1).write_text(RECORD.format(number=1).replace("Note 1.", f"After {step}."), encoding="utf-8")
    until(
        lambda: f"After {step}." in served.get(served.page(1)) and f"New {step}" in served.get("new/") and "error in" not in served.banner()
    )


@pytest.mark.parametrize("fault", ["site_name: [\n", f"{SETTINGS}nix: {{\n", SETTINGS.replace("entries: entries", "nix: 1")])
def test_a_preview_keeps_all_pages_while_mkdocs_yml_has_a_fault(served: Served, fault: str) -> None:
    settings = served.folder / "mkdocs.yml"
    good = settings.read_text(encoding="utf-8")
    settings.write_text(fault, encoding="utf-8")
    until(lambda: "The build failed" in served.banner())
    assert "Note 2." in served.get(served.page(2))
    assert "Traceback" not in served.banner()
    settings.unlink()
    settings.write_text(good.replace("A list", "Another list"), encoding="utf-8")
    until(lambda: "Another list" in served.get() and "The build failed" not in served.banner())


def test_a_preview_says_that_mkdocs_yml_no_longer_names_the_plugin_and_shows_the_list_again_later(served: Served) -> None:
    settings = served.folder / "mkdocs.yml"
    good = settings.read_text(encoding="utf-8")
    settings.write_text(good.replace("plugins", "plugns"), encoding="utf-8")
    until(lambda: "no longer names the plugin llmnotes" in served.banner(served.page(2)))
    assert "no longer names the plugin llmnotes" in served.said
    settings.write_text(good, encoding="utf-8")
    until(lambda: "Note 2." in served.get(served.page(2)) and not served.banner())


def test_a_preview_shows_the_line_of_a_faulty_template_and_notices_each_change_of_the_folder_of_templates(tmp_path: Path) -> None:
    templates = tmp_path / "theme"
    templates.mkdir()
    override = "{{% extends 'base.html' %}}\n{{% block site_nav %}}{}{{% endblock %}}\n"
    (templates / "main.html").write_text(override.format("First"), encoding="utf-8")
    make_list(tmp_path, SETTINGS.replace("material,", "material, custom_dir: theme,"))
    with serving(tmp_path) as served:
        for fault in ("{% nix %}", "{{ page.meta.nix.nix }}"):
            (templates / "main.html").write_text(override.format(fault), encoding="utf-8")
            until(lambda: "theme/main.html:2: " in served.banner())
            assert "First" in served.get()
        templates.rename(tmp_path / "away")
        until(lambda: "custom_dir" in served.banner())
        (tmp_path / "away").rename(templates)
        until(lambda: "theme/main.html:2: " in served.banner())
        (templates / "main.html").write_text(override.format("Second"), encoding="utf-8")
        until(lambda: "Second" in served.get() and not served.banner())


def test_a_preview_notices_a_folder_of_records_that_is_moved_away_and_back(served: Served) -> None:
    (served.folder / "entries").rename(served.folder / "away")
    until(lambda: "the folder of records does not exist" in served.banner())
    assert "Note 2." in served.get(served.page(2))
    (served.folder / "away").rename(served.folder / "entries")
    until(lambda: "the folder of records" not in served.banner())
    served.record(2).write_text(RECORD.format(number=2).replace("Note 2.", "Words after the move."), encoding="utf-8")
    until(lambda: "Words after the move." in served.get(served.page(2)))


def test_a_preview_shows_topics_that_are_added_later_and_keeps_them_while_topics_yml_has_a_fault(served: Served) -> None:
    topics = served.folder / "topics.yml"
    served.record(1).write_text(RECORD.format(number=1).replace("tags:", "topics: [rag]\ntags:"), encoding="utf-8")
    topics.write_text(TOPICS.format(title="Retrieval"), encoding="utf-8")
    until(lambda: "Retrieval" in served.get("topics/"))
    topics.write_text("topics: [", encoding="utf-8")
    until(lambda: "topics.yml:" in served.banner("topics/"))
    assert "Retrieval" in served.get("topics/")
    topics.write_text(TOPICS.format(title="Searching"), encoding="utf-8")
    until(lambda: "Searching" in served.get("topics/") and not served.banner())


def test_a_preview_shows_a_ledger_that_is_written_later_and_keeps_its_verdicts_while_the_file_has_a_fault(served: Served) -> None:
    ledger = served.folder / "links" / "ledger.txt"
    assert "the reason in the ledger" not in served.get(served.page(3))
    ledger.parent.mkdir()
    line = 'https://a.example/3 marked=2026-11-08T06:00Z,dead reason="{reason}"\n'
    ledger.write_text(line.format(reason="the reason in the ledger"), encoding="utf-8")
    until(lambda: "the reason in the ledger" in served.get(served.page(3)))
    ledger.write_text("https://a.example/3 marked=never\n", encoding="utf-8")
    until(lambda: "links/ledger.txt:" in served.banner(served.page(3)))
    assert "the reason in the ledger" in served.get(served.page(3))
    ledger.write_text(line.format(reason="another reason"), encoding="utf-8")
    until(lambda: "another reason" in served.get(served.page(3)) and not served.banner(served.page(3)))
    ledger.unlink()
    ledger.parent.rmdir()
    until(lambda: "another reason" not in served.get(served.page(3)))


def test_a_preview_shows_the_records_of_another_folder_after_mkdocs_yml_names_it(served: Served) -> None:
    folder = served.folder / "others" / "2025"
    folder.mkdir(parents=True)
    settings = served.folder / "mkdocs.yml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("entries: entries", "entries: others"), encoding="utf-8")
    until(lambda: served.answer(served.page(1))[0] == 404)
    (folder / "2025-01-01-new.md").write_text(RECORD.format(number=1).replace("2024", "2025"), encoding="utf-8")
    until(lambda: "Note 1." in served.get("entries/2025-01-01-new/"))
    assert "Note 1." in served.get("entries/2025-01-01-new/")


def test_a_strict_preview_shows_the_warning_that_stopped_the_build(tmp_path: Path) -> None:
    make_list(tmp_path, SETTINGS.replace("entries: entries", "entries: entries, topics: false"))
    with serving(tmp_path, ["--strict"]) as served:
        (tmp_path / "docs" / "page.md").write_text("# Page\n\n[x](nix.md)\n", encoding="utf-8")
        until(lambda: "nix.md" in served.banner("page/"))
        assert "Note 2." in served.get(served.page(2))
        (tmp_path / "docs" / "page.md").write_text("# Page\n", encoding="utf-8")
        until(lambda: not served.banner("page/"))
