"""Recognise the kind of a page by its address alone: files, home pages, logins, error pages, shortened addresses and pages for mobile phones."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote

import ada_url

from llmnotes.web.public import is_public, is_public_name
from llmnotes.web.url import canonical, fault, has_login, host, path_and_query

_FILES = re.compile(
    r"(?i)\.(?:pdf|ps|zip|gz|tgz|bz2|xz|7z|rar|png|jpe?g|gif|webp|avif|svg|mp[34]|m4a|mov|webm|wav|epub|docx?|xlsx?|pptx?|csv|parquet|npz|safetensors|gguf|bin|exe|dmg|iso|whl)$"
)
_ENTRANCES = frozenset({"login", "log-in", "log_in", "signin", "sign-in", "sign_in", "authwall", "servicelogin"})  # fmt: skip
_BEFORE_ENTRANCES = frozenset({"auth", "oauth", "oauth2", "authorize", "sso", "saml", "checkpoint", "consent", "captcha", "challenge", "account", "accounts", "signup", "sign-up", "cookies"})  # fmt: skip
_WAY_BACK = re.compile(r"(?i)(?:^|[?&])(?:next|continue|goto|dest(?:ination)?|service|return\w*|(?:session_?)?redirect\w*|back_?url|url)=")
_ENTRANCE_HOSTS = re.compile(r"(?:login|signin|sso|auth|accounts|consent|idp)\..+")
_HOMES = re.compile(r"(?i)/?(?:(?:[a-z]{2}(?:[-_][a-z]{2})?|index|home|top|default)(?:\.(?:html?|php|aspx?|jsp))?/?){0,2}")
_ERROR_PAGES = re.compile(
    r"(?i)(?:.*/)?(?:404|410|error(?:s|_?page)?|not[-_]?found|page[-_]?not[-_]?found|error[-_]?404|404[-_]?error|404[-_]?not[-_]?found)(?:\.\w{1,5})?/?"
)
_PLAIN_NAMES = frozenset({"index", "default", "home", "top", "latest", "stable", "main", "master", "docs", "doc", "documentation", "overview", "readme"})  # fmt: skip
_ONE_PAGE = frozenset({"p", "id", "page_id", "post", "post_id", "article", "article_id", "entry", "entry_id", "eid", "aid", "cid", "no"})  # fmt: skip
"""Names of query parameters by which a server chooses one of many pages, as in `?id=12`."""
_SCRIPTS = re.compile(r"(?i)\.(?:php|cgi|aspx?|jsp|do|pl)$")
_FOR_ONE_VISIT = re.compile(
    r"(?i)(?:^|[?&;])(?:\w*sess(?:ion)?_?id|sid|token|access_token|ticket|code|state|nonce|sig|signature|expires|hmac|x-amz-\w+|x-goog-\w+|\w*cookie\w*)=|;jsessionid="
)


_SHORTENERS = frozenset({
    "t.co", "bit.ly", "goo.gl", "tinyurl.com", "ow.ly", "buff.ly", "is.gd", "v.gd", "j.mp", "amzn.to", "amzn.asia", "lnkd.in", "dlvr.it", "ift.tt",
    "hubs.ly", "nico.ms", "htn.to", "cutt.ly", "rb.gy", "bitly.com", "tiny.cc", "x.gd", "ux.nu", "fb.me", "p.tl", "qr.ae", "shorturl.at",
})  # fmt: skip
"""Hosts of services that shorten addresses."""
_MOBILE = {
    "m.youtube.com": "www.youtube.com", "mobile.twitter.com": "twitter.com", "mobile.x.com": "x.com", "m.facebook.com": "www.facebook.com",
    "m.reddit.com": "www.reddit.com", "i.reddit.com": "www.reddit.com", "m.imdb.com": "www.imdb.com", "sp.nicovideo.jp": "www.nicovideo.jp",
    "m.vk.com": "vk.com", "m.bilibili.com": "www.bilibili.com", "m.blog.naver.com": "blog.naver.com", "m.slashdot.org": "slashdot.org",
}  # fmt: skip
"""The hosts of pages for mobile phones, each with the host that has the same pages for all devices."""
_MOBILE_WIKI = re.compile(r"([a-z-]+)\.m\.(wikipedia|wiktionary|wikibooks|wikisource|wikiquote|wikinews|wikiversity|wikimedia)\.org")
_HOST = re.compile(r"(?i)(https?://)(?:www\.)?([^/?#:@]+)")


def is_shortener(url: str) -> bool:
    """Return whether a URL is a shortened address, such as `https://bit.ly/abc`."""
    return host(url) in _SHORTENERS and not is_home(url)


def for_every_reader(url: str) -> str:
    """If `url` is a page for mobile phones, return the address of the same page for all devices; otherwise return `url`."""
    name = host(url)
    wiki = _MOBILE_WIKI.fullmatch(name)
    other = f"{wiki[1]}.{wiki[2]}.org" if wiki else _MOBILE.get(name)
    return _HOST.sub(lambda found: f"{found[1]}{other}", url, count=1) if other else url


def is_public_host(url: str) -> bool:
    """Return whether the host of a URL can belong to the public internet, so that readers of the site can open the link."""
    name = host(url)
    if name.startswith("[") or re.fullmatch(r"[0-9.]+", name):
        return is_public(name.strip("[]").rstrip("."))
    return is_public_name(name)


def is_file(url: str) -> bool:
    """Return whether the path of a URL ends with the extension of a file that is not a page, such as `.pdf` or `.zip`.

    The link check avoids reading such files, because they may be large, and their content rarely shows whether the link works.
    """
    return bool(_FILES.search(path_and_query(url)[0]))


def is_entrance(url: str) -> bool:
    """Return whether a URL is the address of a page that a site shows in place of the wanted page: a login, a request for consent, or a captcha."""
    path, query = path_and_query(url)
    segments = [segment.partition(".")[0].lower() for segment in path.split("/") if segment]
    return (
        _ENTRANCE_HOSTS.fullmatch(host(url)) is not None
        or (bool(segments) and segments[-1] in _ENTRANCES)
        or (bool(_WAY_BACK.search(query)) and not (_ENTRANCES | _BEFORE_ENTRANCES).isdisjoint(segments))
    )


def is_home(url: str) -> bool:
    """Return whether a URL is the home page of a site, or of its version in one language, such as `/en/`."""
    path, query = path_and_query(url)
    return not query and _HOMES.fullmatch(path) is not None


def is_error_page(url: str) -> bool:
    """Return whether a URL is the page that a site shows for errors, such as `/404.html`."""
    return _ERROR_PAGES.fullmatch(path_and_query(url)[0]) is not None


def is_one_of_many(url: str) -> bool:
    """Return whether a URL looks like the address of one of many pages, such as an article.

    False if it looks like the page of a section, such as `/blog/`, because sites often redirect such pages to their home page.
    """
    path, query = path_and_query(url)
    name = unquote(path.rstrip("/").rpartition("/")[2]).partition(".")[0]
    if name.lower() in _PLAIN_NAMES or not name:
        return any(key in _ONE_PAGE and value.isdecimal() for key, value in parse_qsl(query))
    return len(re.findall(r"[-_]", name)) > 1 or not name.isascii() or len(re.findall(r"\d", name)) > 3  # noqa: PLR2004 - names of sections, such as "gpt-4" and "v2", have fewer digits than names of single pages


def are_of_one_site(one: str, other: str) -> bool:
    """Return whether the hosts of two URLs are the same, or one host is a subdomain of the other."""
    first, second = host(one), host(other)
    return first == second or first.endswith(f".{second}") or second.endswith(f".{first}")


def sibling(url: str, name: str) -> str | None:
    """Return a made-up address like `url`: `name` replaces the last part of the path, or the value of the parameter that chooses the page.

    The extension of the last part is kept, and other parameters are left out. Return None if `url` is a home page, which has neither such a part nor such a
    parameter, or if it can't be parsed.
    """
    path, query = path_and_query(url)
    folder, _, last = path.rstrip("/").rpartition("/")
    if _SCRIPTS.search(path) or not last:
        pairs = parse_qsl(query)
        many = [key for key, _ in pairs if key in _ONE_PAGE]
        if many:
            return _at(url, path, f"{many[0]}={name}")
    if not last:
        return None
    suffix = re.search(r"\.[A-Za-z]\w{0,4}$", last)
    return _at(url, f"{folder}/{name}{suffix[0] if suffix else ''}{'/' if path.endswith('/') else ''}")


def _at(url: str, path: str, query: str = "") -> str | None:
    """Return `url` with another path and query; None if `url` can't be parsed.

    The path is not appended to the host as text, because a path that begins with two slashes would then name another host.
    """
    try:
        found = ada_url.URL(url)
    except (ValueError, UnicodeError):
        return None
    found.pathname, found.search, found.hash = path, query, ""
    return str(found.href)


def joined(url: str, location: str) -> str | None:
    """Return the absolute URL of `location`, the target of a link or redirect on the page at `url`, as browsers read it; None if `location` is not a URL.

    Call this function with every address that a server sends. It removes the user name and the password, so that they are never sent, stored or shown. Browsers
    would send them, but a public page needs no password.
    """
    try:
        found = ada_url.URL(location.strip(), url)
    except (ValueError, UnicodeError):
        return None
    if found.username or found.password:
        found.username = found.password = ""
    return str(found.href)


def is_worth_writing(target: str, old: str) -> bool:
    """Return whether `target`, the new address of the moved link `old`, should replace `old` in a record.

    Return False if `target` is not a valid URL, has a user name or a password, is a login or error page, or is a home page although `old` is not. Also return
    False if it has a parameter that is valid for only one visit, such as a session id, if only parameters of `old` are added or changed, or if it is another
    spelling of `old`.
    """
    path, query = path_and_query(target)
    old_path, old_query = path_and_query(old)
    if fault(target) or not re.fullmatch(r"https?://[!-~]+", target) or has_login(target) or canonical(target) == canonical(old):
        return False
    if is_entrance(target) or is_error_page(target) or (is_home(target) and not is_home(old)):
        return False
    added = set(query.split("&")) - set(old_query.split("&")) - {""}
    only_adds = bool(added) and (host(target), path.rstrip("/")) == (host(old), old_path.rstrip("/"))
    return not only_adds and not any(_FOR_ONE_VISIT.search(part) for part in (*added, path))
