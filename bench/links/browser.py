"""Compare the outcomes of the link check with what Chromium does: `python bench/links/browser.py [--write FILE]`.

The link check and Chromium request the link of each case in tests/links/checking/outcome_cases.py from a server on loopback, and every third link
over TLS, too. Cases about private addresses and missing parts of pages are left out, because Chromium neither refuses such addresses nor reports
missing parts. With `--write`, the table replaces the earlier table in the Markdown file FILE. The exit status is 1 if a bound of `BOUNDS` does not
hold.
"""

from __future__ import annotations

import argparse
import base64
import dataclasses
import datetime
import hashlib
import socket
import ssl
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from playwright.sync_api import Error, sync_playwright

sys.path.extend(str(Path(__file__).parents[2] / "tests" / folder) for folder in ("", "links/checking", "browser"))

import get_browser
from loopback import Loopback
from marked import write_between
from outcome_cases import CASES, NAMES, NOW, Case, found

from llmnotes.links.check import Outcome
from llmnotes.links.history import History
from llmnotes.links.history_merge import advanced
from llmnotes.links.verdict import Standing, verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Response

    from llmnotes.links.check import Check

_TIMEOUT = 3000.0
"""The longest time for one navigation in milliseconds. The link check waits for the same time in these cases."""
_SETTLING = 300.0
"""How long to wait after a page has loaded, in milliseconds, because it may refresh to another page."""
_HARMLESS = frozenset({Outcome.OK, Outcome.MOVED, Outcome.BLOCKED, Outcome.UNSURE})


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """One case, with the results of the link check and of Chromium."""

    title: str
    """A description of the server's answer."""
    check: Check
    status: int | None
    """The status of the document that Chromium shows, or of an answer without a document (204 or 205); None if Chromium shows no document."""
    error: str
    """Chromium's error, such as `ERR_CONNECTION_RESET`; empty if the navigation succeeds, even if Chromium saves a file or the answer has no document."""

    @property
    def opens(self) -> bool:
        """Whether the navigation succeeds, and the answer is not an error: its status is below 400, and the link check doesn't call the page `soft-404`."""
        return not self.error and (self.status or 0) < 400 and self.check.outcome is not Outcome.SOFT_404

    @property
    def dies(self) -> bool:
        """Whether the link is dead after three checks with this outcome, each two days after the check before it."""
        history = History()
        for days in (0, 2, 4):
            history = advanced(history, dataclasses.replace(self.check, time=NOW + datetime.timedelta(days=days)))
        return verdict(history, NOW + datetime.timedelta(days=4)).standing is Standing.DEAD

    @property
    def chromium(self) -> str:
        """Chromium's result in a few words, such as `opens (200)`."""
        return self.error or ("saves a file" if self.status is None else f"opens ({self.status})" if self.opens else f"shows {self.status}")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Bound:
    """A property that the whole table must have."""

    text: str
    figure: Callable[[list[Compared]], int]
    holds: Callable[[int], bool]


BOUNDS = (
    Bound(text="cases: at least 60", figure=len, holds=lambda count: count >= 60),
    Bound(
        text="links that Chromium opens, and that the check calls anything but ok, moved, blocked or unsure: none",
        figure=lambda rows: sum(row.opens and row.check.outcome not in _HARMLESS for row in rows),
        holds=lambda count: count == 0,
    ),
    Bound(
        text="links whose navigation fails, and that the check calls ok or moved: none",
        figure=lambda rows: sum("ERR_" in row.error and row.check.outcome in {Outcome.OK, Outcome.MOVED} for row in rows),
        holds=lambda count: count == 0,
    ),
    Bound(
        text="links that both find: at least 45",
        figure=lambda rows: sum(row.opens and row.check.outcome in {Outcome.OK, Outcome.MOVED} for row in rows),
        holds=lambda count: count >= 45,
    ),
    Bound(
        text="links that Chromium does not open, and that die after three such checks on three days: at least 10",
        figure=lambda rows: sum(not row.opens and row.dies for row in rows),
        holds=lambda count: count >= 10,
    ),
)


