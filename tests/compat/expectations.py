"""What each plugin must do to the pages of a small site. The functions are named after the rows in plugins.toml."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from compat.small_site import Built

ENTRY, FLAT = "entries/2024-01-03-title/index.html", "entries/2024-01-03-title.html"
"""The file of an entry's page, with and without MkDocs's option `use_directory_urls`."""


def shown(site: Built, page: str) -> str:
    """Return the HTML of a page, and of the navigation that a script puts into it. In the second part, a path from the root of the site begins with `/`."""
    html = site.text(page)
    return html + "".join(
        site.text(path).replace('\\"', '"').replace("\\n", "\n").replace("\ufdd0", "/")
        for path in re.findall(r"assets/common-\w+\.js", html)
    )


def search(site: Built) -> None:
    assert not site.has("search/search_index.json"), "pages have one search field"
    assert "Words of the guide" in site.text("search/pages.json")


def tags(site: Built) -> None:
    assert "a-tag-of-the-guide" in site.text("guide/page/index.html")
    assert 'href="../../tags/x/"' in site.text(ENTRY), "a tag of an entry leads to the list's page of the tag"


def blog(site: Built) -> None:
    post = site.text("blog/2024/01/01/a-post/index.html")
    assert 'href="../../../../../entries/2024-01-03-title/"' in post


def meta(site: Built) -> None:
    assert '<meta name="description" content="From the folder"' in site.text("guide/page/index.html")
    assert "From the folder" not in site.text(ENTRY)


def typeset(site: Built) -> None:
    assert "<code>code</code>" in site.text("guide/page/index.html").partition("<article")[0], "the navigation keeps the format"
    assert "<code>code</code>" in shown(site, ENTRY), "also on pages of the list"


def offline(site: Built) -> None:
    assert 'href="../index.html"' in site.text(FLAT), "links lead to files"
    assert "unpkg.com" not in site.text("guide/page.html")


def navigation_instant(site: Built) -> None:
    assert '"navigation.instant"' not in site.text(ENTRY)


def rss(site: Built) -> None:
    assert "The guide" in site.text("feed_rss_created.xml")
    assert "Title 3" not in site.text("feed_rss_created.xml"), "the feeds of llmnotes have the entries"
    assert 'type="application/rss+xml" title="RSS feed" href="../../feed_rss_created.xml"' in site.text(ENTRY)


def git_revision_date_localized(site: Built) -> None:
    assert "git-revision-date-localized-plugin" in site.text("guide/page/index.html")
    assert "git-revision-date-localized-plugin" in site.text("index.html"), "the home page has a file of the author"
    for page in (ENTRY, "tags/index.html", "sources/a.example/index.html"):
        assert "md-source-file" not in site.text(page), "a generated page does not have the date of the build"


def git_authors(site: Built) -> None:
    assert "ann@mail.example" in site.text("guide/page/index.html")
    for page in (ENTRY, "tags/index.html"):
        assert "md-source-file" not in site.text(page), "a generated page has no empty list of authors"


def awesome_nav(site: Built) -> None:
    html = site.text("guide/page/index.html")
    assert "Named by awesome-nav" in html
    assert "Named by awesome-nav" in shown(site, ENTRY)
    assert site.text("topics/rag/index.html")


def macros(site: Built) -> None:
    assert "The sum is 42." in site.text("guide/page/index.html")
    assert "{{ 40 + 2 }}" in site.text(ENTRY), "a macro in a record is text"


def mkdocstrings(site: Built) -> None:
    assert "Add two numbers." in site.text("api/index.html")
    assert 'href="../../assets/_mkdocstrings.css"' in site.text(ENTRY), "the plugin adds its style sheet to all pages"


def redirects(site: Built) -> None:
    assert "../entries/2024-01-03-title/" in site.text("old/index.html")
    assert "../guide/page/" in site.text("older/index.html")


def section_index(site: Built) -> None:
    link = r'<a href="\.\./" class="md-nav__link[^>]*>\s*<span class="md-ellipsis">\s*Guide\s*<'
    assert re.search(link, site.text("guide/page/index.html")), "the section leads to its page"
    assert re.search(link.replace(r"\.\./", "/guide/"), shown(site, ENTRY)), "also on pages of the list"


def literate_nav(site: Built) -> None:
    for page in ("guide/page/index.html", ENTRY):
        assert "Named by SUMMARY" in shown(site, page)


def gen_files(site: Built) -> None:
    assert 'href="../entries/2024-01-03-title/"' in site.text("generated/index.html")


def monorepo(site: Built) -> None:
    assert "Words of the part" in site.text("part/index.html")
    assert "Part" in site.text("guide/page/index.html")
    assert 'href="/part/"' in shown(site, ENTRY), "pages of the list lead to the part"


def minify(site: Built) -> None:
    for page in ("guide/page/index.html", *(f"entries/2024-01-0{number}-title/index.html" for number in range(1, 6)), "tags/x/index.html"):
        assert "<html lang=en " in site.text(page), "the plugin removes quotation marks on all pages"


def glightbox(site: Built) -> None:
    assert 'class="glightbox"' in site.text("guide/page/index.html")
    assert "glightbox.min.js" in site.text(ENTRY)


def exclude(site: Built) -> None:
    assert not site.has("guide/secret/index.html")
    assert 'href="/guide/page/"' in shown(site, ENTRY)
    assert "guide/secret" not in shown(site, ENTRY), "pages of the list don't lead to the page that is left out"


def htmlproofer(site: Built) -> None:
    assert site.text(ENTRY)
    site.write("docs/broken.md", "# Broken\n\n<a href='../entries/2024-01-09-nothing/'>x</a>\n")
    assert site.build().returncode != 0, "a broken link is still found"


def print_site(site: Built) -> None:
    assert "Words of the guide" in site.text("print_page/index.html")
    assert 'id="topics-rag"' in site.text("print_page/index.html"), "the navigation has the pages of topics"
    assert 'id="entries-2024-01-03-title"' not in site.text("print_page/index.html")
    assert 'href="../../css/print-site.css"' in site.text(ENTRY), "the plugin adds its style sheet to all pages"


def mike(site: Built) -> None:
    site.run("mike", "deploy", "1.0", "latest")
    show = ["git", "show", f"gh-pages:1.0/{ENTRY}"]
    page = subprocess.run(show, cwd=site.folder, capture_output=True, text=True, check=True).stdout
    assert 'href="https://u.example/list/1.0/entries/2024-01-03-title/"' in page


def of(name: str) -> Callable[[Built], None]:
    """Return the function that checks what the plugin of a row has done."""
    found: Callable[[Built], None] = globals()[name.replace("-", "_").replace(".", "_")]
    return found
