"""Digests of views and of the code. If they are the same as in the last build, an artifact is unchanged.

A digest is computed from the view of an artifact, not from its output, so an unchanged artifact needs no rendering.
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
"""Packages whose versions may change the output of templates."""
_OPTIONS = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_NON_STR_KEYS


class Digests:
    """Computes digests of views: frozen values of plain types, dates, enumerations, named tuples and dataclasses, in tuples, lists and mappings.

    A value of a shared type is digested only once. In views that contain it, its digest of 32 characters replaces it.

    Invariant: a digested shared value is kept alive, so that no other value gets its memory address.
    """

    def __init__(self, shared: frozenset[type] = frozenset()) -> None:
        """Take the types of values that many views share."""
        self._shared = shared
        self._known: dict[int, tuple[object, str]] = {}

    def of(self, view: object) -> str:
        """Return the digest of a view as 32 hexadecimal digits. Raises TypeError for a value that is not allowed in views, such as a callable."""
        try:
            text = orjson.dumps(view, self._simpler, _OPTIONS)
        except orjson.JSONEncodeError as error:
            if error.__cause__:
                raise TypeError(f"a view contains a value that can't be digested: {error.__cause__}") from error
            # orjson refuses halves of surrogate pairs, which file names may contain.
            text = json.dumps(view, default=self._simpler).encode()
        return hashlib.blake2b(text, digest_size=16).hexdigest()

    def _simpler(self, value: Any) -> Any:
        """Return a simpler value for one that orjson can't encode."""
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
    """Return the digest of values without shared parts."""
    return Digests().of(values)


@functools.cache
def _fields_of(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    """Return a function that reads all fields of a dataclass at once. Reading them one by one takes three times as long."""
    names = [field.name for field in dataclasses.fields(kind)]
    take = operator.attrgetter(*names)
    return take if len(names) > 1 else lambda value: (take(value),)


@functools.cache
def code() -> str:
    """Return a digest of the code that renders: sizes and times of the files of llmnotes, and the versions of Python and of the rendering libraries."""
    ours = Path(__file__).parents[2]  # all of llmnotes
    files = [
        (os.path.relpath(folder, ours), name, found.st_size, found.st_mtime_ns)
        for folder, _, names in os.walk(ours)
        for name in names
        if name.endswith((".py", ".html", ".xml", ".opml", ".js", ".css"))
        for found in [os.stat(f"{folder}/{name}")]  # noqa: PTH116 - pathlib takes as long as the call itself
    ]
    return digest(sorted(files), platform.python_version(), *map(_version, _RENDERED_BY))


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:  # an operating system's package may have another name
        return ""
