"""Unusual URLs that an entry may have: with empty, repeated or malformed parts."""

from __future__ import annotations

from hypothesis import strategies as st

from llmnotes.web import url

_SCHEMES = st.sampled_from(["http://", "https://", "HTTPS://", "http:///", "https:\\\\", "http:"])
_LABELS = st.sampled_from(
    [
        "",
        "www",
        "a",
        "B",
        "example",
        "日本",
        "xn--",
        "xn--a",
        "-",
        "_",
        "%61",
        "%",
        "１",
        "0x7f",
        "1",
        "[::1]",
        "index",
        "ß",
        "\u00ad",
        "a" * 64,
        "youtu",
        "arxiv",
    ]
)
_HOSTS = st.lists(_LABELS, min_size=1, max_size=4).map(".".join) | st.sampled_from(
    [
        "youtu.be",
        "www.youtube.com",
        "m.youtube.com",
        "twitter.com",
        "x.com",
        "arxiv.org",
        "speakerdeck.com",
        "note.com",
        "reddit.com",
        "web.archive.org",
        "t.co",
        "[::1]",
        "127.0.0.1",
    ]
)
_PORTS = st.sampled_from(["", "", ":", ":0", ":80", ":443", ":00080", ":65535", ":65536", ":x"])
_PIECES = st.sampled_from(
    [*"/?#&=%.:;@!~+-_|'\"(){}[]\\^`", "//", "..", "%2e", "%2F", "%zz", "%", "%e3%81", "a", "1", "watch", "v=", "abs", "status", "pdf", "2301.00001", "utm_source=", "?#", "#/", "#!", "#:~:text=", "日", "\ud7ff", "\U0001f600", "\u202e"]
)  # fmt: skip
_RESTS = st.lists(_PIECES, max_size=8).map("".join)

ODD_URLS = st.builds(
    "{}{}{}{}{}".format, _SCHEMES, _HOSTS, _PORTS, st.sampled_from(["", "/", "//", "?", "#", "/?", "/#", "?#", "/?#", "##"]), _RESTS
).filter(lambda text: url.fault(text) is None)
"""A hypothesis strategy for unusual URLs that `url.fault` accepts."""

EXAMPLES = (
    *("https://a.example/x#", "https://a.example/#", "https://a.example#", "https://a.example?", "https://a.example/?", "https://a.example/?#", "https://a.example/??"),
    *("https://a.example/?&", "https://a.example/?=", "https://a.example/?#?", "https://a.example/##", "https://a.example/#/", "https://a.example/#!", "https://a.example/#%"),
    *("https://a.example//", "https://a.example///", "https://a.example:/", "https://a.example:/x#", "https://a.example./", "https://a.example/%", "https://a.example/%zz#%"),
    *("https://a.example/.", "https://a.example/..", "https://a.example/#:~:text=", "https://youtu.be/#", "https://youtu.be//#", "https://youtu.be/?#", "https://arxiv.org/#"),
    *("https://arxiv.org/abs/#", "https://x.com/#", "https://www.youtube.com/watch?v=#", "https://a.example/x?utm_source=a#", "https://a.example/x?utm_source=#", "https://[::1]/#"),
)  # fmt: skip
"""Unusual URLs that tests use every time, in addition to random URLs."""
