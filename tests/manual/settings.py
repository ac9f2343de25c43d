"""Make docs/about/settings.md, the reference of the plugin's options, from the code that reads them."""

from __future__ import annotations

import dataclasses
import json

from llmnotes.config.options import LEDGER, OPTIONS
from llmnotes.links.limits import Limits
from manual.attributes import documented
from manual.tables import cell, table

_HEAD = """\
# Options in mkdocs.yml

[The manual](README.md)

The options of the plugin `llmnotes`. Each may be left out, and paths are relative to `mkdocs.yml`. [The site](site.md) explains what they change.

日本語: プラグインの設定の一覧です。どれも省略できます。

```yaml
site_name: My reading list
site_url: https://me.example/list/ # feeds and link previews need the address of the published site
theme: {name: material, language: en, font: false}
plugins:
  - llmnotes:
      size_limit: 500
      links:
        interval: 1
```

This page is generated from the code: `make reference`.
"""
_LINKS = """\
## The link check

These options are below `links`. [How links are checked](links.md) explains the verdicts, and [the options of single hosts and
pages](links.md#rules-for-hosts-and-pages). Times are in seconds.
"""


def page() -> str:
    """Return the page."""
    options = [[f"`{name}`", _shown(option.default), option.meaning] for name, option in OPTIONS.items() if option.meaning]
    texts = documented(Limits)
    texts["hosts"] = "The [options of single hosts and pages](links.md#rules-for-hosts-and-pages), by pattern."
    limits = [[f"`{one.name}`", _shown(_default(one)), _text(one.name, texts)] for one in dataclasses.fields(Limits)]
    more = [
        ["`ledger`", _shown(LEDGER), "The folder of [the ledger](links.md#the-ledger)."],
        [
            "`archives`",
            "",
            "The hosts of web archives whose copies replace dead links. The default is [this list](links.md#protection-against-a-forged-ledger).",
        ],
    ]
    head = ["option", "default", "meaning"]
    return "\n".join([_HEAD, table(head, options), _LINKS, table(head, [*more, *limits])])


def _text(name: str, texts: dict[str, str]) -> str:
    return texts[name] if name == "hosts" else cell(texts[name])


def _default(field: dataclasses.Field[object]) -> object:
    return list(field.default) if isinstance(field.default, tuple) else field.default


def _shown(default: object) -> str:
    """Return a default as it is written in mkdocs.yml; nothing for an empty value."""
    if default is None or default in ("", [], {}):
        return ""
    if isinstance(default, list):
        return ", ".join(map(_shown, default))
    if isinstance(default, float):
        return f"`{default:g}`"
    return f"`{default if isinstance(default, str) else json.dumps(default)}`"
