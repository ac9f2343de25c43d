"""An early reload in MkDocs's preview: the page of an edited record appears at once; lists, feeds and the search index follow.

MkDocs reloads browsers only after a whole build. Its server has no public function for an early reload, so this module uses private attributes of
MkDocs's last version. If a server lacks them, browsers reload after the build as usual.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

_NEEDED = ("_epoch_cond", "_visible_epoch", "_wanted_epoch")


class Preview:
    """Reloads the browsers of a preview."""

    def __init__(self) -> None:
        """Start without a server; `begin` sets it."""
        self.expected = False
        """Whether MkDocs builds for a preview."""
        self.runs = False
        """Whether the preview's server runs. It doesn't during the first build."""
        self._server: LiveReloadServer | None = None
        self._shown = False

    def begin(self, server: LiveReloadServer) -> None:
        """Use this server, which has started."""
        self.runs = True
        self._server = server if all(hasattr(server, name) for name in _NEEDED) else None

    def show(self) -> None:
        """Reload browsers from the site's folder while the build continues."""
        if self._server:
            with self._server._epoch_cond:  # noqa: SLF001 - no public attribute, see the module's docstring
                self._server._visible_epoch = self._server._wanted_epoch  # noqa: SLF001 - no public attribute
                self._server._epoch_cond.notify_all()  # noqa: SLF001 - no public attribute
            self._shown = True

    def finish(self) -> None:
        """Reload browsers again after an early reload, because MkDocs announces each build only once."""
        if self._server and self._shown:
            with self._server._epoch_cond:  # noqa: SLF001 - no public attribute
                self._server._wanted_epoch += 1  # noqa: SLF001 - no public attribute
            self._shown = False
