"""MkDocs's preview, sooner: who edits a record sees its page at once, while lists, feeds and the search index follow.

MkDocs shows nothing of a build until all of it is done. Its server has no public way to say more, so this one uses what its last version
has; where a server lacks it, the preview waits as MkDocs's own does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

_NEEDED = ("_epoch_cond", "_visible_epoch", "_wanted_epoch")


class Preview:
    """The browsers that wait for the next build."""

    def __init__(self) -> None:
        """No server runs yet."""
        self.expected = False
        """Whether MkDocs builds for a preview."""
        self.runs = False
        """Whether its server runs; not yet during the first build."""
        self._server: LiveReloadServer | None = None
        self._shown = False

    def begin(self, server: LiveReloadServer) -> None:
        """Show what this server serves."""
        self.runs = True
        self._server = server if all(hasattr(server, name) for name in _NEEDED) else None

    def show(self) -> None:
        """Let browsers load what is in the site's folder, though the build goes on."""
        if self._server:
            with self._server._epoch_cond:  # noqa: SLF001 - see above
                self._server._visible_epoch = self._server._wanted_epoch  # noqa: SLF001 - the same
                self._server._epoch_cond.notify_all()  # noqa: SLF001 - the same
            self._shown = True

    def finish(self) -> None:
        """Reload browsers again after an early reload, because MkDocs announces each build only once."""
        if self._server and self._shown:
            with self._server._epoch_cond:  # noqa: SLF001 - the same
                self._server._wanted_epoch += 1  # noqa: SLF001 - the same
            self._shown = False
