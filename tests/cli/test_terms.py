"""Call `llmnotes tags` and `llmnotes topics` as processes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., subprocess.CompletedProcess[bytes]]

TOPICS = """\
# a comment
topics:
- id: rag   # of the id
  title: {ja: 検索, en: Search}
  patterns: [RAG]

# before tuning
- id: tuning
  title: Tuning
  patterns: [tune, {title: LoRA}]
  unless: [in tune]
- id: other
  title: Other

tags:
- {name: Embeddings, aliases: [埋め込み]}   # of Embeddings
- LoRA
- name: Plugins
  aliases:
  - Plugin
  patterns: [ChatGPT Plugin]
"""
RECORDS = {
    "2023-01-01-a": "topics: [rag]\ntags: [ Embeddings , 'LoRA' ]   # stays\n",
    "2023-01-02-b": "topics:\n- tuning  # stays\n- rag\ntags:\n  - lora\n  - Plugins\n",
    "2023-01-03-c": "topics: [other]\ntags: [Free Tag, plugin]\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "topics.yml").write_text(TOPICS, encoding="utf-8")
    (tmp_path / "entries" / "2023").mkdir(parents=True)
    for slug, lines in RECORDS.items():
        path(tmp_path, slug).write_text(text(slug, lines), encoding="utf-8")
    return tmp_path


def path(folder: Path, slug: str) -> Path:
    return folder / "entries" / "2023" / f"{slug}.md"


def text(slug: str, lines: str) -> str:
    return f"---\ntitle: '題: {slug}'\nurl: https://example.org/{slug}\ndate: 2023-01-01\n{lines}---\n\nnote  \n\n\n"


def changed(folder: Path) -> dict[str, tuple[set[str], set[str]]]:
    """Return the deleted lines and the new lines of each changed file, by path."""
    files = {"topics.yml": TOPICS, **{slug: text(slug, lines) for slug, lines in RECORDS.items()}}
    found = {}
    for name, before in files.items():
        now = (folder / name if name == "topics.yml" else path(folder, name)).read_text(encoding="utf-8")
        if now != before:
            old, new = before.split("\n"), now.split("\n")
            found[name] = ({line for line in old if line not in new}, {line for line in new if line not in old})
    return found


def test_renaming_a_tag_changes_it_in_all_records_and_makes_the_old_name_an_alias(llmnotes: Command, folder: Path) -> None:
    result = llmnotes("tags", "rename", "LoRA", "Low-Rank Adaptation")
    assert (result.returncode, result.stdout) == (0, b"")
    assert changed(folder) == {
        "topics.yml": ({"- LoRA"}, {"- {name: Low-Rank Adaptation, aliases: [LoRA]}"}),
        "2023-01-01-a": (
            {"tags: [ Embeddings , 'LoRA' ]   # stays"},
            {"tags: [ Embeddings , 'Low-Rank Adaptation' ]   # stays"},
        ),
        "2023-01-02-b": ({"  - lora"}, {"  - Low-Rank Adaptation"}),
    }
    assert llmnotes("lint", "--format", "json").returncode == 0


def test_a_dry_run_of_renaming_a_tag_shows_a_diff_and_writes_nothing(llmnotes: Command, folder: Path) -> None:
    result = llmnotes("tags", "rename", "LoRA", "Low-Rank Adaptation", "--dry-run")
    assert "-  - lora" in result.stdout.decode().splitlines()
    assert "+- {name: Low-Rank Adaptation, aliases: [LoRA]}" in result.stdout.decode().splitlines()
    assert changed(folder) == {}


def test_renaming_a_tag_that_topics_yml_lacks_adds_the_new_tag_with_an_alias_and_without_patterns(llmnotes: Command, folder: Path) -> None:
    assert llmnotes("tags", "rename", "Free Tag", "Libre").returncode == 0
    went, came = changed(folder)["topics.yml"]
    assert (went, came) == (set(), {"- {name: Libre, aliases: [Free Tag], patterns: []}"})
    assert changed(folder)["2023-01-03-c"][1] == {"tags: [Libre, plugin]"}


def test_merging_tags_also_merges_their_aliases_and_patterns(llmnotes: Command, folder: Path) -> None:
    assert llmnotes("tags", "merge", "Embeddings", "LoRA", "Plugins").returncode == 0
    found = changed(folder)
    assert found["topics.yml"] == (
        {"- {name: Embeddings, aliases: [埋め込み]}   # of Embeddings", "- LoRA", "  patterns: [ChatGPT Plugin]"},
        {"  - Embeddings", "  - 埋め込み", "  - LoRA", "  patterns: [ChatGPT Plugin, Embeddings, 埋め込み, LoRA]"},
    )
    assert found["2023-01-01-a"][1] == {"tags: [ Plugins ]   # stays"}
    assert found["2023-01-02-b"] == ({"  - lora"}, set())


def test_splitting_a_tag_changes_it_only_in_the_named_records(llmnotes: Command, folder: Path) -> None:
    assert llmnotes("tags", "split", "LoRA", "QLoRA", "2023-01-02-b").returncode == 0
    assert changed(folder) == {"2023-01-02-b": ({"  - lora"}, {"  - QLoRA"})}


def test_renaming_a_topic_writes_its_old_id_into_the_key_formerly(llmnotes: Command, folder: Path) -> None:
    assert llmnotes("topics", "rename", "rag", "search").returncode == 0
    assert changed(folder) == {
        "topics.yml": ({"- id: rag   # of the id"}, {"- id: search   # of the id", "  formerly: [rag]"}),
        "2023-01-01-a": ({"topics: [rag]"}, {"topics: [search]"}),
        "2023-01-02-b": ({"- rag"}, {"- search"}),
    }
    assert llmnotes("topics", "rename", "search", "rag").returncode == 0  # the old name can be used as a new name
    assert changed(folder) == {"topics.yml": (set(), {"  formerly: [search]"})}


def test_renaming_a_topic_that_only_records_have_is_refused_until_topics_yml_has_it(llmnotes: Command, folder: Path) -> None:
    path(folder, "2023-01-03-c").write_text(text("2023-01-03-c", "topics: [agent]\n"), encoding="utf-8")
    refused = llmnotes("topics", "rename", "agent", "agents")
    assert (refused.returncode, "first add 'agent' to topics.yml" in refused.stderr.decode()) == (2, True), refused.stderr.decode()
    (folder / "topics.yml").write_text(TOPICS.replace("- id: other", "- id: agent\n  title: Agents\n- id: other"), encoding="utf-8")
    assert llmnotes("topics", "rename", "agent", "agents").returncode == 0
    assert "topics: [agents]" in path(folder, "2023-01-03-c").read_text(encoding="utf-8")
    assert "- id: agents\n  title: Agents\n  formerly: [agent]\n" in (folder / "topics.yml").read_text(encoding="utf-8")


def test_renaming_a_former_topic_that_records_still_have_is_refused_until_both_are_merged(llmnotes: Command, folder: Path) -> None:
    (folder / "topics.yml").write_text(TOPICS.replace("  title: Other", "  title: Other\n  formerly: [agent]"), encoding="utf-8")
    path(folder, "2023-01-03-c").write_text(text("2023-01-03-c", "topics: [agent]\n"), encoding="utf-8")
    refused = llmnotes("topics", "rename", "agent", "agents")
    assert (refused.returncode, "first run `llmnotes topics merge 'agent' 'other'`" in refused.stderr.decode()) == (2, True)
    assert llmnotes("topics", "merge", "agent", "other").returncode == 0
    assert "topics: [other]" in path(folder, "2023-01-03-c").read_text(encoding="utf-8")


def test_merging_topics_also_merges_their_patterns(llmnotes: Command, folder: Path) -> None:
    assert llmnotes("topics", "merge", "tuning", "rag").returncode == 0
    found = changed(folder)
    assert found["topics.yml"][1] == {"  patterns: [RAG, tune, {title: LoRA}]", "  unless: [in tune]", "  formerly: [tuning]"} - {
        "  unless: [in tune]"  # this line comes from the topic that was merged
    }
    assert "# before tuning" in (folder / "topics.yml").read_text(encoding="utf-8")
    assert found["2023-01-02-b"] == ({"- tuning  # stays"}, set())
    assert llmnotes("topics", "split", "rag", "other", "2023-01-01-a").returncode == 0
    assert changed(folder)["2023-01-01-a"][1] == {"topics: [other]"}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("tags", "rename", "nothing", "x"), "neither a record nor topics.yml has the tag 'nothing'"),
        (("tags", "rename", "LoRA", "Plugins"), "llmnotes tags merge 'LoRA' 'Plugins'"),
        (("tags", "rename", "LoRA", "埋め込み"), "as an alias of 'Embeddings'"),
        (("tags", "rename", "LoRA", " "), "the value is empty"),
        (("tags", "rename", "LoRA", "LoRA"), "so nothing changes"),
        (("tags", "merge", "LoRA", "nothing"), "llmnotes tags rename"),
        (("tags", "split", "LoRA", "x", "2023-01-03-c"), "have no tag 'LoRA': 2023-01-03-c"),
        (("tags", "split", "LoRA", "x", "none"), "these records do not exist: none"),
        (("topics", "rename", "rag", "R A G"), "is not a topic id"),
        (("topics", "split", "rag", "unknown", "2023-01-01-a"), "first add 'unknown' to topics.yml"),
    ],
)
def test_renaming_merging_or_splitting_with_an_unknown_term_or_an_unusable_name_is_refused_and_changes_nothing(
    llmnotes: Command, folder: Path, args: tuple[str, ...], message: str
) -> None:
    result = llmnotes(*args)
    assert (result.returncode, message in result.stderr.decode()) == (2, True), result.stderr.decode()
    assert changed(folder) == {}


def test_renaming_a_tag_changes_nothing_if_one_record_cannot_be_edited(llmnotes: Command, folder: Path) -> None:
    bad = path(folder, "2023-01-03-c")
    bad.write_text(text("2023-01-03-c", "tags:\n- \n  LoRA\n- x\n").replace("- x", "-\n  LoRA"), encoding="utf-8")
    other = path(folder, "2023-01-02-b").read_bytes()
    result = llmnotes("tags", "rename", "LoRA", "Low-Rank Adaptation")
    assert (result.returncode, b"Nothing was changed" in result.stderr) == (1, True), result.stderr.decode()
    assert path(folder, "2023-01-02-b").read_bytes() == other
    assert (folder / "topics.yml").read_text(encoding="utf-8") == TOPICS


def test_renaming_a_tag_changes_nothing_if_one_record_is_damaged(llmnotes: Command, folder: Path) -> None:
    path(folder, "2023-01-03-c").write_text("---\ntitle: x\n---\n", encoding="utf-8")
    result = llmnotes("tags", "rename", "LoRA", "x")
    assert (result.returncode, b"key-missing" in result.stderr) == (1, True)
    assert changed(folder).keys() == {"2023-01-03-c"}


def test_the_lists_of_tags_and_topics_show_which_are_used_once_and_which_are_unused_or_similar(llmnotes: Command, folder: Path) -> None:
    path(folder, "2023-01-03-c").write_text(
        text("x", "tags: [ＬｏＲＡ, free-tag, Free Tag, 埋め込み, plugin, サーバ, サーバー]\n"), encoding="utf-8"
    )
    terms = {term["name"]: term for term in json.loads(llmnotes("tags", "list", "--format", "json").stdout)}
    why = {name: {(near["name"], near["why"]) for near in term["near"]} for name, term in terms.items()}
    assert why["LoRA"] == {("lora", "case"), ("ＬｏＲＡ", "width")}
    assert ("Free Tag", "space or hyphen") in why["free-tag"]
    assert ("サーバー", "long vowel") in why["サーバ"]
    assert ("Plugins", "plural") in why["plugin"]
    assert ("Embeddings", "alias") in why["埋め込み"]
    assert (terms["LoRA"]["count"], terms["LoRA"]["known"], terms["lora"]["known"]) == (1, True, False)
    assert "used once" in llmnotes("tags", "list", "--once").stdout.decode()
    topics = llmnotes("topics", "list").stdout.decode().splitlines()
    assert topics == ["     2  rag  — Search", "     1  tuning  — Tuning; used once", "     0  other  — Other; unused"]


def test_renaming_a_tag_also_updates_the_files_that_are_made_from_topics_yml(llmnotes: Command, folder: Path) -> None:
    assert llmnotes("schema", "--write").returncode == 0
    assert llmnotes("tags", "rename", "LoRA", "Low-Rank Adaptation").returncode == 0
    assert "Low-Rank" in (folder / "entries" / "record.schema.json").read_text(encoding="utf-8")


def test_renaming_or_splitting_a_term_to_a_name_beyond_the_limit_is_refused_and_changes_nothing(llmnotes: Command, folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for command in (
        ("tags", "rename", "LoRA", "x" * 51),
        ("tags", "rename", "LoRA", "😀" * 41),
        ("topics", "rename", "rag", "x" * 51),
        ("topics", "split", "rag", "x" * 51, "2023-01-01-a"),
    ):
        done = llmnotes(*command)
        assert done.returncode != 0
        assert b"Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [("tags", "LoRA", "Embeddings"), ("topics", "other", "rag")],
)
def test_merging_terms_beyond_the_limits_of_topics_yml_is_refused_with_the_reason(
    llmnotes: Command, folder: Path, key: str, old: str, new: str
) -> None:
    names = ", ".join(f"n{number}" for number in range(20))
    text = (folder / "topics.yml").read_text(encoding="utf-8")
    text = text.replace("aliases: [埋め込み]", f"aliases: [{names}]").replace(
        "  patterns: [RAG]", f"  patterns: [RAG]\n  formerly: [{names}]"
    )
    (folder / "topics.yml").write_text(text, encoding="utf-8")
    done = llmnotes(key, "merge", old, new)
    assert done.returncode != 0
    assert "21" in done.stderr.decode()
    assert "the limit is 20" in done.stderr.decode()
    assert (folder / "topics.yml").read_text(encoding="utf-8") == text
