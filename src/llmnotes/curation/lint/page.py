"""The table of rules as a page for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.curation.lint.table import TABLE, page_of

if TYPE_CHECKING:
    from llmnotes.curation.lint.rule import Rule

_HEAD = """\
# 規則

`llmnotes lint` と `llmnotes import` が見つけるものと、その理由です。error があると終了状態は 1 になり、warning と advice では 0 のままです。「直せる」とあるものは `llmnotes lint --fix` が直します。
変わるのは、直すのに要る文字だけです。`--dry-run` を添えると、書きこまずに差分を示します。

わざとそうしているなら、理由を添えて黙らせます。`mkdocs.yml` のプラグインの設定に、こう書きます。

```yaml
plugins:
- llmnotes:
    lint:
      url-repeat: {skip: [2023-01-01-example-a], reason: 第2章についてのノートを別に書いた}
      topic-missing: {reason: トピックは新しい記録にだけつける}
```

`skip` がなければ、どの記録についても黙ります。理由のない設定と、何も黙らせない設定は、それ自体が問題として示されます。

---

What `llmnotes lint` and `llmnotes import` find, and why. Errors give the status 1, warnings and advice don't. `llmnotes lint --fix` mends what is marked so, by the characters that must change alone; with
`--dry-run` it shows the difference and writes nothing. What is meant is silenced with a reason, as above: for the records in `skip`, or everywhere without it. A silence without a
reason is a problem itself, and so is one that silences nothing. `llmnotes rules RULE` says on the terminal what stands here.

Written from the table in `src/llmnotes/curation/lint/` by `llmnotes rules --page > docs/about/rules.md`.
"""


def page() -> str:
    """The page of all rules, in Japanese and English; each has an anchor, which is its id."""
    return "\n".join([_HEAD, *(f"{_section(rule)}\n" for rule in TABLE.values())]).rstrip("\n") + "\n"


def told(rule: Rule) -> str:
    """A rule as a terminal shows it."""
    example = "\n".join([*_indented(rule.bad, "    "), "  →", *_indented(rule.good, "    ")])
    more = "" if rule.silent else "\n  It can't be silenced."
    fix = "\n  `lint --fix` mends it." if rule.mends else ""
    return f"{rule.id} ({rule.severity.value}): {rule.en[0]}\n  {rule.en[1]}.{fix}{more}\n{example}\n  {page_of(rule.id)}"


def _section(rule: Rule) -> str:
    facts_ja = "、".join([rule.severity.value, *(["直せる"] if rule.mends else []), *([] if rule.silent else ["黙らせられない"])])
    facts = ", ".join([rule.severity.value, *(["mended by --fix"] if rule.mends else []), *([] if rule.silent else ["can't be silenced"])])
    return "\n".join([
        f"## {rule.id}", "",
        f"{rule.ja[0]}。{rule.ja[1]}。({facts_ja})", "",
        f"{rule.en[0]}. {rule.en[1]}. ({facts})", "",
        "```text", rule.bad, "", "→", "", rule.good, "```",
    ])  # fmt: skip


def _indented(text: str, indent: str) -> list[str]:
    return [f"{indent}{line}" for line in text.split("\n")]
