"""Compute digests of views and of the code. A build keeps the files of an artifact only if these digests are the same as in the last build.

A digest is computed from the view of an artifact, not from its files, so the build doesn't render unchanged artifacts.
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

_LIBRARIES = (
    "markdown-it-py", "linkify-it-py", "mdurl", "nh3", "jinja2", "markupsafe", "orjson", "feedgenerator", "pyyaml", "python-frontmatter", "ada-url", "pillow",
    "fonttools", "budoux", "pylopdf-fonts-jp",
)  # fmt: skip
"""Libraries that read records or render the site's files. Their versions are part of the digest of the code."""
_CODE = (".py", ".html", ".xml", ".opml", ".js", ".css", ".svg", ".png")
"""Endings of the names of llmnotes's own files whose contents are part of the digest of the code."""
_OPTIONS = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_NON_STR_KEYS


class SharedTuple(tuple[Any, ...]):
    """A tuple of values of shared types, which `Digests` hashes only once. Computing its digest takes one call instead of one call for each item."""

    __slots__ = ()


class Digests:
    """Computes digests of views: values of plain types, dates, enumerations, named tuples and dataclasses, in tuples, lists and mappings.

    A digest is the hash of a view's JSON. A value of a shared type is hashed only once: the JSON of each view that contains it has its digest in its place.

    Invariant: the object keeps a reference to each hashed shared value. It finds the digest of a value by the value's memory address. Without the reference,
        Python could delete the value and give its address to a new value, which would get the wrong digest.
    """

    def __init__(self, shared: frozenset[type] = frozenset()) -> None:
        """Start without digests. `shared` are the types whose values are part of many views; each of these values is hashed only once."""
        self._shared = shared
        self._known: dict[int, str] = {}
        self._values: list[object] = []

    def of(self, view: object) -> str:
        """Return the digest of a view as 32 hexadecimal digits. Raises TypeError if the view contains a value that is not plain data, such as a function."""
        try:
            text = orjson.dumps(view, self._simpler, _OPTIONS)
        except orjson.JSONEncodeError as error:
            if error.__cause__:
                raise TypeError(
                    f"can't compute the digest of a view: {error.__cause__}. Put only plain values, dates, named tuples and dataclasses into a view"
                ) from error
            # orjson refuses lone surrogates, with which Python represents file names that aren't UTF-8. A view may contain such a name.
            text = json.dumps(view, default=self._simpler).encode()
        return hashlib.blake2b(text, digest_size=16).hexdigest()

    def _simpler(self, value: Any) -> Any:
        """Convert a value that JSON can't represent into a value that it can.

        A value of a shared type becomes its digest, and a `SharedTuple` the digests of its items in one text. Another dataclass or named tuple becomes a list of
        the type's name and the values of its fields; a date becomes a list with its text. Raises TypeError for a value of another type.
        """
        kind = type(value)
        if kind is SharedTuple:
            known = self._known
            return " ".join([known.get(id(item)) or self._of_shared(item) for item in value])
        return self._of_shared(value) if kind in self._shared else _fields(value)

    def _of_shared(self, value: Any) -> str:
        known = self._known.get(id(value))
        if known is None:
            known = self._known[id(value)] = self.of(_fields(value))
            self._values.append(value)
        return known


def _fields(value: Any) -> list[Any]:
    kind = type(value)
    if isinstance(value, tuple):
        return [kind.__qualname__, *value]
    if dataclasses.is_dataclass(kind):
        return [kind.__qualname__, *_fields_of(kind)(value)]
    if isinstance(value, datetime.date):
        return [value.isoformat()]
    raise TypeError(f"the type {kind.__qualname__} has no digest")


def digest(*values: object) -> str:
    """Return one digest of several values, as 32 hexadecimal digits."""
    return Digests().of(values)


@functools.cache
def _fields_of(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    """Return a function that reads all fields of a dataclass in one call. Reading each field in its own call takes three times as long."""
    names = [field.name for field in dataclasses.fields(kind)]
    take = operator.attrgetter(*names)
    return take if len(names) > 1 else lambda value: (take(value),)


@functools.cache
def code() -> str:
    """Return a digest of the code on which the site's files depend.

    The digest covers llmnotes's own code, templates, scripts, styles and icons, and the versions of Python and of libraries. It doesn't depend on the times of files,
    so that the cache of a CI run is still valid after the same version was installed again. Reading all files takes about 10 ms.
    """
    return digest(_content_of(Path(__file__).parents[2]), platform.python_version(), *map(_version, _LIBRARIES))


def _content_of(folder: Path) -> str:
    """Return a digest of the paths and contents of all code files, templates, scripts, styles and icons below `folder`."""
    found = hashlib.blake2b(digest_size=16)
    for path in sorted(f"{above}/{name}" for above, _, names in os.walk(folder) for name in names if name.endswith(_CODE)):
        with open(path, "rb") as file:  # noqa: PTH123 - `Path.open` takes twice as long
            content = file.read()
        found.update(f"{os.path.relpath(path, folder)}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        # An operating system may install the library under another name; then its version is unknown.
        return ""
