from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from llmnotes.system import compact_json

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=())),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    max_leaves=8,
)


@given(_VALUES)
def test_integers_and_texts_of_any_size_in_lists_and_dictionaries_are_unchanged_after_encoding_and_decoding(value: object) -> None:
    assert compact_json.loads(compact_json.dumps(value)) == value


@given(st.dictionaries(st.text(), st.lists(st.text() | st.integers(0, 2**50))))
def test_encoded_json_equals_the_compact_output_of_the_json_module(value: object) -> None:
    assert compact_json.dumps(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
