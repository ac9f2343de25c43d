"""Jinja's automatic escaping, without an object of its own for each value: most values are words that need no escaping, or HTML already.

An entry's page shows sixty values, and to wrap each of them takes a third of its time.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2.compiler import CodeGenerator
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from jinja2 import nodes
    from jinja2.compiler import Frame

_is_special = re.compile("[&<>\"']").search
_PLAIN = frozenset({datetime.date, int})
"""Types whose values no character needs escaping."""


def as_html(text: str) -> str:
    """A text as HTML, as `escape` gives it."""
    return escape(text) if _is_special(text) else text


class _Generator(CodeGenerator):
    """Writes a template's code, in which values pass `Environment.shown` where Jinja's own would have `escape`; compare `jinja2.nativetypes`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.shown(")


class Environment(jinja2.Environment):
    """Templates that escape all values, as `escape` does."""

    code_generator_class = _Generator

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template knows besides what it is given: a plain copy, for Jinja's chain of maps is asked at each page, and takes long."""
        return {**self.globals, **(d or {})}

    @staticmethod
    def shown(value: object) -> str:
        """A value as HTML: what `escape` gives, or a string that is equal to it."""
        kind = type(value)
        if kind is Markup:
            return value  # type: ignore[return-value] # it is a string
        if kind is str:
            return as_html(value)  # type: ignore[arg-type] # the same
        return str(value) if kind in _PLAIN else escape(value)


def environment() -> Environment:
    """Return a new environment for the templates of the site. All values are escaped, and an undefined name is an error."""
    return Environment(
        loader=jinja2.PackageLoader("llmnotes.site"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
    )
