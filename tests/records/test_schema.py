"""Tests that the JSON Schema fits `record.read`: the schema accepts every record that `record.read` accepts."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import jsonschema
import pytest
import yaml
from conftest import LIST, ROOT
from hypothesis import given
from hypothesis import strategies as st

from llmnotes.records import fields, record, schema
from llmnotes.records.taxonomy import Taxonomy
from llmnotes.records.taxonomy_file import load
from llmnotes.yamlio.strict import quoted

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Command = Callable[..., subprocess.CompletedProcess[bytes]]

SOUND = {"title": "t", "url": "https://a.example/", "date": "2023-01-01"}
VALIDATOR = jsonschema.Draft7Validator(schema.schema(None, "en"))


def read(values: Mapping[str, object]) -> bool:
    lines = [
        f"{key}: [{', '.join(quoted(str(item)) for item in value)}]" if isinstance(value, list) else f"{key}: {quoted(str(value))}"
        for key, value in values.items()
    ]
    found, _ = record.read("\n".join(["---", *lines, "---", ""]).encode("utf-8", "surrogatepass"), slug="2023-01-01-a", file="a.md")
    return found is not None


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    [
        "en",
        "zh-Hant",
        "2023-09-31",
        "2023-1-1",
        "https://a.example/x",
        "HTTP://A.example",
        "https:///x",
        "http://a b",
        "rag",
        "fine-tuning",
        " ",
    ]
)


@given(st.sampled_from(fields.FIELDS), WORDS)
def test_the_schema_accepts_every_value_that_the_parser_of_records_accepts(field: fields.Field, value: str) -> None:
    values = {**SOUND, field.key: [value] if field.many else value}
    assert not read(values) or VALIDATOR.is_valid(values)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""}, {"title": "a\nb"}, {"url": "ftp://a.example/"}, {"url": "https://"}, {"date": "2023/01/01"}, {"lang": "english"},
        {"topics": "rag"}, {"topics": ["RAG"]}, {"tags": ["x" * 51]}, {"unknown": "x"}, {"archived": "a copy"}, {"title": "x" * 1501}, {"tags": ["x"] * 41},
    ],
)  # fmt: skip
def test_both_the_schema_and_the_parser_of_records_refuse_invalid_values(wrong: dict[str, object]) -> None:
    assert (VALIDATOR.is_valid({**SOUND, **wrong}), read({**SOUND, **wrong})) == (False, False)


def test_the_schema_describes_every_key_and_requires_the_required_keys() -> None:
    made = schema.schema(None, "en")
    assert all(property_["description"] for property_ in made["properties"].values())
    assert made["required"] == ["title", "url", "date"]
    jsonschema.Draft7Validator.check_schema(made)


def test_the_schema_accepts_only_the_topics_of_the_list_and_offers_its_tags() -> None:
    taxonomy, _ = load(LIST / "topics.yml", "topics.yml")
    made = schema.schema(taxonomy, "ja")
    assert {"const": "rag", "title": "RAG・検索"}.items() <= made["properties"]["topics"]["items"]["oneOf"][5].items()
    assert not jsonschema.Draft7Validator(made).is_valid({**SOUND, "topics": ["nope"]})
    assert "LangChain" in made["properties"]["tags"]["items"]["examples"]
    assert schema.schema(Taxonomy(), "ja") == schema.schema(None, "ja")


@pytest.mark.shipped
def test_the_records_of_the_repository_match_its_schema() -> None:
    shipped = json.loads((ROOT / "entries" / schema.NAME).read_text(encoding="utf-8"))
    for path in (ROOT / "entries").glob("2*/*.md"):
        front = yaml.load(path.read_text(encoding="utf-8").split("---\n")[1], Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader is safe: it loads every scalar as a string
        assert not list(jsonschema.Draft7Validator(shipped).iter_errors(front)), path


def test_the_schema_command_prints_and_writes_the_schema_and_lint_reports_an_outdated_schema(llmnotes: Command, tmp_path: Path) -> None:
    (tmp_path / "entries").mkdir()
    (tmp_path / "topics.yml").write_text("topics:\n- {id: a, title: A}\n", encoding="utf-8")
    printed = llmnotes("schema")
    assert json.loads(printed.stdout)["properties"]["topics"]["items"]["oneOf"][0]["const"] == "a"
    assert llmnotes("schema", "--write").stdout == b"entries/record.schema.json\n"
    assert llmnotes("lint").stdout == b""
    (tmp_path / "topics.yml").write_text("topics:\n- {id: b, title: B}\n", encoding="utf-8")
    result = llmnotes("lint")
    assert (result.returncode, b"warning [file-stale]" in result.stdout, b"run `llmnotes schema --write`" in result.stdout) == (
        0,
        True,
        True,
    )


def test_a_record_can_name_its_schema_in_a_comment(llmnotes: Command, tmp_path: Path) -> None:
    folder = tmp_path / "entries" / "2023"
    folder.mkdir(parents=True)
    text = "---\n# yaml-language-server: $schema=../record.schema.json\ntitle: t\nurl: https://a.example/\ndate: 2023-01-01\n---\n"
    (folder / "2023-01-01-a.md").write_text(text, encoding="utf-8")
    assert (llmnotes("lint").returncode, llmnotes("lint").stdout) == (0, b"")


@pytest.mark.shipped
def test_the_editor_settings_match_the_schema_and_the_output_of_lint(llmnotes: Command, tmp_path: Path) -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    ((where, files),) = settings["yaml.schemas"].items()
    assert (ROOT / where).is_file()
    assert len(list(ROOT.glob(files))) == len(list((ROOT / "entries").rglob("*.md")))
    folder = tmp_path / "entries" / "2023"
    folder.mkdir(parents=True)
    (folder / "2023-01-01-a.md").write_text("---\ntitle: t\nurl: ftp://a.example/\ndate: 2023-01-01\n---\n", encoding="utf-8")
    task = json.loads((ROOT / ".vscode" / "tasks.json").read_text(encoding="utf-8"))["tasks"][0]
    pattern = task["problemMatcher"]["pattern"]
    said = llmnotes(*task["args"]).stdout.decode().split("\n")
    found = re.match(pattern["regexp"], said[0])
    assert found is not None
    parts = [found[pattern[part]] for part in ("file", "line", "column", "severity", "code")]
    assert parts == ["entries/2023/2023-01-01-a.md", "3", "6", "error", "url"]


LIMITS = [
    (field, limit) for field in fields.FIELDS for limit in ("maxLength", "maxItems") if limit == "maxItems" or limit in field.kind.schema
]


@pytest.mark.parametrize(("field", "limit"), [(field, limit) for field, limit in LIMITS if field.many or limit == "maxLength"])
@given(beyond=st.integers(-2, 2), letter=st.sampled_from(["a", "漢", "😀", "e\u0301", "𝔘"]))
def test_schema_and_parser_of_records_have_the_same_limits(field: fields.Field, limit: str, beyond: int, letter: str) -> None:
    """The schema and `record.read` both count code points: an emoji is one character, and a letter with a combining accent is two characters."""
    made = schema.schema(None, "en")["properties"][field.key]
    size = int(made[limit] if limit in made else made["items"][limit]) + beyond
    if limit == "maxItems":
        value: object = ["a"] * size
    else:
        begin = "https://a.example/" if field.key in {"url", "archived"} else "en-" if field.key == "lang" else ""
        # Only this field gets emoji. `record.read` refuses a tag of many emoji, because the address of the tag's page is too long, and a schema can't express this limit.
        body = "a" if field.key in {"lang", "topics"} else letter if field.key != "tags" or letter != "😀" else "漢"
        text = (begin + body * size)[:size]
        text = "-".join(["en", *["a" * 8] * 3, "a" * (size - 30)]) if field.key == "lang" else text
        value = [text] if field.many else text
    values = {**SOUND, field.key: value}
    assert VALIDATOR.is_valid(values) == read(values) == (beyond <= 0)
