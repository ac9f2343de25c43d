"""Run the bookmark import and export of real browsers, without windows and without a network.

Firefox lets a program call the functions behind its commands "Import Bookmarks from HTML" and "Export Bookmarks to HTML" (the protocol is Marionette:
https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html). Chromium has these commands only with windows, but it imports the file that
its `initial_preferences` name when it starts for the first time.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from browser.get_browser import FLAGS

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECONDS = 120
"""The longest time in seconds that a start may take on a busy machine."""
_PREFERENCES = {
    "marionette.port": 0,  # any free port: Firefox writes it into the file MarionetteActivePort of the profile
    "network.proxy.type": 1,  # a proxy that refuses every connection, so that Firefox reaches no other host
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
}
_IMPORT_AND_EXPORT = """
const [source, target, done] = arguments;
(async () => {
  const { BookmarkHTMLUtils } = ChromeUtils.importESModule("resource://gre/modules/BookmarkHTMLUtils.sys.mjs");
  await BookmarkHTMLUtils.importFromFile(source, { replace: true });
  await BookmarkHTMLUtils.exportToFile(target);
  return "";
})().then(done, error => done(String(error)));
"""
_DEBIANS_FOLDER = Path("/etc/chromium")
"""The folder in which Debian's Chromium looks for `initial_preferences`."""


def firefox() -> str | None:
    """Return the path of Firefox: the variable FIREFOX_PATH, or an installed one; None if there is none."""
    return os.environ.get("FIREFOX_PATH") or shutil.which("firefox-esr") or shutil.which("firefox")


def chromium() -> str | None:
    """Return the path of Debian's Chromium if this process may mount a folder over `/etc/chromium` for it; None otherwise."""
    found = shutil.which("chromium")
    if not found or not _DEBIANS_FOLDER.is_dir() or not shutil.which("unshare"):
        return None
    return found if subprocess.run(_mounted(Path("/tmp"), "true"), capture_output=True, check=False).returncode == 0 else None  # noqa: S108 - any folder


def _mounted(folder: Path, *command: str) -> list[str]:
    """Return a command that sees a folder as `/etc/chromium`. No other process sees the folder there."""
    script = f'mount --bind "$0" {_DEBIANS_FOLDER} && exec "$@"'
    return ["unshare", "--map-root-user", "--mount", "sh", "-c", script, str(folder), *command]


def import_and_export_in_firefox(program: str, source: Path, target: Path) -> str:
    """Import a file of bookmarks into a new profile of Firefox, and export the profile's bookmarks. Return the version of Firefox."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        profile = Path(home) / "profile"
        profile.mkdir()
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in _PREFERENCES.items()]
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        command = [
            program,
            "--headless",
            "--no-remote",
            "--profile",
            str(profile),
            "--marionette",
            "--remote-allow-system-access",
            "about:blank",
        ]
        with _running(command, HOME=home), _Marionette(profile / "MarionetteActivePort") as marionette:
            version = str(marionette.call("WebDriver:NewSession", capabilities={})["capabilities"]["browserVersion"])
            marionette.call("WebDriver:SetTimeouts", script=_SECONDS * 1000)
            marionette.call("Marionette:SetContext", value="chrome")
            fault = marionette.call("WebDriver:ExecuteAsyncScript", script=_IMPORT_AND_EXPORT, args=[str(source), str(target)])["value"]
            if fault:
                raise RuntimeError(fault)
    return version


def import_in_chromium(program: str, source: Path) -> dict[str, Any]:
    """Import a file of bookmarks into a new profile of Chromium. Return the content of the profile's file of bookmarks."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        preferences, profile = Path(home) / "preferences", Path(home) / "profile"
        preferences.mkdir()
        chosen = json.dumps({"distribution": {"import_bookmarks_from_file": str(source)}})
        (preferences / "initial_preferences").write_text(chosen, encoding="utf-8")
        flags = [flag for flag in FLAGS if flag != "--no-first-run"]
        options = ["--headless=new", "--force-first-run", "--password-store=basic", f"--user-data-dir={profile}", *flags]
        with _running(_mounted(preferences, program, *options, "about:blank"), HOME=home):
            bookmarks = profile / "Default" / "Bookmarks"
            for _ in _waits():
                with contextlib.suppress(OSError, ValueError):
                    found: dict[str, Any] = json.loads(bookmarks.read_text(encoding="utf-8"))
                    return found
    raise TimeoutError(f"Chromium has not imported {source} within {_SECONDS} seconds")


def _waits() -> Iterator[None]:
    """Yield until the longest time for a start has passed."""
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        yield
        time.sleep(0.1)


@contextlib.contextmanager
def _running(command: list[str], **env: str) -> Iterator[None]:
    """Run a browser, and end it with all its processes."""
    with subprocess.Popen(
        command, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            yield
        finally:
            os.killpg(process.pid, 15)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, 9)


class _Marionette:
    """A connection to Firefox."""

    def __init__(self, port_file: Path) -> None:
        self._port_file = port_file
        self._number = 0

    def __enter__(self) -> Self:
        for _ in _waits():
            with contextlib.suppress(OSError, ValueError):
                self._socket = socket.create_connection(("127.0.0.1", int(self._port_file.read_text())), timeout=2 * _SECONDS)
                self._answers = self._socket.makefile("rb")
                self._read()
                return self
        raise TimeoutError(f"Firefox has not started within {_SECONDS} seconds")

    def __exit__(self, *_: object) -> None:
        self._answers.close()
        self._socket.close()

    def call(self, name: str, **values: object) -> dict[str, Any]:
        """Call a command of Firefox, and return its result."""
        self._number += 1
        text = json.dumps([0, self._number, name, values]).encode()
        self._socket.sendall(b"%d:%s" % (len(text), text))
        _, _, error, result = self._read()
        if error:
            raise RuntimeError(error["message"])
        return result or {}

    def _read(self) -> Any:
        length = b""
        while (byte := self._answers.read(1)) != b":":
            length += byte
        return json.loads(self._answers.read(int(length)))
