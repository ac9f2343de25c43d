"""What the plugin says in a build. MkDocs counts what is logged below its name, for `--strict`."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING

from mkdocs.exceptions import PluginError

from llmnotes.errors import LlmnotesError
from llmnotes.model import Severity
from llmnotes.text.terminal import line, lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.model import Problem

_LOGGER = logging.getLogger("mkdocs.plugins.llmnotes")
_LEVELS = {Severity.ERROR: logging.ERROR, Severity.WARNING: logging.WARNING, Severity.ADVICE: logging.INFO}


def report(problem: Problem) -> None:
    """Log a problem with its place and remedy: a line each, whatever they hold. Nothing else here logs."""
    parts = (f"{problem.place}: {problem.message}", f"    → {problem.remedy}")
    _LOGGER.log(_LEVELS[problem.severity], "%s", "\n".join(map(line, parts)))


@contextlib.contextmanager
def stopping() -> Iterator[None]:
    """Stop the build with the message of an error of ours."""
    try:
        yield
    except LlmnotesError as error:
        raise PluginError(lines(str(error))) from error
