"""Rules on the URL of an entry, its archived copy and `via`, with their checks and fixes."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from llmnotes.curation.lint.rule import Group, Rule, advice, warning
from llmnotes.records import edit
from llmnotes.text.characters import apart
from llmnotes.web import url, url_kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from llmnotes.curation.lint.context import Context
    from llmnotes.model import Problem
    from llmnotes.records.record import Record
    from llmnotes.records.taxonomy import Taxonomy

URL_TRACKING = advice(
    "url-tracking",
    ja=("URL に追跡用の引数を残さない", "読み手がどこから来たかを伝えるだけで、同じ記事を別のものに見せます"),
    en=("A URL has no tracking parameters", "Tracking parameters record where a reader comes from, but the page is the same without them. With different parameters, one work looks like two works"),
    bad="url: https://example.org/a?utm_source=x", good="url: https://example.org/a", fixable=True,
)  # fmt: skip
URL_REPEAT = warning(
    "url-repeat",
    ja=("一つの記事は一つの記録に", "同じアドレスの記録が二つあると、ノートが分かれます。別の観点からなら、二つでもかまいません"),
    en=("Every record has a different URL", "With two records for one URL, the notes on one work are in two places. Two records may be intended if their notes differ"),
    bad="url: https://example.org/a   (in two records)", good="url: https://example.org/a   (in one)",
)  # fmt: skip
ARCHIVED_COPY = warning(
    "archived-copy",
    ja=("archived は、その記事の、アーカイブにある写しに", "リンクが切れると、題名はここへつながります。使うアーカイブは mkdocs.yml の links の archives で変えられます"),
    en=("The value of archived is a copy of the entry's page at a web archive", "If the entry's URL is dead, the title links to the archived copy. The option `archives` below `links` in mkdocs.yml sets the accepted archives. The fix only removes a copy with the URL of the entry itself"),
    bad="archived: https://example.net/login", good="archived: https://web.archive.org/web/20230609000000/https://example.org/a", fixable=True,
)  # fmt: skip
URL_ENTITY = warning(
    "url-entity",
    ja=("URL に HTML の文字参照を残さない", "`&amp;` は HTML の中での書きかたで、アドレスでは別の引数になります"),
    en=("A URL has no HTML entities", "`&amp;` stands for an ampersand only in HTML. In a URL, it begins a parameter with a wrong name"),
    bad="url: https://example.org/?a=1&amp;b=2", good="url: https://example.org/?a=1&b=2", fixable=True,
)  # fmt: skip
URL_END = warning(
    "url-end",
    ja=("URL の終わりに、文の括弧や句点を入れない", "文の中から写すと、閉じ括弧や句点がついてきます。そのアドレスにページはありません"),
    en=("A URL is complete and ends without punctuation", "A bracket or full stop that was copied from the text around a URL, or a missing end, makes it the URL of another page or of no page. The fix only removes punctuation"),
    bad="url: https://example.org/a).", good="url: https://example.org/a", fixable=True,
)  # fmt: skip
URL_SPACE = warning(
    "url-space",
    ja=("URL の終わりに空白、中に改行やタブを入れない", "符号化された空白や改行も、アドレスの一部になります"),
    en=("A URL has no encoded space at its end, and no encoded line break or tab", "These characters were probably copied by mistake, and the server treats them as part of the URL"),
    bad="url: https://example.org/a%20", good="url: https://example.org/a", fixable=True,
)  # fmt: skip
URL_WIDE = warning(
    "url-wide",
    ja=("URL の英数字と記号は半角で", "全角の文字は、多くのサーバーで別のアドレスになります"),
    en=("Letters, digits and symbols of a URL are half-width", "For most servers, a URL with full-width characters is a different URL"),
    bad="url: https://example.org/ａｂｃ", good="url: https://example.org/abc", fixable=True,
)  # fmt: skip
URL_PRIVATE = warning(
    "url-private",
    ja=("URL は、だれからも開けるホストに", "手元のネットワークや自分の機械のアドレスは、ほかの人には開けません"),
    en=("A URL has a public host", "Other people can't open a URL of a private network or of your own machine"),
    bad="url: http://192.168.0.1/a", good="url: https://example.org/a",
)  # fmt: skip
URL_SHORT = advice(
    "url-short",
    ja=("短縮 URL ではなく、その先のアドレスを", "短縮 URL は行き先を隠し、サービスが終わると切れます"),
    en=("A URL isn't a short URL", "A short URL hides its target, and breaks when its service ends"),
    bad="url: https://bit.ly/abc", good="url: https://example.org/a",
)  # fmt: skip
URL_MOBILE = advice(
    "url-mobile",
    ja=("URL は、すべての読み手のためのアドレスに", "携帯電話用のアドレスは、ほかの機械では読みにくく、同じ記事を別のものに見せます"),
    en=("A URL isn't the URL of a mobile site", "Pages for phones are hard to read on other devices, and a work with a mobile URL and a usual URL looks like two works"),
    bad="url: https://en.m.wikipedia.org/wiki/RAG", good="url: https://en.wikipedia.org/wiki/RAG", fixable=True,
)  # fmt: skip
VIA_URL = warning(
    "via-url",
    ja=("via の URL は完全な形に", "http や https で始まらないものは、リンクになりません"),
    en=("A URL in the value of via is complete", "A URL without http or https can't be opened. The value of via may also be text that isn't a URL"),
    bad="via: www.example.org/list", good="via: https://www.example.org/list",
)  # fmt: skip


def url_tracking(found: Record, _: Context) -> Iterator[Problem]:
    """Find tracking parameters in URLs."""
    short = url.without_tracking(found.entry.url)
    if short != found.entry.url:
        yield URL_TRACKING.problem(found.place("url"), f"the URL has tracking parameters: {found.entry.url}", f"write {short}")


def url_typed(found: Record, _: Context) -> Iterator[Problem]:
    """Find HTML entities, punctuation, encoded spaces and full-width characters that were copied into a URL, and URLs that seem to be cut off."""
    address, place = found.entry.url, found.place("url")
    if (right := _without_entities(address)) != address:
        yield URL_ENTITY.problem(place, f"the URL holds an HTML entity: {address}", f"write {right}")
    if (right := _without_end(address)) != address:
        yield URL_END.problem(place, f"the URL ends with punctuation: {address}", f"write {right}")
    if (right := _without_spaces(address)) != address:
        yield URL_SPACE.problem(
            place, f"the URL has an encoded space at its end, or an encoded line break or tab: {address}", f"write {right}"
        )
    if (right := _half_width(address)) != address:
        yield URL_WIDE.problem(place, f"the URL holds full-width characters: {address}", f"write {right}")
    if re.search(r"[^/]\.\.+$|…$", address):
        yield URL_END.problem(place, f"the URL seems to be cut off: {address}", "write the complete URL")
    elif address.count("(") > address.count(")"):
        message = f"the URL has an opening bracket without a closing bracket: {address}"
        yield URL_END.problem(place, message, "write the complete URL; if the bracket belongs to the URL, write %28 instead")


def url_leads(found: Record, _: Context) -> Iterator[Problem]:
    """Find URLs of private or reserved hosts, of URL shorteners, and of mobile sites."""
    address, place = found.entry.url, found.place("url")
    if not url_kinds.is_public_host(address):
        message = f"the host {url.host(address)} can't be reached from outside its network"
        yield URL_PRIVATE.problem(place, message, "write a URL that everyone can open, or remove the record")
    elif re.search(r"\.invalid$", url.host(address)):
        message = f"the host {url.host(address)} can't exist, because the ending .invalid is reserved"
        yield URL_PRIVATE.problem(place, message, "write the URL of the work's page")
    if url_kinds.is_shortener(address):
        message = f"{url.host(address)} is a URL shortener: {address}"
        yield URL_SHORT.problem(place, message, "open the URL, and write the URL of the page that it redirects to")
    if (other := url_kinds.for_every_reader(address)) != address:
        yield URL_MOBILE.problem(place, f"the URL belongs to a mobile site: {address}", f"write {other}")


def via_url(found: Record, _: Context) -> Iterator[Problem]:
    """Find values of `via` that look like a URL but aren't a valid one."""
    via = found.entry.via or ""
    if _LIKE_URL.fullmatch(via) and (fault := url.fault(via)):
        yield VIA_URL.problem(found.place("via"), f"the value of via looks like a URL, but {fault[0]}", fault[1])


