from __future__ import annotations

import pytest

from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.publication.paging import list_pages


@pytest.mark.parametrize(("size", "sizes"), [(0, [0]), (1, [1]), (99, [99]), (100, [50, 50]), (149, [99, 50]), (150, [50, 50, 50])])
def test_a_list_is_split_into_numbered_pages_of_50_items_and_a_first_page_of_at_most_99_items(size: int, sizes: list[int]) -> None:
    found = list(list_pages(range(size)))
    assert [len(page.items) for page in found] == sizes
    assert [item for page in found for item in page.items] == list(range(size))[::-1]


def test_a_numbered_page_of_a_list_stays_the_same_when_items_are_added() -> None:
    before = {page.number: list(page.items) for page in list_pages(range(160)) if page.number}
    after = {page.number: list(page.items) for page in list_pages(range(400)) if page.number}
    assert all(after[number] == items for number, items in before.items())


def test_every_page_of_a_long_list_has_the_numbers_of_the_next_newer_and_the_next_older_page() -> None:
    found = {page.number: page for page in list_pages(range(220))}
    assert [(number, page.newer, page.older) for number, page in found.items()] == [(0, None, 3), (3, 0, 2), (2, 3, 1), (1, 2, None)]


@pytest.mark.parametrize(
    ("here", "there", "directories", "href"),
    [
        ("index", "topics/rag", True, "./topics/rag/"),
        ("topics/rag", "index", True, "../../"),
        ("topics/rag", "topics/rag/1", True, "../../topics/rag/1/"),
        ("entries/a", "tags/c_23", True, "../../tags/c_23/"),
        ("entries/a", "tags/埋め込み", False, "../tags/%E5%9F%8B%E3%82%81%E8%BE%BC%E3%81%BF.html"),
        ("tags/index", "index", False, "../index.html"),
    ],
)
def test_links_between_pages_are_relative(here: str, there: str, href: str, *, directories: bool) -> None:
    addresses = Addresses(directories)
    assert addresses.root_from(here) + addresses.of(there) == href
