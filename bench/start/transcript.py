"""Follow two new users from the installation to an opened site, and write what they see, with times, into docs/about/first-run.md.

The first user starts with nothing. The second user has 2,000 bookmarks in Firefox: Firefox imports them, and exports the file with which the list starts.
Everything happens in an empty home folder: pipx installs the wheel of the working tree there, without pip's cache. It needs a network and Firefox
(the variable FIREFOX_PATH names a Firefox that is not on the PATH).
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from browser import get_browser, real_browsers
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "about" / "first-run.md"
BOOKMARKS = 2_000
SHOWN = 12
"""The maximum number of lines that the transcript shows of a command's output."""
WIDTH = 150
"""The maximum number of characters of a line in the transcript."""
FOLDERS = ("Tools", "Articles", "Talks", "Recipes", "Travel", "Music", "Maps", "Databases", "Gardens", "Papers")
WORDS = (
    "slow",
    "bread",
    "index",
    "river",
    "query",
    "garden",
    "winter",
    "compiler",
    "notes",
    "piano",
    "train",
    "search",
    "tomato",
    "graph",
    "bridge",
)


@dataclasses.dataclass
class Transcript:
    """The commands of a user, what they print, and the time of each."""

    home: Path
    env: dict[str, str]
    folder: Path
    lines: list[str] = dataclasses.field(default_factory=list)
    seconds: float = 0

    def run(self, command: str) -> None:
        """Run a command in the user's shell. `cd` changes the folder of later commands."""
        if command.startswith("cd "):
            self.folder /= command.removeprefix("cd ")
            self._add(command, None, "")
            return
        began = time.monotonic()
        done = subprocess.run(["bash", "-c", command], cwd=self.folder, env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False)  # fmt: skip # noqa: S607 - bash of this machine
        if done.returncode:
            raise SystemExit(f"{command} ended with {done.returncode}:\n{done.stdout}")
        self._add(command, time.monotonic() - began, done.stdout)

    def serve(self, look: Callable[[Page], str]) -> None:
        """Run `llmnotes serve`, open the address that it prints in a browser, and end it with Ctrl-C. `look` returns what the browser shows."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        began = time.monotonic()
        command = ["bash", "-c", f"exec llmnotes serve -a 127.0.0.1:{port}"]
        with (
            subprocess.Popen(command, cwd=self.folder, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", start_new_session=True) as preview,
            _page() as page,
        ):  # fmt: skip
            said = ""
            for line in preview.stdout or ():
                said += line
                if "Serving on" in line:
                    break
            else:
                raise SystemExit(f"llmnotes serve ended:\n{said}")
            self._add("llmnotes serve", time.monotonic() - began, said.replace(str(port), "8000"))
            began = time.monotonic()
            page.goto(f"http://127.0.0.1:{port}/")
            shown = look(page)
            self._add("(the browser opens http://127.0.0.1:8000/)", time.monotonic() - began, shown, is_command=False)
            os.killpg(preview.pid, signal.SIGINT)
            preview.communicate()

    def _add(self, command: str, seconds: float | None, output: str, *, is_command: bool = True) -> None:
        self.seconds += seconds or 0
        begin = f"$ {command}" if is_command else command
        self.lines.append(begin if seconds is None else f"{begin}   # {seconds:.1f} s")
        lines = [self._plain(line) for line in output.splitlines() if line.strip()]
        rest = len(lines) - SHOWN
        self.lines += [*lines[:SHOWN], *([f"… {rest} more lines"] if rest > 0 else [])]

    def _plain(self, line: str) -> str:
        """Return a line without colours and without the path of the home folder."""
        line = re.sub(r"\x1b\[[0-9;]*m", "", line).replace(str(self.home), "~").rstrip()
        return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"


@contextlib.contextmanager
def _page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=get_browser.installed(), args=list(get_browser.FLAGS))
        yield browser.new_page()
        browser.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", type=Path, default=PAGE, help="the Markdown page whose blocks are replaced")
    args = parser.parse_args()
    firefox = real_browsers.firefox()
    if firefox is None:
        raise SystemExit("This command needs Firefox: install firefox-esr, or set FIREFOX_PATH")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder) / "home"
        home.mkdir()
        env = _environment(home, Path(folder))
        _quiet(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", home, ROOT)
        first = _from_nothing(Transcript(home=home, env=env, folder=home))
        version = _bookmarks(home, firefox)
        second = _from_bookmarks(Transcript(home=home, env=env, folder=home))
        back = Path(folder) / "back.html"
        real_browsers.import_and_export_in_firefox(firefox, home / "my-links" / "back.html", back)
        returned = back.read_text(encoding="utf-8").count("<A HREF=")
    facts = f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, Firefox {version}."
    _write(args.page, "nothing", [f"{facts} In all: {first.seconds:.0f} s.", "", "```text", *first.lines, "```"])
    count = f"Firefox then imported `back.html`, and had {returned:,} bookmarks."
    _write(args.page, "bookmarks", [f"In all: {second.seconds:.0f} s.", "", "```text", *second.lines, "```", "", count])
    return 0


def _environment(home: Path, beside: Path) -> dict[str, str]:
    """Install pipx beside the home folder, and return the environment of a user whose home folder is empty."""
    _quiet(sys.executable, "-m", "venv", beside / "pipx")
    _quiet(beside / "pipx" / "bin" / "pip", "install", "--quiet", "pipx")
    commands = beside / "commands"  # only these are on the PATH, besides the programs of the system
    commands.mkdir()
    (commands / "pipx").symlink_to(beside / "pipx" / "bin" / "pipx")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(("PIP_", "SSL_", "REQUESTS_")) or name.lower().endswith("_proxy")
    }
    return {
        **kept, "HOME": str(home), "PATH": f"{home}/.local/bin:{commands}:/usr/bin:/bin", "LANG": "C.UTF-8", "PIP_NO_CACHE_DIR": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1", "USE_EMOJI": "0", "COLUMNS": str(WIDTH), "PIPX_DEFAULT_PYTHON": os.path.realpath(sys.executable),
    }  # fmt: skip


def _from_nothing(user: Transcript) -> Transcript:
    """Install the wheel, start a list with an example entry, and open its site."""
    (wheel,) = user.home.glob("*.whl")
    user.run(f"pipx install ./{wheel.name}")
    user.run("llmnotes init my-list --title 'My list' --language en --yes")
    user.run("cd my-list")
    user.run("llmnotes lint")
    user.serve(lambda page: f"title: {page.title()}\nfirst entry: {page.locator('.ln-entry h2, .ln-entry h3').first.inner_text()}")
    user.run("llmnotes build --strict")
    return user


def _bookmarks(home: Path, firefox: str) -> str:
    """Write `BOOKMARKS` bookmarks that Firefox exported into the home folder. Return the version of Firefox."""
    chance = random.Random(1)  # noqa: S311 - the same bookmarks each time
    lines = ["<!DOCTYPE NETSCAPE-Bookmark-file-1>", "<DL><p>"]
    for folder in FOLDERS:
        lines.append(f"<DT><H3>{folder}</H3><DL><p>")
        for number in range(BOOKMARKS // len(FOLDERS)):
            title, day = " ".join(chance.sample(WORDS, 3)), 1_420_070_400 + chance.randrange(10 * 365) * 86_400
            tags = ",".join(chance.sample(WORDS, chance.randrange(3)))
            url = f"https://{chance.choice(WORDS)}.example/{folder.lower()}/{number}"
            lines.append(f'<DT><A HREF="{url}" ADD_DATE="{day}" TAGS="{tags}">{title.capitalize()} {number}</A>')
        lines.append("</DL><p>")
    source = home / "source.html"
    source.write_text("\n".join([*lines, "</DL><p>"]), encoding="utf-8")
    version = real_browsers.import_and_export_in_firefox(firefox, source, home / "bookmarks.html")
    source.unlink()
    return version


def _from_bookmarks(user: Transcript) -> Transcript:
    """Start a list with the bookmarks, open its site, search in it, and export the list for the browser."""
    user.run(f"llmnotes init my-links --language en --yes --from bookmarks.html {' '.join(f'--topic {name}' for name in FOLDERS[:3])}")
    user.run("cd my-links")
    user.run("llmnotes lint")
    user.serve(_searched)
    user.run("llmnotes build --strict")
    user.run("llmnotes export --format html > back.html")
    return user


def _searched(page: Page) -> str:
    """Search for a word, and return the title of the page and the number of results."""
    title = page.title()
    page.goto(f"{page.url}search/?q=tomato+winter")
    page.locator(".ln-results li, [data-ln-results] li, .ln-entry").first.wait_for()
    found = page.get_by_text(re.compile(r"^Results: ")).first.inner_text()
    return f"title: {title}\nsearch for “tomato winter”: {found}"


def _quiet(*command: str | Path) -> None:
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}")


def _write(page: Path, part: str, lines: list[str]) -> None:
    """Replace the lines of a part of the page."""
    begin, end = f"<!-- bench/start {part} begins -->\n", f"<!-- bench/start {part} ends -->"
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    after = rest[rest.index(end) :]
    text = "\n".join(lines)
    page.write_text(f"{before}{begin}{text}\n{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
