"""Warn about a site that is nearly too large for its host."""

from __future__ import annotations

from llmnotes.model import Place, Problem

_MEGABYTE = 1_000_000
_WARNED = 0.8
"""The share of the host's size limit above which a build warns. A site of this size that grows by a tenth each year reaches the limit in about two years."""


def problem_of(size: int, limit: int | None) -> Problem | None:
    """Return a problem for a site that has at least four fifths of its host's limit; None for a smaller site, or if the host has no limit.

    Args:
        size: The size of all files of the site in bytes.
        limit: The largest site that the host publishes, in megabytes of 1,000,000 bytes; None for a host without a limit.

    """
    if limit is None or size < limit * _MEGABYTE * _WARNED:
        return None
    megabytes = size / _MEGABYTE
    message = f"the site has {megabytes:,.1f} MB, {100 * megabytes / limit:.0f} % of the {limit:,} MB that its host publishes at most"
    remedy = (
        "Publish fewer images for link previews with the plugin's option `cards`, or split the list. "
        "For a host with another limit than GitHub Pages, set the option `size_limit`"
    )
    return Problem.warning(Place("mkdocs.yml"), "site-size", message, remedy)
