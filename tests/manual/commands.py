"""Make docs/about/commands.md, the reference of all commands, from the commands themselves."""

from __future__ import annotations

import ast
import inspect
from typing import TYPE_CHECKING

import click

from llmnotes import cli
from llmnotes.cli import status
from manual.tables import cell, table

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = """\
# Commands

[The manual](README.md)

All commands, with their options. On the terminal, the option `--help` of a command shows the same text.

日本語: コマンドとオプションの一覧です。端末では `--help` で表示できます。

This page is generated from the code: `make reference`.
"""
_COMMON = """\
## Common options

Each command has `-h` and `--help`. Commands that work on a list also have these options:
"""
_OTHERS = ("gitlab", "forgejo")
"""The groups of other code hosts. The page describes only those of their commands whose options differ from those of the same command for GitHub."""


def page() -> str:
    """Return the page."""
    found = dict(_found(cli.main, ["llmnotes"]))
    shown = {name: command for name, command in found.items() if not _is_repeated(name, command, found)}
    overview = [[f"[`{name}`](#{name.replace(' ', '-')})", cell(_summary(command))] for name, command in shown.items()]
    parts = [_HEAD, table(["command", "what it does"], overview), *map(_same, _OTHERS, [found] * 2), _common(found)]
    return "\n".join([*parts, *(_section(name, command) for name, command in shown.items()), _statuses()])


def _same(group: str, found: dict[str, click.Command]) -> str:
    """Return a sentence that names the commands of a group, such as `gitlab`, whose options equal those of the same command for GitHub."""
    names = [name for name, command in found.items() if name.startswith(f"llmnotes {group} ") and _is_repeated(name, command, found)]
    listed = ", ".join(f"`{name.removeprefix(f'llmnotes {group} ')}`" for name in names)
    return f"`llmnotes {group}` has these commands of `llmnotes github`, with the same options: {listed}.\n"


def _found(command: click.Command, path: list[str]) -> Iterator[tuple[str, click.Command]]:
    """Yield each command that is not a group, with its full name."""
    if not isinstance(command, click.Group):
        yield " ".join(path), command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        child = command.get_command(context, name)
        assert child is not None
        yield from _found(child, [*path, name])


def _on_github(name: str) -> str:
    return " ".join("github" if word in _OTHERS else word for word in name.split())


def _is_repeated(name: str, command: click.Command, found: dict[str, click.Command]) -> bool:
    other = found.get(_on_github(name))
    return name != _on_github(name) and other is not None and [one.name for one in other.params] == [one.name for one in command.params]


def _summary(command: click.Command) -> str:
    return command.get_short_help_str(10_000)


def _options(command: click.Command) -> list[click.Option]:
    return [one for one in command.params if isinstance(one, click.Option) and not one.hidden]


_COMMON_NAMES = ("--config", "--entries")


def _common(found: dict[str, click.Command]) -> str:
    rows = {option.opts[0]: _row(option) for command in found.values() for option in _options(command) if option.opts[0] in _COMMON_NAMES}
    return f"{_COMMON}\n{table(['option', 'meaning'], list(rows.values()))}"


def _section(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name)
    usage = " ".join(filter(None, command.collect_usage_pieces(context)))
    text = [paragraph.replace("\n", " ") for paragraph in inspect.cleandoc(command.help or "").split("\n\n")]
    rows = [_row(option) for option in _options(command) if option.opts[0] not in _COMMON_NAMES]
    options = [table(["option", "meaning"], rows).rstrip("\n"), ""] if rows else []
    paragraphs = [part for paragraph in text for part in (cell(paragraph), "")]
    return "\n".join([f"## {name}", "", f"`{name} {usage}`", "", *paragraphs, *options])


def _row(option: click.Option) -> list[str]:
    context = click.Context(click.Command("any"))
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    value = "" if option.is_flag else option.make_metavar(context)
    record = option.get_help_extra(context)
    extra = [f"Default: `{record['default']}`." if "default" in record else "", "Required." if option.required else ""]
    repeated = "May be repeated." if option.multiple and "repeated" not in (option.help or "") else ""
    shown = f"{names} `{value}`" if value else names
    return [shown.replace("|", "\\|"), " ".join(filter(None, [cell(option.help or ""), *extra, repeated]))]


def _statuses() -> str:
    tree = ast.parse(inspect.getsource(status))
    texts = {}
    for assignment, text in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(assignment, ast.Assign) and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            texts[ast.literal_eval(assignment.value)] = str(text.value.value)
    summary = inspect.cleandoc(status.__doc__ or "").split("\n\n")[1]
    return f"## Exit statuses\n\n{summary}\n\n{table(['status', 'meaning'], [[str(value), cell(text)] for value, text in texts.items()])}"
