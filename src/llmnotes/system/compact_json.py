"""Encode and decode compact JSON: UTF-8 without spaces.

orjson takes a tenth of the time of Python's json module. The json module is used for values that orjson refuses: strings with lone surrogates, as in file
names that aren't UTF-8, and integers of more than 64 bits.
"""

from __future__ import annotations

import json
from typing import Any

import orjson

_PLAIN_VALUES = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def dumps(value: Any) -> bytes:
    """Encode a value that consists of dictionaries, lists, tuples, strings, numbers, booleans and None. Raises TypeError for other types, such as dates."""
    try:
        # Copy the result to save memory, because the bytes object of orjson keeps a larger buffer: 13,000 rows of 600 bytes (8 MB) took 90 MB.
        return bytes(memoryview(orjson.dumps(value, option=_PLAIN_VALUES)))
    except TypeError:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def loads(text: bytes) -> Any:
    """Decode a value. Raises ValueError if the text isn't JSON, and RecursionError if it is nested too deeply."""
    try:
        return orjson.loads(text)
    except ValueError:
        return json.loads(text.decode("utf-8", "surrogatepass"))
