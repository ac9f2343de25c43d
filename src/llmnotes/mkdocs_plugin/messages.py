"""Log problems, and turn errors into MkDocs's errors. The logger's name begins with `mkdocs.`, so `--strict` also counts the plugin's warnings."""

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


def report(*problems: Problem) -> None:
    """Log each problem on two lines: place and message, then the remedy. Escape line breaks and other invisible characters in the problem's texts."""
    for problem in problems:
        _LOGGER.log(_LEVELS[problem.severity], "%s", f"{line(f'{problem.place}: {problem.message}')}\n{line(f'    → {problem.remedy}')}")


@contextlib.contextmanager
def stopping() -> Iterator[None]:
    """Turn an LlmnotesError into MkDocs's PluginError, which stops the build with the same message."""
    try:
        yield
    except LlmnotesError as error:
        raise PluginError(lines(str(error))) from error
