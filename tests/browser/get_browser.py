"""Find or install a browser for the tests. Run as a script, this module prints the path of the browser.

An installed browser is used if it starts. Otherwise root installs Debian's package, and other users install Playwright's build.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""Commands of browsers, in order of preference. chromium-headless-shell is first because it draws no windows: a test takes 20 s
of processor time in it, and 35 s in the whole browser."""
FLAGS = (
    "--no-sandbox",  # the sandbox needs user namespaces, which root in a container lacks; the tests open only their own pages
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
REMEDY = (
    "llmnotes: no browser for the tests is installed. Install chromium (on Debian: apt-get install chromium), or name a browser in the variable CHROME_PATH: "
    "make test CHROME_PATH=/path/to/chromium"
)


def installed() -> str | None:
    """Return the path of an installed browser that starts; None if there is none. The browser in the variable CHROME_PATH is tried first."""
    found = [os.environ.get("CHROME_PATH"), *(shutil.which(name) for name in NAMES)]
    return next((path for path in found if path and _starts(path)), None) or _playwrights()


def install() -> str | None:
    """Install a browser and return its path; None if that fails."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        _tried("apt-get", "update", "-qq", env=quiet)
        for package in ("chromium-headless-shell", "chromium"):
            if installed() is None:
                _tried("apt-get", "install", "-y", "-qq", "--no-install-recommends", package, env=quiet)
    if installed() is None:
        _tried(sys.executable, "-m", "playwright", "install", "chromium")
    return installed()


def _playwrights() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _starts(path: str) -> bool:
    """Return whether a browser starts. Ubuntu's command of this name doesn't start: it only asks the user to install a snap package."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, check=False, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _tried(*command: str, env: dict[str, str] | None = None) -> None:
    """Run an installer, with its output on standard error to explain a failure. `installed` decides whether it succeeded."""
    subprocess.run(command, env=env, check=False, stdout=sys.stderr)


if __name__ == "__main__":
    path = installed() or install()
    print(path or REMEDY, file=sys.stdout if path else sys.stderr)
    sys.exit(path is None)
