from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import jinja2
import jinja2.nodes
import pytest
from jinja2.ext import ExprStmtExtension

from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.engine.compiled import Compiled, compile_aside
from llmnotes.site.pages.rendering import OF_A_LIST, Templates
from llmnotes.system import processes

if TYPE_CHECKING:
    from collections.abc import Callable

TEMPLATES = {
    "main.html": '{% extends "base.html" %}{% block content %}{{ name | shout }}{% include "foot.html" %}{% endblock %}',
    "base.html": "<main>{% block content %}{% endblock %}</main>",
    "foot.html": "<p>{{ 'constant' | upper }}</p>",
    "broken.html": "{% if %}",
    "deep.html": "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
}
MAIN = "<main>A!<p>CONSTANT</p></main>"


def environment(**options: object) -> jinja2.Environment:
    made = jinja2.Environment(loader=jinja2.DictLoader(dict(TEMPLATES)), **options)  # type: ignore[arg-type] # noqa: S701 - shows only the test's own texts
    made.filters["shout"] = _shout
    return made


def _shout(text: str) -> str:
    return f"{text.upper()}!"


def compiles(environment: jinja2.Environment) -> Callable[[], list[str | None]]:
    """Return a function that lists the names of the templates that an environment has compiled since this call."""
    names: list[str | None] = []
    inside = environment.compile

    def compile_(source: str, name: str | None = None, filename: str | None = None) -> object:
        names.append(name)
        return inside(source, name, filename)

    environment.compile = compile_  # type: ignore[method-assign, assignment] # the replacement records which templates are compiled
    return lambda: names


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "cores", lambda: 2)


@pytest.mark.usefixtures("two_cores")
def test_another_process_compiles_a_template_and_all_templates_to_which_it_refers() -> None:
    compiled = Compiled(environment())
    compile_aside((compiled, ["main.html"]))
    other = environment()
    compiled.serve(other)
    here = compiles(other)
    assert other.get_template("main.html").render(name="a") == MAIN
    assert here() == []


@pytest.mark.usefixtures("two_cores")
def test_a_template_that_changed_after_its_compilation_is_compiled_again() -> None:
    compiled = Compiled(environment())
    compile_aside((compiled, ["main.html"]))
    other = environment()
    other.loader = jinja2.DictLoader({**TEMPLATES, "foot.html": "<p>new</p>"})
    compiled.serve(other)
    here = compiles(other)
    assert other.get_template("main.html").render(name="a") == "<main>A!<p>new</p></main>"
    assert here() == ["foot.html"]


def _otherwise(other: jinja2.Environment) -> None:
    other.filters["upper"] = str.lower


def _extended(other: jinja2.Environment) -> None:
    other.add_extension(ExprStmtExtension)


def _escaping(other: jinja2.Environment) -> None:
    other.autoescape = True


class _Sandboxed(jinja2.Environment):
    """An environment of another class. Its compiled code may differ from that of `jinja2.Environment`."""


def _trimming(other: jinja2.Environment) -> None:
    other.trim_blocks = True


def _of_another_class(other: jinja2.Environment) -> None:
    other.__class__ = _Sandboxed


def _with_more_filters(other: jinja2.Environment) -> None:
    other.filters["more"] = str.lower


@pytest.mark.usefixtures("two_cores")
@pytest.mark.parametrize("change", [_otherwise, _extended, _escaping, _trimming, _of_another_class, _with_more_filters])
def test_a_jinja_environment_with_different_settings_compiles_its_templates_itself(change: Callable[[jinja2.Environment], None]) -> None:
    compiled = Compiled(environment())
    compile_aside((compiled, ["main.html"]))
    other = environment()
    change(other)
    compiled.serve(other)
    here = compiles(other)
    assert other.get_template("main.html").render(name="a") == (MAIN if change is not _otherwise else MAIN.replace("CONSTANT", "constant"))
    assert set(here()) == {"main.html", "base.html", "foot.html"}


@pytest.mark.usefixtures("two_cores")
def test_the_error_of_a_faulty_or_missing_template_is_raised_when_the_template_is_used(capfd: pytest.CaptureFixture[str]) -> None:
    compiled = Compiled(environment())
    compile_aside((compiled, ["broken.html", "deep.html", "absent.html", "main.html"]))
    other = environment()
    compiled.serve(other)
    assert other.get_template("main.html").render(name="a") == MAIN
    with pytest.raises(jinja2.TemplateSyntaxError):
        other.get_template("broken.html")
    with pytest.raises(jinja2.TemplateNotFound):
        other.get_template("absent.html")
    assert capfd.readouterr().err == ""


def test_with_one_core_templates_are_compiled_on_first_use_and_kept_for_the_next_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "cores", lambda: 1)
    monkeypatch.setattr(processes, "Aside", _none)
    compiled = Compiled(environment())
    compile_aside((compiled, ["main.html"]))
    for needed in ({"main.html", "base.html", "foot.html"}, set()):
        other = environment()
        compiled.serve(other)
        here = compiles(other)
        assert other.get_template("main.html").render(name="a") == MAIN
        assert set(here()) == needed


def _none(_: object) -> NoReturn:
    pytest.fail("with one core, no other process may start")


def test_a_jinja_environment_whose_settings_changed_gets_no_compiled_templates() -> None:
    one = environment()
    compiled = Compiled(one)
    _with_more_filters(one)
    compiled.serve(one)
    assert one.bytecode_cache is None


@pytest.mark.usefixtures("two_cores")
def test_a_process_forked_during_compilation_renders_and_leaves_the_compiled_templates_to_its_parent() -> None:
    compiled = Compiled(environment())
    compile_aside((compiled, ["main.html"]))
    other = environment()
    compiled.serve(other)

    def rendered() -> str:
        return other.get_template("main.html").render(name="a")

    assert processes.Aside(rendered).result() == MAIN
    here = compiles(other)
    assert rendered() == MAIN
    assert here() == []


def test_the_bytecode_cache_that_another_plugin_set_for_the_theme_stays() -> None:
    other = environment()
    theirs = Compiled(other)
    other.bytecode_cache = theirs
    Compiled(environment()).serve(other)
    assert other.bytecode_cache is theirs


def test_all_templates_of_the_site_can_be_compiled_before_the_reading_list_is_read() -> None:
    templates = Templates("ja", Addresses())
    assert "card.html" in templates.names
    assert len(templates.compiled.compile_all(templates.names)) == len(templates.names)


def test_no_template_applies_a_filter_that_depends_on_the_reading_list_to_a_constant() -> None:
    environment = jinja2.Environment(loader=jinja2.PackageLoader("llmnotes.site"), autoescape=True)
    for name in environment.list_templates(["html"]):
        assert environment.loader
        tree = environment.parse(environment.loader.get_source(environment, name)[0])
        given = [node.node for node in tree.find_all(jinja2.nodes.Filter) if node.name in OF_A_LIST]
        assert not [node for node in given if isinstance(node, jinja2.nodes.Const)], name
