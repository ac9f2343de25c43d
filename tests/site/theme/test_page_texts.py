"""The texts of the author's pages, which the search reads."""

from __future__ import annotations

import json
from typing import Any

import pytest
from page_heads import CONTENT, frame, page, shell

from llmnotes.site.theme.page_head import page_by_hand
from llmnotes.site.theme.page_texts import PATH, PageTexts, sections_of


def rows_of(texts: PageTexts) -> Any:
    artifact = texts.artifact()
    (asset,) = artifact.template(artifact.view(), None)
    assert asset.path == PATH
    return json.loads(asset.content)


def test_the_search_splits_the_text_of_a_page_at_its_headings() -> None:
    html = '<p>Before</p><h1 id="a">Title<a class="headerlink" href="#a">¶</a></h1><p>One <b>t</b>wo</p><p>three</p><h2 id="b">Se<em>cond</em></h2><ul><li>x<li>y</ul>'
    assert sections_of(html) == (("", "", "Before"), ("", "Title", "One two three"), ("b", "Second", "x y"))


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>secret()</script>",
        "<style>secret{}</style>",
        "<svg><text>secret</text></svg>",
        "<div data-search-exclude><p>secret</p><br>secret</div>",
        '<td class="linenos linenodiv">secret</td>',
        '<span><a class="headerlink" href="#x">secret</a></span>',
        "<!-- secret -->",
        "<template><p>secret</template>",
    ],
)
def test_the_search_leaves_out_text_that_readers_should_not_find(hidden: str) -> None:
    assert sections_of(f"<p>a</p>{hidden}<p>b</p>") == (("", "", "a b"),)


@pytest.mark.parametrize("html", ["", "<p> </p>", "<h2></h2>", "</p></div>"])
def test_the_search_leaves_out_a_page_without_text(html: str) -> None:
    texts = PageTexts()
    texts.add(address="a/", title="A", html=html)
    assert rows_of(texts) == []


def test_missing_and_wrong_end_tags_in_a_page_lose_no_text_for_the_search() -> None:
    assert sections_of("<div><p>a<br>b</span><i>c</div>d &amp; e&nbsp;f") == (("", "", "a bc d & e f"),)


def test_the_search_gets_the_texts_of_pages_of_the_author_and_of_the_home_page() -> None:
    site_frame = frame()
    site_frame.around(shell("<p>x</p>"), page_by_hand(path="g", title="Q &amp; <b>A</b>", meta={}, content="<p>guide</p>"), "g/")
    site_frame.around(shell("<p>x</p>"), page_by_hand(path="h", title="H", meta={"search": {"exclude": True}}, content="<p>no</p>"), "h/")
    site_frame.around(shell(CONTENT), page(), "tags/x/")
    site_frame.around(shell(CONTENT), page(path="index", title="Home", written="<p>intro</p>", kind="home"), "./")
    (artifact,) = (artifact for artifact in site_frame.artifacts if artifact.id == PATH)
    (asset,) = artifact.template(artifact.view(), None)
    assert json.loads(asset.content) == [["", "Home", [["", "", "intro"]]], ["g/", "Q & A", [["", "", "guide"]]]]
