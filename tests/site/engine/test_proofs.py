"""Choose the pages that a build compares with the theme's HTML."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from llmnotes.site.engine.artifact import PageArtifact
from llmnotes.site.engine.page import Page
from llmnotes.site.engine.proofs import different

KINDS = (
    "[ぁ-ん]",
    "[ァ-ー]",
    "[一-龠]",
    "[가-힣]",
    "[а-я]",
    "[A-Za-z]",
    "[é]",
    "[0-9]",
    "[<>&\"'{}]",
    "[\U0001f600]",
    r"^[^\x00-\x7f]+$",
    r"^[\x00-\x7f]+$",
)
TITLES = st.text(st.sampled_from("あアー漢가жAé0<&'\U0001f600 "), max_size=8)


def page(title: str, text: str, *, labelled: bool) -> PageArtifact:
    return PageArtifact(
        path=title,
        view=tuple,
        template=lambda _view, _rendering: Page(path=title, title=title, description="", html=""),
        modified=None,
        title=title,
        text=text,
        labelled=labelled,
    )


@given(st.lists(st.builds(page, TITLES, st.text("x", max_size=5), labelled=st.booleans()), max_size=12))
def test_the_pages_chosen_for_comparison_cover_each_writing_system_the_extreme_lengths_and_pages_without_tags(
    pages: list[PageArtifact],
) -> None:
    titled = [one for one in pages if one.title]
    chosen = different(pages)
    assert all(one in titled for one in chosen)
    for kind in KINDS:
        assert any(re.search(kind, one.title) for one in chosen) == any(re.search(kind, one.title) for one in titled), kind
    for measure in (lambda one: len(one.title), lambda one: len(one.text)):
        lengths, compared = [*map(measure, titled)], [*map(measure, chosen)]
        assert [min(lengths, default=0), max(lengths, default=0)] == [min(compared, default=0), max(compared, default=0)]
    assert {one.labelled for one in chosen} == {one.labelled for one in titled}


def test_a_page_that_is_chosen_for_comparison_for_several_properties_is_compared_once() -> None:
    pages = [
        page("漢字", "x", labelled=True),
        page("A 漢字 かな カナ 0 é <", "", labelled=False),
        *(page(f"A{number}", "x", labelled=True) for number in range(9)),
    ]
    assert len({*different(pages)}) < 5
