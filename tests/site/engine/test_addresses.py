from __future__ import annotations

from llmnotes.site.engine.addresses import Addresses


def test_only_paths_and_addresses_for_the_whole_site_contain_the_folder_of_the_list() -> None:
    folder = Addresses(prefix="読書/")
    assert folder.of("topics/rag") == Addresses().of("topics/rag") == "topics/rag/"
    assert folder.file("index") == "index.html"
    assert folder.root_from("topics/rag") == "../../"
    assert folder.placed("feed.json") == "読書/feed.json"
    assert folder.source("topics/rag") == "読書/topics/rag.md"
    assert folder.whole("index") == "%E8%AA%AD%E6%9B%B8/"
    assert folder.whole("topics/rag") == "%E8%AA%AD%E6%9B%B8/topics/rag/"
    assert Addresses(directories=False, prefix="a/b/").whole("index") == "a/b/index.html"


def test_an_address_outside_of_the_lists_folder_is_not_an_address_of_the_lists_site() -> None:
    folder = Addresses(prefix="a/b/")
    assert folder.own("a/b/topics/rag/") == "topics/rag/"
    assert folder.own("a/b/") == ""
    for address in ("", "./", "a/", "a/bc/", "c/a/b/", "topics/rag/"):
        assert folder.own(address) is None
        assert Addresses().own(address) == address
