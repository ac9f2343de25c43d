"""The pace of requests, and rules for hosts and pages.

They stand in mkdocs.yml below `links` of the plugin; each option may be left out:

    concurrency: 2        # requests at a time to one host
    interval: 0.5         # seconds between two requests to one host
    hosts:
      "*.example.org":    # the first pattern that matches applies; in quotes, because a star has a meaning in YAML
        concurrency: 1
        accept: [403]     # statuses that mean that the page exists
        headers: {authorization: Bearer $TOKEN}   # $TOKEN is taken from the environment, and sent only to these hosts
        ca_bundle: certificates/own.pem   # trusted here besides the usual roots; relative to the folder of mkdocs.yml
      "example.org/app/*":   # a URL without its scheme: for some pages of a host
        fragments: false  # the check does not look for parts of these pages
        skip: behind a login   # never requested, and why
      "*":                # for all hosts whose own patterns leave an option out
        timeout: 30
"""

from __future__ import annotations

import dataclasses
import fnmatch
import functools
import re
import ssl
from typing import TYPE_CHECKING, Any

from llmnotes.web.url import host as host_of
from llmnotes.web.url import path_and_query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class HostRule:
    """The options for the hosts, or the URLs, of one pattern. None or empty means the value for all hosts."""

    pattern: str
    """A host, or a host with stars: `*.example.org` (which does not match `example.org`). With a slash, a URL: `example.org/docs/*`, with or without its scheme.

    A leading `www.` is ignored.
    """
    concurrency: int | None = None
    interval: float | None = None
    timeout: float | None = None
    accept: frozenset[int] = frozenset()
    """Statuses that mean that the page exists."""
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Headers for these pages only; names in lower case. `$NAME` and `${NAME}` in values stand for variables of the environment: see `Limits.with_secrets`."""
    skip: str | None = ""
    """Why these pages are never requested. None means that they are requested although a wider pattern says otherwise."""
    fragments: bool | None = None
    """Whether the check looks for the parts of pages that fragments name."""
    ca_bundle: str = ""
    """The path of a file of certificates (PEM) that are trusted besides the usual roots."""

    @property
    def is_of_urls(self) -> bool:
        """Whether the pattern matches URLs, and not hosts."""
        return "/" in self.pattern

    def matches(self, url: str) -> bool:
        """Return whether the pattern matches a URL."""
        if not self.is_of_urls:
            return fnmatch.fnmatchcase(host_of(url), self.pattern)
        path, query = path_and_query(url)
        scheme, mark, rest = self.pattern.rpartition("://")
        own = f"{host_of(url)}{path}{'?' if query else ''}{query}"
        return fnmatch.fnmatchcase(own, rest) and (not mark or url.lower().startswith(f"{scheme}:"))


@dataclasses.dataclass(frozen=True, kw_only=True)
class Limits:
    """The pace and the patience with which a list's links are requested. Times are seconds."""

    concurrency: int = 2
    """The most requests at a time to one host."""
    interval: float = 0.5
    """The pause between two requests to one host."""
    timeout: float = 20.0
    """The longest time for one request."""
    requests: int = 128
    """The most requests at a time to all hosts."""
    retries: int = 2
    """The number of further attempts after 5xx, resets, timeouts and DNS failures."""
    backoff: float = 2.0
    """The pause before the first further attempt. It doubles with each attempt, and varies at random."""
    patience: float = 120.0
    """The longest Retry-After that the check waits for."""
    budget: float = 3600.0
    """The longest time for a whole run."""
    max_redirects: int = 20
    """The number of redirects that the check follows, as many as Firefox."""
    hosts: tuple[HostRule, ...] = ()
    """The rules. The first matching pattern of URLs applies, then the first matching pattern of hosts, then `*`: each adds the options that those before it lack."""
    controls: tuple[str, ...] = ("https://example.com/", "https://www.wikipedia.org/", "https://www.cloudflare.com/")
    """Pages that always exist. If most of them fail, this machine or its network is at fault."""

    def of(self, host: str) -> HostRule:
        """Return the complete rule for a host: its own options, then those for all hosts."""
        return self._of(host)

    @functools.cached_property
    def _of(self) -> functools._lru_cache_wrapper[HostRule]:
        return functools.lru_cache(maxsize=65536)(self._find)

    def for_url(self, url: str) -> HostRule:
        """Return the complete rule for a URL: the options of its pattern, then those of its host, then those for all hosts."""
        return self._for_url(url)

    @functools.cached_property
    def _for_url(self) -> functools._lru_cache_wrapper[HostRule]:
        return functools.lru_cache(maxsize=65536)(self._find_for_url)

    def unmatched(self, urls: Iterable[str]) -> list[str]:
        """Return the patterns that match none of `urls`."""
        left = {rule.pattern: rule for rule in self.hosts if rule.pattern != "*"}
        for url in urls:
            for pattern in [pattern for pattern, rule in left.items() if rule.matches(url)]:
                del left[pattern]
        return list(left)

    def patterns_of(self, url: str) -> list[str]:
        """Return the patterns that apply to a URL, the narrowest first."""
        return [rule.pattern for rule in self._rules_of(url)]

    def _rules_of(self, url: str) -> list[HostRule]:
        own = next((rule for rule in self.hosts if rule.is_of_urls and rule.matches(url)), None)
        return [*([own] if own else []), *self._of_host(host_of(url))]

    def _find_for_url(self, url: str) -> HostRule:
        return self._whole(self._rules_of(url))

    def _find(self, host: str) -> HostRule:
        return self._whole(self._of_host(host))

    def _of_host(self, host: str) -> list[HostRule]:
        """Return the rules of a host, the narrowest first."""
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
        """Replace the variables in headers by their values.

        Headers with a variable that the environment lacks, or whose value does not fit into a header, are left out. White space around a value is removed, because
        secrets often end with a line break.

        Returns:
            The new limits, and the names of the variables that are missing or do not fit.

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
    """Return a rule with the options of a wider rule where it has none."""
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


def _number(value: object, least: float = 0.0) -> str | None:
    fits = isinstance(value, (int, float)) and not isinstance(value, bool) and least <= value < float("inf")
    return None if fits else f"write a number from {least:g} up"


def _seconds(value: object) -> str | None:
    return _number(value) and "write seconds, such as 0.5"


def _patience(value: object) -> str | None:
    return _number(value, 0.1) and "write seconds, such as 20"


def _count(value: object) -> str | None:
    return None if isinstance(value, int) and _number(value, 1) is None else "write a whole number from 1 up"


def _attempts(value: object) -> str | None:
    return None if isinstance(value, int) and _number(value) is None else "write a whole number from 0 up"


def _statuses(value: object) -> str | None:
    fits = isinstance(value, list) and all(isinstance(one, int) and 100 <= one <= 999 for one in value)  # noqa: PLR2004 - a status has three digits
    return None if fits else "write a list of statuses, such as [403]"


_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""Matches the name of a header: https://www.rfc-editor.org/rfc/rfc9110#name-tokens."""


