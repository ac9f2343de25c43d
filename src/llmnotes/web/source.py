"""Return the name of the site that an entry links to, and remove the site's name from titles.

A table has a row for each known site. A site without a row gets its host as name, and its titles are not changed.
"""

from __future__ import annotations

import dataclasses
import functools
import re

from llmnotes.web.url import host


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A site that entries link to."""

    id: str
    """The main host of the site in lower case, without `www.`. The id is a part of the address of the page that lists the source's entries."""
    name: str
    """The name of the site for readers, such as `GitHub`."""
    slug: str
    """The part of the slugs of new records that names the site; empty to use words of the host."""
    suffix: re.Pattern[str] | None = None
    """Matches the end of a title that only names the site, such as ` - Qiita`. None if titles of this site have no such end."""

    def displayed(self, title: str) -> str:
        """Return a title without the ending that the site adds, such as ` - Qiita`. Return the whole title if it has no other words."""
        return (self.suffix and self.suffix.sub("", title).strip()) or title


@functools.lru_cache(maxsize=65536)
def source_of(name: str) -> Source:
    """Return the source with the host `name`, which is in lower case and without `www.`, as `url.host` returns it.

    If the host is not in the table, its source has the host as its name.
    """
    return _BY_HOST.get(name) or Source(id=name, name=name, slug="")


@functools.lru_cache(maxsize=16384)
def source_of_url(url: str) -> Source:
    """Return the source of a URL. The result is cached, because a build shows the source of the same entry on many pages."""
    return source_of(host(url))


@functools.lru_cache(maxsize=16384)
def displayed_title(title: str, url: str) -> str:
    """Return the title of the page at `url` without the name of the site. The result is cached, because many pages show the title of the same entry."""
    return source_of_url(url).displayed(title)


def _row(hosts: str, name: str, slug: str, suffix: str | None = None) -> tuple[tuple[str, ...], Source]:
    main, *others = hosts.split()
    pattern = re.compile(rf"(?:{suffix})\s*$") if suffix else None
    return (main, *others), Source(id=main, name=name, slug=slug, suffix=pattern)


_TABLE = (
    _row("qiita.com", "Qiita", "qiita", r"\s+-\s+Qiita"),
    _row("zenn.dev", "Zenn", "zenn", r"\s*[|｜]\s*Zenn"),
    _row("note.com note.mu", "note", "note", r"\s*｜[^｜]+"),
    _row("speakerdeck.com", "Speaker Deck", "speakerdeck", r"\s+-\s+Speaker Deck"),
    _row("slideshare.net", "SlideShare", "slideshare", r"\s*[|-]\s*(?:PPT|PDF|KEY)?\s*SlideShare"),
    _row("docswell.com", "ドクセル", "docswell", r"\s*[|｜]\s*ドクセル"),
    _row("dev.classmethod.jp", "DevelopersIO", "classmethod", r"\s*[|｜]\s*(?:Developers\.?IO|Developers\.IO)"),
    _row("techlife.cookpad.com", "クックパッド開発者ブログ", "cookpad", r"\s+-\s+クックパッド開発者ブログ"),
    _row("tech-blog.tabelog.com", "Tabelog Tech Blog", "tabelog", r"\s+-\s+Tabelog Tech Blog"),
    _row("gigazine.net", "GIGAZINE", "gigazine", r"\s+-\s+GIGAZINE"),
    _row("storialaw.jp", "STORIA法律事務所", "storialaw", r"\s*[|｜-]\s*STORIA法律事務所"),
    _row("llm-jp.nii.ac.jp", "LLM-jp", "llm-jp", r"\s+-\s+NII\(国立情報学研究所\)"),
    _row("elith.substack.com", "Elith", "elith"),
    _row("huyenchip.com", "Chip Huyen", "huyenchip"),
    _row("x.com twitter.com mobile.twitter.com mobile.x.com", "X", "twitter"),
    _row("arxiv.org", "arXiv", "arxiv"),
    _row("github.com", "GitHub", "github", r"\s+·\s+GitHub|\s+-\s+GitHub"),
    _row("gist.github.com", "Gist", "gist", r"\s+·\s+GitHub"),
    _row("huggingface.co", "Hugging Face", "huggingface", r"\s+[|-]\s+Hugging Face"),
    _row("openai.com", "OpenAI", "openai", r"\s+[|-]\s+OpenAI"),
    _row("anthropic.com", "Anthropic", "anthropic", r"\s*[\\|]\s*Anthropic"),
    _row("youtube.com m.youtube.com youtu.be", "YouTube", "youtube", r"\s+-\s+YouTube"),
    _row("medium.com", "Medium", "medium", r"\s*[|-]\s*(?:by\s[^|]+\|\s*)?Medium"),
    _row("developer.mozilla.org", "MDN", "mdn", r"\s+[|-]\s+MDN(?: Web Docs)?"),
    _row("web.dev", "web.dev", "web-dev", r"\s*[|-]\s*(?:Articles\s*\|\s*)?web\.dev"),
    _row("docs.google.com", "Google ドキュメント", "google-docs", r"\s+-\s+Google (?:スライド|ドキュメント|Slides|Docs)"),
    _row("learn.microsoft.com docs.microsoft.com", "Microsoft Learn", "microsoft-learn", r"\s+[|-]\s+Microsoft (?:Learn|Docs)"),
)

_BY_HOST = {host: source for hosts, source in _TABLE for host in hosts}

SLUGS = {host: source.slug for host, source in _BY_HOST.items() if source.slug}
"""The part of the slugs of new records that names the site, by the site's host. The script on the page that adds entries uses this table to suggest slugs."""
