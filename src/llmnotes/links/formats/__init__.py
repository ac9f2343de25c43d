"""Render a report on links: one module for each output format.

`words.py` has the texts that several formats share, and `explanation.py` renders the output of `llmnotes links explain`.

Reports contain texts from servers and strangers, so each module escapes these texts as its format requires.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmnotes.links.formats import github, json, junit, markdown, sarif, text
from llmnotes.text.markdown import document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from llmnotes.links.report import Report
    from llmnotes.text.terminal import Fit

FORMATS: Mapping[str, Callable[[Report], Fit]] = {
    "text": text.render,
    "json": json.render,
    "junit": junit.render,
    "github": github.render,
    "markdown": lambda report: document(markdown.render(report)),
    "sarif": sarif.render,
}
"""The function that renders a report, by the name of its format."""
