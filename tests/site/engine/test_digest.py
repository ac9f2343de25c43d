"""Digests of views: different values have different digests, and a shared value is hashed once."""

from __future__ import annotations

import ast
import dataclasses
import importlib.metadata
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

import llmnotes
from llmnotes.site.engine.digest import Digests, SharedTuple, code, digest

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    title: Any
    tags: Any = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Other:
    title: Any
    tags: Any = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Single:
    title: Any


class Row(NamedTuple):
    title: Any
    tags: Any = ()


class Line(NamedTuple):
    title: Any
    tags: Any = ()


DIFFERENT: dict[str, tuple[Any, Any]] = {
    "number and text": (1, "1"),
    "number and truth": (1, True),
    "whole and broken number": (1, 1.0),
    "none and empty": (None, ""),
    "none and nothing": (None, ()),
    "order": (("a", "b"), ("b", "a")),
    "order of keys": ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    "keys": ({"a": 1}, {"b": 1}),
    "values of keys": ({"a": 1}, {"a": 2}),
    "where a text ends": (("ab", "c"), ("a", "bc")),
    "nesting": ((("a",), "b"), (("a", "b"),)),
    "a field": (Card("a"), Card("b")),
    "a later field": (Card("a", ("x",)), Card("a", ("y",))),
    "fields in another order": (Card("a", "b"), Card("b", "a")),
    "dataclasses of one shape": (Card("a"), Other("a")),
    "named tuples of one shape": (Row("a"), Line("a")),
    "a dataclass and a tuple": (Card("a"), ("a", ())),
    "a named tuple and a tuple": (Row("a"), ("a", ())),
    "one field": (Single("a"), Single("b")),
    "a deep field": ({"a": [Card((Single("a"),))]}, {"a": [Card((Single("b"),))]}),
    "tuples of shared values": (SharedTuple([Card("a"), Card("b")]), SharedTuple([Card("b"), Card("a")])),
    "a longer tuple of shared values": (SharedTuple([Card("a")]), SharedTuple([Card("a"), Card("a")])),
    "an empty tuple of shared values": (SharedTuple(), SharedTuple([Card("a")])),
    "a lone surrogate in a tuple of shared values": (SharedTuple([Card("\ud800")]), SharedTuple([Card("\ud801")])),
    "letters that look alike": ("é", "e\u0301"),
    "lone surrogates": ("\ud800", "\ud801"),
    "a lone surrogate and its escape": ("\ud800", "\\ud800"),
}


@pytest.mark.parametrize("what", DIFFERENT)
@pytest.mark.parametrize("shared", [frozenset(), frozenset({Card, Other, Single, Row, Line})], ids=["alone", "shared"])
def test_different_views_have_different_digests(what: str, shared: frozenset[type]) -> None:
    one, other = DIFFERENT[what]
    assert Digests(shared).of(one) != Digests(shared).of(other)
    digests = Digests(shared)
    assert digests.of((one, "x")) != digests.of((other, "x"))


@pytest.mark.parametrize("what", DIFFERENT)
def test_a_view_has_the_same_digest_in_each_build(what: str) -> None:
    one, _ = DIFFERENT[what]
    assert Digests(frozenset({Card})).of(one) == Digests(frozenset({Card})).of(one)
    assert digest(one) == digest(one) != digest(one, one)


def test_equal_shared_values_have_the_same_digest() -> None:
    digests = Digests(frozenset({Card}))
    card = Card("a", ("x",))
    assert digests.of([card, card]) == digests.of([card, Card("a", ("x",))])


def test_equal_tuples_of_shared_values_have_the_same_digest_before_and_after_their_values_were_hashed() -> None:
    digests = Digests(frozenset({Card}))
    cards = SharedTuple([Card("a"), Card("b")])
    first = digests.of([cards])
    assert digests.of([cards]) == digests.of([SharedTuple([Card("a"), Card("b")])]) == Digests(frozenset({Card})).of([cards]) == first


def test_a_shared_value_is_hashed_once_for_all_views() -> None:
    tags = ["a"]
    card, digests = Card("a", tags), Digests(frozenset({Card}))
    first = digests.of((card, 1))
    tags.append("b")  # values in views never change; this change would show whether the value is hashed again
    assert digests.of((card, 1)) == first
    assert Digests(frozenset({Card})).of((card, 1)) != first
    assert Digests().of((card, 1)) != Digests().of((Card("a", ["a"]), 1))


def test_a_shared_value_at_the_address_of_a_deleted_value_has_its_own_digest() -> None:
    digests = Digests(frozenset({Card}))
    assert len({digests.of([Card(number)]) for number in range(1000)}) == 1000


@pytest.mark.parametrize(
    "value", [print, lambda: None, {1, 2}, object(), Card, iter(())], ids=["function", "lambda", "set", "object", "class", "iterator"]
)
@pytest.mark.parametrize(
    "around", [lambda value: value, Card, lambda value: ("\ud800", [value])], ids=["bare", "in a field", "beside a lone surrogate"]
)
def test_a_view_with_an_object_that_is_not_plain_data_raises_type_error(value: object, around: Any) -> None:
    for shared in (frozenset[type](), frozenset({Card})):
        with pytest.raises(TypeError):
            Digests(shared).of(around(value))


def test_the_digest_of_the_code_changes_with_a_template_or_an_icon_and_not_with_the_times_of_files(tmp_path: Path) -> None:
    package = tmp_path / "llmnotes"
    shutil.copytree(Path(llmnotes.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-c", "import llmnotes.site.engine.digest as found; print(found.__file__, found.code())"]

    def code_digest() -> str:
        run = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=True)
        file, found = run.stdout.split()
        assert Path(file).is_relative_to(package)
        return found

    before = code_digest()
    for path in package.rglob("*.py"):
        os.utime(path, (1, 1))
    assert code_digest() == before
    template = next(package.rglob("*.html"))
    template.write_text(template.read_text(encoding="utf-8").replace("<", "< ", 1), encoding="utf-8")
    changed = code_digest()
    assert changed != before
    next(package.rglob("bookmark.svg")).write_bytes(b"<svg/>")
    assert code_digest() != changed


def libraries() -> Iterator[str]:
    """Yield the names of the libraries that modules import which read records or make the site's files."""
    yield from ("linkify-it-py", "mdurl")  # markdown-it-py imports them
    names = importlib.metadata.packages_distributions()
    package = Path(llmnotes.__file__).parent
    for file in (file for folder in ("site", "records", "search", "text", "yamlio") for file in (package / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_bytes())):
            modules = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            for module in modules:
                name = module.partition(".")[0]
                # numpy only sorts numbers: tests/search/test_inverted.py compares the results with those of the code without numpy.
                if name in names and name not in {"llmnotes", "numpy"}:
                    yield names[name][0]


@pytest.mark.parametrize("library", sorted({name.lower() for name in libraries()}))
def test_the_digest_of_the_code_changes_with_the_version_of_each_library_that_reads_records_or_makes_files(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, version = code.__wrapped__(), importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "0" if name.lower() == library else version(name))
    assert code.__wrapped__() != before
