"""Tests for the decision which archived copies may replace a link."""

from __future__ import annotations

import pytest

from llmnotes.links.archives import DEFAULT, names_its_page, of_option, option_fault

LINK = "https://dead.example/page?q=1#part"


@pytest.mark.parametrize(
    "copy",
    [
        "https://web.archive.org/web/20200101000000/https://dead.example/page?q=1",
        "https://web.archive.org/web/20200101000000/https://dead.example/page?q=1#part",
        "http://web.archive.org/web/2020if_/www.dead.example/page/?q=1",
        "https://WEB.archive.org.:443/web/2020/http:/dead.example:80/page?q=1&utm_source=x",
        "https://archive.ph/2020.01.02-030405/https://dead.example/page?q=1",
        "https://archive.today/20200102030405/https://dead.example/page?q=1",
        "https://megalodon.jp/2020-0102-0304-05/https://dead.example:443/page?q=1",
        "https://warp.da.ndl.go.jp/info:ndljp/pid/123/www.dead.example/page?q=1",
        "https://arquivo.pt/wayback/20200101000000/https://dead.example/page?q=1",
        "https://www.webarchive.org.uk/wayback/en/archive/20200101000000/https://dead.example/page?q=1",
        "https://webarchive.nla.gov.au/awa/20200101000000/https://dead.example/page?q=1",
    ],
)
def test_archived_copy_of_the_link_at_a_known_archive_is_accepted(copy: str) -> None:
    assert DEFAULT.fault(copy, LINK) is None
    assert names_its_page(copy)


@pytest.mark.parametrize("copy", ["https://archive.ph/AbCdE", "https://perma.cc/AB12-CD34", "https://ghostarchive.org/archive/AbCdE"])
def test_archived_copy_whose_url_has_a_short_code_instead_of_the_pages_url_is_accepted(copy: str) -> None:
    assert DEFAULT.fault(copy, LINK) is None
    assert not names_its_page(copy)


@pytest.mark.parametrize(
    "url", ["https://日本.example/論文|図?q={1}", "https://a.example/%e8%ab%96", "http://twitter.com/a/status/1", "https://a.example"]
)
def test_archived_copy_of_a_link_with_an_unusual_spelling_is_accepted(url: str) -> None:
    assert DEFAULT.fault(f"https://web.archive.org/web/20200101000000/{url}", url) is None


PAGE = "https://dead.example/page?q=1"


