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
    """Log a problem with its place and remedy."""
    _log(_LEVELS[problem.severity], f"{problem.place}: {problem.message}", f"    → {problem.remedy}")


def inform(text: str) -> None:
    """Log what its author should know."""
    _log(logging.INFO, text)


def make_fit() -> None:
    """Make MkDocs' own messages fit for a terminal: names of files in docs/ are strangers' words, too."""
    for handler in logging.getLogger("mkdocs").handlers:
        handler.addFilter(_fit)


@contextlib.contextmanager
def stopping() -> Iterator[None]:
    """Stop the build with the message of an error of ours."""
    try:
        yield
    except LlmnotesError as error:
        raise PluginError(lines(str(error))) from error


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Log nothing meanwhile."""
    before = logging.root.manager.disable
    logging.disable()
    try:
        yield
    finally:
        logging.disable(before)


def _fit(record: logging.LogRecord) -> bool:
    record.msg, record.args = lines(record.getMessage()), ()
    return True


def _log(level: int, *parts: str) -> None:
    """Log lines: each argument is one line, whatever it holds. Nothing else here logs."""
    _LOGGER.log(level, "%s", "\n".join(map(line, parts)))
