from __future__ import annotations

from pathlib import Path

import pytest

from llmnotes.config import load, settings
from llmnotes.errors import ConfigError


def test_the_content_security_policy_is_on_by_default_and_can_be_turned_off() -> None:
    assert settings({}, Path())[0].csp == {}
    assert settings({"csp": False}, Path())[0].csp is None


def test_sources_of_the_content_security_policy_can_be_text_or_a_list_with_unquoted_keywords() -> None:
    value = {
        "script-src": "https://plausible.io 'unsafe-eval' unsafe-hashes",
        "img-src": ["data:", "https://*.img.example:8443/a/"],
        "style-src": "'sha256-N90MKmRow2DpYEVeqcc3uc8pOUsS4Rg4sNmkau1k0xQ='",
    }
    found, faults = settings({"csp": value}, Path())
    assert faults == []
    assert found.csp == {
        "script-src": ("https://plausible.io", "'unsafe-eval'", "'unsafe-hashes'"),
        "img-src": ("data:", "https://*.img.example:8443/a/"),
        "style-src": ("'sha256-N90MKmRow2DpYEVeqcc3uc8pOUsS4Rg4sNmkau1k0xQ='",),
    }


@pytest.mark.parametrize(
    ("value", "remedy"),
    [
        ("on", "write true, false, or sources"),
        ({"scripts": "https://a.example"}, "write one of default-src, script-src"),
        ({"frame-ancestors": "'none'"}, "works only in an HTTP header"),
        ({"img-src": 3}, "as a text or as a list of texts"),
        ({"img-src": ""}, "as a text or as a list of texts"),
        ({"img-src": "a.example"}, "such as https://plausible.io"),
        ({"script-src": "https://a.example; img-src *"}, "is not a source"),
        ({"script-src": 'https://a.example/"><script>'}, "is not a source"),
    ],
)
def test_an_invalid_content_security_policy_is_reported_with_a_remedy(value: object, remedy: str) -> None:
    _, faults = settings({"csp": value}, Path())
    assert [key for key, _ in faults] == ["csp"]
    assert remedy in faults[0][1]


def test_archives_in_mkdocs_yml_replace_the_default_archives_unless_they_are_invalid() -> None:
    assert "web.archive.org" in settings({}, Path())[0].archives.hosts
    assert settings({"links": {"archives": ["Archive.example", "127.0.0.1:8000"]}}, Path())[0].archives.hosts == (
        "archive.example", "127.0.0.1:8000",
    )  # fmt: skip
    assert settings({"links": {"archives": []}}, Path())[0].archives.hosts == ()
    found, faults = settings({"links": {"archives": "archive.example", "interval": -1}}, Path())
    assert "'archives': write a list of hosts" in faults[0][1]
    assert "'interval'" in faults[0][1]
    assert "web.archive.org" in found.archives.hosts


@pytest.mark.parametrize(
    ("theme", "option", "language"),
    [
        ("{name: material, language: ja}", "", "ja"),
        ("{name: material, language: en}", "language: ja", "ja"),
        ("{name: material, language: fr}", "", "en"),
        ("{name: material, language: [ja]}", "", "en"),
        ("{name: material}", "", "en"),
        ("material", "", "en"),
    ],
)
def test_the_language_of_the_interface_is_that_of_the_option_or_else_of_the_theme_or_else_english(
    tmp_path: Path, theme: str, option: str, language: str
) -> None:
    file = tmp_path / "mkdocs.yml"
    file.write_text(f"site_name: x\ntheme: {theme}\nplugins:\n- llmnotes: {{{option}}}\n", encoding="utf-8")
    assert load(file).language == language


@pytest.mark.parametrize(
    ("value", "prefix"),
    [("", ""), ("/", ""), ("reading", "reading/"), ("/reading/", "reading/"), ("a//b-c/d.e", "a/b-c/d.e/"), ("読書/", "読書/")],
)
def test_a_prefix_has_one_slash_after_each_folder_and_is_empty_for_the_root(value: str, prefix: str) -> None:
    found, faults = settings({"prefix": value, **({"name": "What we read"} if prefix else {})}, Path())
    assert faults == []
    assert found.prefix == prefix


@pytest.mark.parametrize(
    "value", [None, True, 3, "..", "a/../b", ".", "./a", ".hidden/", "a b", "a\\b", "a?b", "a#b", "a%2Fb", "https://a.example/", "a\nb"]
)
def test_a_prefix_that_is_not_a_path_of_folders_is_reported(value: object) -> None:
    found, faults = settings({"prefix": value}, Path())
    assert [key for key, _ in faults] == ["prefix"]
    assert "such as reading/" in faults[0][1]
    assert found.prefix == ""


def test_the_options_name_and_description_are_reported_if_the_option_prefix_is_missing_or_their_values_are_invalid() -> None:
    _, faults = settings({"name": "What we read", "description": "Articles"}, Path())
    assert dict(faults) == {
        key: f"the option has no effect without the option prefix: write site_{key} instead" for key in ("name", "description")
    }
    _, faults = settings({"prefix": "a/", "name": "two\nlines", "description": 3}, Path())
    assert [key for key, _ in faults] == ["name", "description"]


@pytest.mark.parametrize(
    ("files", "remedies"),
    [
        ({}, ["Name the right file with --config"]),
        ({"mkdocs.yml": ""}, ["mkdocs.yml: the file contains no settings. Write at least site_name"]),
        ({"mkdocs.yml": "INHERIT: base.yml\n"}, ["base.yml: No such file", "Correct INHERIT in", "mkdocs.yml"]),
        (
            {"mkdocs.yml": "INHERIT: base.yml\n", "base.yml": ""},
            ["base.yml: the file contains no settings", "remove INHERIT from", "mkdocs.yml"],
        ),
        ({"mkdocs.yml": "INHERIT: base.yml\n", "base.yml": "INHERIT: mkdocs.yml\n"}, ["inherits itself. Remove the INHERIT"]),
    ],
)
def test_a_file_with_settings_that_cannot_be_read_is_an_error_that_names_the_file_to_correct(
    tmp_path: Path, files: dict[str, str], remedies: list[str]
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load(tmp_path / "mkdocs.yml")
    assert all(remedy in str(raised.value) for remedy in remedies), str(raised.value)
