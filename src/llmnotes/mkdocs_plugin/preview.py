"""Reload browsers in MkDocs's preview before a build ends: the page of an edited record appears at once, and all other files follow.

MkDocs reloads browsers only after a whole build. Its server has no public function for a reload during a build, so this module uses private attributes
of MkDocs's last version. If the server lacks these attributes, browsers reload only after the build.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

_NEEDED = ("_epoch_cond", "_visible_epoch", "_wanted_epoch")


class Preview:
    """Reloads the browsers that show a preview."""

    def __init__(self) -> None:
        """Make an object without a server. Call `begin` to set the server."""
        self.expected = False
        """Whether the user started `mkdocs serve`."""
        self.runs = False
        """Whether the preview's server has started. MkDocs starts the server after the first build."""
        self._server: LiveReloadServer | None = None
        self._shown = False

    def begin(self, server: LiveReloadServer) -> None:
        """Set the server. Call this when the server has started."""
        self.runs = True
        self._server = server if all(hasattr(server, name) for name in _NEEDED) else None

    def show(self) -> None:
        """Make browsers reload their page from the site's folder, while the build continues."""
        if self._server:
            with self._server._epoch_cond:  # noqa: SLF001 - no public attribute, see the module's docstring
                self._server._visible_epoch = self._server._wanted_epoch  # noqa: SLF001 - no public attribute
                self._server._epoch_cond.notify_all()  # noqa: SLF001 - no public attribute
            self._shown = True

    def finish(self) -> None:
        """Make browsers reload again at the end of the build, if `show` was called. Without this, MkDocs would reload them only once for each build."""
        if self._server and self._shown:
            with self._server._epoch_cond:  # noqa: SLF001 - no public attribute
                self._server._wanted_epoch += 1  # noqa: SLF001 - no public attribute
            self._shown = False
