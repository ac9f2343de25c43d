"""JSON for machines: in UTF-8, without spaces.

By orjson, which takes a tenth of the time of Python's own; that takes what the other refuses: halves of surrogate pairs, which names of
files may hold, and numbers of any length.
"""

from __future__ import annotations

import json
from typing import Any

import orjson

_PLAIN_VALUES = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def dumps(value: Any) -> bytes:
    """A value of dictionaries, lists, tuples, strings and numbers. Raises TypeError for others."""
    try:
        # A copy, because what orjson gives keeps the room that it wrote in: 13,000 rows of 600 bytes kept 90 MB.
        return bytes(memoryview(orjson.dumps(value, option=_PLAIN_VALUES)))
    except TypeError:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def loads(text: bytes) -> Any:
    """The value. Raises ValueError or RecursionError."""
    try:
        return orjson.loads(text)
    except ValueError:
        return json.loads(text.decode("utf-8", "surrogatepass"))
