from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from llmnotes.yamlio import strict

_MARKS = st.sampled_from(
    [*":#-?,[]{}\"'\\ &*!|>%@`~=<\t", ": ", " #", ", ", "- ", "[a, b]", '"a"', "\x85", "\u2028", "\ufeff", "\ufffe", "…", "日本"]
)
_VALUES = st.lists(_MARKS | st.text(max_size=3), max_size=5).map("".join)
_KEYS = st.sampled_from(["title", "url", "tags", "a", "a b", "", "-", "NO", "k" * 100, "k" * 1100])


@given(
    st.lists(st.tuples(_KEYS, st.sampled_from([": ", ":", ":  ", " : "]), _VALUES).map("".join) | _VALUES, max_size=3),
    st.sampled_from(["", "\n"]),
)
@example(["tags: [a:, b]", "k: [a?, ?b, c:d, e#f]"], "")
@example(["tags: [what:?x, b]"], "")
@example(["title: a\u2029b"], "")
@example(["title: a\uffffb"], "")
@example(["", "title: a", "", "url: b: ", "title: a"], "\n")
def test_what_is_read_without_the_parser_reads_as_the_parser_reads_it(lines: list[str], end: str) -> None:
    text = "\n".join(lines) + end
    plain = strict._plain_mapping(text, "f", 3)  # noqa: SLF001 - the short cut, which nobody sees from outside
    assert plain is None or strict._EventReader(text, "f", 3).document() == plain  # noqa: SLF001 - the way that it cuts short


def test_the_usual_lines_need_no_parser() -> None:
    text = 'title: A "title" - of C# and a:b\nurl: https://a.example/?x=1#y\ndate: 2023-06-09\ntopics: []\ntags: [C++, Node.js, 日本語]\nvia: "NO: "\n'
    plain = strict._plain_mapping(text, "f", 1)  # noqa: SLF001 - the short cut, which nobody sees from outside
    assert plain is not None
    assert plain == strict._EventReader(text, "f", 1).document()  # noqa: SLF001 - the way that it cuts short
