"""Shells are cut at random placeholders, which no text can contain."""

from __future__ import annotations

import pytest

from llmnotes.site.engine.page import Page
from llmnotes.site.engine.shell import Marks, Shape, Shell

SHAPE = Shape(depth=1, shared="", described=True, sectioned=False, wide=False)
PAGE = Page(path="entries/x", title="<題>", description="説明", html="<h1>x</h1>")
THEME = "<title>{title}</title>{nav}<meta content='{description}'><a href='{address}'>{head}</a>{content}"


def themed(page: Page, mark: Marks, nav: str) -> str:
    return THEME.format(
        title=page.title, description=page.description, address=mark("address"), head=mark("head"), content=page.html, nav=nav
    )


@pytest.mark.parametrize(
    "nav",
    [
        "\ue0f0title\ue0f1",
        "\ue0f0nothing\ue0f1",
        "\ue0f0",
        "-title-",
        "ln-title-ln",
        "ln0123456789abcdef0123456789abcdef-title-ln0123456789abcdef0123456789abcdef",
        "content",
        "\x00",
        "{title}",
    ],
)
def test_text_that_looks_like_a_placeholder_stays_in_the_page(nav: str) -> None:
    mark = Marks()
    sample = SHAPE.sample("entries/x", mark)
    made = Shell(mark.split(themed(sample, mark, nav.replace("{", "(")))).fill(PAGE, address="a/", head="<h>").decode()
    assert made == f"<title>&lt;題&gt;</title>{nav.replace('{', '(')}<meta content='説明'><a href='a/'><h></a><h1>x</h1>"


def test_the_reused_html_of_the_theme_is_the_same_in_each_build() -> None:
    one, other = Marks(), Marks()
    texts = [Shell(mark.split(themed(SHAPE.sample("entries/x", mark), mark, "n"))).text for mark in (one, other)]
    assert one != other
    assert texts[0] == texts[1]


def test_a_placeholder_whose_name_a_theme_or_plugin_changed_is_removed_from_the_page() -> None:
    mark = Marks()
    changed = mark("title").replace("title", "Title")  # as a theme or a plugin may change it
    assert Shell(mark.split(f"a{changed}b")).fill(PAGE, address="", head="") == b"ab"