@pytest.mark.parametrize(
    ("copy", "reported"),
    [
        # These copies are at another host, or at a host whose name only looks like that of an archive.
        ("https://evil.example/login", "evil.example, which is not one of"),
        (f"https://web.archive.org.evil.example/web/2020/{PAGE}", "not one of"),
        (f"https://evil-web.archive.org/web/2020/{PAGE}", "not one of"),
        (f"https://xweb.archive.org/web/2020/{PAGE}", "not one of"),
        (f"https://archive.org/web/2020/{PAGE}", "not one of"),
        ("https://archive.org/download/evil/index.html", "not one of"),
        (f"https://web.archive.org:8443/web/2020/{PAGE}", "web.archive.org:8443, which is not one of"),
        (f"https://web.archivе.org/web/2020/{PAGE}", "not one of"),  # the host contains a Cyrillic letter
        (f"https://web.archive.org..evil.example/web/2020/{PAGE}", "not"),
        # Programs find different hosts in these addresses.
        (f"https://web.archive.org@evil.example/web/2020/{PAGE}", "does not have the form https://HOST/PATH"),
        (f"https://user:word@web.archive.org/web/2020/{PAGE}", "does not have the form https://HOST/PATH"),
        (f"https://evil.example\\@web.archive.org/web/2020/{PAGE}", "does not have the form https://HOST/PATH"),
        (f"https:\\\\web.archive.org/web/2020/{PAGE}", "does not have the form https://HOST/PATH"),
        (f"https:/web.archive.org/web/2020/{PAGE}", "does not have the form https://HOST/PATH"),
        (f"https://web%2earchive.org/web/2020/{PAGE}", "does not have the form https://HOST/PATH"),
        (f"https://web.archive.org/web/2020/{PAGE}\n", "does not have the form https://HOST/PATH"),
        (f"//web.archive.org/web/2020/{PAGE}", "does not have the form https://HOST/PATH"),
        ("data:text/html,<script>alert(1)</script>", "does not have the form https://HOST/PATH"),
        ("javascript://web.archive.org/%0aalert(1)", "does not have the form https://HOST/PATH"),
        (f"ftp://web.archive.org/web/2020/{PAGE}", "does not have the form https://HOST/PATH"),
        # These are copies of another page.
        ("https://web.archive.org/web/2020/https://evil.example/login", "of another page: https://evil.example/login"),
        ("https://web.archive.org/web/2020/https:%2F%2Fevil.example/", "of another page"),
        ("https://web.archive.org/web/2020/https://dead.example@evil.example/page?q=1", "of another page"),
        ("https://web.archive.org/web/2020/https://dead.example/other?q=1", "of another page"),
        ("https://web.archive.org/web/2020/https://dead.example/page?q=1&to=https://evil.example/", "of another page"),
        ("https://web.archive.org/web/2020/javascript:alert(1)", "of another page"),
        ("https://web.archive.org/web/2020/data:text/html,x", "of another page"),
        ("https://archive.ph/2020.01.02-030405/https://evil.example/", "of another page"),
        ("https://megalodon.jp/2020-0102-0304-05/https://evil.example/", "of another page"),
        # These addresses are not copies: they create, list or search copies, or redirect.
        (f"https://web.archive.org/save/{PAGE}", "does not have the form of copies at web.archive.org"),
        ("https://archive.ph/submit", "does not have the form of copies at archive.ph"),
        ("https://ghostarchive.org/archive/search", "does not have the form of copies at ghostarchive.org"),
        ("https://web.archive.org/web/2020/https://evil.example%5C@dead.example/page?q=1", "another page"),
        (f"https://web.archive.org/web/*/{PAGE}", "does not have the form of copies"),
        (f"https://web.archive.org/web/{PAGE}", "does not have the form of copies"),
        (f"https://web.archive.org/web/2020/../../save/{PAGE}", "does not have the form of copies"),
        (f"https://web.archive.org/web/2020/%2e%2e/%2E%2E/save/{PAGE}", "does not have the form of copies"),
        (f"https://web.archive.org/web/2020%2F..%2F..%2Fsave/{PAGE}", "does not have the form of copies"),
        ("https://web.archive.org/", "does not have the form of copies"),
        ("https://archive.ph/o/AbCdE/https://evil.example/", "does not have the form of copies"),
        (f"https://archive.ph/newest/{PAGE}", "does not have the form of copies"),
        ("https://archive.ph/submit/?url=https://evil.example/", "does not have the form of copies"),
        ("https://perma.cc/AB12-CD34?to=https://evil.example/", "does not have the form of copies"),
        ("https://perma.cc/AB12-CD34/../login", "does not have the form of copies"),
    ],
)
def test_address_that_is_not_a_copy_of_the_link_at_a_known_archive_is_refused_with_the_reason(copy: str, reported: str) -> None:
    assert reported in str(DEFAULT.fault(copy, LINK))


def test_archives_in_mkdocs_yml_replace_the_known_archives_and_copies_of_other_pages_are_still_faults() -> None:
    own = of_option(["Archive.Corp.example.", "127.0.0.1:8000"])
    assert own.hosts == ("archive.corp.example", "127.0.0.1:8000")
    assert own.fault("https://archive.corp.example/copies/12", LINK) is None
    assert own.fault(f"http://127.0.0.1:8000/web/2020/{LINK}", LINK) is None
    assert own.fault("http://127.0.0.1/copies/12", LINK)
    assert own.fault(f"https://web.archive.org/web/2020/{LINK}", LINK)
    for copy in ("/to?url=https://evil.example/", "/to?url=https%3A%2F%2Fevil.example", "/to?url=https%253A%252F%252Fevil.example"):
        assert "of another page" in str(own.fault(f"https://archive.corp.example{copy}", LINK))


@pytest.mark.parametrize(
    "value", [None, "web.archive.org", {}, [1], [""], ["https://a.example"], ["*.a.example"], ["a.example:99999"], ["u@a"]]
)
def test_invalid_option_of_archives_is_reported_with_its_remedy(value: object) -> None:
    assert "write a list of hosts" in str(option_fault(value))
    assert option_fault([]) is None
