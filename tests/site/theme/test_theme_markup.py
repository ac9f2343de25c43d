from __future__ import annotations

from llmnotes.site.theme import theme_markup

BOOK = '<svg viewBox="0 0 24 24"><path d="M12 8a3 3 0 0 0 3-3 3 3"/></svg>'
HEADER = """<header><nav>
<a href="../.." title="A & B" class="md-header__button md-logo" aria-label="A & B" data-md-component="logo">
  {logo}
</a>
<label class="md-header__button md-icon" for="__drawer"><svg/></label>
<div class="md-header__title"><div class="md-header__ellipsis">
<div class="md-header__topic">
  <span class="md-ellipsis">A \\1 B</span>
</div>
<div class="md-header__topic" data-md-component="header-topic">
  <span class="md-ellipsis">page</span>
</div>
</div></div></nav></header>"""


def test_the_name_of_the_site_becomes_a_link_and_the_themes_default_logo_is_removed() -> None:
    html = theme_markup.site_name(HEADER.format(logo=BOOK))
    assert '<a class="md-ellipsis" href="../..">A \\1 B</a>' in html
    assert "<svg viewBox" not in html
    assert "page" not in html
    assert html.count("<div") == html.count("</div>")


def test_a_logo_that_the_author_set_is_not_removed() -> None:
    html = theme_markup.site_name(HEADER.format(logo='<img src="logo.png" alt="logo">'))
    assert 'data-md-component="logo"' in html
    assert '<a class="md-ellipsis"' in html


def test_the_html_of_a_theme_without_the_expected_elements_is_unchanged() -> None:
    html = "<html><head></head><body><header><nav></nav></header></body></html>"
    assert theme_markup.compact(html) == html
    assert theme_markup.site_name(html) == html
    assert theme_markup.menu_button(html, "menu") == html
    assert theme_markup.footer(html, "<p>") == html
    assert theme_markup.colour_scheme(html, "./") == ("", "")


def test_the_themes_indentation_is_removed_around_the_content_but_not_in_it() -> None:
    content = '<article class="md-content__inner md-typeset">\n\n  <pre>  <b>a</b>\n\n  <i>b</i></pre>\n  <article>\n\n  </article>\n'
    html = f"<header>\n\n   <nav>a\n  b</nav>\n\n  <p>c</p>  <b>\n</header>{content}</article>\n\n  <footer>\n</footer>"
    assert theme_markup.compact(html) == f"<header>\n<nav>a\n  b</nav>\n<p>c</p>\n<b>\n</header>{content}</article>\n<footer>\n</footer>"


def test_the_themes_indentation_is_removed_before_the_content_and_around_names_of_pages() -> None:
    content = '<article class="md-content__inner md-typeset">'
    html = f'<a>\n  <span class="md-ellipsis">\n    \n  A  name\n  \n  </span>\n</a>\n   \n   {content}</article>'
    assert theme_markup.compact(html) == f'<a>\n<span class="md-ellipsis">A  name</span>\n</a>\n{content}</article>'


def test_a_button_for_the_menu_is_inserted_before_the_themes_label() -> None:
    html = theme_markup.menu_button(HEADER.format(logo=BOOK), 'the "menu"')
    assert 'aria-label="the &quot;menu&quot;" aria-expanded="false"><svg/></button><label' in html


def test_the_links_of_the_list_are_inserted_before_the_themes_own_footer() -> None:
    html = '<footer><div class="md-footer-meta md-typeset"><div class="md-footer-meta__inner md-grid">made</div></div></footer>'
    assert theme_markup.footer(html, "<nav>").startswith('<footer><nav><div class="md-footer-meta md-typeset">')


def test_the_script_for_colour_schemes_gets_every_scheme_of_the_site() -> None:
    option = '<input class="md-option" data-md-color-media="{}" data-md-color-scheme="{}" data-md-color-primary="{}" data-md-color-accent="indigo"  type="radio">'
    html = option.format("(prefers-color-scheme: light)", "default", "white") + option.format("", "slate", "a&#34;b")
    meta, script = theme_markup.colour_scheme(html, "../")
    assert meta == '<meta name="color-scheme" content="light dark">'
    palette = "default white indigo (prefers-color-scheme: light);slate a&quot;b indigo "
    assert script == f'<script src="../assets/scheme.js" data-palette="{palette}"></script>'
    assert theme_markup.colour_scheme(option.format("", "default", "white"), "./")[0] == ""
