"""Convert between plain text and the LaTeX markup in the values of BibTeX files."""

from __future__ import annotations

import codecs
import re

_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}", "`": r"\textasciigrave{}", "'": r"\textquotesingle{}",
    "#": r"\#", "$": r"\$", "%": r"\%", "&": r"\&", "_": r"\_",
}  # fmt: skip
"""Characters with a meaning in LaTeX or BibTeX, each with its escape. A brace becomes a command, because BibTeX counts each brace, even after a backslash."""
_SPECIAL = re.compile("[" + re.escape("".join(_ESCAPES)) + "]|(?<=-)(?=-)|(?<=[ \\t])(?=[ \\t])|(?<=,)(?=,)")
_NAMED = {escape.removesuffix("{}").removeprefix("\\"): char for char, escape in _ESCAPES.items() if escape.endswith("{}")}
_CHARACTER = re.compile(rf"\\(?:({'|'.join(sorted(_NAMED, key=len, reverse=True))})(?:\{{\}}|\s+|(?![A-Za-z]))|([{{}}#$%&_]))|([\u00a0\t])")
_COMMAND = re.compile(r"\\[A-Za-z]+\*?\s?")
_HELD = 0xF0000
"""The first of the characters from Unicode's private-use area that replace escaped characters while LaTeX is decoded."""


def encoded(text: str) -> str:
    r"""Return plain text, which is on one line, as LaTeX. Letters stay as they are, because BibTeX programs read UTF-8.

    `{}` is written between two hyphens, two spaces or two commas, because LaTeX would join them: `--` becomes a dash.
    """
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]] if found[0] else "{}", text)


def decoded(markup: str) -> str:
    r"""Return LaTeX as plain text: accents such as `\"o`, dashes, quotes and Greek letters become characters. Other commands leave only their arguments."""
    if not re.search(r"[\\{}$~`'-]", markup):
        return markup
    import latexcodec  # noqa: F401, PLC0415 - the import registers the codec `ulatex`; pybtex requires the package

    held = _CHARACTER.sub(lambda found: chr(_HELD + ord(_NAMED[found[1]] if found[1] else found[2] or found[3])), markup)
    try:
        text = codecs.getdecoder("ulatex")(held)[0]  # type: ignore[arg-type] # the codec decodes text; the types know only codecs for bytes
    except ValueError:
        text = held
    text = re.sub(r"[{}]", "", _COMMAND.sub("", text)).replace("\u00a0", " ")
    return re.sub("[\U000f0000-\U000f00ff]", lambda found: chr(ord(found[0]) - _HELD), text)
