"""Control the server of a preview: build again after changes, keep the last good site after a failed build, and reload browsers.

MkDocs's own server has three faults in a preview. After a failed build, it doesn't answer requests until a build succeeds. Browsers never reload its page for
missing addresses. If a file or folder was deleted, the server doesn't notice when it exists again. The server has no public functions for builds and reloads,
so this module uses private attributes of MkDocs's last version. ProperDocs has the same attributes. If the server lacks one of them, it keeps these faults, and
pages get no banner.
"""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from llmnotes.site.preview.banner import html_of, with_banner
from llmnotes.system.files import show
from llmnotes.system.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_NEEDED = (
    "_epoch_cond",
    "_visible_epoch",
    "_wanted_epoch",
    "_rebuild_cond",
    "_want_rebuild",
    "_inject_js_into_html",
    "builder",
    "get_app",
    "set_app",
)
_FAILED = (
    "The build failed, so the preview shows the pages of the last build that succeeded. %s\n"
    "    → Correct the fault, and save a file of the list or mkdocs.yml: the preview then builds the site again"
)
_WITHOUT_LIST = (
    "mkdocs.yml no longer names the plugin llmnotes, so the preview shows the site without the list\n"
    "    → write llmnotes below plugins: in mkdocs.yml"
)
_LOGGERS = ("mkdocs", "properdocs")
_LOG = logging.getLogger("mkdocs.plugins.llmnotes")


LastGoodT = TypeVar("LastGoodT")


class Server(Protocol):
    """The attributes of MkDocs's server that this module uses and that each version of the server has."""

    builder: Callable[..., None]

    def watch(self, path: str, /) -> None:
        """Build the site again after each change to the file or folder at this path."""


