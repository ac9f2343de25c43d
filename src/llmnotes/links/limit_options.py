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
import re
import ssl
from typing import TYPE_CHECKING, Any

from llmnotes.links.limits import HostRule, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


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
