"""Text from strangers, put into Markdown as GitHub reads it: in comments, issues, pull requests and summaries of workflows.

Whatever the text holds, it shows as it was written, stays where it was put, and does nothing. It is no heading, link, image or HTML; it mentions nobody,
refers to no issue and closes none; and it skips no run where the Markdown, or a title, becomes the message of a commit.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from llmnotes.text import terminal
from llmnotes.text.characters import replaced

if TYPE_CHECKING:
    from llmnotes.text.terminal import Fit

_LONGEST = 400
_JOINER = "\u2060"
"""A word joiner, which nobody sees. It parts what GitHub and others look for, as they do so in what Markdown has become: a backslash would not help."""

_CALLS = re.compile(
    r"""(?ix)
      [@\#](?=\w) | !(?=\d)                             # a mention, an issue; a merge request of GitLab
    | \bgh(?=-\d)                                       # GH-1
    | (?<![\w-])[cfr](?=(?:lose[sd]?|ix(?:e[sd])?|esolve[sd]?)(?![\w-]))  # words that close an issue
    | (?<!\w)[0-9a-f]{8}(?=(?:[0-9a-f]{32}|[0-9a-f]{56})(?!\w))  # a commit
    | :(?=[\w+-]+:)                                     # an emoji's name
    | no(?=_ci(?![a-z]))                                # ***NO_CI***, which Azure Pipelines obeys
    | (?:skip|request)(?=-checks\b)                     # https://docs.github.com/en/rest/checks/suites, as trailers of a commit
    | \A(?:fixup|squash|amend)(?=!)                     # what `git rebase --autosquash` folds into another commit
    """
)
_BRACKETED = re.compile(r"\[[^\[\]]*\]")
_SKIPS = re.compile(r"(?i)(?<![a-z])(?:s(?=kip(?![a-z]))|n(?=o(?![a-z]))|c(?=i(?![a-z])))")
"""In brackets: what keeps workflows from running, and the like of other services, such as [skip azp] and [CF-Pages-Skip].

https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs
"""
_ADDRESSES = re.compile(r"(?i):(?=//\S)|\bwww(?=\.)|\b(?:mailto|xmpp)(?=:)")
"""What GitHub's Markdown makes links of by itself."""
_MARKUP = re.compile(r"(?P<begins>^(?:/|[0-9]+[.)]))|(?P<html>[&<$])|[\\`*_{}\[\]()#+!|~>=-]|\.(?=\w)")
_HTML = {"&": "&amp;", "<": "&lt;", "$": "&#36;"}  # GitHub reads $…$ as mathematics
_SLUG = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z0-9-]+")
"""Stays as it is, so that it can be copied: GitHub looks for nothing in spans of code."""
_WEB = re.compile(r"https?://[^/\s]", re.IGNORECASE)


def text(words: str, limit: int = _LONGEST) -> str:
    """Words on one line."""
    return _MARKUP.sub(_escaped, inert(words, limit))


def code(words: str, limit: int = _LONGEST) -> str:
    """Words as a span of code: a file's name, a slug."""
    fit = words if _SLUG.fullmatch(words) and len(words) <= limit else inert(words, limit)
    if not fit:
        return ""
    fence = "`" * (1 + max(map(len, re.findall("`+", fit)), default=0))
    room = " " if fit.startswith("`") or fit.endswith("`") else ""
    return f"{fence}{room}{fit}{room}{fence}"


def link(words: str, url: str, limit: int = _LONGEST) -> str:
    """A link with these words; the words alone where `url` is no web address."""
    target = destination(url)
    return f"[{text(words, limit)}]({target})" if target else text(words, limit)


def destination(url: str) -> str:
    """A web address as it stands between the brackets of a link; empty for any other."""
    if not _WEB.match(url):
        return ""
    url = replaced(url, lambda char: quote(char, errors="replace"))
    url = re.sub(r"[\s()<>\\\"'`\[\]$]", lambda match: quote(match[0], safe=""), url)
    return re.sub(r"&(?=#?\w+;)", "&amp;", url)


def inert(words: str, limit: int = _LONGEST) -> str:
    """Words on one line in which GitHub and others find nothing to do. That is enough for titles and for messages of commits, which are no Markdown."""
    return _ADDRESSES.sub(rf"\g<0>{_JOINER}", quiet(" ".join(terminal.line(words, limit).split())))


def quiet(words: str) -> str:
    """Text of any length in which nothing is mentioned, referred to, closed or skipped."""
    parted = rf"\g<0>{_JOINER}"
    return _BRACKETED.sub(lambda found: _SKIPS.sub(parted, found[0]), _CALLS.sub(parted, words))


def document(whole: str) -> Fit:
    """Markdown that was made of such parts, for a terminal or a log."""
    return terminal.lines(whole, keep=_JOINER)


def _escaped(found: re.Match[str]) -> str:
    if found["begins"]:  # a list's number, or a command of a bot
        return f"{found[0][:-1]}\\{found[0][-1]}"
    return _HTML.get(found[0], f"\\{found[0]}")
