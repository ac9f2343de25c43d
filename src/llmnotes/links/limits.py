"""Read from mkdocs.yml how fast the link check sends requests, and the rules for hosts and pages.

The options are below `links` of the plugin. Each option may be left out. `Limits` has more options than this example shows:

    concurrency: 2        # the maximum number of requests at a time to one host
    interval: 0.5         # seconds between two requests to one host
    hosts:
      "*.example.org":    # a pattern of hosts; the first one that matches applies; quotes are needed, because an unquoted star has another meaning in YAML
        concurrency: 1
        accept: [403]     # statuses that mean that the page exists
        headers: {authorization: Bearer $TOKEN}   # $TOKEN is an environment variable; the header is sent only to these hosts
        ca_bundle: certificates/own.pem   # a file of certificates that are trusted for these hosts besides the usual roots; relative to the folder of mkdocs.yml
      "example.org/app/*":   # a pattern of URLs, which matches some pages of a host
        fragments: false  # don't look for the parts of these pages that links name
        skip: behind a login   # never request these pages; the text is the reason
      "*":                # the options for all hosts; other patterns override them
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
from llmnotes.web.url import path_and_query, port_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path


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


def _number(value: object, least: float = 0.0) -> str | None:
    fits = isinstance(value, (int, float)) and not isinstance(value, bool) and least <= value < float("inf")
    return None if fits else f"write a number that is at least {least:g}"


def _seconds(value: object) -> str | None:
    return _number(value) and "write a number of seconds that is at least 0, such as 0.5"


def _patience(value: object) -> str | None:
    return _number(value, 0.1) and "write a number of seconds that is at least 0.1, such as 20"


def _count(value: object) -> str | None:
    return None if isinstance(value, int) and _number(value, 1) is None else "write a whole number that is at least 1"


def _attempts(value: object) -> str | None:
    return None if isinstance(value, int) and _number(value) is None else "write a whole number that is at least 0"


def _statuses(value: object) -> str | None:
    fits = isinstance(value, list) and all(isinstance(one, int) and 100 <= one <= 999 for one in value)  # noqa: PLR2004 - a status has three digits
    return None if fits else "write a list of statuses from 100 to 999, such as [403]"


_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""Matches the name of a header: https://www.rfc-editor.org/rfc/rfc9110#name-tokens."""


def _headers(value: object) -> str | None:
    fits = isinstance(value, dict) and all(
        isinstance(name, str) and _TOKEN.fullmatch(name) and isinstance(text, str) and text.isprintable() for name, text in value.items()
    )
    return None if fits else "write the name and the value of each header, such as {authorization: Bearer $TOKEN}"


def _reason(value: object) -> str | None:
    fits = value is False or (isinstance(value, str) and value.strip() and value.isprintable())
    return (
        None
        if fits
        else "write in one line why these pages are never requested, or write false if they are requested although a wider pattern has `skip`"
    )


def _choice(value: object) -> str | None:
    return None if isinstance(value, bool) else "write true or false"


def _file(value: object) -> str | None:
    fits = isinstance(value, str) and value.strip() and value.isprintable()
    return None if fits else "write the path of a file of certificates, relative to the folder of mkdocs.yml"


def _urls(value: object) -> str | None:
    fits = isinstance(value, list) and all(isinstance(one, str) and re.match("https?://", one) for one in value)
    return None if fits else "write a list of URLs that begin with http:// or https://, or an empty list for no control pages"


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
"""The options that a pattern of hosts may have, but a pattern of URLs may not, because requests to all pages of a host share one pace."""


def read(options: Mapping[str, Any], folder: Path | None = None) -> tuple[Limits, list[str]]:
    """Read the options below `links` in mkdocs.yml, except `ledger` and `archives`, which other modules read.

    Args:
        options: The options below `links`, without `ledger` and `archives`.
        folder: The folder of mkdocs.yml, to which paths are relative. None to read no files of certificates.

    Returns:
        The options as `Limits`, and a message for each invalid option: its name, its fault and the remedy. Use the limits only if there is no message.

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
    """Return a message if no certificates can be read from the file that the rule's option `ca_bundle` names. Return an empty text in all other cases."""
    if not rule.ca_bundle:
        return ""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=rule.ca_bundle)
    except (OSError, ValueError) as error:  # SSLError is a subclass of OSError
        return f"'hosts: {rule.pattern}: ca_bundle': no certificates can be read from {rule.ca_bundle} ({type(error).__name__}): write the path of a PEM file"
    return ""


def _rules(hosts: object) -> tuple[tuple[HostRule, ...], list[str]]:
    if not isinstance(hosts, dict):
        return (), ["'hosts' is invalid: write patterns of hosts, each with its options, such as {'*.example.org': {interval: 5}}"]
    rules, faults = [], []
    for pattern, options in hosts.items():
        where = f"hosts: {pattern}: "
        if not isinstance(pattern, str) or not _PATTERN.fullmatch(pattern) or not isinstance(options, dict):
            faults.append(
                f"'hosts: {pattern}' is invalid: write a host or a pattern such as '*.example.org' or 'example.org/docs/*', and its options below it"
            )
            continue
        if _WITH_PORT.fullmatch(pattern):
            # A pattern with a port counts as a pattern of URLs, not of hosts. Options for the pace belong to a host, and all ports of a host share one pace.
            pattern = f"{pattern}/*"  # noqa: PLW2901 - the pattern that the user wrote is not needed any more
        values, more = _checked(options, _OF_A_HOST, where, list(_OF_A_HOST))
        faults += more
        if "/" in pattern:
            faults += [
                f"'{where}{key}' is invalid, because all pages of a host share one pace: write `{key}` below the host '{_host_of_pattern(pattern)}'"
                for key in _OF_HOSTS_ALONE
                if key in values
            ]
        if values.get("skip") is False:
            values["skip"] = None
        if "accept" in values:
            values["accept"] = frozenset(values["accept"])
        if "headers" in values:
            values["headers"] = {name.lower(): text for name, text in values["headers"].items()}
        # Hosts are compared in lower case and without `www.`, so the host of the pattern must have this form too.
        scheme, mark, rest = pattern.rpartition("://")
        host, slash, path = rest.partition("/")
        rules.append(HostRule(pattern=f"{scheme.lower()}{mark}{host.lower().removeprefix('www.')}{slash}{path}", **values))
    return tuple(rules), faults


_PATTERN = re.compile(r"[\w.*?\[\]:-]+|(?:(?i:https?)://)?[\w.*?\[\]:-]+/(?!/)[^\s#]*")
"""Matches a valid pattern: of hosts, with or without a port, or of URLs, with or without a scheme. A pattern of URLs has no fragment."""


_WITH_PORT = re.compile(r"[^:/]+:\d+")
"""Matches a host with a port, such as `example.org:8080`."""


def _host_of_pattern(pattern: str) -> str:
    host = pattern.rpartition("://")[2].partition("/")[0]
    return host.partition(":")[0] if _WITH_PORT.fullmatch(host) else host


def _checked(
    options: Mapping[str, Any], known: Mapping[str, Callable[[object], str | None]], where: str, names: list[str]
) -> tuple[dict[str, Any], list[str]]:
    values, faults = {}, []
    for key, value in options.items():
        if key not in known:
            faults.append(f"'{where}{key}' is unknown; write one of {', '.join(names)}")
        elif remedy := known[key](value):
            faults.append(f"'{where}{key}': {value!r} is invalid: {remedy}")
        else:
            values[key] = value
    return values, faults
