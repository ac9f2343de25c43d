"""Escape text from strangers for GitHub's Markdown, for comments, issues, pull requests and workflow summaries.

GitHub shows the escaped text as it was written, and the text has no other effect: it doesn't create headings, links, images or HTML, doesn't mention
users, doesn't refer to issues or close them, and doesn't skip workflow runs if the Markdown, or a title, becomes a commit message.
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
"""An invisible word joiner.

It is inserted into words to which GitHub and other services react, so that they no longer find the words. A backslash would not split them, because
the services search the rendered text, which lacks the backslash.
"""

_CALLS = re.compile(
    r"""(?ix)
      [@\#](?=\w) | !(?=\d)                             # a mention, an issue; a merge request of GitLab
    | \bgh(?=-\d)                                       # GH-1
    | (?<![\w-])[cfr](?=(?:lose[sd]?|ix(?:e[sd])?|esolve[sd]?)(?![\w-]))  # words that close an issue
    | (?<!\w)[0-9a-f]{8}(?=(?:[0-9a-f]{32}|[0-9a-f]{56})(?!\w))  # a commit
    | :(?=[\w+-]+:)                                     # an emoji's name
    | no(?=_ci(?![a-z]))                                # ***NO_CI***, which Azure Pipelines obeys
    | (?:skip|request)(?=-checks\b)                     # trailers of a commit: https://docs.github.com/en/rest/checks/suites
    | \A(?:fixup|squash|amend)(?=!)                     # prefixes with which `git rebase --autosquash` merges a commit into another
    """
)
"""Matches the parts of words after which a joiner is inserted, such as the `@` before a user's name. GitHub and other services react to the whole words."""
_BRACKETED = re.compile(r"\[[^\[\]]*\]")
_SKIPS = re.compile(r"(?i)(?<![a-z])(?:s(?=kip(?![a-z]))|n(?=o(?![a-z]))|c(?=i(?![a-z])))")
"""Matches the first letters of words in brackets that skip a workflow run on GitHub or a build of another service. A joiner is inserted after these letters.

Such words are [skip azp] and [CF-Pages-Skip].
https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs
"""
_ADDRESSES = re.compile(r"(?i):(?=//\S)|\bwww(?=\.)|\b(?:mailto|xmpp)(?=:)")
"""Matches the parts of URLs after which a joiner is inserted, such as `www` before a full stop. Without the joiner, GitHub's Markdown would make a link."""
_MARKUP = re.compile(r"(?P<begins>^(?:/|[0-9]+[.)]))|(?P<html>[&<$])|[\\`*_{}\[\]()#+!|~>=-]|\.(?=\w)")
_HTML = {"&": "&amp;", "<": "&lt;", "$": "&#36;"}  # GitHub reads text between dollar signs as mathematics
_SLUG = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z0-9-]+")
"""Matches a slug. A slug in a code span isn't escaped, because GitHub doesn't react to words in code spans, and people copy slugs from the text."""
_WEB = re.compile(r"https?://[^/\s]", re.IGNORECASE)


def text(words: str, limit: int = _LONGEST) -> str:
    """Return `words` on one line, escaped for Markdown. A text with more than `limit` characters is shortened."""
    return _MARKUP.sub(_escaped, inert(words, limit))


def code(words: str, limit: int = _LONGEST) -> str:
    """Return `words` as a code span, for file names and slugs; empty for an empty text. A text with more than `limit` characters is shortened."""
    fit = words if _SLUG.fullmatch(words) and len(words) <= limit else inert(words, limit)
    if not fit:
        return ""
    fence = "`" * (1 + max(map(len, re.findall("`+", fit)), default=0))
    room = " " if fit.startswith("`") or fit.endswith("`") else ""
    return f"{fence}{room}{fit}{room}{fence}"


def link(words: str, url: str, limit: int = _LONGEST) -> str:
    """Return a Markdown link with the text `words`, or only its text if `url` isn't an http or https URL. A text with more than `limit` characters is shortened."""
    target = destination(url)
    return f"[{text(words, limit)}]({target})" if target else text(words, limit)


def destination(url: str) -> str:
    """Return the URL as the target of a Markdown link, with escapes for characters that would end or change it; empty if it isn't an http or https URL."""
    if not _WEB.match(url):
        return ""
    url = replaced(url, lambda char: quote(char, errors="replace"))
    url = re.sub(r"[\s()<>\\\"'`\[\]$]", lambda match: quote(match[0], safe=""), url)
    return re.sub(r"&(?=#?\w+;)", "&amp;", url)


def inert(words: str, limit: int = _LONGEST) -> str:
    """Return `words` on one line for a title or a commit message, which are not Markdown.

    Invisible joiners split words to which GitHub and other services react. A text with more than `limit` characters is shortened.
    """
    return _ADDRESSES.sub(rf"\g<0>{_JOINER}", quiet(" ".join(terminal.line(words, limit).split())))


def quiet(words: str) -> str:
    """Insert invisible joiners into a text, so that it doesn't mention users, refer to or close issues, or skip workflow runs. The text is not shortened."""
    parted = rf"\g<0>{_JOINER}"
    return _BRACKETED.sub(lambda found: _SKIPS.sub(parted, found[0]), _CALLS.sub(parted, words))


def document(whole: str) -> Fit:
    """Return a Markdown document whose invisible characters are escaped, so that it can be printed to a terminal or a workflow log."""
    return terminal.lines(whole, keep=_JOINER)


def _escaped(found: re.Match[str]) -> str:
    if found["begins"]:  # without a backslash, this text would make its line an item of a numbered list, or a command to a bot
        return f"{found[0][:-1]}\\{found[0][-1]}"
    return _HTML.get(found[0], f"\\{found[0]}")
