from __future__ import annotations

import json

import ada_url
import pytest
from conftest import CASES
from hypothesis import example, given, settings
from hypothesis import strategies as st
from odd_urls import EXAMPLES, ODD_URLS

from llmnotes.web import url

_PIECES = st.sampled_from(
    [
        *"/?#.%:@'~|^&=;-_",
        "..",
        "/.",
        "/..",
        "%2e",
        "%2E",
        "%7E",
        "//",
        "xn--",
        "www.",
        "a",
        "B",
        "0x7f",
        "1",
        "example",
        ".org",
        ":80",
        "é",
    ]
)
_ADDRESSES = st.tuples(st.sampled_from(["https://a.example/", "http://a.", "https://", "HTTPS://"]), st.lists(_PIECES, max_size=8)).map(
    lambda parts: parts[0] + "".join(parts[1])
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://EXAMPLE.org:443/a", "https://example.org/a"),
        ("https://a.example/論文", "https://a.example/%E8%AB%96%E6%96%87"),
        ("https://a.example/?utm_source=x&b=1&fbclid=2", "https://a.example/?b=1"),
        ("https://arxiv.org/pdf/2305.14564v2.pdf", "https://arxiv.org/abs/2305.14564"),
        ("https://twitter.com/a/status/1?s=20", "https://x.com/a/status/1"),
        ("https://youtu.be/abc?si=z", "https://www.youtube.com/watch?v=abc"),
    ],
)
def test_two_spellings_of_one_address_have_one_canonical_form(one: str, other: str) -> None:
    assert url.canonical(one) == url.canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/#x", "https://a.example/#y"),
        ("https://a.example/A", "https://a.example/a"),
        ("https://a.example/?s=1", "https://a.example/"),
    ],
)
def test_different_addresses_have_different_canonical_forms(one: str, other: str) -> None:
    assert url.canonical(one) != url.canonical(other)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "x",
        "//a.example",
        "ftp://a.example",
        "https://",
        "https:///x",
        "https://a b/",
        "https://a.example:99999/",
        "https://u:p@a.example/",
        "https://../x",
        "https://%2e%2e/x",
        "https://a..example/",
        "https://www./x",
        "https://index/x",
        "https://www.index.html./x",
        "https://www.www./x",
        "https://www.www.index/x",
        "https://readme/",
        f"https://{'a' * 241}/",
        f"https://{'.'.join(['a' * 60] * 4)}.example/",
        f"https://{'日' * 300}.example/",
    ],
)
def test_a_text_that_cannot_be_the_url_of_an_entry_is_refused_with_a_reason(bad: str) -> None:
    assert url.fault(bad)


@pytest.mark.parametrize(
    "good",
    [
        "http://a.example",
        "https://a.example/x_(y)?q=「」#節",
        "https://日本語.example/",
        "https://a.example./",
        f"https://{'.'.join(['a' * 57] * 4)}.example/",
    ],
)
def test_a_text_that_can_be_the_url_of_an_entry_is_accepted(good: str) -> None:
    assert url.fault(good) is None


@pytest.mark.parametrize(("written", "cleaned"), json.loads((CASES / "browser.json").read_text(encoding="utf-8"))["cleaned"])
def test_tracking_parameters_are_removed_from_a_url_and_the_rest_stays_as_written(written: str, cleaned: str) -> None:
    assert url.without_tracking(written) == cleaned


@given(_ADDRESSES)
@example("https://a.example/b/c-d_e.html?f=1&g=%E3%81%82#h/i?j")
@example("https://1.2.3.4/")
@example("https://a.0x7f/")
def test_regular_expression_for_plain_urls_finds_the_same_parts_as_the_url_parser(address: str) -> None:
    if url._PLAIN.fullmatch(address):  # noqa: SLF001 - the results don't show whether the pattern or the parser was used
        ada = ada_url.URL(address)
        parts = (ada.protocol, ada.hostname, ada.pathname, ada.search, ada.hash, ada.href, ada.port, ada.username + ada.password)
        assert parts == url._parsed(address)  # noqa: SLF001 - the parser must find the same parts as the pattern
        assert url.fault(address) is None


@given(_ADDRESSES)
@example("https://www.a.example/\\\n@b.example")
@example("https://a.example/:80@b.example/")
@example("https://a.example\t/b")
def test_host_of_a_url_is_the_host_that_the_parser_finds(address: str) -> None:
    try:
        expected = ada_url.URL(address).hostname.removeprefix("www.")
    except ValueError:
        expected = ""
    assert url.host(address) == expected


