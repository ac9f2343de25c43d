"""Compile templates in another process, while this process reads records.

Compiling takes 0.27 s, an eighth of a build of 12,939 entries after one change (2.0 s). The compiled code is kept only in memory, never in the cache folder, because a
contributor may have put files into that folder, and a build must not run code from a contributor.
"""

from __future__ import annotations

import contextlib
import functools
import marshal
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2 import meta
from jinja2.ext import Extension

from llmnotes.system import processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import CodeType

    from jinja2.bccache import Bucket

_AT_RUN_TIME = {"auto_reload", "bytecode_cache", "cache", "extensions", "globals", "loader"}
"""Attributes of a Jinja environment that `_settings` leaves out.

They don't affect the compiled code of templates, except `extensions`, of which `_settings` compares only the names.
"""


class Compiled(jinja2.BytecodeCache):
    """A cache of compiled templates for all Jinja environments of the same class and settings. A key is made from the template's name, file and text."""

    def __init__(self, environment: jinja2.Environment) -> None:
        """Set the environment that compiles the templates. The cache is empty until `compile_all` or Jinja compiles a template."""
        self._environment = environment
        self._settings = _settings(environment)
        self._code: dict[tuple[str, str], CodeType] = {}
        self._answer: Callable[[], Mapping[tuple[str, str], bytes]] | None = None

    @property
    def is_new(self) -> bool:
        """Return whether the cache has no templates, and no other process is compiling templates for it."""
        return not self._code and self._answer is None

    def serve(self, environment: jinja2.Environment) -> None:
        """Let a Jinja environment use the compiled templates of this cache.

        Do nothing if the environment already has a cache, or if its settings differ from those of the environment that compiled the templates. Then the
        templates that another process is compiling for this cache are not read either.
        """
        if environment.bytecode_cache is None and _settings(environment) == self._settings:
            environment.bytecode_cache = self
        else:
            self._answer = None

    def load_bytecode(self, bucket: Bucket) -> None:
        """Set `bucket.code` to the compiled code of a template; None if the cache doesn't have it. Jinja calls this method before it compiles a template.

        If another process compiles templates for this cache, the first call waits until that process has ended.
        """
        if self._answer:
            found, self._answer = self._answer(), None
            self._code.update((key, marshal.loads(code)) for key, code in found.items())  # noqa: S302 - the code comes from a child process of this build, not from a file
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the compiled code of a template in memory. Jinja calls this method after it compiled a template."""
        if bucket.code is not None:
            self._code[bucket.key, bucket.checksum] = bucket.code

    def compile_all(self, names: Iterable[str]) -> Mapping[tuple[str, str], bytes]:
        """Compile templates and all templates to which they refer, such as included ones. Leave out missing and faulty templates.

        Return the code of each template by its key, as bytes that another process can load.
        """
        left = list(names)
        environment, loader = self._environment, self._environment.loader
        done: dict[tuple[str, str], bytes] = {}
        seen = set(left)
        while left and loader:
            name = left.pop()
            # Ignore errors: a missing template may be optional, and the process that uses a faulty template compiles it again and reports the error.
            with contextlib.suppress(Exception):
                source, file, _ = loader.get_source(environment, name)
                tree = environment.parse(source, name, file)
                included = {other for other in meta.find_referenced_templates(tree) if other} - seen
                seen |= included
                left += included
                key = self.get_cache_key(name, file), self.get_source_checksum(source)
                done[key] = marshal.dumps(environment.compile(tree, name, file))
        return done

    def expect(self, answer: Callable[[], Mapping[tuple[str, str], bytes]]) -> None:
        """Set the function `answer`, which returns what `compile_all` returned in another process.

        The first use of a template calls this function, which waits until the other process has ended.
        """
        self._answer = answer


def compile_aside(*work: tuple[Compiled, Iterable[str]]) -> None:
    """Compile templates in another process. Then the first use of a template waits for all of them.

    If this process can't fork, or may use only one core, do nothing: then Jinja compiles each template when it is first used.
    """
    if not work or not processes.free():
        return
    aside = processes.Aside(lambda: [compiled.compile_all(names) for compiled, names in work])
    answers = functools.cache(lambda: aside.result() or [{} for _ in work])
    for number, (compiled, _) in enumerate(work):
        compiled.expect(functools.partial(lambda of: answers()[of], number))


def _settings(environment: jinja2.Environment) -> dict[str, Any]:
    settings: dict[str, Any] = {"class": type(environment), "extensions": sorted(environment.extensions)}
    for name, value in vars(environment).items():
        if name not in _AT_RUN_TIME and not isinstance(getattr(value, "__self__", None), Extension):
            # Copy dicts, because a plugin may change the environment's dict later.
            settings[name] = dict(value) if isinstance(value, dict) else value
    return settings
