"""How fast the link check sends requests, and the rules for hosts and pages. `limit_options.py` reads them from mkdocs.yml."""

from __future__ import annotations

import dataclasses
import fnmatch
import functools
import re
from typing import TYPE_CHECKING

from llmnotes.web.url import host as host_of
from llmnotes.web.url import path_and_query, port_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class HostRule:
    """The options for the hosts or the URLs that match one pattern.

    None or an empty value means that the option is left out; for `skip`, only an empty value does. Then the value of a wider pattern applies, or else that of
    all hosts.
    """

    pattern: str
    """A pattern of hosts, such as `*.example.org` (which does not match `example.org`), or with a slash a pattern of URLs, such as `example.org/docs/*`.

    A pattern of URLs may begin with a scheme, and its host may have a port, as in `example.org:8080/docs/*`. Without a port, it matches all ports. The host is in lower
    case and without a leading `www.`, because URLs are compared in this form.
    """
    concurrency: int | None = None
    interval: float | None = None
    timeout: float | None = None
    accept: frozenset[int] = frozenset()
    """Statuses with which these pages count as found, besides the statuses of success. If it is empty, the value of a wider pattern applies."""
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Headers that are sent only to these pages, with names in lower case. Headers of wider patterns with other names are sent, too.

    `Limits.with_secrets` replaces `$NAME` and `${NAME}` in values with environment variables.
    """
    skip: str | None = ""
    """The reason why these pages are never requested.

    If it is empty, the value of a wider pattern applies. None if these pages are requested although a wider pattern has a reason.
    """
    fragments: bool | None = None
    """Whether the link check looks for the parts of pages that fragments of links name. If it is None, the value of a wider pattern applies."""
    ca_bundle: str = ""
    """The path of a PEM file with certificates that are trusted besides the usual roots. If it is empty, the value of a wider pattern applies."""

    @property
    def is_of_urls(self) -> bool:
        """Whether the pattern is a pattern of URLs, and not of hosts."""
        return "/" in self.pattern

    def matches(self, url: str) -> bool:
        """Return whether the pattern matches `url`, or the host of `url` if this is a pattern of hosts."""
        if not self.is_of_urls:
            return fnmatch.fnmatchcase(host_of(url), self.pattern)
        path, query = path_and_query(url)
        scheme, mark, rest = self.pattern.rpartition("://")
        if mark and not url.lower().startswith(f"{scheme}:"):
            return False
        after = f"{path}{'?' if query else ''}{query}"
        return any(fnmatch.fnmatchcase(f"{name}{after}", rest) for name in (host_of(url), f"{host_of(url)}:{port_of(url)}"))


@dataclasses.dataclass(frozen=True, kw_only=True)
class Limits:
    """The options by which the links of a reading list are requested. Times are in seconds."""

    concurrency: int = 2
    """The maximum number of requests at a time to one host."""
    interval: float = 0.5
    """The shortest pause between two requests to one host, in seconds; 0 for no pause."""
    timeout: float = 20.0
    """The maximum time in seconds for one request."""
    requests: int = 128
    """The maximum number of requests at a time, counted over all hosts."""
    retries: int = 2
    """The maximum number of times that a link is requested again after a status 5xx, a broken connection, a timeout or a failure of DNS.

    A link whose host has not answered yet is requested again at most once.
    """
    backoff: float = 2.0
    """The pause in seconds before a link is requested again. The pause doubles with each repetition, and varies at random by up to a half.

    It is also the first pause after a status 429 without Retry-After. This pause doubles with each further refusal, up to `patience`.
    """
    patience: float = 120.0
    """The longest pause, in seconds, that the link check makes if a host asks for it by a Retry-After header.

    If the host asks for a longer pause, the link is not requested again. If the host has refused another link just before, all its remaining links are left
    for the next link check.
    """
    budget: float = 3600.0
    """The longest time for a whole link check, in seconds."""
    max_redirects: int = 20
    """The maximum number of consecutive redirects that the check of one link follows. The default is the maximum of Firefox."""
    hosts: tuple[HostRule, ...] = ()
    """The rules for hosts and pages, in the order of mkdocs.yml.

    For a URL, the first matching pattern of URLs applies. Options that its rule leaves out come from the first matching pattern of hosts, and then from `*`.
    """
    controls: tuple[str, ...] = ("https://example.com/", "https://www.wikipedia.org/", "https://www.cloudflare.com/")
    """The control pages: pages that always exist. If most of them fail, this machine or its network may be at fault, so the link check is void. With an empty list, there are no control pages."""

    def of(self, host: str) -> HostRule:
        """Return the complete rule for a host. Patterns of URLs are ignored.

        Options that the host's rule leaves out come from the rule for all hosts, and then from the fields of this object, such as `timeout`.
        """
        return self._of(host)

    @functools.cached_property
    def _of(self) -> functools._lru_cache_wrapper[HostRule]:
        return functools.lru_cache(maxsize=65536)(self._find)

    def for_url(self, url: str) -> HostRule:
        """Return the complete rule for a URL.

        Options that the URL's rule leaves out come from the host's rule, then from the rule for all hosts, and then from the fields of this object, such as
        `timeout`.
        """
        return self._for_url(url)

    @functools.cached_property
    def _for_url(self) -> functools._lru_cache_wrapper[HostRule]:
        return functools.lru_cache(maxsize=65536)(self._find_for_url)

    def unmatched(self, urls: Iterable[str]) -> list[str]:
        """Return the patterns of hosts and URLs, except `*`, that match none of `urls`."""
        left = {rule.pattern: rule for rule in self.hosts if rule.pattern != "*"}
        for url in urls:
            for pattern in [pattern for pattern, rule in left.items() if rule.matches(url)]:
                del left[pattern]
        return list(left)

    def patterns_of(self, url: str) -> list[str]:
        """Return the patterns that apply to a URL: at most one pattern of URLs, then at most one pattern of hosts, then `*`."""
        return [rule.pattern for rule in self._rules_of(url)]

    def _rules_of(self, url: str) -> list[HostRule]:
        own = next((rule for rule in self.hosts if rule.is_of_urls and rule.matches(url)), None)
        return [*([own] if own else []), *self._of_host(host_of(url))]

    def _find_for_url(self, url: str) -> HostRule:
        return self._whole(self._rules_of(url))

    def _find(self, host: str) -> HostRule:
        return self._whole(self._of_host(host))

    def _of_host(self, host: str) -> list[HostRule]:
        """Return the rules that apply to a host: the first matching pattern of hosts, and then `*`. Either may be missing."""
        rules = [rule for rule in self.hosts if not rule.is_of_urls]
        own = next((rule for rule in rules if rule.pattern != "*" and fnmatch.fnmatchcase(host, rule.pattern)), None)
        return [*([own] if own else []), *(rule for rule in rules if rule.pattern == "*")]

    def _whole(self, rules: Sequence[HostRule]) -> HostRule:
        rule = functools.reduce(_inherited, rules, HostRule(pattern=rules[0].pattern if rules else "*"))
        return dataclasses.replace(
            rule,
            concurrency=self.concurrency if rule.concurrency is None else rule.concurrency,
            interval=self.interval if rule.interval is None else rule.interval,
            timeout=self.timeout if rule.timeout is None else rule.timeout,
            skip=rule.skip or "",
        )

    def with_secrets(self, environment: Mapping[str, str]) -> tuple[Limits, list[str]]:
        """Replace the variables in the values of headers, such as `$TOKEN`, with environment variables.

        A header is left out if one of its variables is missing, or has a value that is not allowed in a header. White space around a value is
        removed, because secrets often end with a line break.

        Returns:
            The new limits, and the names of the variables that are missing or have a value that is not allowed.

        """
        missing: list[str] = []
        rules = []
        for rule in self.hosts:
            headers = {}
            for name, value in rule.headers.items():
                lacking = [variable for variable in _variables(value) if not _fits_header(environment.get(variable, ""))]
                missing += lacking
                if not lacking:
                    headers[name] = _VARIABLE.sub(lambda match: environment[match[1] or match[2]].strip(), value)
            rules.append(dataclasses.replace(rule, headers=headers))
        return dataclasses.replace(self, hosts=tuple(rules)), sorted(set(missing))


def _inherited(rule: HostRule, wider: HostRule) -> HostRule:
    """Return `rule` with the options of `wider` in place of the options that `rule` leaves out, and with the headers of both.

    If both have a header with the same name, the header of `rule` applies.
    """
    return dataclasses.replace(
        rule,
        concurrency=wider.concurrency if rule.concurrency is None else rule.concurrency,
        interval=wider.interval if rule.interval is None else rule.interval,
        timeout=wider.timeout if rule.timeout is None else rule.timeout,
        accept=rule.accept or wider.accept,
        headers={**wider.headers, **rule.headers},
        skip=wider.skip if rule.skip == "" else rule.skip,
        fragments=wider.fragments if rule.fragments is None else rule.fragments,
        ca_bundle=rule.ca_bundle or wider.ca_bundle,
    )


_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)\})", re.ASCII)


def _fits_header(secret: str) -> bool:
    return bool(secret.strip()) and secret.strip().isprintable()


def _variables(value: str) -> list[str]:
    return [match[1] or match[2] for match in _VARIABLE.finditer(value)]
