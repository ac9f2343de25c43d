"""Tests for sidecars that can't be read."""

from __future__ import annotations

import pytest

from llmnotes.errors import LogError
from llmnotes.logs import exporting, sidecar

TEXT = sidecar.write(exporting.PLAIN)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "log.yml: the file is empty"),
        ("- a\n", "log.yml:1:1: the value is not a mapping"),
        ("version: [\n", "log.yml:"),
        (TEXT.replace("bom: no\n", ""), "log.yml:2:1: the key `bom` is missing"),
        (TEXT.replace("ending: 1", "ending: one"), "'one' is not a number"),
        (
            TEXT.replace("kind: preamble", "kind: other"),
            "a part of a log can't have the kind 'other'; the kinds are preamble, section, left-out",
        ),
        (TEXT.replace("entries: []", "entries: no"), "the value is not a list"),
    ],
)
def test_a_damaged_sidecar_is_an_error_with_place_and_remedy(text: str, fault: str) -> None:
    with pytest.raises(LogError) as raised:
        sidecar.read(text, "log.yml")
    assert fault in str(raised.value)
    assert str(raised.value).endswith("The sidecar log.yml is damaged: restore it from git, or delete it and import the log again")


def test_a_sidecar_of_another_version_is_an_error_that_does_not_call_it_damaged() -> None:
    with pytest.raises(LogError) as raised:
        sidecar.read(TEXT.replace("version: 1", "version: 2"), "log.yml")
    assert "the version of this sidecar is 2, and this llmnotes reads version 1" in str(raised.value)
    assert "damaged" not in str(raised.value)