class Preview(Generic[LastGoodT]):
    """Controls the server of a preview.

    Invariants: the server answers requests whenever no build runs. The banner shows the errors of the last build; if that build failed, also its warnings.
    """

    def __init__(self, expected_errors: tuple[type[BaseException], ...], last_good: LastGoodT) -> None:
        """Start without a server.

        Args:
            expected_errors: Exceptions whose messages explain the error to the user. Other exceptions are printed with a traceback.
            last_good: Keeps the last valid content of the list's files for all builds of the preview.

        """
        self.expected = False
        """Whether the user started `mkdocs serve`."""
        self.runs = False
        """Whether `begin` was called. From then on, MkDocs serves the site."""
        self._errors: tuple[type[BaseException], ...] = (*expected_errors, SystemExit)
        self._last_good = last_good
        self._server: Any = None
        self._shown = False
        self._takes_part = False
        self._paths: tuple[Sequence[Path], Sequence[Path]] = (), ()
        self._log = _Collector()
        self._banner = ""
        self._watch = Watch(self._request_build)

    @property
    def last_good(self) -> LastGoodT | None:
        """Return the object that keeps the last valid content of the list's files; None in a build that is not part of a preview."""
        return self._last_good if self.expected or self.runs else None

    def collect(self) -> None:
        """Start to collect the errors and warnings that MkDocs and plugins log."""
        for name in _LOGGERS:
            logging.getLogger(name).addHandler(self._log)

    def close(self) -> None:
        """Stop collecting errors and watching files."""
        for name in _LOGGERS:
            logging.getLogger(name).removeHandler(self._log)
        self._watch.stop()

    def watch(self, paths: Iterable[Path], others: Iterable[Path]) -> None:
        """Set the files that the current build reads. A later change of one of them makes the server build the site again.

        Args:
            paths: Files and folders of the reading list, which need not exist.
            others: Files and folders that MkDocs's own server also observes, as long as they exist.

        """
        self._takes_part = True
        now = tuple(paths), tuple(others)
        if now != self._paths and (self.expected or self.runs):
            self._watch.built(*now)
        self._paths = now

    def begin(self, server: Server) -> None:
        """Take control of MkDocs's server. Call this after the first build, before the server answers requests.

        If the server lacks an attribute that this class needs, only let the server observe the files of the reading list that exist.
        """
        self.runs = True
        if not all(hasattr(server, name) for name in _NEEDED):
            for path in self._paths[0]:
                if path.exists():
                    server.watch(str(path))
            return
        self._server = server
        build = server.builder
        server.builder = lambda *arguments: self._rebuild(lambda: build(*arguments))
        self._server.set_app(with_banner(self._server.get_app(), lambda: self._banner, self._script))
        self._show_problems(failed=False)
        self._watch.start()

    def show(self) -> None:
        """Make browsers reload their page before the build ends. Call this if the site's folder already has the changed pages.

        Do nothing before `begin`, or if `begin` could not take control of the server.
        """
        if self._server:
            self._show_problems(failed=False)
            with self._server._epoch_cond:  # noqa: SLF001 - MkDocs's server has no public attribute for this
                self._server._visible_epoch = self._server._wanted_epoch  # noqa: SLF001 - MkDocs's server has no public attribute for this
                self._server._epoch_cond.notify_all()  # noqa: SLF001 - MkDocs's server has no public attribute for this
            self._shown = True

    def _rebuild(self, build: Callable[[], None]) -> None:
        """Build the site. If the build fails, log the reason, and let the server serve the pages of the last build that succeeded."""
        had_problems = bool(self._banner)
        self._log.clear()
        self._watch.built(*self._paths)
        self._takes_part = failed = False
        try:
            build()
            if not self._takes_part:  # in this build, MkDocs has called no hook of the plugin llmnotes
                _LOG.error(_WITHOUT_LIST)
        except self._errors as error:
            failed = True
            # No traceback is printed: for most faults, MkDocs has already logged the reason, and the text of the exception says only that the build was aborted.
            _LOG.error(_FAILED, error)
        except Exception as error:  # noqa: BLE001 - a plugin or a hook may raise any exception; without this clause, the server would stop answering requests
            failed = True
            traceback.print_exc()
            _LOG.error(_FAILED, f"{self._place(error)}{type(error).__name__}: {error}")
        self._show_problems(failed=failed)
        if had_problems and not self._banner:
            _LOG.info("All errors of the previous build are corrected")
        self._reload_again()

    def _place(self, error: BaseException) -> str:
        """Return the place in a file of the list at which an exception was raised, such as a line of a template; empty if it was raised only elsewhere."""
        calls = reversed(traceback.extract_tb(error.__traceback__))
        own = (
            f"{show(Path(call.filename))}:{call.lineno}: " for call in calls if any(map(Path(call.filename).is_relative_to, self._paths[0]))
        )
        return next(own, "")

    def _reload_again(self) -> None:
        """If `show` was called during the build, make browsers reload again at its end, because MkDocs makes them reload only once for each build."""
        if self._shown:
            with self._server._epoch_cond:  # noqa: SLF001 - MkDocs's server has no public attribute for this
                self._server._wanted_epoch += 1  # noqa: SLF001 - MkDocs's server has no public attribute for this
            self._shown = False

    def _request_build(self) -> None:
        """Make the server build the site again, as after a change of a file that it observes."""
        with self._server._rebuild_cond:  # noqa: SLF001 - MkDocs's server has no public attribute for this
            self._server._want_rebuild = True  # noqa: SLF001 - MkDocs's server has no public attribute for this
            self._server._rebuild_cond.notify_all()  # noqa: SLF001 - MkDocs's server has no public attribute for this

    def _show_problems(self, *, failed: bool) -> None:
        self._banner = html_of(self._log.messages(logging.WARNING if failed else logging.ERROR))

    def _script(self) -> Callable[[bytes], bytes]:
        epoch = self._server._visible_epoch  # noqa: SLF001 - MkDocs's server has no public attribute for this
        return lambda page: bytes(self._server._inject_js_into_html(page, epoch))  # noqa: SLF001 - MkDocs's server has no public attribute for this


class _Collector(logging.Handler):
    """Collects the errors and warnings that are logged during a build."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._found: list[tuple[int, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self._found.append((record.levelno, record.getMessage()))

    def clear(self) -> None:
        self._found = []

    def messages(self, level: int) -> list[str]:
        return list(dict.fromkeys(message for found, message in self._found if found >= level))
