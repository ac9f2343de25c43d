"""The documentation of all rules, as a page and for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.curation.lint.table import TABLE, page_of

if TYPE_CHECKING:
    from llmnotes.curation.lint.rule import Rule

_HEAD = """\
# 規則

`llmnotes lint` と `llmnotes import` が見つけるものと、その理由です。error があると終了状態は 1 になり、warning と advice では 0 のままです。「直せる」とあるものは `llmnotes lint --fix` が直します。
変わるのは、直すのに要る文字だけです。`--dry-run` を添えると、書きこまずに差分を示します。

わざとそうしているなら、理由を添えて規則を抑制します。`mkdocs.yml` のプラグインの設定に、こう書きます。

```yaml
plugins:
- llmnotes:
    lint:
      url-repeat: {skip: [2023-01-01-example-a], reason: 第2章についてのノートを別に書いた}
      topic-missing: {reason: トピックは新しい記録にだけつける}
```

`skip` がなければ、すべての記録について抑制します。理由のない設定と、何も抑制しない設定は、それ自体が問題として示されます。

---

This page lists every fault that `llmnotes lint` and `llmnotes import` report, with the reason. An error gives exit status 1; warnings and advice don't. `llmnotes lint --fix` corrects
the faults of rules marked "fixed by --fix", and changes no other character; with `--dry-run` it shows the changes and writes nothing. If a fault is intended, suppress the rule and give
a reason, as shown above: for the records in `skip`, or without `skip` for all records. A suppression without a reason is itself a problem, and so is one that covers no fault.
`llmnotes rules RULE` shows the same text on the terminal.

This page is generated from the rules in `src/llmnotes/curation/lint/`: `llmnotes rules --page > docs/about/rules.md`.
"""


def page() -> str:
    """Return the page of all rules in Japanese and English, in Markdown. Each rule's id is an anchor."""
    return "\n".join([_HEAD, *(f"{_section(rule)}\n" for rule in TABLE.values())]).rstrip("\n") + "\n"


def describe(rule: Rule) -> str:
    """Return the description of a rule for a terminal."""
    example = "\n".join([*_indented(rule.bad, "    "), "  →", *_indented(rule.good, "    ")])
    more = "" if rule.can_suppress else "\n  A list can't suppress this rule."
    fix = "\n  `lint --fix` corrects the fault." if rule.fixable else ""
    return f"{rule.id} ({rule.severity.value}): {rule.en[0]}\n  {rule.en[1]}.{fix}{more}\n{example}\n  {page_of(rule.id)}"


def _section(rule: Rule) -> str:
    facts_ja = "、".join([rule.severity.value, *(["直せる"] if rule.fixable else []), *([] if rule.can_suppress else ["抑制できない"])])
    facts = ", ".join(
        [rule.severity.value, *(["fixed by --fix"] if rule.fixable else []), *([] if rule.can_suppress else ["can't be suppressed"])]
    )
    return "\n".join([
        f"## {rule.id}", "",
        f"{rule.ja[0]}。{rule.ja[1]}。({facts_ja})", "",
        f"{rule.en[0]}. {rule.en[1]}. ({facts})", "",
        "```text", rule.bad, "", "→", "", rule.good, "```",
    ])  # fmt: skip


def _indented(text: str, indent: str) -> list[str]:
    return [f"{indent}{line}" for line in text.split("\n")]
