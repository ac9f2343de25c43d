"""Generate the documentation of the rules: the page docs/about/rules.md, and texts for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.curation.lint.table import TABLE

if TYPE_CHECKING:
    from llmnotes.curation.lint.rule import Rule

_HEAD = """\
# 規則

[The manual](README.md)

`llmnotes lint` と `llmnotes import` が見つけるものと、その理由です。error があると終了状態は 1 になり、warning と advice では 0 のままです。「直せる」とある規則の問題のうち、直しかたが一つしかないものは `llmnotes lint --fix` が直します。
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

This page lists all rules of `llmnotes lint` and `llmnotes import`, with their reasons. A problem of severity error gives exit status 1; warnings and advice don't. `llmnotes lint --fix`
corrects those problems of rules marked "fixed by --fix" that have only one possible correction, and changes no other character; with `--dry-run` it shows the changes and changes no file. If a problem
is intended, and its rule isn't marked "can't be suppressed", suppress the rule in `mkdocs.yml` and give a reason, as shown above. With `skip`, the rule is suppressed for the named records; without `skip`, for all records. A suppression without a reason, or one that
covers no problem, is itself reported as a problem.
`llmnotes rules RULE` shows the same text on the terminal.

This page is generated from the rules in `src/llmnotes/curation/lint/`: `make reference`.
"""


def page() -> str:
    """Return the Markdown page with all rules in Japanese and English. The id of each rule is an anchor of the page."""
    return "\n".join([_HEAD, *(f"{_section(rule)}\n" for rule in TABLE.values())]).rstrip("\n") + "\n"


def describe(rule: Rule) -> str:
    """Return the description of a rule, with its reason and an example, for a terminal."""
    example = "\n".join([*_indented(rule.bad, "    "), "  →", *_indented(rule.good, "    ")])
    more = "" if rule.can_suppress else "\n  This rule can't be suppressed."
    fix = "\n  `lint --fix` corrects the problem if there is only one possible correction." if rule.fixable else ""
    return f"{rule.id} ({rule.severity.value}): {rule.en[0]}\n  {rule.en[1]}.{fix}{more}\n{example}"


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
