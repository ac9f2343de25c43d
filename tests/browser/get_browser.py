"""A browser for the tests, found or installed: run as a script it prints the browser's path.

One that is installed and starts is taken; else root installs Debian's package, and everyone else Playwright's build.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The first one comes first because it draws no window: a test takes 20 s of processor time in it, and 35 s in the whole browser."""
FLAGS = (
    "--no-sandbox",  # root in a container has no user namespaces; the pages are our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
REMEDY = (
    "llmnotes: the tests need a browser, and none could be installed. Install chromium (on Debian: apt-get install chromium) or name one: "
    "make test CHROME_PATH=/path/to/chromium"
)


def installed() -> str | None:
    """The path of a browser that starts; CHROME_PATH comes first."""
    found = [os.environ.get("CHROME_PATH"), *(shutil.which(name) for name in NAMES)]
    return next((path for path in found if path and _starts(path)), None) or _playwrights()


def install() -> str | None:
    """Install a browser, and tell its path; None where nothing helped."""
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
    """Whether it is more than Ubuntu's stub, which only says that a snap is wanted."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, check=False, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _tried(*command: str, env: dict[str, str] | None = None) -> None:
    """Run an installer, its words on standard error: what it says explains a failure, and installed() is the judge."""
    subprocess.run(command, env=env, check=False, stdout=sys.stderr)


if __name__ == "__main__":
    path = installed() or install()
    print(path or REMEDY, file=sys.stdout if path else sys.stderr)
    sys.exit(path is None)
