from __future__ import annotations

import pytest

from llmnotes.model import Severity
from llmnotes.site.engine.size import problem_of


@pytest.mark.parametrize(("megabytes", "limit"), [(799, 1000), (80_000, None), (1599, 2000)])
def test_a_site_below_four_fifths_of_the_limit_or_without_a_limit_is_not_a_problem(megabytes: int, limit: int | None) -> None:
    assert problem_of(megabytes * 1_000_000, limit) is None


def test_a_site_of_four_fifths_of_the_limit_is_a_warning_with_its_size_and_the_remedy() -> None:
    found = problem_of(800_000_000, 1000)
    assert found
    assert found.severity is Severity.WARNING
    assert found.message == "the site has 800.0 MB, 80 % of the 1,000 MB that its host publishes at most"
    assert "size_limit" in found.remedy
