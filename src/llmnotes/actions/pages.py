"""Request the pages of URLs that are to be added to a reading list, and read the pages' metadata."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from llmnotes.intake.page_metadata import TOKYO
from llmnotes.intake.reading import read_all
from llmnotes.web.fetch.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from llmnotes.config import Settings
    from llmnotes.intake.reading import Reading


def read_pages(urls: Sequence[str], settings: Settings, secrets: Mapping[str, str], *, allow_private: bool = False) -> list[Reading]:
    """Request the pages of several URLs, and return the metadata of each page in the order of the URLs.

    Args:
        urls: The URLs.
        settings: The settings of the reading list, with its rules for hosts.
        secrets: The values of the environment variables that headers in mkdocs.yml may name. A header that names another variable is not sent.
        allow_private: Whether to request private addresses, too, as tests do.

    """
    limits, _ = settings.limits.with_secrets(secrets)

    async def ask() -> list[Reading]:
        async with Transport(allow_private=allow_private) as transport:
            return await read_all(urls, transport, limits, zone=TOKYO if settings.language == "ja" else None)

    return asyncio.run(ask())
