"""Read the documentation of a class's attributes from the code."""

from __future__ import annotations

import ast
import inspect
import textwrap


def documented(kind: type) -> dict[str, str]:
    """Return the text below each attribute of a class, by the attribute's name. Attributes without a text are left out."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(tree, ast.ClassDef)
    return {
        attribute.target.id: inspect.cleandoc(text.value.value)
        for attribute, text in zip(tree.body, tree.body[1:], strict=False)
        if isinstance(attribute, ast.AnnAssign)
        and isinstance(attribute.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }
