"""The Jinja environment of the site's templates."""

from __future__ import annotations

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


def escaped(value: object) -> str:
    """Escape a value for HTML, but return `Markup`, which is HTML already, as it is.

    A text without special characters is also returned as it is, which is faster than the copy that `markupsafe.escape` makes.
    """
    if type(value) is Markup or (type(value) is str and not _is_special(value)):
        return value
    return escape(value)


class Generator(CodeGenerator):
    """Compiles templates to code that escapes values with the function `escaped`, and that reads `value.name` only as an attribute.

    Jinja's own code escapes values with `markupsafe.escape`, which is slower, and also tries the item `value["name"]`.
    """

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja defines the name of this method
        """Write the code for `value.name`. Jinja's own code would also try the item `value["name"]`, which takes longer."""
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)


class Environment(jinja2.Environment):
    """A Jinja environment that is faster, because it keeps the globals of templates in a plain dict, and escapes values with the function `escaped`.

    With it, a first build of 2,000 entries takes 2.75 s of processor time instead of 3.05 s (the smallest of seven times).
    tests/site/engine/test_escaping.py compares its results with those of markupsafe.
    """

    code_generator_class = Generator
    escaped = staticmethod(escaped)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template as one dict, instead of Jinja's ChainMap, which takes longer to copy."""
        return {**self.globals, **(d or {})}


def environment() -> Environment:
    """Return a new Jinja environment for the templates of the site. It escapes all values, and a template that uses an undefined name raises an error."""
    return Environment(
        loader=jinja2.PackageLoader("llmnotes.site"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
    )
