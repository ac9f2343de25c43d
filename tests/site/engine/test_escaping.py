from __future__ import annotations

import datetime

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from llmnotes.site.engine.escaping import environment

_TEMPLATE = environment().from_string("{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}{{ value }}|{{ twice(value) }}|{{ value ~ '<' }}")


@given(st.text() | st.sampled_from(["&lt;", "<", "'", '"', ">", "a"]))
def test_a_string_is_escaped_in_the_same_way_as_by_markupsafe(value: str) -> None:
    assert _TEMPLATE.render(value=value) == f"{escape(value)}|{escape(value) * 2}|{escape(value)}&lt;"


class _Name(str):
    __slots__ = ()


class _Drawn:
    def __html__(self) -> str:
        return "<b>"


@pytest.mark.parametrize("value", [1, None, datetime.date(2023, 6, 9), Markup("<b>"), _Name("<"), _Drawn(), ["<"]])
def test_a_value_that_is_not_a_string_is_escaped_in_the_same_way_as_by_markupsafe(value: object) -> None:
    assert environment().from_string("{{ value }}").render(value=value) == escape(value)


def test_a_template_can_turn_escaping_off() -> None:
    assert environment().from_string("{% autoescape false %}{{ value }}{% endautoescape %}").render(value="<") == "<"


def test_a_template_can_use_the_globals_of_its_jinja_environment_and_its_own_globals() -> None:
    made = environment()
    made.globals.update(site="a", page="b")
    assert made.from_string("{{ site }}{{ page }}", globals={"page": "c"}).render() == "ac"


def test_a_template_escapes_values_and_raises_an_error_for_an_undefined_name() -> None:
    made = environment()
    assert made.from_string("  {% if value %}\n{{ value }}\n  {% endif %}\n").render(value="<&>") == "&lt;&amp;&gt;\n"
    with pytest.raises(jinja2.UndefinedError, match="missing"):
        made.from_string("{{ missing }}").render()
    assert "removed.html" in made.list_templates()