def _headers(value: object) -> str | None:
    fits = isinstance(value, dict) and all(
        isinstance(name, str) and _TOKEN.fullmatch(name) and isinstance(text, str) and text.isprintable() for name, text in value.items()
    )
    return None if fits else "write headers by name, each with its text, such as {authorization: Bearer $TOKEN}"


def _reason(value: object) -> str | None:
    fits = value is False or (isinstance(value, str) and value.strip() and value.isprintable())
    return None if fits else "write the reason in one line, or false to make an exception from a wider pattern"


def _choice(value: object) -> str | None:
    return None if isinstance(value, bool) else "write true or false"


def _file(value: object) -> str | None:
    fits = isinstance(value, str) and value.strip() and value.isprintable()
    return None if fits else "write the path of a file of certificates, relative to the folder of mkdocs.yml"


def _urls(value: object) -> str | None:
    fits = isinstance(value, list) and all(isinstance(one, str) and re.match("https?://", one) for one in value)
    return None if fits else "write a list of URLs; an empty list for no such pages"


_ALL: Mapping[str, Callable[[object], str | None]] = {
    "concurrency": _count,
    "interval": _seconds,
    "timeout": _patience,
    "requests": _count,
    "retries": _attempts,
    "backoff": _seconds,
    "patience": _seconds,
    "budget": _patience,
    "max_redirects": _attempts,
    "controls": _urls,
}
_OF_A_HOST: Mapping[str, Callable[[object], str | None]] = {
    "concurrency": _count,
    "interval": _seconds,
    "timeout": _patience,
    "accept": _statuses,
    "headers": _headers,
    "skip": _reason,
    "fragments": _choice,
    "ca_bundle": _file,
}
_OF_HOSTS_ALONE = ("concurrency", "interval")
"""Options for whole hosts, because all pages of a host share one pace."""