@pytest.mark.parametrize("address", ["https://a-b.example.org/", "http://a.example/b.c/~d/%E3%81%82?e=f&g=h/i#j"])
def test_usual_url_matches_the_regular_expression_for_plain_urls(address: str) -> None:
    assert url._PLAIN.fullmatch(address)  # noqa: SLF001 - the results don't show whether the pattern or the parser was used


@pytest.mark.parametrize(
    ("address", "form", "host"),
    [
        ("https://youtu.be/abc", "https://www.youtube.com/watch?v=abc", "youtu.be"),
        ("https://twitter.com/a/status/1", "https://x.com/a/status/1", "twitter.com"),
        ("https://www.youtube.com/@a", "https://www.youtube.com/@a", "youtube.com"),
        ("https://www.arxiv.org/pdf/2301.00001v2", "https://arxiv.org/abs/2301.00001", "arxiv.org"),
        ("https://www.a.example/b", "https://www.a.example/b", "a.example"),
    ],
)
def test_address_at_a_host_with_special_rules_gets_a_canonical_form_and_keeps_its_host(address: str, form: str, host: str) -> None:
    assert (url.canonical(address), url.host(address)) == (form, host)


@pytest.mark.no_cover  # other tests run the same lines, so this slow test is left out when coverage is measured
@given(ODD_URLS)
@settings(max_examples=500, deadline=None)
def test_address_with_unusual_parts_is_valid_and_raises_no_exception(address: str) -> None:
    form, *others = url.alike(address)
    assert form == url.canonical(address)
    assert form not in others
    assert url.is_host(url.host(address))
    assert url.encoded(address).isascii()
    assert url.path_and_query(address)[0].startswith("/")
    assert url.fault(url.without_tracking(address)) is None


@pytest.mark.parametrize("address", EXAMPLES)
def test_address_with_empty_parts_is_valid(address: str) -> None:
    assert url.fault(address) is None
    assert url.alike(address)[0] == url.canonical(address)


@pytest.mark.parametrize("end", ["", "#", "?", "?#", "?&#", ":443", ":"])
def test_separators_at_the_end_of_a_url_or_of_its_host_are_not_in_its_canonical_form(end: str) -> None:
    whole = f"https://a.example{end}/x" if end.startswith(":") else f"https://a.example/x{end}"
    assert url.canonical(whole) == "https://a.example/x"


@pytest.mark.parametrize(
    "host",
    ["", ".", "..", "...", "a..b", ".a", "a..", "www.", "www..", "a%22b", "{a}", "(a)", "a*b", "a!", "a,b", "'", "~", "%2e%2e", "．．", "a" * 64, f"{'a.' * 130}jp", f"{'a' * 64}.jp"],
)  # fmt: skip
def test_url_with_a_host_name_that_cannot_exist_has_a_fault(host: str) -> None:
    assert url.fault(f"https://{host}/x") is not None


@pytest.mark.parametrize(
    "host",
    ["a.example.", "a_b.example", "-a.example", "a--b.example", "1.1.1.1", "[::1]", "localhost", f"{'a' * 63}.jp", "www", "www.www.jp"],
)
def test_url_with_a_host_name_that_can_exist_is_valid(host: str) -> None:
    assert url.fault(f"https://{host}/x") is None


@pytest.mark.parametrize(
    "address",
    [
        *(
            "https://user:s3cret@a.example/",
            "https://user:s3cret@a.example:99999/",
            "user:s3cret@a.example",
            "ftp://user:s3cret@a.example/",
        ),
        *(
            "https://user:s3cret@/",
            "https://user:s3 cret@a.example/",
            "//user:s3cret@a.example/",
            f"https://user:s3cret@a.example/{'x' * 5000}",
        ),
        *("https://s3cret@a.example/", "HTTPS://a:b:s3cret@a.example/", "https://user:s3cret@a..b/", "https://a@s3cret@a.example/"),
    ],
)
def test_password_in_a_url_is_a_fault_and_is_not_repeated_in_the_message(address: str) -> None:
    found = url.fault(address)
    assert found is not None
    assert "s3cret" not in found[0] + found[1]


@pytest.mark.parametrize(
    ("address", "holds"),
    [
        ("https://u@a.example/", True), ("//u:p@a.example", True), ("\\\\u@a.example", True), (" https://u@a.example", True),
        ("https://a.example/@u", False), ("https://a.example?x=b@c", False), ("https://a.example#@", False), ("a@b.example", False), ("mailto:a@b.example", False), ("/x//a@b", False),
    ],
)  # fmt: skip
def test_user_name_in_a_url_is_distinguished_from_an_at_sign_elsewhere_in_the_url(address: str, holds: bool) -> None:  # noqa: FBT001 - pytest passes the parameters of a test by name
    assert url.has_login(address) is holds