_LIKE_URL = re.compile(
    r"(?i)(?:[a-z]{3,6}[:;]/{0,3}\S+\.\S+|(?:https?|ttps?|htps?)[:;/]\S*|www\.\S+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/\S*)"
)


def archived_copy(found: Record, context: Context) -> Iterator[Problem]:
    """Find values of `archived` that aren't at an accepted web archive, or aren't copies of the entry's page."""
    entry = found.entry
    if "url" in found.unread:
        return
    if entry.archived == entry.url:
        remedy = "remove the line 'archived: …', or write the URL of a copy at an archive"
        yield ARCHIVED_COPY.problem(found.place("archived"), "the archived copy has the URL of the entry itself", remedy)
    elif entry.archived and (fault := context.archives.fault(entry.archived, entry.url)):
        remedy = "write the URL of a copy of the entry's page at an archive"
        if not context.archives.has(entry.archived):
            remedy += "; to accept another archive, list the hosts of all archives that you accept in mkdocs.yml, below `links`: `archives: [HOST, …]`"
        yield ARCHIVED_COPY.problem(found.place("archived"), fault, remedy)


def url_repeats(records: Iterable[Record]) -> Iterator[Problem]:
    """Find records with the same URL, or with URLs that nearly always open the same page, such as a URL with and without `www.`."""
    first: dict[str, Record] = {}
    for found in records:
        form, *others = url.alike(found.entry.url)
        # A fragment may lead to a separate work on the page. So a URL with a fragment doesn't count as a repetition of the URL without it.
        forms = [form, *(other for other in others if "#" not in form or "#" in other)]
        other = next((first[form] for form in forms if form in first), found)
        first.setdefault(forms[0], found)
        if other is not found:
            message = f"{other.place('url')} has the same URL: {found.entry.url}{apart(found.entry.url, other.entry.url)}"
            remedy = "merge the two records; if both are intended, suppress the rule with a reason"
            yield URL_REPEAT.problem(found.place("url"), message, remedy)