def read(options: Mapping[str, Any], folder: Path | None = None) -> tuple[Limits, list[str]]:
    """Read limits from options.

    Args:
        options: The options below `links`.
        folder: The folder of mkdocs.yml, to which paths are relative; None to leave files unread.

    Returns:
        The limits, and a sentence for each option that can't be used, with its remedy.

    """
    hosts = options.get("hosts")
    rules, faults = _rules({} if hosts is None else hosts)
    values, more = _checked(
        {key: value for key, value in options.items() if key != "hosts"}, _ALL, "", ["ledger", *_ALL, "hosts", "archives"]
    )
    if "controls" in values:
        values["controls"] = tuple(values["controls"])
    if folder is not None:
        rules = tuple(dataclasses.replace(rule, ca_bundle=str(folder / rule.ca_bundle)) if rule.ca_bundle else rule for rule in rules)
        faults += [fault for rule in rules if (fault := _bundle_fault(rule))]
    return Limits(hosts=rules, **values), [*more, *faults]


def _bundle_fault(rule: HostRule) -> str:
    """Return the fault of a rule's file of certificates; empty if it has none."""
    if not rule.ca_bundle:
        return ""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=rule.ca_bundle)
    except (OSError, ValueError) as error:  # SSLError is an OSError
        return f"'hosts: {rule.pattern}: ca_bundle': {rule.ca_bundle} holds no certificates that can be read ({type(error).__name__}): write the path of a PEM file"
    return ""


def _rules(hosts: object) -> tuple[tuple[HostRule, ...], list[str]]:
    if not isinstance(hosts, dict):
        return (), ["'hosts': write the options of each pattern of hosts, such as {'*.example.org': {interval: 5}}"]
    rules, faults = [], []
    for pattern, options in hosts.items():
        where = f"hosts: {pattern}: "
        if not isinstance(pattern, str) or not _PATTERN.fullmatch(pattern) or not isinstance(options, dict):
            faults.append(f"'{where}' write a host or a pattern such as '*.example.org' or 'example.org/docs/*', and its options below it")
            continue
        values, more = _checked(options, _OF_A_HOST, where, list(_OF_A_HOST))
        faults += more
        if "/" in pattern:
            faults += [
                f"'{where}{key}': all pages of a host share one pace: write it below '{_host_of_pattern(pattern)}'"
                for key in _OF_HOSTS_ALONE
                if key in values
            ]
        if values.get("skip") is False:
            values["skip"] = None
        if "accept" in values:
            values["accept"] = frozenset(values["accept"])
        if "headers" in values:
            values["headers"] = {name.lower(): text for name, text in values["headers"].items()}
        # The check knows hosts without `www.`.
        scheme, mark, rest = pattern.rpartition("://")
        host, slash, path = rest.partition("/")
        rules.append(HostRule(pattern=f"{scheme.lower()}{mark}{host.lower().removeprefix('www.')}{slash}{path}", **values))
    return tuple(rules), faults


_PATTERN = re.compile(r"[\w.*?\[\]:-]+|(?:(?i:https?)://)?[\w.*?\[\]:-]+/(?!/)[^\s#]*")
"""Matches a host, or a URL without a fragment, with or without its scheme."""


def _host_of_pattern(pattern: str) -> str:
    return pattern.rpartition("://")[2].partition("/")[0]


def _checked(
    options: Mapping[str, Any], known: Mapping[str, Callable[[object], str | None]], where: str, names: list[str]
) -> tuple[dict[str, Any], list[str]]:
    values, faults = {}, []
    for key, value in options.items():
        remedy = known[key](value) if key in known else f"unknown; known are {', '.join(names)}"
        if remedy:
            faults.append(f"'{where}{key}': {value!r} is invalid: {remedy}" if key in known else f"'{where}{key}' is {remedy}")
        else:
            values[key] = value
    return values, faults
