"""Digests of views and of the code, by which a build knows whether an artifact would come out as it did last time.

A digest is made from all that an artifact shows and never from what it became, so that an unchanged artifact needs no rendering.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import hashlib
import importlib.metadata
import json
import operator
import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Callable

_RENDERED_BY = ("markdown-it-py", "linkify-it-py", "nh3", "jinja2", "markupsafe", "feedgenerator", "pillow", "fonttools", "budoux", "ada-url", "pylopdf-fonts-jp")  # fmt: skip
"""Packages whose version may change what a page shows."""
_OPTIONS = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_NON_STR_KEYS


class Digests:
    """Digests of views: frozen values of plain types, dates, enumerations, named tuples and dataclasses, in tuples, lists and mappings.

    A value of a shared type is digested once, however many views hold it: of an entry that 20 lists show, each list's digest takes 32 characters.

    Invariant: a shared value that was digested is kept, so that no other one gets its address.
    """

    def __init__(self, shared: frozenset[type] = frozenset()) -> None:
        """`shared` are types whose objects many views hold."""
        self._shared = shared
        self._known: dict[int, tuple[object, str]] = {}

    def of(self, view: object) -> str:
        """32 hexadecimal digits that tell this view from any other. Raises TypeError for a value that is no view, such as a callable."""
        try:
            text = orjson.dumps(view, self._simpler, _OPTIONS)
        except orjson.JSONEncodeError as error:
            if error.__cause__:
                raise TypeError(f"a view holds what can't be digested: {error.__cause__}") from error
            text = json.dumps(view, default=self._simpler).encode()  # halves of surrogate pairs, which names of files may hold
        return hashlib.blake2b(text, digest_size=16).hexdigest()

    def _simpler(self, value: Any) -> Any:
        """What stands for a value that JSON doesn't know."""
        if type(value) not in self._shared:
            return _fields(value)
        known = self._known.get(id(value))
        if known is None:
            known = self._known[id(value)] = value, self.of(_fields(value))
        return known[1]


def _fields(value: Any) -> list[Any]:
    kind = type(value)
    if isinstance(value, tuple):
        return [kind.__qualname__, *value]
    if dataclasses.is_dataclass(kind):
        return [kind.__qualname__, *_fields_of(kind)(value)]
    if isinstance(value, datetime.date):
        return [value.isoformat()]
    raise TypeError(f"a value of type {kind.__qualname__}")


def digest(*values: object) -> str:
    """The digest of values that share nothing with others."""
    return Digests().of(values)


@functools.cache
def _fields_of(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    """What takes the values of all fields of a dataclass. One by one, they take three times as long."""
    names = [field.name for field in dataclasses.fields(kind)]
    take = operator.attrgetter(*names)
    return take if len(names) > 1 else lambda value: (take(value),)


@functools.cache
def code() -> str:
    """A digest of the code that renders: of our files by their sizes and times, as they change without a version, and of libraries by their versions."""
    ours = Path(__file__).parents[2]  # all of llmnotes
    files = [
        (os.path.relpath(folder, ours), name, found.st_size, found.st_mtime_ns)
        for folder, _, names in os.walk(ours)
        for name in names
        if name.endswith((".py", ".html", ".xml", ".opml", ".js", ".css"))
        for found in [os.stat(f"{folder}/{name}")]  # noqa: PTH116 - pathlib takes as long as looking does
    ]
    return digest(sorted(files), platform.python_version(), *map(_version, _RENDERED_BY))


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:  # under another name in a system's own packages
        return ""