def main() -> int:
    """Compare all cases, print the table, and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="bench/links/browser.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--write",
        type=Path,
        metavar="FILE",
        help="write the table into this Markdown file, between its comments “bench/links/browser begins” and “bench/links/browser ends”",
    )
    options = parser.parse_args()
    cases = [case for case in CASES if not case.is_private_refused and case.expected != Outcome.FRAGMENT]
    rows = list(_compared(cases))
    text = "\n".join([*_about(rows), "", *_table(rows)])
    print(text)
    if options.write:
        write_between(options.write, "bench/links/browser", text)
    return 0 if all(bound.holds(bound.figure(rows)) for bound in BOUNDS) else 1


def _compared(cases: list[Case]) -> Iterator[Compared]:
    path = get_browser.installed()
    if path is None:
        raise SystemExit(get_browser.REMEDY)
    with sync_playwright() as playwright, Loopback() as web:
        names = [f"MAP {name} {address if isinstance(address, str) else '~NOTFOUND'}" for name, address in NAMES.items()]
        rules = f"--host-resolver-rules={', '.join([*names, 'MAP nothing.test ~NOTFOUND'])}"
        trusted = f"--ignore-certificate-errors-spki-list={_key_of('good.test', web.tls_port)}"
        # With these features on, Chromium would first try https for http links, and count the return to http as a redirect.
        flags = [*get_browser.FLAGS, "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable", rules, trusted]
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        for case in cases:
            status, error = _opened(browser, case, tls=False)
            yield Compared(title=case.title, check=found(case), status=status, error=error)
        for case in [case for case in cases if case.routes][::3]:
            status, error = _opened(browser, case, tls=True)
            yield Compared(title=f"{case.title}, over TLS", check=found(case, tls=True), status=status, error=error)
        browser.close()


def _key_of(name: str, port: int) -> str:
    """Return the digest of the public key in a host's certificate. Chromium gets this digest as an option to trust the certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port)) as plain, context.wrap_socket(plain, server_hostname=name) as secure:
        certificate = x509.load_der_x509_certificate(secure.getpeercert(binary_form=True) or b"")
    key = certificate.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(key).digest()).decode()


def _opened(browser: Browser, case: Case, *, tls: bool) -> tuple[int | None, str]:
    """Open the link of a case. Return the status of the last document, and Chromium's error if it shows none."""
    statuses: list[int] = []

    def note(response: Response) -> None:
        if response.request.is_navigation_request() and not 300 <= response.status < 400:
            statuses.append(response.status)

    with Loopback() as server:
        for path, steps in case.routes:
            server.route(path, *steps)
        url = case.url.format(tls=server.tls_port, plain=server.port) or server.url(case.path, case.host, tls=tls)
        page = browser.new_page()
        page.on("response", note)
        try:
            page.goto(url, timeout=_TIMEOUT, wait_until="commit")
            page.wait_for_timeout(_SETTLING)
        except Error as error:
            return _result_of(error.message, statuses)
        finally:
            page.close()
    return statuses[-1] if statuses else None, ""


def _result_of(message: str, statuses: list[int]) -> tuple[int | None, str]:
    if "Download is starting" in message:
        return None, ""
    if statuses in ([204], [205]):  # for these statuses, Chromium stays on the page with the link, and shows no error
        return statuses[-1], ""
    error = message.partition("net::")[2].split()
    return None, error[0] if error else f"still loads after {_TIMEOUT / 1000:g} s"


def _about(rows: list[Compared]) -> list[str]:
    lines = ["| bound | found |", "|---|---|"]
    for bound in BOUNDS:
        figure = bound.figure(rows)
        lines.append(f"| {bound.text} | {figure}: {'yes' if bound.holds(figure) else '**no**'} |")
    return lines


def _table(rows: list[Compared]) -> list[str]:
    lines = ["| The server's answer | Chromium | Outcome | Detail | After three such checks |", "|---|---|---|---|---|"]
    lines += [
        f"| {row.title} | {row.chromium} | {row.check.outcome.value} | {row.check.detail} | {'dead' if row.dies else 'not dead'} |"
        for row in rows
    ]
    return lines


if __name__ == "__main__":
    sys.exit(main())