def _without_entities(address: str) -> str:
    return re.sub(r"&(?:amp|#38|#[xX]26);", "&", address)


def _without_end(address: str) -> str:
    """Return the URL without an unpaired closing bracket and without final punctuation, unless the punctuation may belong to a name, as in `Apple_Inc.`."""
    while True:
        end = address[-1]
        if end in _CLOSES:
            open_ = _CLOSES[end]
            superfluous = address.count(end) > address.count(open_)
        else:
            # One full stop may belong to a name, such as `Apple_Inc.`. Two or more full stops are an ellipsis and don't belong to a name.
            superfluous = end in "、。，" or (end in ".,;" and not re.search(r"(?:\.|\b[A-Z]|[_-][A-Z][a-z]{0,4})\.$", address))
        shorter = address[:-1]
        if not superfluous or url.fault(shorter) or url.host(shorter) != url.host(address):
            return address
        address = shorter


_CLOSES = {")": "(", "）": "（", "」": "「", "』": "『", "】": "【", ">": "<"}


def _without_spaces(address: str) -> str:
    return re.sub(r"(?i)(?:%20|%09|%0a|%0d|%e3%80%80|%c2%a0)+$", "", re.sub(r"(?i)(?:%0d|%0a|%09)+", "", address))


def _half_width(address: str) -> str:
    """Convert full-width characters of a URL to half-width. If path and query then still have characters beyond ASCII, convert only the host."""
    if not (found := re.match(r"(?i)(https?://[^/?#／？＃]*)(.*)", address)):
        return address
    site, rest = found.groups()
    others = re.sub("[!-~\uff01-\uff5e]", "", rest)
    site = unicodedata.normalize("NFKC", site) if re.search("[\uff01-\uff5e]", site) else site
    return site + (
        rest
        if others or not re.search("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]", rest)
        else re.sub("[\uff01-\uff5e]", lambda char: unicodedata.normalize("NFKC", char[0]), rest)
    )


_FIXES: tuple[tuple[Rule, Callable[[str], str]], ...] = (
    (URL_ENTITY, _without_entities),
    (URL_END, _without_end),
    (URL_SPACE, _without_spaces),
    (URL_WIDE, _half_width),
    (URL_TRACKING, url.without_tracking),
    (URL_MOBILE, url_kinds.for_every_reader),
)


def fix_urls(text: str, found: Record, _: Taxonomy | None, rules: Collection[str]) -> str:
    """Correct the URL of an entry, and remove an archived copy that has the URL of the entry itself."""
    address = found.entry.url
    for rule, fix in _FIXES:
        address = fix(address) if rule.id in rules else address
    if address != found.entry.url:
        text = edit.with_value(text, found.file, "url", address) or text
    if ARCHIVED_COPY.id in rules and found.entry.archived == found.entry.url:
        text = edit.without_key(text, found.file, "archived") or text
    return text


URLS = Group(
    rules=(
        *(URL_TRACKING, URL_REPEAT, ARCHIVED_COPY, URL_ENTITY, URL_END, URL_SPACE, URL_WIDE, URL_PRIVATE, URL_SHORT, URL_MOBILE),
        VIA_URL,
    ),
    checks=(url_tracking, url_typed, url_leads, via_url, archived_copy),
    list_checks=(url_repeats,),
    fix=fix_urls,
)
