"""The plugin only translates between MkDocs and the build engine, so it stays small."""

from __future__ import annotations

import ast
import inspect

from llmnotes.mkdocs_plugin import plugin

MOST = 12
"""The maximum number of lines of a hook's code, without its docstring and comments."""

SOURCE = inspect.getsource(plugin).splitlines()
CLASS = next(node for node in ast.parse("\n".join(SOURCE)).body if isinstance(node, ast.ClassDef) and node.name == "LlmnotesPlugin")


def test_the_plugin_has_no_attributes_besides_settings_engine_and_preview() -> None:
    assigned = {
        node.attr
        for node in ast.walk(CLASS)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }
    assert assigned - {"config"} == {"settings", "engine", "preview"}  # MkDocs's base class declares `config`


def test_each_hook_of_the_plugin_has_at_most_12_lines_of_code() -> None:
    hooks = {function.name: function for function in CLASS.body if isinstance(function, ast.FunctionDef)}
    code = {name: SOURCE[function.body[1].lineno - 1 : function.end_lineno] for name, function in hooks.items()}
    lines = {name: sum(not line.strip().startswith("#") for line in found) for name, found in code.items()}
    assert len(hooks) > 10
    assert {name: count for name, count in lines.items() if count > MOST} == {}
