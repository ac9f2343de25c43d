"""Read mkdocs.yml or properdocs.yml: its values, merged with those of the files that it inherits, and the places of keys."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from llmnotes.errors import ConfigError
from llmnotes.model import Place
from llmnotes.system.files import decoded, message_of, show
from llmnotes.system.regular_files import Bounds, UnfitFile

if TYPE_CHECKING:
    from collections.abc import Mapping

FILES = ("mkdocs.yml", "mkdocs.yaml", "properdocs.yml", "properdocs.yaml")
"""The names of a file with settings, for MkDocs and for its fork ProperDocs, in the order in which commands look for them."""


def found_file() -> Path | None:
    """Return the file with settings in the working directory; None if there is none. A broken symbolic link is returned too: reading it reports the fault."""
    return next((Path(name) for name in FILES if os.path.lexists(name)), None)


def keys_of(file: Path) -> dict[str, Any]:
    """Return all keys of mkdocs.yml with their values, merged with those of the files that it inherits.

    Raises ConfigError if a file can't be read, is not valid YAML, or inherits itself.
    """
    return _read(file, ())


def place_of(file: Path, key: str) -> Place:
    """Return the place of a key of mkdocs.yml. The place has no line if mkdocs.yml itself lacks the key, as when the key is in a file that it inherits."""
    pairs = _pairs(yaml.compose(_text(file), Loader=_TolerantLoader))
    node = next((name for name, _ in pairs if name.value == key), None)
    return Place(show(file)) if node is None else Place(show(file), node.start_mark.line + 1, node.start_mark.column + 1)


def place_of_option(file: Path, keys: tuple[str, ...]) -> Place:
    """Return the place of an option of the plugin in mkdocs.yml.

    The place has no line if mkdocs.yml itself lacks the option, as when the option is in a file that it inherits.

    Args:
        file: The path of mkdocs.yml.
        keys: The name of the option, then the keys below it, such as `lint` and `url-repeat`.

    """
    # yaml.compose returns nodes, which have line numbers; the values that yaml.load returns have no line numbers.
    root = yaml.compose(_text(file), Loader=_TolerantLoader)
    nodes = [pair for name, options in _pairs(_value(root, "plugins")) if name.value == "llmnotes" for pair in _pairs(options)]
    place = Place(show(file))
    for key in keys:
        found = next(((name, value) for name, value in nodes if name.value == key), None)
        if found is None:
            return Place(show(file))
        place = Place(show(file), found[0].start_mark.line + 1, found[0].start_mark.column + 1)
        nodes = _pairs(found[1])
    return place


def _pairs(node: Any) -> list[tuple[Any, Any]]:
    """Return the keys and values of a mapping, or of all mappings in a list."""
    if isinstance(node, yaml.SequenceNode):
        return [pair for item in node.value for pair in _pairs(item)]
    return node.value if isinstance(node, yaml.MappingNode) else []


def _value(node: Any, key: str) -> Any:
    return next((value for name, value in _pairs(node) if name.value == key), None)


def plugin_options(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the options of the plugin llmnotes from the values of mkdocs.yml; empty if mkdocs.yml does not name the plugin, or sets none of its options."""
    plugins = config.get("plugins") or []
    named = plugins.items() if isinstance(plugins, dict) else (item for one in plugins if isinstance(one, dict) for item in one.items())
    for name, options in named:
        if name == "llmnotes" and isinstance(options, dict):
            return options
    return {}


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _TolerantLoader(_Loader):  # type: ignore[misc] # the base class is chosen at run time: the C loader if PyYAML has it
    """A loader for mkdocs.yml that supports `!ENV` and loads a value with any other YAML tag as None."""


def _env(loader: Any, node: yaml.Node) -> object:
    """Return the value of `!ENV NAME` or `!ENV [NAME, OTHER, default]`, as MkDocs does: the first variable that is set, read as YAML; else the default.

    Without a default, the value is None.
    """
    if isinstance(node, yaml.SequenceNode):
        names = loader.construct_sequence(node)
        default = names.pop() if len(names) > 1 else None
    else:
        names, default = [loader.construct_scalar(node)], None
    found = next((os.environ[name] for name in names if name in os.environ), None)
    return default if found is None else yaml.safe_load(found)


_TolerantLoader.add_constructor("!ENV", _env)
_TolerantLoader.add_multi_constructor("", lambda _loader, _suffix, _node: None)


def _read(file: Path, seen: tuple[str, ...]) -> dict[str, Any]:
    """Return the contents of mkdocs.yml, merged key by key with the contents of the file that it inherits, as MkDocs does."""
    real = os.path.realpath(file)
    if real in seen:
        message = f"{file}: the file inherits itself. Remove the INHERIT that leads back to this file"
        raise ConfigError(message)
    try:
        config = yaml.load(_text(file), Loader=_TolerantLoader)  # noqa: S506 - this loader is a safe loader that also supports !ENV
    except UnfitFile as error:
        raise ConfigError(message_of(error)) from error
    except OSError as error:
        remedy = f"Correct INHERIT in {seen[-1]}, which names this file" if seen else "Name the right file with --config"
        message = f"{file}: {error.strerror}. {remedy}"
        raise ConfigError(message) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        message = f"{file}: the file is not valid YAML: {' '.join(str(error).split())}".replace('in "<unicode string>", ', "in ")
        raise ConfigError(message) from error
    if not isinstance(config, dict):
        remedy = (
            f"Write its settings, or remove INHERIT from {seen[-1]}"
            if seen
            else "Write at least site_name, and the list plugins with the item llmnotes"
        )
        message = f"{file}: the file contains no settings. {remedy}"
        raise ConfigError(message)
    if parent := config.pop("INHERIT", None):
        return _merged(_read(file.parent / str(parent), (*seen, real)), config)
    return config


_MAX_BYTES = 1024 * 1024


def _text(file: Path) -> str:
    """Return the text of mkdocs.yml, or of a file that it inherits.

    Raises OSError if the file can't be read, is a symbolic link, or is larger than `_MAX_BYTES` (1 MB), and UnicodeDecodeError if it isn't UTF-8.
    """
    return decoded(Bounds(file.parent).read(file, limit=_MAX_BYTES))


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged
