"""Recognise error pages, walls against bots and parked domains by their words. A server sends such a page, with a status of success, in place of the linked page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from llmnotes.web.markup import folded
from llmnotes.web.url import host

if TYPE_CHECKING:
    from llmnotes.links.checking.page import PageBody

_BORDER = re.compile(r"\s[|\-–—·•»«:/]+\s|[|:]\s|\s?\|\s?")
"""Matches the separator, such as `|`, between a page's title and the name of its site.

Titles are normalised (NFKC) before, so the pattern needs no full-width forms of `|` and `:`.
"""

_PAGE = frozenset({"page", "file", "document", "content", "article", "post", "site", "website", "user", "url", "link", "resource", "item", "entry", "video", "story", "account", "address"})  # fmt: skip
_NOT = frozenset({"not", "no", "nothing", "cannot", "can't", "couldn't", "doesn't", "isn't", "wasn't", "don't", "never"})  # fmt: skip
_THERE = frozenset({"found", "find", "exist", "exists", "available", "here"})
_AWAY = frozenset({"removed", "deleted", "unavailable", "missing", "gone"})
_ERROR_WORDS = frozenset({
    *_PAGE, *_NOT, *_THERE, *_AWAY,
    *["404", "410", "http", "error", "status", "code", "oops", "whoops", "oh", "uh", "sorry", "we", "we're", "us", "the", "this", "that", "your", "requested", "a", "an", "it", "it's", "you", "you're", "were", "are", "looking", "for", "is", "was", "has"],
    *["have", "been", "be", "could", "can", "longer", "or", "may", "moved", "any", "does", "do", "did", "to", "seems", "like", "currently"],
})  # fmt: skip
"""The words of error pages. A title says that the page is missing only if it, or a part of it, has no other words, or matches `_MISSING` or `_NUMBER`."""

_WAY_BACK = frozenset({
    *["go", "back", "return", "home", "homepage", "top", "start", "previous", "click", "here", "search", "try", "again", "please", "check", "use", "contact", "help", "menu"],
    *["login", "log", "in", "on", "of", "and", "if", "with", "from", "our", "my", "i", "at", "as", "typed", "correctly", "spelling", "think", "server", "browse", "visit"],
})  # fmt: skip
"""Words of error pages that are in sentences with advice, such as "go back home" or "try a search"."""

_MISSING = re.compile(
    r"""(?x)
    (?:ページ|記事|ファイル|コンテンツ|もの|ユーザー?|動画|商品|サイト|ブログ|投稿|情報|url)(?:[はがをも]|\W)[^。|]{0,12}?
        (?:見つかりません|みつかりません|見つけられません|見つけることができません|存在しません|存在しない|削除され(?:ました|ています|た可能性)|表示できません
          |公開されていません|公開(?:は|を)?終了|掲載(?:は|を)?終了|アクセスできません)
      (?![」』"']?(?:と|って|という|場合|とき|時|ため|問題|現象))
    | (?:ページ|記事|ファイル)[はが](?:現在)?ありません(?![」』"']?(?:と|って|という|場合|とき|時|か))
    | お探しの(?:ページ|記事|商品|コンテンツ)(?!の?探し方)
    | 页面不存在|页面未找到|找不到(?:该|此|您)?[^ ]{0,6}?页面|頁面不存在|找不到[^ ]{0,6}?(?:網|頁)面
    | 페이지를\ 찾을\ 수\ 없
    | página\ (?:no|não)\ encontrada | seite\ (?:wurde\ )?nicht\ gefunden | page\ (?:introuvable|non\ trouvée) | pagina\ (?:non\ trovata|niet\ gevonden)
    | страница\ не\ найдена | sidan\ hittades\ inte | nie\ znaleziono\ strony
    """
)
_NUMBER = re.compile(
    r"(?:\W|http|error|status|エラー|ページ|page|コード)*404(?:\W|not found|error|エラー|ページ|page|です|が発生しました|お探し.*|ご指定.*|指定され.*)*"
)
_ABOUT = re.compile(
    r"原因|対処|解決|方法|とは|解説|設定|作り方|作る|作っ|まとめ|事例|デザイン|意味|実装|入門|書き方|直し方"
    r"|\b(?:how|what|why|fix(?:ing|ed)?|guide|tutorial|explained|handling|mean(?:s|ing)?|troubleshoot\w*)\b"
)
"""Matches words that show that a page is an article about error pages, and not an error page."""
_ABOUT_ADDRESS = re.compile(r"404|410|not[-_]?found|error|soft", re.IGNORECASE)
_DOUBTFUL = re.compile(
    r"\b(?:404|not found|error|oops|sorry|unavailable|no longer)\b|エラー|見つかりません|ありません|存在しません|削除|終了|申し訳"
)
_BEGINNING = 300
"""The number of characters at the beginning of a page's text that are searched for words of error pages."""
_SMALL = 800
"""A page whose text has at least this number of characters may be an article, so its text can't show that it is an error page. Its title can."""
_TINY = 60
"""A page whose text has fewer characters than this, and that has no media, may be an error page."""
_OWN = 30
"""If a page's other words than those of error pages have at least this number of letters, the page may be an article about an error."""

_WALLS = (
    "just a moment", "attention required!", "please wait... | cloudflare", "access denied", "access to this page has been denied", "making sure you're not a bot",
    "are you a robot", "are you human", "are you a human", "robot check", "bot verification", "bot check", "human verification", "verify you are human",
    "verifying you are human", "verifying your browser", "verify your identity", "please verify", "pardon our interruption", "client challenge", "vercel security checkpoint", "security check",
    "security verification", "checking your browser", "checking if the site connection is secure", "ddos-guard", "request rejected", "you have been blocked",
    "you've been blocked", "captcha", "recaptcha", "one moment, please", "validating your browser", "unusual traffic", "ロボットではない", "アクセスが拒否されました",
    "アクセスが制限されています",
)  # fmt: skip
"""The beginnings of the titles of walls against bots: those of Cloudflare, Akamai, Anubis, DataDome, Fastly, Imperva and Vercel."""

_PARKED = (
    "sedoparking.com", "parkingcrew.net", "bodis.com", "hugedomains.com", "dan.com/buy-domain", "afternic.com/forsale", "undeveloped.com", "above.com/marketplace",
    "d38psrni17bvxu.cloudfront.net", "window.park =", "domain_profile.php?domain", "domain is for sale", "domain may be for sale", "domain name is for sale", "buy this domain",
    "domain has expired", "domain is parked", "parked free, courtesy of", "このドメインは現在使用されておりません", "このドメインは、お名前.com", "お名前.comで取得されています",
    "このドメインは売りに出されています", "ドメインの有効期限が切れ", "value-domain.com/webadv",
)  # fmt: skip
"""Texts in the HTML of parked domains. A parked domain has no site of its owner, only a page that offers the domain for sale."""
_PARKING = re.compile(
    r"(?:.+\.)?(?:sedo\.com|sedoparking\.com|dan\.com|hugedomains\.com|afternic\.com|bodis\.com|parkingcrew\.net|undeveloped\.com|buydomains\.com|domainmarket\.com"
    r"|forsale\.godaddy\.com|parklogic\.com|above\.com)"
)


def looks_missing(page: PageBody, address: str = "") -> bool:
    """Return whether the title of a page, or its first heading if it has no title, says that the page does not exist. False for the title of an article about errors.

    If the path `address` contains a word such as `404`, the page may be an article about errors. Then the page's text must also say that the page
    does not exist, and say little else.
    """
    title = folded(page.title)
    if not _says_missing(title) or _ABOUT.search(title):
        return False
    return not _ABOUT_ADDRESS.search(address) or (says_missing_in_text(page) and not _says_more(page))


def _says_more(page: PageBody) -> bool:
    """Return whether a page has several words besides those of error pages, so that it may be a short text about an error.

    If the address of such a page contains a word such as `404`, the page's words can't show that it is missing. The link check then compares the page with
    the answer to a made-up address, at which no page can exist.
    """
    sentences = [text for text in re.split(r"(?<=[.!?。！？])\s*", page.words) if not _MISSING.search(text)]
    words = re.findall(r"[^\W_]+(?:'[a-z]+)?", " ".join(sentences).replace("’", "'"))
    return sum(len(word) for word in words if word not in _ERROR_WORDS | _WAY_BACK) >= _OWN


def says_missing_in_text(page: PageBody) -> bool:
    """Return whether a page shows little text, and its first heading or one of its first sentences says that the page does not exist. False for articles about errors."""
    if len(page.words) >= _SMALL or _ABOUT.search(folded(page.title)):
        return False
    sentences = re.split(r"(?<=[.!?。！？])\s*", page.words[:_BEGINNING])
    return any(_says_missing(text) for text in (folded(page.markup.heading), *sentences))


def _says_missing(title: str) -> bool:
    return bool(_MISSING.search(title)) or any(_is_error(segment) for segment in (title, *_BORDER.split(title)))


def _is_error(segment: str) -> bool:
    words = re.findall(r"[^\W_]+(?:'[a-z]+)?", segment.replace("’", "'"))
    said = set(words)
    if _NUMBER.fullmatch(segment):
        return words != ["page", "404"]  # "page 404" is the title of one of many numbered pages, and not of an error page
    if not said or not said <= _ERROR_WORDS:
        return False
    return bool((said & _NOT and said & _THERE) or (said & _PAGE and said & _AWAY) or {"no", "longer"} <= said or {"404", "410"} & said)


def looks_doubtful(page: PageBody) -> bool:
    """Return whether a page may be an error page: it has words of error pages in typical places, or shows almost no text and no media.

    Of a page whose text comes from a script, only the title counts. If the page may be an error page, the link check requests a made-up address, at which no
    page can exist, and compares the two answers.
    """
    title = folded(page.title)
    if page.is_made_by_script:
        return _says_missing(title)
    return (
        bool(_DOUBTFUL.search(title))
        or _says_missing(page.words[:_BEGINNING])
        or (len(page.words) < _SMALL and bool(_DOUBTFUL.search(page.words)))
        or (len(page.words) < _TINY and not page.markup.has_media)
    )


def looks_like_wall(page: PageBody) -> bool:
    """Return whether a page is a wall against bots: its title begins like that of a known wall, and it shows little text."""
    return folded(page.title).replace("’", "'").startswith(_WALLS) and len(page.words) < 2 * _SMALL


def looks_parked(page: PageBody) -> bool:
    """Return whether a page with little text offers its domain for sale, or says that the domain is parked or has expired."""
    if len(page.words) >= _SMALL:
        return False
    source = page.html[:200_000].lower()
    return any(mark in source for mark in _PARKED)


def is_parking(url: str) -> bool:
    """Return whether the host of an address belongs to one of the companies in `_PARKING`, which sell or park domains."""
    return _PARKING.fullmatch(host(url)) is not None
